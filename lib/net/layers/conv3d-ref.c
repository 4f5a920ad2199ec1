/* conv3d as it is defined: one loop for each index, double sums.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The yardstick of conv3d-gemm.c; the formula stands in conv3d.c.
 */
#include "net/layers/conv3d.h"

/* Index of x[h + i - K/2][w + j - K/2][c + k - K/2], or FALSE outside */
static gboolean
source (const GlsConv3d *self, size_t h, size_t w, size_t c, size_t i, size_t j,
    size_t k, size_t *at)
{
  const size_t pad = self->K / 2;

  if (h + i < pad || h + i - pad >= self->H || w + j < pad
      || w + j - pad >= self->W || c + k < pad || c + k - pad >= self->C)
    return FALSE;
  *at = ((h + i - pad) * self->W + w + j - pad) * self->C + c + k - pad;
  return TRUE;
}

void
gls_conv3d_forward_ref (const GlsConv3d *self, const GlsPass *pass, size_t n,
    const float *x, float *y)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  const float *bias = gls_layer_weights (&self->layer, pass, 1);
  const size_t K = self->K;
  size_t at;

  for (size_t b = 0; b < n; b++, x += self->H * self->W * self->C)
    for (size_t h = 0; h < self->H; h++)
      for (size_t w = 0; w < self->W; w++)
        for (size_t d = 0; d < self->D; d++)
          for (size_t c = 0; c < self->C; c++) {
            double sum = (double) bias[d];

            for (size_t i = 0; i < K; i++)
              for (size_t j = 0; j < K; j++)
                for (size_t k = 0; k < K; k++)
                  if (source (self, h, w, c, i, j, k, &at))
                    sum += (double) weight[((d * K + i) * K + j) * K + k]
                        * (double) x[at];
            *y++ = (float) sum;
          }
}

/* Every product of forward, differentiated by its weight and by its input. */
void
gls_conv3d_backward_ref (const GlsConv3d *self, const GlsPass *pass, size_t n,
    const float *x, const float *dy, float *dx)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  float *d_weight = gls_layer_gradients (&self->layer, pass, 0);
  float *d_bias = gls_layer_gradients (&self->layer, pass, 1);
  const size_t K = self->K, size = self->H * self->W * self->C;
  const size_t n_weight = self->layer.tensors[0].n;
  g_autofree double *sum_x = g_new0 (double, n *size);
  g_autofree double *sum_weight = g_new0 (double, n_weight);
  g_autofree double *sum_bias = g_new0 (double, self->D);
  size_t at;

  for (size_t b = 0; b < n; b++)
    for (size_t h = 0; h < self->H; h++)
      for (size_t w = 0; w < self->W; w++)
        for (size_t d = 0; d < self->D; d++)
          for (size_t c = 0; c < self->C; c++, dy++) {
            sum_bias[d] += (double) *dy;
            for (size_t i = 0; i < K; i++)
              for (size_t j = 0; j < K; j++)
                for (size_t k = 0; k < K; k++)
                  if (source (self, h, w, c, i, j, k, &at)) {
                    size_t tap = ((d * K + i) * K + j) * K + k;

                    sum_weight[tap] += (double) *dy * (double) x[b * size + at];
                    sum_x[b * size + at] += (double) *dy * (double) weight[tap];
                  }
          }
  for (size_t i = 0; i < n_weight; i++)
    d_weight[i] += (float) sum_weight[i];
  for (size_t d = 0; d < self->D; d++)
    d_bias[d] += (float) sum_bias[d];
  for (size_t i = 0; dx != NULL && i < n * size; i++)
    dx[i] = (float) sum_x[i];
}
