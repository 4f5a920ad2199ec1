/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "train/loudness.h"

#include <math.h>

#define DB_PER_NEPER 8.685889638065037 /* 20 / ln 10 */
/* From here on log (1 + v) is log (v) to float32 rounding. */
#define LARGE 17.0f
/* Of decibels: nothing is softer (gls_mel). */
#define LEAST_DB -100.0f

/* -1 .. 1 */
static double
draw (GlsRng *rng)
{
  return (double) (gls_rng_next (rng) >> 11) * 0x1p-52 - 1.0;
}

void
gls_loudness_draw (GlsLoudness *self, GlsRng *rng, double level,
    double equaliser)
{
  self->all = level * draw (rng);
  for (size_t k = 0; k < GLS_LOUDNESS_N_KNOTS; k++)
    self->knot[k] = equaliser * draw (rng);
  /* Beside the last one, with weight 0 */
  self->knot[GLS_LOUDNESS_N_KNOTS] = 0.0;
}

float
gls_loudness_get_gain (const GlsLoudness *self, size_t row, size_t n_rows)
{
  const double at = (double) (row * (GLS_LOUDNESS_N_KNOTS - 1))
      / (double) MAX (n_rows - 1, 1);
  const size_t k = (size_t) at;

  return (float) (self->all + self->knot[k]
      + (at - (double) k) * (self->knot[k + 1] - self->knot[k]));
}

void
gls_loudness_change (GlsLevels levels, float gain, size_t n, float *x)
{
  const float nepers = (float) (gain / DB_PER_NEPER), factor = expf (nepers);

  for (size_t i = 0; i < n; i++) {
    if (levels == GLS_LEVELS_DECIBELS)
      x[i] = fmaxf (x[i] + gain, LEAST_DB);
    else if (x[i] > LARGE && x[i] + nepers > LARGE)
      x[i] += nepers;
    else
      x[i] = log1pf (expm1f (x[i]) * factor);
  }
}
