/* What is to be known of a stream while it is heard: when each second of it
 * came in, what it calls itself, and how it sounds before a segment is whole.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_BROADCAST_H
#define GLISSANDO_BROADCAST_H

#include <gst/gst.h>

#include "base/titles.h"
#include "net/model.h"
#include "tags/prediction.h"

typedef struct _Broadcast Broadcast;

/* Counted by reference: a pad may outlive whoever asks. */
Broadcast *broadcast_new (GlsModel *model);
void broadcast_unref (Broadcast *self);

/* Begins anew with what comes out of a pad: mono float at the model's rate. */
void broadcast_tap (Broadcast *self, GstPad *pad);

/* No provisional tags are wanted any more. */
void broadcast_settle (Broadcast *self);

/* Gets the moments of a prediction from its start and end, which are seconds of
 * running time. */
void broadcast_stamp (Broadcast *self, GlsPrediction *prediction);

/* Returns: (transfer full) (nullable): who sends it, as far as it says so */
char *broadcast_get_station (Broadcast *self);

/**
 * broadcast_next_title:
 * @titles: (out): what it calls itself now, to be cleared
 * @moment_us: (out): since when
 *
 * Returns: whether that is something else than when this was asked before
 */
gboolean broadcast_next_title (Broadcast *self, GstGlsTitles *titles,
    gint64 *moment_us);

/**
 * broadcast_next_early:
 * @prediction: (out): as of early_pull(), and with moments
 * @titles: (out): of what was heard, to be cleared
 *
 * Early predictions are of the start, of what comes after a break, and of a
 * title.
 *
 * Returns: whether there is one
 */
gboolean broadcast_next_early (Broadcast *self, GlsPrediction *prediction,
    GstGlsTitles *titles);

#endif
