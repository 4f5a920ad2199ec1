/* One member of the family of products.h; included once for each.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * NAME     of the function
 * LANES    floats in a vector
 * ROWS     rows at once: 8 ROWS sums must fit into the registers
 * TARGET   attributes
 * VECTOR   type of a vector
 * HOLD     (a, b, c, d): has four vectors stay in registers
 * MODULUS  (re, im): function of vectors
 * MODULUS_TOO  another one, where two kinds of root keep more of the processor
 *          busy than one
 */

TARGET static void
NAME (const float *a, size_t n_k, const float *tiles, size_t n_tiles,
    const float *w, size_t n_out, float *up, float *down, size_t ld)
{
  for (size_t v = 0; v < n_tiles; v++) {
    const VECTOR *y =
        (const VECTOR *) (const void *) (tiles + v * n_k * 4 * LANES);
    const float *h = a;
    VECTOR Par[ROWS] = { 0 }, Pai[ROWS] = { 0 };
    VECTOR Pbr[ROWS] = { 0 }, Pbi[ROWS] = { 0 };
    VECTOR Qar[ROWS] = { 0 }, Qai[ROWS] = { 0 };
    VECTOR Qbr[ROWS] = { 0 }, Qbi[ROWS] = { 0 };
    VECTOR plus[ROWS], plus_mirror[ROWS], minus[ROWS], minus_mirror[ROWS];

    for (size_t k = 0; k < n_k; k++, y += 4, h += 4 * ROWS) {
      VECTOR er = y[0], ei = y[1], or = y[2], oi = y[3];

      HOLD (er, ei, or, oi);
      for (int r = 0; r < ROWS; r++) {
        Par[r] += h[4 * r] * er;
        Pai[r] += h[4 * r] * ei;
        Pbr[r] += h[4 * r + 1] * er;
        Pbi[r] += h[4 * r + 1] * ei;
        Qar[r] += h[4 * r + 2] * or ;
        Qai[r] += h[4 * r + 2] * oi;
        Qbr[r] += h[4 * r + 3] * or ;
        Qbi[r] += h[4 * r + 3] * oi;
      }
    }
    for (int r = 0; r < ROWS; r++) {
      VECTOR ar = Par[r] + Qar[r], ai = Pai[r] + Qai[r];
      VECTOR br = Qbr[r] + Pbr[r], bi = Qbi[r] + Pbi[r];

      plus[r] = MODULUS (ar - bi, ai + br);
      minus[r] = MODULUS (ar + bi, ai - br);
      ar = Par[r] - Qar[r], ai = Pai[r] - Qai[r];
      br = Qbr[r] - Pbr[r], bi = Qbi[r] - Pbi[r];
      plus_mirror[r] = MODULUS_TOO (ar - bi, ai + br);
      minus_mirror[r] = MODULUS_TOO (ar + bi, ai - br);
    }
    for (size_t q = 0; q < n_out; q++) {
      VECTOR *to_up = (VECTOR *) (void *) (up + q * ld + v * LANES);
      VECTOR *to_down = (VECTOR *) (void *) (down + q * ld + v * LANES);
      const float *weight = w + 2 * ROWS * q;
      VECTOR sum_up = *to_up, sum_down = *to_down;

      for (int r = 0; r < ROWS; r++) {
        sum_up += weight[2 * r] * plus[r];
        sum_up += weight[2 * r + 1] * plus_mirror[r];
        sum_down += weight[2 * r] * minus[r];
        sum_down += weight[2 * r + 1] * minus_mirror[r];
      }
      *to_up = sum_up;
      *to_down = sum_down;
    }
  }
}

#undef NAME
#undef ROWS
