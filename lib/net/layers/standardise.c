/* standardise: each element with the mean and the scale of the training set.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * y = (x - mean) * scale. The first "shared_axes" axes share their statistics
 * (1: all frames, or chunks of frames, are treated alike). The tensors are
 * statistics: fit() computes them before the first epoch, and no gradient
 * changes them.
 */
#include "net/layer.h"

#include <math.h>
#include <string.h>

typedef struct
{
  GlsLayer layer;
  size_t n_repeats; /* product of the shared axes */
  size_t n;         /* elements with statistics of their own */
} Standardise;

static const char *const members[] = { "shared_axes", NULL };

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  Standardise *self = (Standardise *) layer;
  GlsShape shape = { 0 };
  size_t n_shared = 0;

  if (!gls_json_may_get_size (entry, what, "shared_axes", 0,
          layer->in.n_axes - 1, &n_shared, error))
    return FALSE;
  self->n_repeats = 1;
  for (size_t i = 0; i < layer->in.n_axes; i++) {
    if (i < n_shared)
      self->n_repeats *= layer->in.dim[i];
    else
      shape.dim[shape.n_axes++] = layer->in.dim[i];
  }
  self->n = gls_shape_size (&shape);
  layer->out = layer->in;
  return gls_layer_add_tensor (layer, "mean", GLS_TENSOR_STATISTIC, shape, 0, 0,
             error)
      && gls_layer_add_tensor (layer, "scale", GLS_TENSOR_STATISTIC, shape, 1,
          0, error);
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const Standardise *self = (const Standardise *) layer;
  const float *mean = gls_layer_weights (layer, pass, 0);
  const float *scale = gls_layer_weights (layer, pass, 1);

  for (size_t b = 0; b < n * self->n_repeats; b++, x += self->n, y += self->n)
    for (size_t i = 0; i < self->n; i++)
      y[i] = (x[i] - mean[i]) * scale[i];
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const Standardise *self = (const Standardise *) layer;
  const float *scale = gls_layer_weights (layer, pass, 1);

  if (dx == NULL)
    return;
  for (size_t b = 0; b < n * self->n_repeats; b++, dx += self->n, dy += self->n)
    for (size_t i = 0; i < self->n; i++)
      dx[i] = dy[i] * scale[i];
}

/* mean: double[n], of the @repeats rows of x */
static void
average (size_t repeats, size_t n, const float *x, double *mean)
{
  for (size_t r = 0; r < repeats; r++)
    for (size_t i = 0; i < n; i++)
      mean[i] += (double) x[r * n + i];
  for (size_t i = 0; i < n; i++)
    mean[i] /= (double) repeats;
}

/* variance: double[n], about the mean */
static void
spread (size_t repeats, size_t n, const float *x, const double *mean,
    double *variance)
{
  for (size_t r = 0; r < repeats; r++)
    for (size_t i = 0; i < n; i++) {
      double d = (double) x[r * n + i] - mean[i];

      variance[i] += d * d;
    }
  for (size_t i = 0; i < n; i++)
    variance[i] /= (double) repeats;
}

/* An element that hardly varies in the training set must not blow up what is
 * rounding noise there and more elsewhere: its deviation counts as at least
 * this part of the root mean square of all. One that never varies (the tensor
 * has places without a coefficient) becomes 0. */
#define LEAST_DEVIATION 0.01

static void
fit (const GlsLayer *layer, size_t n, const float *x, float *weights)
{
  const Standardise *self = (const Standardise *) layer;
  float *mean = weights + layer->tensors[0].offset;
  float *scale = weights + layer->tensors[1].offset;
  g_autofree double *means = g_new0 (double, self->n);
  g_autofree double *variance = g_new0 (double, self->n);
  double total = 0.0, least;

  average (n * self->n_repeats, self->n, x, means);
  spread (n * self->n_repeats, self->n, x, means, variance);
  for (size_t i = 0; i < self->n; i++)
    total += variance[i];
  least = LEAST_DEVIATION * sqrt (total / (double) self->n);
  for (size_t i = 0; i < self->n; i++) {
    double deviation = sqrt (variance[i]);

    mean[i] = (float) means[i];
    scale[i] = deviation > 0.0 ? (float) (1.0 / MAX (deviation, least)) : 0.0f;
  }
}

const GlsLayerClass gls_standardise_class = {
  .type = "standardise",
  .members = members,
  .instance_size = sizeof (Standardise),
  .configure = configure,
  .forward = forward,
  .backward = backward,
  .fit = fit,
};
