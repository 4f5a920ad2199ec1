/* Decimation by two without phase: a Kaiser-windowed half-band filter.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/halfband.h"

#include <math.h>

#include "scattering/loops.h"

/* Width of the transition band of the half-band filter, cycles per input
 * sample: from 0.285 / 2 to 1/2 - 0.285 / 2. */
#define TRANSITION (0.5 - 0.285)

static double
bessel_i0 (double x)
{
  double term = 1.0, sum = 1.0;

  for (int k = 1; term > 1e-18 * sum; k++) {
    term *= (x / (2.0 * k)) * (x / (2.0 * k));
    sum += term;
  }
  return sum;
}

/* Length and shape of the window: Kaiser, "Nonrecursive digital filter design
 * using the I0-sinh window function", ISCAS 1974. */
GlsHalfband
gls_halfband_new (double attenuation)
{
  GlsHalfband self = { 0 };
  double beta = 0.1102 * (attenuation - 8.7);
  double order = (attenuation - 7.95) / (2.285 * 2.0 * G_PI * TRANSITION);
  double tap[GLS_HALFBAND_MAX], sum = 0.0;

  self.n = (size_t) ceil ((order / 2.0 + 1.0) / 2.0);
  g_assert (self.n <= GLS_HALFBAND_MAX);
  for (size_t i = 0; i < self.n; i++) {
    double at = 2.0 * (double) i + 1.0;
    double r = at / (2.0 * (double) self.n);
    tap[i] = sin (G_PI * at / 2.0) / (G_PI * at)
        * bessel_i0 (beta * sqrt (1.0 - r * r)) / bessel_i0 (beta);
    sum += tap[i];
  }
  for (size_t i = 0; i < self.n; i++)
    self.tap[i] = (float) (tap[i] * 0.25 / sum);
  return self;
}

size_t
gls_halfband_reach (const GlsHalfband *self)
{
  return 2 * self->n - 1;
}

static void
sum_some (const float *restrict tap, size_t n_taps, const float *restrict odd,
    const float *restrict x, size_t n, float *restrict y)
{
  for (size_t k = 0; k < n; k++) {
    float sum = 0.5f * x[2 * k];

    for (size_t i = n_taps; i-- > 0;)
      sum += tap[i] * (odd[n_taps - 1 - i + k] + odd[n_taps + i + k]);
    y[k] = sum;
  }
}

void
gls_halfband_decimate (const GlsHalfband *self, const float *x, size_t n,
    float *y, float *scratch)
{
  const GlsLoops *loops = gls_loops_get ();
  size_t k = 0;

  /* odd[k] = x[2 (k - n) + 1] */
  loops->take_even (x + 1 - 2 * (ptrdiff_t) self->n, n + 2 * self->n - 1,
      scratch);
  for (; k + GLS_LOOPS_BLOCK <= n; k += GLS_LOOPS_BLOCK)
    loops->decimate_block (self->tap, self->n, scratch + k, x + 2 * k, y + k);
  sum_some (self->tap, self->n, scratch + k, x + 2 * k, n - k, y + k);
}
