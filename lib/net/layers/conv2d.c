/* conv2d: a 2-D convolution over rows and columns, all channels to all.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * [H][W][C] -> [H'][W'][D], with weight [K_h][K_w][D][C] and bias [D]:
 *
 *   y[h][w][d] = bias[d] + sum over i, j, c of
 *       weight[i][j][d][c] x[S_h h + i - pad_h][S_w w + j - pad_w][c]
 *
 * and x = 0 outside. With stride S = 1, "same" padding, for odd kernels, keeps H
 * and W; "valid" takes places only where the kernel lies inside. Other strides
 * keep every S-th of these outputs, the first one included. Kernel "all" covers
 * all that is left.
 */
#include "net/layers/conv2d.h"

#include <math.h>
#include <string.h>

static const char *const members[] = { "channels", "kernel", "stride",
  "padding", NULL };
static const char *const paddings[] = { "same", "valid", NULL };
enum
{
  SAME,
  VALID
};

/* "kernel": K, [K_h, K_w] or "all"; 3 where it is not given */
static gboolean
get_kernel (GlsConv2d *self, json_t *entry, const char *what, GError **error)
{
  json_t *node = json_object_get (entry, "kernel");

  self->K_h = self->K_w = 3;
  if (node == NULL)
    return TRUE;
  if (gls_json_to_size (node, 1, GLS_MAX_KERNEL, &self->K_h)) {
    self->K_w = self->K_h;
    return TRUE;
  }
  if (json_is_string (node) && strcmp (json_string_value (node), "all") == 0
      && MAX (self->H, self->W) <= GLS_MAX_KERNEL) {
    self->K_h = self->H;
    self->K_w = self->W;
    return TRUE;
  }
  if (json_array_size (node) == 2
      && gls_json_to_size (json_array_get (node, 0), 1, GLS_MAX_KERNEL,
          &self->K_h)
      && gls_json_to_size (json_array_get (node, 1), 1, GLS_MAX_KERNEL,
          &self->K_w))
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "%s: \"kernel\" must be a whole number from 1 to %d, two of them in a "
      "list, or \"all\" where no more than that is left",
      what, GLS_MAX_KERNEL);
  return FALSE;
}

/* Padding, and the size of the output */
static gboolean
place_kernel (GlsConv2d *self, guint padding, const char *what, GError **error)
{
  size_t H = self->H, W = self->W;

  if (padding == SAME) {
    if (self->K_h % 2 == 0 || self->K_w % 2 == 0) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s: a kernel of %zu x %zu cannot keep the size; its sides must be "
          "odd, or \"padding\" \"valid\"",
          what, self->K_h, self->K_w);
      return FALSE;
    }
    self->pad_h = self->K_h / 2;
    self->pad_w = self->K_w / 2;
  } else {
    if (self->K_h > self->H || self->K_w > self->W) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s: a kernel of %zu x %zu does not fit into %zu x %zu places", what,
          self->K_h, self->K_w, self->H, self->W);
      return FALSE;
    }
    H = self->H - self->K_h + 1;
    W = self->W - self->K_w + 1;
  }
  self->H_out = (H + self->stride_h - 1) / self->stride_h;
  self->W_out = (W + self->stride_w - 1) / self->stride_w;
  return TRUE;
}

/* Of a kernel's n_taps rows (or columns), those that meet one of the image: all
 * others see nothing but zeros. */
static void
find_live (size_t n_taps, size_t n_in, size_t n_out, size_t pad, size_t *first,
    size_t *n)
{
  *first = pad > n_out - 1 ? pad - (n_out - 1) : 0;
  *n = MIN (n_taps, n_in + pad) - *first;
}

/* Turning the weights must pay. */
#define LEAST_PLACES 16

/* Unfolding the output is less work where that has fewer channels, but takes
 * memory for the whole image. */
static void
choose_product (GlsConv2d *self)
{
  const gboolean plain = self->stride_h == 1 && self->stride_w == 1;
  const size_t n = gls_conv2d_plan_patches (self);

  self->by_patches = !plain || self->H * self->W > GLS_CONV2D_BLOCK_PLACES
      || (self->C < self->D && self->H_out * self->W_out >= LEAST_PLACES);
  if (plain && n > GLS_MAX_ELEMENTS)
    self->by_patches = FALSE;
  self->layer.n_scratch = self->by_patches ? n : gls_conv2d_plan_gemm (self);
}

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  GlsConv2d *self = (GlsConv2d *) layer;
  size_t stride[2] = { 1, 1 };
  guint padding = SAME;
  double fan_in;

  if (!gls_layer_needs_image (layer, what, error))
    return FALSE;
  self->H = layer->in.dim[0];
  self->W = layer->in.dim[1];
  self->C = layer->in.dim[2];
  if (!gls_layer_get_channels (entry, what, "channels", n_labels, &self->D,
          error)
      || !get_kernel (self, entry, what, error)
      || !gls_layer_get_sides (entry, what, "stride", stride, error)
      || !gls_json_may_get_enum (entry, what, "padding", paddings, &padding,
          error))
    return FALSE;
  self->stride_h = stride[0];
  self->stride_w = stride[1];
  if (!place_kernel (self, padding, what, error))
    return FALSE;

  find_live (self->K_h, self->H, self->H_out, self->pad_h, &self->i_first,
      &self->n_i);
  find_live (self->K_w, self->W, self->W_out, self->pad_w, &self->j_first,
      &self->n_j);
  choose_product (self);
  layer->out = GLS_SHAPE (self->H_out, self->W_out, self->D);
  layer->n_macs = (guint64) self->H_out * self->W_out * self->D * self->n_i
      * self->n_j * self->C;
  fan_in = (double) self->K_h * (double) self->K_w * (double) self->C;
  return gls_layer_add_tensor (layer, "weight", GLS_TENSOR_WEIGHT,
             GLS_SHAPE (self->K_h, self->K_w, self->D, self->C), 0,
             1 / sqrt (fan_in), error)
      && gls_layer_add_tensor (layer, "bias", GLS_TENSOR_BIAS,
          GLS_SHAPE (self->D), 0, 0, error);
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const GlsConv2d *self = (const GlsConv2d *) layer;

  if (pass->kernels == GLS_KERNELS_REFERENCE)
    gls_conv2d_forward_ref (self, pass, n, x, y);
  else if (self->by_patches)
    gls_conv2d_forward_patches (self, pass, n, x, y);
  else
    gls_conv2d_forward_gemm (self, pass, n, x, y);
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const GlsConv2d *self = (const GlsConv2d *) layer;

  if (pass->kernels == GLS_KERNELS_REFERENCE)
    gls_conv2d_backward_ref (self, pass, n, x, dy, dx);
  else if (self->by_patches)
    gls_conv2d_backward_patches (self, pass, n, x, dy, dx);
  else
    gls_conv2d_backward_gemm (self, pass, n, x, dy, dx);
}

const GlsLayerClass gls_conv2d_class = {
  .type = "conv2d",
  .members = members,
  .instance_size = sizeof (GlsConv2d),
  .configure = configure,
  .forward = forward,
  .backward = backward,
  .set_prior = gls_layer_set_bias,
  .scale_outputs = gls_layer_scale_rows,
};
