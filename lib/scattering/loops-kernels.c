/* The loops that take time; compiled once for each instruction set.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GLS_LOOPS      name of the table
 * GLS_LOOPS_CPU  the instruction set
 */
#include "scattering/loops.h"

#include <math.h>

#define BLOCK GLS_LOOPS_BLOCK
#define LANES GLS_LOOPS_LANES

/* ---- moves ---- */

static void
interleave (const float *restrict x0, const float *restrict x1, size_t n,
    float *restrict z)
{
  for (size_t i = 0; i < n; i++) {
    z[2 * i] = x0[i];
    z[2 * i + 1] = x1[i];
  }
}

static void
interleave_zeros (const float *restrict x0, size_t n, float *restrict z)
{
  for (size_t i = 0; i < n; i++) {
    z[2 * i] = x0[i];
    z[2 * i + 1] = 0.0f;
  }
}

static void
deinterleave (const float *restrict z, size_t n, float *restrict re,
    float *restrict im)
{
  for (size_t i = 0; i < n; i++) {
    re[i] = z[2 * i];
    im[i] = z[2 * i + 1];
  }
}

static void
take_even (const float *restrict x, size_t n, float *restrict y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = x[2 * i];
}

/* ---- products and moduli ---- */

static void
multiply (const float *restrict a, const float *restrict b, size_t n,
    float *restrict y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = a[i] * b[i];
}

static void
multiply_add (const float *restrict h, const float *restrict x, size_t n,
    float *restrict y)
{
  for (size_t i = 0; i < n; i++)
    y[i] += h[i] * x[i];
}

static void
multiply_add_mirrored (const float *restrict h, const float *restrict x,
    size_t n, float *restrict y)
{
  for (size_t i = 0; i < n; i++) {
    y[2 * i] += h[2 * i] * x[-2 * (ptrdiff_t) i];
    y[2 * i + 1] -= h[2 * i + 1] * x[1 - 2 * (ptrdiff_t) i];
  }
}

static void
scale_add (const float *restrict a, const float *const *restrict x, size_t n,
    float *restrict y)
{
  const float *restrict x0 = x[0], *restrict x1 = x[1];
  const float *restrict x2 = x[2], *restrict x3 = x[3];

  for (size_t i = 0; i < n; i++) {
    float sum = y[i];
    sum += a[0] * x0[i];
    sum += a[1] * x1[i];
    sum += a[2] * x2[i];
    sum += a[3] * x3[i];
    y[i] = sum;
  }
}

static void
modulus (const float *restrict z, size_t n, float *restrict u)
{
  for (size_t i = 0; i < n; i++)
    u[i] = sqrtf (z[2 * i] * z[2 * i] + z[2 * i + 1] * z[2 * i + 1]);
}

static void
squared_modulus (const float *restrict z, size_t n, float *restrict u)
{
  for (size_t i = 0; i < n; i++)
    u[i] = z[2 * i] * z[2 * i] + z[2 * i + 1] * z[2 * i + 1];
}

static void
separate (const float *restrict z, const float *restrict end, size_t n,
    float *restrict s0, float *restrict s1)
{
  for (size_t k = 1; k < n; k++) {
    float re = z[2 * k], im = z[2 * k + 1];
    float mirror_re = end[-2 * (ptrdiff_t) k];
    float mirror_im = end[1 - 2 * (ptrdiff_t) k];

    s0[2 * k] = re + mirror_re;
    s0[2 * k + 1] = im - mirror_im;
    s1[2 * k] = im + mirror_im;
    s1[2 * k + 1] = mirror_re - re;
  }
}

/* ---- sums ---- */

static void
decimate_block (const float *restrict tap, size_t n, const float *restrict odd,
    const float *restrict x, float *restrict y)
{
  float sum[BLOCK];

  for (size_t k = 0; k < BLOCK; k++)
    sum[k] = 0.5f * x[2 * k];
  for (size_t i = n; i-- > 0;)
    for (size_t k = 0; k < BLOCK; k++)
      sum[k] += tap[i] * (odd[n - 1 - i + k] + odd[n + i + k]);
  for (size_t k = 0; k < BLOCK; k++)
    y[k] = sum[k];
}

