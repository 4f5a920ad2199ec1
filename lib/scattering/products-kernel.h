/* One member of the family of products.h; included once for each.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * NAME     of the function
 * LANES    floats in a vector
 * ROWS     rows at once
 * APART    1: even and odd half one after the other, so that 4 ROWS sums must
 *          fit into the registers; 0: both at once, so that 8 ROWS must
 * TARGET   attributes
 * VECTOR   type of a vector
 * HOLD     (a, b): has two vectors stay in registers
 * MODULUS  (re, im): function of vectors
 * MODULUS_TOO  another one, where two kinds of root keep more of the processor
 *          busy than one
 */
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_ (a, b)

/* Of one half: a y and b y of every row, real and imaginary parts. */
TARGET static inline __attribute__ ((always_inline)) void
PASTE (NAME, _half) (const float *h, size_t n_k, const VECTOR *y,
    VECTOR sum[4 * ROWS])
{
  for (int i = 0; i < 4 * ROWS; i++)
    sum[i] = (VECTOR){ 0 };
  for (size_t k = 0; k < n_k; k++, y += 4, h += 2 * ROWS) {
    VECTOR re = y[0], im = y[1];

    HOLD (re, im);
    for (int r = 0; r < ROWS; r++) {
      sum[4 * r] += h[2 * r] * re;
      sum[4 * r + 1] += h[2 * r] * im;
      sum[4 * r + 2] += h[2 * r + 1] * re;
      sum[4 * r + 3] += h[2 * r + 1] * im;
    }
  }
}

/* Of both halves at once. */
TARGET static inline __attribute__ ((always_inline)) void
PASTE (NAME, _both) (const float *even, const float *odd, size_t n_k,
    const VECTOR *y, VECTOR P[4 * ROWS], VECTOR Q[4 * ROWS])
{
  for (int i = 0; i < 4 * ROWS; i++)
    P[i] = Q[i] = (VECTOR){ 0 };
  for (size_t k = 0; k < n_k; k++, y += 4, even += 2 * ROWS, odd += 2 * ROWS) {
    VECTOR er = y[0], ei = y[1], or = y[2], oi = y[3];

    HOLD (er, ei);
    HOLD (or, oi);
    for (int r = 0; r < ROWS; r++) {
      P[4 * r] += even[2 * r] * er;
      P[4 * r + 1] += even[2 * r] * ei;
      P[4 * r + 2] += even[2 * r + 1] * er;
      P[4 * r + 3] += even[2 * r + 1] * ei;
      Q[4 * r] += odd[2 * r] * or ;
      Q[4 * r + 1] += odd[2 * r] * oi;
      Q[4 * r + 2] += odd[2 * r + 1] * or ;
      Q[4 * r + 3] += odd[2 * r + 1] * oi;
    }
  }
}

/* Adds weighted sums of the moduli over rows to the results. */
TARGET static inline __attribute__ ((always_inline)) void
PASTE (NAME, _add) (const guint32 *sum, const float *weight, size_t n,
    const VECTOR *plus, const VECTOR *minus, float *up, float *down, size_t ld)
{
  for (size_t i = 0; i < n; i++, weight += ROWS) {
    VECTOR *to_up = (VECTOR *) (void *) (up + sum[i] * ld);
    VECTOR *to_down = (VECTOR *) (void *) (down + sum[i] * ld);
    VECTOR sum_up = *to_up, sum_down = *to_down;

    for (int r = 0; r < ROWS; r++) {
      sum_up += weight[r] * plus[r];
      sum_down += weight[r] * minus[r];
    }
    *to_up = sum_up;
    *to_down = sum_down;
  }
}

/* Moduli, where sums of rows and of mirror images differ. */
TARGET static inline __attribute__ ((always_inline)) void
PASTE (NAME, _many) (const GlsProductsRows *rows, const VECTOR P[4 * ROWS],
    const VECTOR Q[4 * ROWS], float *up, float *down, size_t ld)
{
  VECTOR plus[2][ROWS], minus[2][ROWS];

  for (int r = 0; r < ROWS; r++) {
    const VECTOR *p = &P[4 * r], *q = &Q[4 * r];
    VECTOR ar = p[0] + q[0], ai = p[1] + q[1];
    VECTOR br = q[2] + p[2], bi = q[3] + p[3];

    plus[0][r] = MODULUS (ar - bi, ai + br);
    minus[0][r] = MODULUS (ar + bi, ai - br);
    ar = p[0] - q[0], ai = p[1] - q[1];
    br = q[2] - p[2], bi = q[3] - p[3];
    plus[1][r] = MODULUS_TOO (ar - bi, ai + br);
    minus[1][r] = MODULUS_TOO (ar + bi, ai - br);
  }
  PASTE (NAME, _add)
  (rows->sum, rows->weight, rows->n_near, plus[0], minus[0], up, down, ld);
  PASTE (NAME, _add)
  (rows->sum + rows->n_near, rows->weight + rows->n_near * ROWS, rows->n_far,
      plus[1], minus[1], up, down, ld);
}

/* Moduli, where all add to one sum: none of them leaves the registers. */
TARGET static inline __attribute__ ((always_inline)) void
PASTE (NAME, _one) (const GlsProductsRows *rows, const VECTOR P[4 * ROWS],
    const VECTOR Q[4 * ROWS], float *up, float *down, size_t ld)
{
  VECTOR *to_up = (VECTOR *) (void *) (up + rows->sum[0] * ld);
  VECTOR *to_down = (VECTOR *) (void *) (down + rows->sum[0] * ld);
  const float *near = rows->weight, *far = near + ROWS;
  VECTOR sum_up = *to_up, sum_down = *to_down;

  for (int r = 0; r < ROWS; r++) {
    const VECTOR *p = &P[4 * r], *q = &Q[4 * r];
    VECTOR ar = p[0] + q[0], ai = p[1] + q[1];
    VECTOR br = q[2] + p[2], bi = q[3] + p[3];

    sum_up += near[r] * MODULUS (ar - bi, ai + br);
    sum_down += near[r] * MODULUS (ar + bi, ai - br);
    ar = p[0] - q[0], ai = p[1] - q[1];
    br = q[2] - p[2], bi = q[3] - p[3];
    sum_up += far[r] * MODULUS_TOO (ar - bi, ai + br);
    sum_down += far[r] * MODULUS_TOO (ar + bi, ai - br);
  }
  *to_up = sum_up;
  *to_down = sum_down;
}

TARGET static void
NAME (const GlsProductsRows *rows, const float *tiles, size_t tile_size,
    size_t n_tiles, float *up, float *down, size_t ld)
{
  gboolean one =
      rows->n_near == 1 && rows->n_far == 1 && rows->sum[0] == rows->sum[1];

  for (size_t v = 0; v < n_tiles;
       v++, tiles += tile_size, up += LANES, down += LANES) {
    const VECTOR *y = (const VECTOR *) (const void *) tiles;
    VECTOR P[4 * ROWS], Q[4 * ROWS];

#if APART
    PASTE (NAME, _half) (rows->even, rows->n_k, y, P);
    PASTE (NAME, _half) (rows->odd, rows->n_k, y + 2, Q);
#else
    PASTE (NAME, _both) (rows->even, rows->odd, rows->n_k, y, P, Q);
#endif
    if (one)
      PASTE (NAME, _one) (rows, P, Q, up, down, ld);
    else
      PASTE (NAME, _many) (rows, P, Q, up, down, ld);
  }
}

#undef NAME
#undef ROWS
#undef APART
#undef PASTE
#undef PASTE_
