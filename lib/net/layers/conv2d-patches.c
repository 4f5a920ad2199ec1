/* conv2d by matrix products over patches of the input.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For each output the K_h K_w C values that it is made of are laid side by side
 * (im2col) with a 1 behind them, some hundred outputs at a time, so that they
 * stay in a cache:
 *
 *   u[output][t][c] = x[(S_h h + i - pad_h, S_w w + j - pad_w)][c], t = (i, j)
 *   y   = u weight                 weight here is [t][c][d], and then the bias
 *   dweight += u' dy
 *   du  = dy weight', added back to where u came from.
 *
 * What conv2d-gemm.c does is better where the input has more channels than the
 * output, and few places; here images may be large, and outputs a stride apart.
 */
#include "net/layers/conv2d.h"

#include <cblas.h>
#include <string.h>

/* Outputs of one product: enough for it to run at full speed, and more where
 * patches are small. */
#define LEAST_OUTPUTS 256
#define MOST_OUTPUTS 1024
#define BLOCK_VALUES 65536

/* With the 1 */
static size_t
patch_size (const GlsConv2d *self)
{
  return self->K_h * self->K_w * self->C + 1;
}

static size_t
block_size (const GlsConv2d *self)
{
  const size_t block = BLOCK_VALUES / patch_size (self);

  return MIN (CLAMP (block, LEAST_OUTPUTS, MOST_OUTPUTS),
      self->H_out * self->W_out);
}

size_t
gls_conv2d_plan_patches (const GlsConv2d *self)
{
  const size_t patch = patch_size (self);
  size_t n;

  /* Patches, their gradients would be in the same place, and weights */
  if (!gls_size_multiply (block_size (self) + self->D, patch, GLS_MAX_ELEMENTS,
          &n))
    return GLS_MAX_ELEMENTS + 1; /* which the layer refuses */
  return n;
}

/* turned[t][c][d] = weight[t][d][c], and the bias */
static void
turn_weights (const GlsConv2d *self, const GlsPass *pass, float *turned)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  const size_t C = self->C, D = self->D;

  for (size_t t = 0; t < self->K_h * self->K_w; t++)
    for (size_t d = 0; d < D; d++)
      for (size_t c = 0; c < C; c++)
        turned[(t * C + c) * D + d] = weight[(t * D + d) * C + c];
  memcpy (turned + self->K_h * self->K_w * C * D,
      gls_layer_weights (&self->layer, pass, 1), D * sizeof *turned);
}

/* The columns of the kernel that lie inside at output column @w: from first to
 * last; and the column of the input that belongs to the first. */
static size_t
reach (const GlsConv2d *self, size_t w, size_t *first, size_t *last)
{
  const size_t at = w * self->stride_w;

  *first = MIN (at < self->pad_w ? self->pad_w - at : 0, self->K_w);
  *last = MIN (self->K_w, self->W + self->pad_w - at);
  return at + *first - self->pad_w;
}

/* Whether row i of the kernel lies inside at output row @h: then which one of
 * the input it is. */
static gboolean
source_row (const GlsConv2d *self, size_t h, size_t i, size_t *row)
{
  const size_t at = h * self->stride_h + i;

  *row = at - self->pad_h;
  return at >= self->pad_h && *row < self->H;
}

/* Calls CODE for each row of each patch, which begins at u: if it is @inside,
 * columns j0 to j1 are those from x + @at on. Behind each patch comes a 1. */
#define FOR_EACH_ROW(self, first, n, u, CODE)                                  \
  for (size_t o_ = (first); o_ < (first) + (n); o_++, (u)++) {                 \
    const size_t h_ = o_ / (self)->W_out, w_ = o_ % (self)->W_out;             \
    size_t j0, j1, row = 0;                                                    \
    const size_t column = reach ((self), w_, &j0, &j1);                        \
                                                                               \
    for (size_t i_ = 0; i_ < (self)->K_h;                                      \
         i_++, (u) += (self)->K_w * (self)->C) {                               \
      const gboolean inside = source_row ((self), h_, i_, &row);               \
      const size_t at = (row * (self)->W + column) * (self)->C;                \
                                                                               \
      CODE;                                                                    \
    }                                                                          \
  }

/* Shorter ones are not worth three calls. */
#define LONG_ROW 16

/* A row of a patch: @n values of x, zeros around them */
static inline void
gather_row (size_t size, size_t before, size_t n, const float *x, float *u)
{
  if (size < LONG_ROW) {
    for (size_t k = 0; k < size; k++)
      u[k] = k >= before && k < before + n ? x[k - before] : 0.0f;
    return;
  }
  memset (u, 0, before * sizeof *u);
  memcpy (u + before, x, n * sizeof *u);
  memset (u + before + n, 0, (size - before - n) * sizeof *u);
}

