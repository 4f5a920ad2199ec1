/* Exponential smoothing of predictions by the time that they stand for.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/smoothing.h"

#include <math.h>

struct _GlsSmoothing
{
  size_t n_tags;
  double time_constant_s;
  double *y; /* [n_tags]; NAN before the first value */
};

GlsSmoothing *
gls_smoothing_new (size_t n_tags, double time_constant_s)
{
  GlsSmoothing *self;

  g_return_val_if_fail (time_constant_s >= 0, NULL);

  self = g_new0 (GlsSmoothing, 1);
  self->n_tags = n_tags;
  self->time_constant_s = time_constant_s;
  self->y = g_new (double, n_tags);
  gls_smoothing_reset (self);
  return self;
}

void
gls_smoothing_free (GlsSmoothing *self)
{
  if (self == NULL)
    return;
  g_free (self->y);
  g_free (self);
}

void
gls_smoothing_reset (GlsSmoothing *self)
{
  for (size_t i = 0; i < self->n_tags; i++)
    self->y[i] = NAN;
}

void
gls_smoothing_push (GlsSmoothing *self, const float *p, double duration_s,
    float *y)
{
  /* -expm1 (-d/tau) = 1 - exp (-d/tau), exact where d is small. */
  double a = self->time_constant_s > 0
      ? -expm1 (-fmax (duration_s, 0) / self->time_constant_s)
      : 1;

  for (size_t i = 0; i < self->n_tags; i++) {
    double x = (double) p[i];

    if (isfinite (x))
      self->y[i] = isnan (self->y[i]) ? x : self->y[i] + a * (x - self->y[i]);
    y[i] = isnan (self->y[i]) ? 0 : (float) self->y[i];
  }
}
