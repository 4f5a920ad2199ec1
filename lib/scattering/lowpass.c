/* The zeroth order of scattering: x * phi_T.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/lowpass.h"

#include <math.h>
#include <string.h>

#include "scattering/filterbank.h"
#include "scattering/kernel.h"
#include "scattering/samples.h"

/* What float64 cannot see beside the peak of phi_T. */
#define EPS 1e-17

/* Partial sums kept apart, so that the order of additions is fixed and the
 * compiler may still vectorise. */
#define LANES 8

void
gls_lowpass_init (GlsLowpass *self, size_t T, size_t stride, size_t max_reach)
{
  double sigma = GLS_SIGMA0 / (double) T, sum = 0.0;
  double reach = sqrt (-2.0 * log (EPS)) / (2.0 * G_PI * sigma);

  self->stride = stride;
  self->reach = MIN ((size_t) ceil (reach), max_reach);
  self->taps = g_new (double, self->reach + 1);
  for (size_t n = 0; n <= self->reach; n++) {
    double t = 2.0 * G_PI * sigma * (double) n;

    self->taps[n] = exp (-0.5 * t * t);
    sum += (n == 0 ? 1.0 : 2.0) * self->taps[n];
  }
  for (size_t n = 0; n <= self->reach; n++)
    self->taps[n] /= sum;
}

void
gls_lowpass_clear (GlsLowpass *self)
{
  g_clear_pointer (&self->taps, g_free);
}

void
gls_lowpass_stream_init (GlsLowpassStream *self, const GlsLowpass *plan,
    size_t max_ahead)
{
  self->plan = plan;
  /* Twice, so that moving it down happens seldom. */
  self->capacity = 2 * (plan->reach + MAX (plan->reach, max_ahead) + 1);
  self->x = g_new (float, self->capacity);
  gls_lowpass_stream_reset (self);
}

void
gls_lowpass_stream_clear (GlsLowpassStream *self)
{
  g_clear_pointer (&self->x, g_free);
}

void
gls_lowpass_stream_reset (GlsLowpassStream *self)
{
  self->n_held = 0;
  self->n_in = 0;
  self->n_frames = 0;
  self->ended = FALSE;
}

void
gls_lowpass_stream_push (GlsLowpassStream *self, const float *x, size_t n)
{
  if (self->n_held + n > self->capacity) {
    uint64_t centre = self->n_frames * self->plan->stride;
    uint64_t first = self->n_in - self->n_held;
    uint64_t needed = centre - MIN (centre, self->plan->reach);
    size_t drop =
        needed > first ? (size_t) MIN (needed - first, self->n_held) : 0;

    self->n_held -= drop;
    memmove (self->x, self->x + drop, self->n_held * sizeof (float));
  }
  g_assert (self->n_held + n <= self->capacity);
  gls_samples_copy (self->x + self->n_held, x, n);
  self->n_held += n;
  self->n_in += n;
}

void
gls_lowpass_stream_drain (GlsLowpassStream *self)
{
  self->ended = TRUE;
}

GLS_KERNEL static double
dot_rising (const double *restrict tap, const float *restrict x, size_t n)
{
  double lane[LANES] = { 0.0 }, sum = 0.0;
  size_t i = 0;

  for (; i + LANES <= n; i += LANES)
    for (size_t k = 0; k < LANES; k++)
      lane[k] += tap[i + k] * (double) x[i + k];
  for (; i < n; i++)
    sum += tap[i] * (double) x[i];
  for (size_t k = 0; k < LANES; k++)
    sum += lane[k];
  return sum;
}

/* sum_i tap[i] x[-i] */
GLS_KERNEL static double
dot_falling (const double *restrict tap, const float *restrict x, size_t n)
{
  double lane[LANES] = { 0.0 }, sum = 0.0;
  size_t i = 0;

  for (; i + LANES <= n; i += LANES)
    for (size_t k = 0; k < LANES; k++)
      lane[k] += tap[i + k] * (double) *(x - i - k);
  for (; i < n; i++)
    sum += tap[i] * (double) *(x - i);
  for (size_t k = 0; k < LANES; k++)
    sum += lane[k];
  return sum;
}

/* S0[k] = sum_n phi_T[n] x[k stride - n], x zero before the first sample and
 * after the last one. */
float
gls_lowpass_stream_take (GlsLowpassStream *self)
{
  size_t reach = self->plan->reach;
  uint64_t centre = self->n_frames++ * self->plan->stride;
  uint64_t first = self->n_in - self->n_held;
  const float *x = self->x + (centre - first);
  size_t before = (size_t) MIN (centre - first, reach);
  size_t after = (size_t) MIN (self->n_in - 1 - centre, reach);

  g_assert (centre >= first && centre < self->n_in);
  g_assert (before == reach || first == 0);
  g_assert (after == reach || self->ended);
  return (float) (dot_falling (self->plan->taps, x, before + 1)
      + dot_rising (self->plan->taps + 1, x + 1, after));
}
