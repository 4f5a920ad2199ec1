/* conv2d as it is defined: one loop for each index, double sums.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The yardstick of conv2d-gemm.c; the formula stands in conv2d.c.
 */
#include "net/layers/conv2d.h"

#include <string.h>

/* Index of the input place that output (h, w) meets at tap (i, j), or FALSE
 * outside */
static gboolean
source (const GlsConv2d *self, size_t h, size_t w, size_t i, size_t j,
    size_t *place)
{
  const size_t row = h * self->stride_h + i;
  const size_t column = w * self->stride_w + j;

  if (row < self->pad_h || row - self->pad_h >= self->H || column < self->pad_w
      || column - self->pad_w >= self->W)
    return FALSE;
  *place = (row - self->pad_h) * self->W + column - self->pad_w;
  return TRUE;
}

void
gls_conv2d_forward_ref (const GlsConv2d *self, const GlsPass *pass, size_t n,
    const float *x, float *y)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  const float *bias = gls_layer_weights (&self->layer, pass, 1);
  const size_t C = self->C, D = self->D;
  size_t place;

  for (size_t b = 0; b < n; b++, x += self->H * self->W * C)
    for (size_t h = 0; h < self->H_out; h++)
      for (size_t w = 0; w < self->W_out; w++)
        for (size_t d = 0; d < D; d++) {
          double sum = (double) bias[d];

          for (size_t i = 0; i < self->K_h; i++)
            for (size_t j = 0; j < self->K_w; j++)
              if (source (self, h, w, i, j, &place))
                for (size_t c = 0; c < C; c++)
                  sum += (double) weight[((i * self->K_w + j) * D + d) * C + c]
                      * (double) x[place * C + c];
          *y++ = (float) sum;
        }
}

/* Every product of forward, differentiated by its weight and by its input. */
void
gls_conv2d_backward_ref (const GlsConv2d *self, const GlsPass *pass, size_t n,
    const float *x, const float *dy, float *dx)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  float *d_weight = gls_layer_gradients (&self->layer, pass, 0);
  float *d_bias = gls_layer_gradients (&self->layer, pass, 1);
  const size_t C = self->C, D = self->D;
  const size_t n_x = n * self->H * self->W * C;
  const size_t n_weight = self->layer.tensors[0].n;
  g_autofree double *sum_x = g_new0 (double, n_x);
  g_autofree double *sum_weight = g_new0 (double, n_weight);
  g_autofree double *sum_bias = g_new0 (double, D);
  size_t place;

  for (size_t b = 0; b < n; b++)
    for (size_t h = 0; h < self->H_out; h++)
      for (size_t w = 0; w < self->W_out; w++)
        for (size_t d = 0; d < D; d++, dy++) {
          sum_bias[d] += (double) *dy;
          for (size_t i = 0; i < self->K_h; i++)
            for (size_t j = 0; j < self->K_w; j++)
              if (source (self, h, w, i, j, &place))
                for (size_t c = 0; c < C; c++) {
                  size_t at_x = (b * self->H * self->W + place) * C + c;
                  size_t at_w = ((i * self->K_w + j) * D + d) * C + c;

                  sum_weight[at_w] += (double) *dy * (double) x[at_x];
                  sum_x[at_x] += (double) *dy * (double) weight[at_w];
                }
        }
  for (size_t k = 0; k < n_weight; k++)
    d_weight[k] += (float) sum_weight[k];
  for (size_t d = 0; d < D; d++)
    d_bias[d] += (float) sum_bias[d];
  for (size_t k = 0; dx != NULL && k < n_x; k++)
    dx[k] = (float) sum_x[k];
}
