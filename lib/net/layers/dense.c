/* dense: y = W x + b over all values of an example, or over its last axes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * weight is [units][inputs], bias [units]. With "axes" the axes before the last
 * ones stay, and each of their places is treated alike: [T][F] -> [T][units].
 */
#include "net/layer.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

typedef struct
{
  GlsLayer layer;
  size_t n_places; /* product of the axes that stay */
  int n_in, n_out;
} Dense;

static const char *const members[] = { "units", "axes", NULL };

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  Dense *self = (Dense *) layer;
  size_t units, axes = layer->in.n_axes, n_in;

  if (!gls_layer_get_channels (entry, what, "units", n_labels, &units, error)
      || !gls_json_may_get_size (entry, what, "axes", 1, layer->in.n_axes,
          &axes, error))
    return FALSE;
  self->n_places = 1;
  for (size_t i = 0; i < layer->in.n_axes - axes; i++) {
    layer->out.dim[layer->out.n_axes++] = layer->in.dim[i];
    self->n_places *= layer->in.dim[i];
  }
  layer->out.dim[layer->out.n_axes++] = units;
  n_in = gls_shape_size (&layer->in) / self->n_places;
  self->n_in = (int) n_in;
  self->n_out = (int) units;
  layer->n_macs = (guint64) self->n_places * n_in * units;
  return gls_layer_add_tensor (layer, "weight", GLS_TENSOR_WEIGHT,
             GLS_SHAPE (units, n_in), 0, 1 / sqrt ((double) n_in), error)
      && gls_layer_add_tensor (layer, "bias", GLS_TENSOR_BIAS,
          GLS_SHAPE (units), 0, 0, error);
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const Dense *self = (const Dense *) layer;
  const float *bias = gls_layer_weights (layer, pass, 1);
  const size_t rows = n * self->n_places;

  for (size_t b = 0; b < rows; b++)
    memcpy (y + b * (size_t) self->n_out, bias,
        (size_t) self->n_out * sizeof *y);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) rows, self->n_out,
      self->n_in, 1.0f, x, self->n_in, gls_layer_weights (layer, pass, 0),
      self->n_in, 1.0f, y, self->n_out);
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const Dense *self = (const Dense *) layer;
  float *d_bias = gls_layer_gradients (layer, pass, 1);
  const size_t rows = n * self->n_places;

  for (size_t b = 0; b < rows; b++)
    for (size_t i = 0; i < (size_t) self->n_out; i++)
      d_bias[i] += dy[b * (size_t) self->n_out + i];
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, self->n_out, self->n_in,
      (int) rows, 1.0f, dy, self->n_out, x, self->n_in, 1.0f,
      gls_layer_gradients (layer, pass, 0), self->n_in);
  if (dx != NULL)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) rows,
        self->n_in, self->n_out, 1.0f, dy, self->n_out,
        gls_layer_weights (layer, pass, 0), self->n_in, 0.0f, dx, self->n_in);
}

const GlsLayerClass gls_dense_class = {
  .type = "dense",
  .members = members,
  .instance_size = sizeof (Dense),
  .configure = configure,
  .forward = forward,
  .backward = backward,
  .set_prior = gls_layer_set_bias,
  .scale_outputs = gls_layer_scale_rows,
};
