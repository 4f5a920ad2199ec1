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
scale_add (float a, const float *restrict x, size_t n, float *restrict y)
{
  for (size_t i = 0; i < n; i++)
    y[i] += a * x[i];
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

static inline float
sum_lanes (float *lane)
{
  for (size_t k = 0; k < 8; k++)
    lane[k] += lane[k + 8];
  for (size_t k = 0; k < 4; k++)
    lane[k] += lane[k + 4];
  return (lane[0] + lane[2]) + (lane[1] + lane[3]);
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
  acc[0] += sum_lanes (s0);
  acc[1] += sum_lanes (s1);
  acc[2] += sum_lanes (s2);
  acc[3] += sum_lanes (s3);
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
