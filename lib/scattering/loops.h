/* The loops that take time, for several instruction sets.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * They are plain C (loops-kernels.c), which the compiler vectorises, compiled
 * once for each of them; cpu.h says which is used. Sums are added up in an
 * order that does not depend on how wide vectors are: the sets differ in
 * rounding only, where one of them multiplies and adds in one step.
 *
 * Arrays do not overlap. A complex number is two floats: the real part, the
 * imaginary part.
 */
#ifndef GLS_SCATTERING_LOOPS_H
#define GLS_SCATTERING_LOOPS_H

#include "scattering/cpu.h"

G_BEGIN_DECLS

/* Outputs of decimate_block. */
#define GLS_LOOPS_BLOCK 64

/* Partial sums, or short segments, side by side. */
#define GLS_LOOPS_LANES 16

/**
 * GlsLoops:
 * @interleave: z[i] = x0[i] + i x1[i], x0, x1: float[n], z: float[n][2]
 * @interleave_zeros: z[i] = x0[i]
 * @deinterleave: re[i] + i im[i] = z[i], z: float[n][2], re, im: float[n]
 * @take_even: y[i] = x[2 i], y: float[n]
 * @multiply: y[i] = a[i] b[i], all float[n]
 * @multiply_add: y[i] += h[i] x[i], all float[n]
 * @multiply_add_mirrored: y[i] += h[i] conj (x[-i]) over n complex numbers; h
 *   is real, and holds each value twice
 * @scale_add: y[i] += a[0] x[0][i] + .. + a[3] x[3][i], added in this order; x:
 *   float[4][n], y: float[n]
 * @modulus: u[i] = |z[i]|, z: float[n][2], u: float[n]
 * @squared_modulus: u[i] = |z[i]|^2
 * @separate: twice the spectra of the real and of the imaginary part of a
 *   signal, bins 1 .. n - 1, from its spectrum z: s0[k] = z[k] + conj (z[-k]),
 *   s1[k] = -i (z[k] - conj (z[-k])); end is behind the last bin of z
 * @decimate_block: GLS_LOOPS_BLOCK outputs of a half-band filter with n taps on
 *   each side: y[k] = x[2 k] / 2 + sum_i tap[i] (odd[n - 1 - i + k]
 *   + odd[n + i + k])
 * @thin: acc[s] += sum_i w[s D + i] x[i], i < n, s < 4; n is a multiple of
 *   GLS_LOOPS_LANES
 * @thin_short: acc[k] += sum_i w[i][k] x[i], k < n_out; w:
 *   float[n][GLS_LOOPS_LANES], n even, n_out <= GLS_LOOPS_LANES
 * @weigh_pairs: sum_i tap[i] (x[-i] + x[i]), 1 <= i <= n, in double
 */
typedef struct
{
  GlsCpu cpu;
  void (*interleave) (const float *x0, const float *x1, size_t n, float *z);
  void (*interleave_zeros) (const float *x0, size_t n, float *z);
  void (*deinterleave) (const float *z, size_t n, float *re, float *im);
  void (*take_even) (const float *x, size_t n, float *y);
  void (*multiply) (const float *a, const float *b, size_t n, float *y);
  void (*multiply_add) (const float *h, const float *x, size_t n, float *y);
  void (*multiply_add_mirrored) (const float *h, const float *x, size_t n,
      float *y);
  void (*scale_add) (const float *a, const float *const *x, size_t n, float *y);
  void (*modulus) (const float *z, size_t n, float *u);
  void (*squared_modulus) (const float *z, size_t n, float *u);
  void (*separate) (const float *z, const float *end, size_t n, float *s0,
      float *s1);
  void (*decimate_block) (const float *tap, size_t n, const float *odd,
      const float *x, float *y);
  void (*thin) (const float *w, size_t D, const float *x, size_t n, float *acc);
  void (*thin_short) (const float *w, const float *x, size_t n, size_t n_out,
      float *acc);
  double (*weigh_pairs) (const double *tap, const float *x, size_t n);
} GlsLoops;

/* Those of the instruction set to use. */
const GlsLoops *gls_loops_get (void);
/* Returns: (nullable): the i-th of those that this processor runs, the plain
 *   ones first */
const GlsLoops *gls_loops_nth (size_t i);

/* The sets themselves; only loops.c looks at them. */
extern const GlsLoops gls_loops_plain;
extern const GlsLoops gls_loops_avx2;
extern const GlsLoops gls_loops_avx512;

G_END_DECLS

#endif
