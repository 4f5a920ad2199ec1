/* What a stream was like while it bore one title, from hour to hour, and on the
 * whole.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SUMS_H
#define GLISSANDO_SUMS_H

#include "tags/prediction.h"

typedef struct _Sums Sums;

/**
 * sums_new:
 * @period_us: how long a period is, microseconds; 0: none is wanted. Periods
 *   begin at multiples of it in local time: hours at the full hour
 * @tell: gets each summary; what it points to stays until it returns
 * @data: for @tell
 *
 * Means over predictions, of bounded size however long it goes on.
 */
Sums *sums_new (gint64 period_us,
    void (*tell) (GlsPrediction *summary, gpointer data), gpointer data);
void sums_free (Sums *self);

/* A segment, with its title and moments: it belongs to the title that it bears,
 * and to the period in which its middle lies. Where that is another one than
 * before, the one before is told first. */
void sums_add (Sums *self, const GlsPrediction *segment);

/* Tells a period that has been over for a minute at this moment, although
 * nothing has come since. */
void sums_look (Sums *self, gint64 now_us);

/* Tells what has begun, and last of all the mean of everything. is_over: there
 * would not have been more to hear */
void sums_end (Sums *self, gboolean is_over);

#endif
