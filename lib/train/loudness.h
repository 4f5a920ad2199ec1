/* Coefficients as they would be if the audio were louder or softer.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_LOUDNESS_H
#define GLS_TRAIN_LOUDNESS_H

#include <stddef.h>

#include "net/rng.h"
#include "train/options.h"

G_BEGIN_DECLS

/* Gains between these places, evenly along the rows, are interpolated. */
#define GLS_LOUDNESS_N_KNOTS 6

/* in dB: one gain for all, and one that changes slowly along the rows */
typedef struct
{
  double all;
  double knot[GLS_LOUDNESS_N_KNOTS + 1];
} GlsLoudness;

/* Uniform: @self->all within @level dB either way, the others within
 * @equaliser. */
void gls_loudness_draw (GlsLoudness *self, GlsRng *rng, double level,
    double equaliser);
/* Returns: the gain of a row, in dB */
float gls_loudness_get_gain (const GlsLoudness *self, size_t row,
    size_t n_rows);

/* x: float[n], in place; what it stands for becomes @gain dB louder */
void gls_loudness_change (GlsLevels levels, float gain, size_t n, float *x);

G_END_DECLS

#endif
