/* conv3d by matrix products, one place at a time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * At one place the K^3 shifted copies of its neighbourhood's channels form
 * columns u[tap][c] (im2col), some tens of KiB that stay in the cache, and
 *
 *   y[place] = weight u       ([D][C] = [D][K^3] [K^3][C])
 *   dweight += dy[place] u'
 *   du       = weight' dy[place], added back to where u came from.
 */
#include "net/layers/conv3d.h"

#include <cblas.h>
#include <string.h>

size_t
gls_conv3d_plan_gemm (const GlsConv3d *self)
{
  size_t n;

  /* Columns, and their gradient */
  if (!gls_size_multiply (2 * self->K * self->K * self->K, self->C,
          GLS_MAX_ELEMENTS, &n))
    return GLS_MAX_ELEMENTS + 1; /* which the layer refuses */
  return n;
}

/* Index of place (h + i - K/2, w + j - K/2), or FALSE outside */
static gboolean
neighbour (const GlsConv3d *self, size_t h, size_t w, size_t i, size_t j,
    size_t *place)
{
  const size_t pad = self->K / 2;

  if (h + i < pad || h + i - pad >= self->H || w + j < pad
      || w + j - pad >= self->W)
    return FALSE;
  *place = (h + i - pad) * self->W + w + j - pad;
  return TRUE;
}

/* Channels c for which c + k - K/2 is inside: from first to last. */
static void
reach (const GlsConv3d *self, size_t k, size_t *first, size_t *last)
{
  const size_t pad = self->K / 2;

  *first = MIN (k < pad ? pad - k : 0, self->C);
  *last = k > pad ? MAX (self->C, k - pad) - (k - pad) : self->C;
  *last = MAX (*last, *first);
}

/* u[tap][c] at one place */
static void
gather (const GlsConv3d *self, const float *x, size_t h, size_t w, float *u)
{
  const size_t K = self->K, C = self->C, pad = K / 2;
  size_t place, first, last;

  for (size_t i = 0; i < K; i++)
    for (size_t j = 0; j < K; j++) {
      if (!neighbour (self, h, w, i, j, &place)) {
        memset (u, 0, K * C * sizeof *u);
        u += K * C;
        continue;
      }
      for (size_t k = 0; k < K; k++, u += C) {
        reach (self, k, &first, &last);
        memset (u, 0, first * sizeof *u);
        memcpy (u + first, x + place * C + first + k - pad,
            (last - first) * sizeof *u);
        memset (u + last, 0, (C - last) * sizeof *u);
      }
    }
}

/* The transpose of gather(): adds du to where u came from. */
static void
scatter (const GlsConv3d *self, const float *du, size_t h, size_t w, float *dx)
{
  const size_t K = self->K, C = self->C, pad = K / 2;
  size_t place, first, last;

  for (size_t i = 0; i < K; i++)
    for (size_t j = 0; j < K; j++, du += K * C)
      if (neighbour (self, h, w, i, j, &place))
        for (size_t k = 0; k < K; k++) {
          const float *from = du + k * C;
          float *to = dx + place * C;

          reach (self, k, &first, &last);
          for (size_t c = first; c < last; c++)
            to[c + k - pad] += from[c];
        }
}

void
gls_conv3d_forward_gemm (const GlsConv3d *self, const GlsPass *pass, size_t n,
    const float *x, float *y)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  const float *bias = gls_layer_weights (&self->layer, pass, 1);
  const size_t C = self->C, taps = self->K * self->K * self->K;
  float *u = pass->scratch;

  for (size_t b = 0; b < n; b++, x += self->H * self->W * C)
    for (size_t h = 0; h < self->H; h++)
      for (size_t w = 0; w < self->W; w++, y += self->D * C) {
        gather (self, x, h, w, u);
        for (size_t d = 0; d < self->D; d++)
          for (size_t c = 0; c < C; c++)
            y[d * C + c] = bias[d];
        cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) self->D,
            (int) C, (int) taps, 1.0f, weight, (int) taps, u, (int) C, 1.0f, y,
            (int) C);
      }
}

/* d_bias[d] += the sum of dy[d]. All kernels at once, since a sum alone waits
 * for each of its additions. */
static void
add_bias_gradients (const GlsConv3d *self, const float *dy, float *d_bias)
{
  const size_t C = self->C, D = self->D;
  float sum[GLS_MAX_KERNELS] = { 0.0f };

  for (size_t c = 0; c < C; c++)
    for (size_t d = 0; d < D; d++)
      sum[d] += dy[d * C + c];
  for (size_t d = 0; d < D; d++)
    d_bias[d] += sum[d];
}

void
gls_conv3d_backward_gemm (const GlsConv3d *self, const GlsPass *pass, size_t n,
    const float *x, const float *dy, float *dx)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  float *d_weight = gls_layer_gradients (&self->layer, pass, 0);
  float *d_bias = gls_layer_gradients (&self->layer, pass, 1);
  const size_t C = self->C, taps = self->K * self->K * self->K;
  const size_t size = self->H * self->W * C;
  float *u = pass->scratch, *du = u + taps * C;

  if (dx != NULL)
    memset (dx, 0, n * size * sizeof *dx);
  for (size_t b = 0; b < n; b++, x += size)
    for (size_t h = 0; h < self->H; h++)
      for (size_t w = 0; w < self->W; w++, dy += self->D * C) {
        gather (self, x, h, w, u);
        add_bias_gradients (self, dy, d_bias);
        cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) self->D,
            (int) taps, (int) C, 1.0f, dy, (int) C, u, (int) C, 1.0f, d_weight,
            (int) taps);
        if (dx == NULL)
          continue;
        cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) taps,
            (int) C, (int) self->D, 1.0f, weight, (int) taps, dy, (int) C, 0.0f,
            du, (int) C);
        scatter (self, du, h, w, dx + b * size);
      }
}
