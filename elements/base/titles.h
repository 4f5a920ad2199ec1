/* What a stream says of itself: title, artist, album.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_TITLES_H
#define GST_GLISSANDO_TITLES_H

#include <gst/gst.h>

#include "tags/prediction.h"

G_BEGIN_DECLS

/* Each a string, or NULL; all zero to begin with. */
typedef struct
{
  char *title;
  char *artist;
  char *album;
} GstGlsTitles;

/* Whether a tag event names another title than before. */
gboolean gst_gls_titles_are_left_by (const GstGlsTitles *self, GstEvent *event);
/* Takes over what a tag event says. What it does not say stays: a radio station
 * does not repeat its name with each title. But with another title, artist and
 * album are those of that one. Returns: whether any is another one now */
gboolean gst_gls_titles_hear (GstGlsTitles *self, GstEvent *event);
void gst_gls_titles_copy (const GstGlsTitles *self, GstGlsTitles *copy);
void gst_gls_titles_clear (GstGlsTitles *self);
/* What they are stays this object's. */
void gst_gls_titles_give (const GstGlsTitles *self, GlsPrediction *prediction);

G_END_DECLS

#endif
