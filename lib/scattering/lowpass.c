/* The zeroth order of scattering: x * phi_T.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/lowpass.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "scattering/filterbank.h"
#include "scattering/loops.h"
#include "scattering/samples.h"

/* What float64 cannot see beside the peak of phi_T. */
#define EPS 1e-17

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

/* Before the first sample there is silence. */
void
gls_lowpass_stream_reset (GlsLowpassStream *self)
{
  self->n_held = self->plan->reach;
  memset (self->x, 0, self->n_held * sizeof (float));
  self->next = 0;
  self->n_frames = 0;
}

/* Forgets what no output needs any more. */
static void
move_down (GlsLowpassStream *self)
{
  int64_t needed = self->n_frames * (int64_t) self->plan->stride
      - (int64_t) self->plan->reach;
  size_t keep = MIN ((size_t) MAX (self->next - needed, 0), self->n_held);

  memmove (self->x, self->x + self->n_held - keep, keep * sizeof (float));
  self->n_held = keep;
}

static float *
make_room (GlsLowpassStream *self, size_t n)
{
  float *room;

  if (self->n_held + n > self->capacity)
    move_down (self);
  g_assert (self->n_held + n <= self->capacity);
  room = self->x + self->n_held;
  self->n_held += n;
  self->next += (int64_t) n;
  return room;
}

void
gls_lowpass_stream_push (GlsLowpassStream *self, const float *x, size_t n)
{
  gls_samples_copy (make_room (self, n), x, n);
}

void
gls_lowpass_stream_drain (GlsLowpassStream *self)
{
  size_t reach = self->plan->reach;

  memset (make_room (self, reach), 0, reach * sizeof (float));
}

/* S0[k] = sum_n phi_T[n] x[k stride - n] */
float
gls_lowpass_stream_take (GlsLowpassStream *self)
{
  const GlsLowpass *plan = self->plan;
  int64_t centre = self->n_frames++ * (int64_t) plan->stride;
  int64_t first = self->next - (int64_t) self->n_held;
  const float *x = self->x + (centre - first);
  double s0;

  g_assert (centre - (int64_t) plan->reach >= first);
  g_assert (centre + (int64_t) plan->reach < self->next);
  s0 = plan->taps[0] * (double) x[0]
      + gls_loops_get ()->weigh_pairs (plan->taps, x, plan->reach);
  /* no subnormal number leaves a stream */
  return fabs (s0) < (double) FLT_MIN ? 0.0f : (float) s0;
}