/* Four floats, wherever they stand. */
typedef float Four __attribute__ ((vector_size (16), aligned (4), may_alias));

static inline Four
fold_lanes (const float *lane)
{
  const Four *x = (const Four *) lane;

  return (x[0] + x[2]) + (x[1] + x[3]);
}

/* The sums of all lanes of each: of the four that are left, (first + third) +
 * (second + fourth). */
static inline Four
sum_lanes (const float *s0, const float *s1, const float *s2, const float *s3)
{
  Four a = fold_lanes (s0), b = fold_lanes (s1);
  Four c = fold_lanes (s2), d = fold_lanes (s3);
  Four ab = __builtin_shufflevector (a, b, 0, 4, 1, 5)
      + __builtin_shufflevector (a, b, 2, 6, 3, 7);
  Four cd = __builtin_shufflevector (c, d, 0, 4, 1, 5)
      + __builtin_shufflevector (c, d, 2, 6, 3, 7);

  return __builtin_shufflevector (ab, cd, 0, 1, 4, 5)
      + __builtin_shufflevector (ab, cd, 2, 3, 6, 7);
}

static void
thin (const float *restrict w, size_t D, const float *restrict x, size_t n,
    float *restrict acc)
{
  float s0[LANES] = { 0.0f }, s1[LANES] = { 0.0f };
  float s2[LANES] = { 0.0f }, s3[LANES] = { 0.0f };

  for (size_t i = 0; i < n; i += LANES)
    for (size_t k = 0; k < LANES; k++) {
      float v = x[i + k];
      s0[k] += w[i + k] * v;
      s1[k] += w[D + i + k] * v;
      s2[k] += w[2 * D + i + k] * v;
      s3[k] += w[3 * D + i + k] * v;
    }
  *(Four *) acc += sum_lanes (s0, s1, s2, s3);
}

static void
thin_short (const float *restrict w, const float *restrict x, size_t n,
    size_t n_out, float *restrict acc)
{
  float s0[LANES] = { 0.0f }, s1[LANES] = { 0.0f };

  for (size_t i = 0; i < n; i += 2)
    for (size_t k = 0; k < LANES; k++) {
      s0[k] += w[i * LANES + k] * x[i];
      s1[k] += w[(i + 1) * LANES + k] * x[i + 1];
    }
  for (size_t k = 0; k < LANES; k++)
    s0[k] += s1[k];
  for (size_t k = 0; k < n_out; k++)
    acc[k] += s0[k];
}

static double
weigh_pairs (const double *restrict tap, const float *restrict x, size_t n)
{
  double lane[8] = { 0.0 }, sum = 0.0;
  size_t i = 1;

  for (; i + 8 <= n + 1; i += 8)
    for (size_t k = 0; k < 8; k++)
      lane[k] += tap[i + k] * ((double) *(x - i - k) + (double) x[i + k]);
  for (; i <= n; i++)
    sum += tap[i] * ((double) *(x - i) + (double) x[i]);
  for (size_t k = 0; k < 8; k++)
    sum += lane[k];
  return sum;
}

const GlsLoops GLS_LOOPS = {
  .cpu = GLS_LOOPS_CPU,
  .interleave = interleave,
  .interleave_zeros = interleave_zeros,
  .deinterleave = deinterleave,
  .take_even = take_even,
  .multiply = multiply,
  .multiply_add = multiply_add,
  .multiply_add_mirrored = multiply_add_mirrored,
  .scale_add = scale_add,
  .modulus = modulus,
  .squared_modulus = squared_modulus,
  .separate = separate,
  .decimate_block = decimate_block,
  .thin = thin,
  .thin_short = thin_short,
  .weigh_pairs = weigh_pairs,
};
