/* From which label on a row has a tag, where labels are probabilities.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A quantile alone says which rows have most of a tag: of techno, of which half
 * of a corpus is, that is too few of them, and of opera, of which nothing is,
 * noise. Hence bounds to it.
 */
#ifndef GLISSANDO_PRESENT_H
#define GLISSANDO_PRESENT_H

#include <glib.h>

#define PRESENT_HELP \
  "Of labels that are probabilities, rows have a tag above the 90th " \
  "percentile, but from MOST on in any case, and never below LEAST"
#define PRESENT_PLACEHOLDER "LEAST,MOST"
#define PRESENT_FAULT \
  "--present must be two probabilities above 0, the smaller one first, such as " \
  "0.1,0.3"

/* None (0, 0) by default. */
typedef struct
{
  double least, most;
} Present;

/* text: (nullable): "0.1,0.3", or one number that is both; none if %NULL.
 * Returns: whether they are from 0 to 1, and in order */
gboolean present_parse (Present *self, const char *text);
gboolean present_is_bounded (const Present *self);
double present_bound (const Present *self, double quantile);

#endif
