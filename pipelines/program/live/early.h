/* The first tags of a stream, from what has come of it by then.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_EARLY_H
#define GLISSANDO_EARLY_H

#include "net/model.h"
#include "tags/prediction.h"

typedef struct _Early Early;

/* One thread may push while another one pulls. It hears nothing before
 * early_begin(). Holds a reference to @model. */
Early *early_new (GlsModel *model);
void early_free (Early *self);

/* Something begins: what is pushed now is at @second of the stream. */
void early_begin (Early *self, double second);
/* Nothing more is wanted until something else begins. */
void early_end (Early *self);

/* Returns: samples per second that push() wants */
guint early_get_rate (const Early *self);
/* x: float[n], mono, full scale -1 .. +1. After 20 s it is no longer kept. */
void early_push (Early *self, const float *x, size_t n);

/**
 * early_pull:
 * @prediction: (out): a provisional one; its labels and probabilities stay until
 *   the next call
 *
 * Hears what there is since the beginning, once there are 5, 10 and 20 s of it,
 * as far as that is less than a segment: as a tagger hears audio of that length.
 * Of several that are due only the last one comes. It takes its time.
 *
 * Returns: %FALSE, with nothing written, if none is due
 */
gboolean early_pull (Early *self, GlsPrediction *prediction);

#endif
