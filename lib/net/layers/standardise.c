/* standardise: each element with the mean and the scale of the training set.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * y = (x - mean) * scale. The first "shared_axes" axes share their statistics
 * (1: all frames, or chunks of frames, are treated alike). The tensors are
 * statistics: the trainer fits them before the first epoch
 * (gls_train_set_fit()) and no gradient changes them.
 */
#include "net/layer.h"

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

const GlsLayerClass gls_standardise_class = {
  .type = "standardise",
  .members = members,
  .instance_size = sizeof (Standardise),
  .configure = configure,
  .forward = forward,
  .backward = backward,
};
