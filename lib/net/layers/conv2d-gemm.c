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
 * Examples are taken in blocks, so z stays within a few caches' size. Taps that
 * lie outside of the image wherever the kernel is are left out: of 3 x 3 over a
 * single place, all but one.
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
          self->n_i * self->n_j * self->D, GLS_MAX_ELEMENTS, &n))
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

/* A live tap, and the outputs that it meets */
typedef struct
{
  size_t i, j;
  size_t h0, h1, w0, w1; /* from first to last */
} Tap;

static Tap
get_tap (const GlsConv2d *self, size_t t)
{
  Tap tap = { .i = self->i_first + t / self->n_j,
    .j = self->j_first + t % self->n_j };

  reach (self->H, self->H_out, self->pad_h, tap.i, &tap.h0, &tap.h1);
  reach (self->W, self->W_out, self->pad_w, tap.j, &tap.w0, &tap.w1);
  return tap;
}

/* Where in z[place][t][d] it meets output (h, w) */
static inline size_t
place_of (const GlsConv2d *self, const Tap *tap, size_t h, size_t w)
{
  return (h + tap->i - self->pad_h) * self->W + w + tap->j - self->pad_w;
}

/* y += z, each tap at its outputs; one example */
static void
add_taps (const GlsConv2d *self, const float *z, float *y)
{
  const size_t D = self->D, taps = self->n_i * self->n_j;

  for (size_t t = 0; t < taps; t++) {
    const Tap tap = get_tap (self, t);

    for (size_t h = tap.h0; h < tap.h1; h++)
      for (size_t w = tap.w0; w < tap.w1; w++)
        add (D, z + (place_of (self, &tap, h, w) * taps + t) * D,
            y + (h * self->W_out + w) * D);
  }
}

/* dz = dy, each output at its taps, 0 elsewhere; one example */
static void
spread_taps (const GlsConv2d *self, const float *dy, float *dz)
{
  const size_t D = self->D, taps = self->n_i * self->n_j;

  memset (dz, 0, self->H * self->W * taps * D * sizeof *dz);
  for (size_t t = 0; t < taps; t++) {
    const Tap tap = get_tap (self, t);

    for (size_t h = tap.h0; h < tap.h1; h++)
      for (size_t w = tap.w0; w < tap.w1; w++)
        memcpy (dz + (place_of (self, &tap, h, w) * taps + t) * D,
            dy + (h * self->W_out + w) * D, D * sizeof *dz);
  }
}

/* Live taps that lie together among the weights, and so go into one product:
 * all, or those of a row of the kernel */
static size_t
count_runs (const GlsConv2d *self)
{
  return self->n_j == self->K_w ? 1 : self->n_i;
}

/* Where the weights of run @r begin */
static size_t
run_at (const GlsConv2d *self, size_t r)
{
  return ((self->i_first + r) * self->K_w + self->j_first) * self->D * self->C;
}

void
gls_conv2d_forward_gemm (const GlsConv2d *self, const GlsPass *pass, size_t n,
    const float *x, float *y)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  const float *bias = gls_layer_weights (&self->layer, pass, 1);
  const size_t places = self->H * self->W, C = self->C, D = self->D;
  const size_t taps_D = self->n_i * self->n_j * D;
  const size_t n_runs = count_runs (self), run_D = taps_D / n_runs;
  const size_t places_out = self->H_out * self->W_out;
  float *z = pass->scratch; /* [block][places][taps][D] */

  for (size_t b = 0; b < n; b += self->block_examples) {
    size_t block = MIN (self->block_examples, n - b);

    for (size_t r = 0; r < n_runs; r++)
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans,
          (int) (block * places), (int) run_D, (int) C, 1.0f,
          x + b * places * C, (int) C, weight + run_at (self, r), (int) C, 0.0f,
          z + r * run_D, (int) taps_D);
    for (size_t k = 0; k < block; k++, y += places_out * D) {
      for (size_t p = 0; p < places_out; p++)
        memcpy (y + p * D, bias, D * sizeof *y);
      add_taps (self, z + k * places * taps_D, y);
    }
  }
}

/* One block of examples: dweight and dx from dz */
static void
backward_block (const GlsConv2d *self, const GlsPass *pass, size_t rows,
    const float *x, const float *dz, float *dx)
{
  const float *weight = gls_layer_weights (&self->layer, pass, 0);
  float *d_weight = gls_layer_gradients (&self->layer, pass, 0);
  const size_t C = self->C, taps_D = self->n_i * self->n_j * self->D;
  const size_t n_runs = count_runs (self), run_D = taps_D / n_runs;

  for (size_t r = 0; r < n_runs; r++) {
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) run_D, (int) C,
        (int) rows, 1.0f, dz + r * run_D, (int) taps_D, x, (int) C, 1.0f,
        d_weight + run_at (self, r), (int) C);
    if (dx != NULL)
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) rows,
          (int) C, (int) run_D, 1.0f, dz + r * run_D, (int) taps_D,
          weight + run_at (self, r), (int) C, r == 0 ? 0.0f : 1.0f, dx,
          (int) C);
  }
}

void
gls_conv2d_backward_gemm (const GlsConv2d *self, const GlsPass *pass, size_t n,
    const float *x, const float *dy, float *dx)
{
  float *d_bias = gls_layer_gradients (&self->layer, pass, 1);
  const size_t places = self->H * self->W, C = self->C, D = self->D;
  const size_t taps_D = self->n_i * self->n_j * D;
  const size_t places_out = self->H_out * self->W_out;
  float *dz = pass->scratch;

  for (size_t b = 0; b < n; b += self->block_examples) {
    size_t block = MIN (self->block_examples, n - b);

    for (size_t k = 0; k < block; k++, dy += places_out * D) {
      spread_taps (self, dy, dz + k * places * taps_D);
      for (size_t p = 0; p < places_out; p++)
        add (D, dy + p * D, d_bias);
    }
    backward_block (self, pass, block * places, x + b * places * C, dz,
        dx != NULL ? dx + b * places * C : NULL);
  }
}