/* u: float[n][patch], of outputs first .. first + n - 1 */
static void
gather (const GlsConv2d *self, const float *x, size_t first, size_t n, float *u)
{
  const size_t C = self->C, size = self->K_w * C, patch = patch_size (self);

  for (size_t o = 0; o < n; o++)
    u[(o + 1) * patch - 1] = 1.0f;
  FOR_EACH_ROW (self, first, n, u,
      gather_row (size, j0 * C, inside ? (j1 - j0) * C : 0, inside ? x + at : x,
          u));
}

/* dx += du, each value where it came from */
static void
scatter (const GlsConv2d *self, const float *du, size_t first, size_t n,
    float *dx)
{
  const size_t C = self->C;

  FOR_EACH_ROW (self, first, n, du, {
    if (inside)
      for (size_t k = 0; k < (j1 - j0) * C; k++)
        dx[at + k] += du[j0 * C + k];
  });
}

void
gls_conv2d_forward_patches (const GlsConv2d *self, const GlsPass *pass,
    size_t n, const float *x, float *y)
{
  const size_t D = self->D, patch = patch_size (self);
  const size_t places = self->H_out * self->W_out, block = block_size (self);
  float *u = pass->scratch, *weight = u + block * patch;

  turn_weights (self, pass, weight);
  for (size_t b = 0; b < n; b++, x += self->H * self->W * self->C)
    for (size_t at = 0; at < places; at += block) {
      const size_t size = MIN (block, places - at);

      gather (self, x, at, size, u);
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) size,
          (int) D, (int) patch, 1.0f, u, (int) patch, weight, (int) D, 0.0f, y,
          (int) D);
      y += size * D;
    }
}

/* weight[t][d][c] += turned[t][c][d], and the bias */
static void
add_turned (const GlsConv2d *self, const GlsPass *pass, const float *turned)
{
  float *weight = gls_layer_gradients (&self->layer, pass, 0);
  float *bias = gls_layer_gradients (&self->layer, pass, 1);
  const size_t C = self->C, D = self->D;

  for (size_t t = 0; t < self->K_h * self->K_w; t++)
    for (size_t d = 0; d < D; d++)
      for (size_t c = 0; c < C; c++)
        weight[(t * D + d) * C + c] += turned[(t * C + c) * D + d];
  for (size_t d = 0; d < D; d++)
    bias[d] += turned[self->K_h * self->K_w * C * D + d];
}

static void
backward_weights (const GlsConv2d *self, const GlsPass *pass, size_t n,
    const float *x, const float *dy)
{
  const size_t D = self->D, patch = patch_size (self);
  const size_t places = self->H_out * self->W_out, block = block_size (self);
  float *u = pass->scratch, *d_weight = u + block * patch;

  memset (d_weight, 0, patch * D * sizeof *d_weight);
  for (size_t b = 0; b < n; b++, x += self->H * self->W * self->C)
    for (size_t at = 0; at < places; at += block) {
      const size_t size = MIN (block, places - at);

      gather (self, x, at, size, u);
      cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) patch,
          (int) D, (int) size, 1.0f, u, (int) patch, dy, (int) D, 1.0f,
          d_weight, (int) D);
      dy += size * D;
    }
  add_turned (self, pass, d_weight);
}

static void
backward_input (const GlsConv2d *self, const GlsPass *pass, size_t n,
    const float *dy, float *dx)
{
  const size_t D = self->D, patch = patch_size (self);
  const size_t places = self->H_out * self->W_out, block = block_size (self);
  const size_t n_in = self->H * self->W * self->C;
  float *du = pass->scratch, *weight = du + block * patch;

  turn_weights (self, pass, weight);
  memset (dx, 0, n * n_in * sizeof *dx);
  for (size_t b = 0; b < n; b++, dx += n_in)
    for (size_t at = 0; at < places; at += block) {
      const size_t size = MIN (block, places - at);

      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) size,
          (int) patch, (int) D, 1.0f, dy, (int) D, weight, (int) D, 0.0f, du,
          (int) patch);
      scatter (self, du, at, size, dx);
      dy += size * D;
    }
}

void
gls_conv2d_backward_patches (const GlsConv2d *self, const GlsPass *pass,
    size_t n, const float *x, const float *dy, float *dx)
{
  backward_weights (self, pass, n, x, dy);
  if (dx != NULL)
    backward_input (self, pass, n, dy, dx);
}
