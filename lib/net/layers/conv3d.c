/* conv3d: D small kernels over the volume that an image is with its channels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Guizilini et al., CVPR 2020, section 4.1: the image is one volume of a single
 * channel, whose third axis are the image's channels, and the D results are
 * laid one after the other as channels. [H][W][C] -> [H][W][D C], with weight
 * [D][K][K][K] (row, column, channel) and bias [D]:
 *
 *   y[h][w][d C + c] = bias[d] + sum over i, j, k of
 *       weight[d][i][j][k] x[h + i - K/2][w + j - K/2][c + k - K/2]
 *
 * and x = 0 outside in all three directions.
 */
#include "net/layers/conv3d.h"

#include <math.h>

static const char *const members[] = { "kernels", "kernel", NULL };

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  GlsConv3d *self = (GlsConv3d *) layer;

  self->K = 3;
  if (!gls_layer_needs_image (layer, what, error)
      || !gls_json_get_size (entry, what, "kernels", 1, GLS_MAX_KERNELS,
          &self->D, error)
      || !gls_json_may_get_size (entry, what, "kernel", 1, 7, &self->K, error))
    return FALSE;
  if (self->K % 2 == 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: \"kernel\" is %zu, but must be odd", what, self->K);
    return FALSE;
  }
  self->H = layer->in.dim[0];
  self->W = layer->in.dim[1];
  self->C = layer->in.dim[2];
  layer->out = GLS_SHAPE (self->H, self->W, self->D * self->C);
  layer->n_macs = (guint64) gls_shape_size (&layer->in) * self->D * self->K
      * self->K * self->K;
  layer->n_scratch = gls_conv3d_plan_gemm (self);
  return gls_layer_add_tensor (layer, "weight", GLS_TENSOR_WEIGHT,
             GLS_SHAPE (self->D, self->K, self->K, self->K), 0,
             1 / sqrt ((double) (self->K * self->K * self->K)), error)
      && gls_layer_add_tensor (layer, "bias", GLS_TENSOR_BIAS,
          GLS_SHAPE (self->D), 0, 0, error);
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const GlsConv3d *self = (const GlsConv3d *) layer;

  if (pass->kernels == GLS_KERNELS_REFERENCE)
    gls_conv3d_forward_ref (self, pass, n, x, y);
  else
    gls_conv3d_forward_gemm (self, pass, n, x, y);
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const GlsConv3d *self = (const GlsConv3d *) layer;

  if (pass->kernels == GLS_KERNELS_REFERENCE)
    gls_conv3d_backward_ref (self, pass, n, x, dy, dx);
  else
    gls_conv3d_backward_gemm (self, pass, n, x, dy, dx);
}

const GlsLayerClass gls_conv3d_class = {
  .type = "conv3d",
  .members = members,
  .instance_size = sizeof (GlsConv3d),
  .configure = configure,
  .forward = forward,
  .backward = backward,
  .set_prior = gls_layer_set_bias,
};
