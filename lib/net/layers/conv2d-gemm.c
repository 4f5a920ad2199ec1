/* conv2d by matrix products.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The packing layers fold thousands of channels onto some sixty, so columns of
 * input patches (im2col) would copy the large side K_h K_w times. Here the
 * small side is unfolded instead. With tap t = (i, j), every place meets every
 * tap in one product,
 *
 *   z[place][t][d] = sum over c of x[place][c] weight[t][d][c],
 *
 * and what each tap gives to its output is added up:
 *
 *   y[h][w][d] = bias[d]
 *       + sum over t of z[(h + i - pad_h, w + j - pad_w)][t][d].
 *
 * Backward, dz is the same gathering of dy the other way round, and the two
 * products dx = dz weight and dweight = dz' x follow from the one above.
 * Examples are taken in blocks, so z stays within a few caches' size.
 */
#include "net/layers/conv2d.h"

#include <cblas.h>
#include <string.h>

size_t
gls_conv2d_plan_gemm (GlsConv2d *self)
{
  const size_t places = self->H * self->W;
  size_t n;

  self->block_examples = MAX (1, GLS_CONV2D_BLOCK_PLACES / places);
  if (!gls_size_multiply (self->block_examples * places,
          self->K_h * self->K_w * self->D, GLS_MAX_ELEMENTS, &n))
    return GLS_MAX_ELEMENTS + 1; /* which the layer refuses */
  return n;
}

/* The outputs in one direction that a tap at @i meets: from first to last. */
static void
reach (size_t n_in, size_t n_out, size_t pad, size_t i, size_t *first,
    size_t *last)
{
  *first = pad > i ? pad - i : 0;
  *last = n_in + pad > i ? MIN (n_out, n_in + pad - i) : 0;
}

/* What add_taps() and spread_taps() do at each pair of places */
static inline void
add (size_t n, const float *from, float *to)
{
  for (size_t d = 0; d < n; d++)
    to[d] += from[d];
}

/* y += z, each tap at its outputs; one example */
static void
add_taps (const GlsConv2d *self, const float *z, float *y)
{
  const size_t D = self->D, taps = self->K_h * self->K_w;
  size_t h0, h1, w0, w1;

  for (size_t i = 0; i < self->K_h; i++) {
    reach (self->H, self->H_out, self->pad_h, i, &h0, &h1);
    for (size_t j = 0; j < self->K_w; j++) {
      reach (self->W, self->W_out, self->pad_w, j, &w0, &w1);
      for (size_t h = h0; h < h1; h++)
        for (size_t w = w0; w < w1; w++) {
          size_t place = (h + i - self->pad_h) * self->W + w + j - self->pad_w;

          add (D, z + (place * taps + i * self->K_w + j) * D,
              y + (h * self->W_out + w) * D);
        }
    }
  }
}

/* dz = dy, each output at its taps, 0 elsewhere; one example */
static void
spread_taps (const GlsConv2d *self, const float *dy, float *dz)
{
  const size_t D = self->D, taps = self->K_h * self->K_w;
  size_t h0, h1, w0, w1;

  memset (dz, 0, self->H * self->W * taps * D * sizeof *dz);
  for (size_t i = 0; i < self->K_h; i++) {
    reach (self->H, self->H_out, self->pad_h, i, &h0, &h1);
    for (size_t j = 0; j < self->K_w; j++) {
      reach (self->W, self->W_out, self->pad_w, j, &w0, &w1);
      for (size_t h = h0; h < h1; h++)
        for (size_t w = w0; w < w1; w++) {
          size_t place = (h + i - self->pad_h) * self->W + w + j - self->pad_w;

          memcpy (dz + (place * taps + i * self->K_w + j) * D,
              dy + (h * self->W_out + w) * D, D * sizeof *dz);
        }
    }
  }
}

void
gls_conv2d_forward_gemm (const GlsConv2d *self, const GlsPass *pass, size_t n,
    const float *x, float *y)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  const float *bias = gls_layer_weights (&self->layer, pass, 1);
  const size_t places = self->H * self->W, C = self->C, D = self->D;
  const size_t taps_D = self->K_h * self->K_w * D;
  const size_t places_out = self->H_out * self->W_out;
  float *z = pass->scratch; /* [block][places][taps][D] */

  for (size_t b = 0; b < n; b += self->block_examples) {
    size_t block = MIN (self->block_examples, n - b);

    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans,
        (int) (block * places), (int) taps_D, (int) C, 1.0f, x + b * places * C,
        (int) C, weight, (int) C, 0.0f, z, (int) taps_D);
    for (size_t k = 0; k < block; k++, y += places_out * D) {
      for (size_t p = 0; p < places_out; p++)
        memcpy (y + p * D, bias, D * sizeof *y);
      add_taps (self, z + k * places * taps_D, y);
    }
  }
}

void
gls_conv2d_backward_gemm (const GlsConv2d *self, const GlsPass *pass, size_t n,
    const float *x, const float *dy, float *dx)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  float *d_weight = gls_layer_gradients (&self->layer, pass, 0);
  float *d_bias = gls_layer_gradients (&self->layer, pass, 1);
  const size_t places = self->H * self->W, C = self->C, D = self->D;
  const size_t taps_D = self->K_h * self->K_w * D;
  const size_t places_out = self->H_out * self->W_out;
  float *dz = pass->scratch;

  for (size_t b = 0; b < n; b += self->block_examples) {
    size_t block = MIN (self->block_examples, n - b);

    for (size_t k = 0; k < block; k++, dy += places_out * D) {
      spread_taps (self, dy, dz + k * places * taps_D);
      for (size_t p = 0; p < places_out; p++)
        add (D, dy + p * D, d_bias);
    }
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) taps_D, (int) C,
        (int) (block * places), 1.0f, dz, (int) taps_D, x + b * places * C,
        (int) C, 1.0f, d_weight, (int) C);
    if (dx != NULL)
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans,
          (int) (block * places), (int) C, (int) taps_D, 1.0f, dz, (int) taps_D,
          weight, (int) C, 0.0f, dx + b * places * C, (int) C);
  }
}
