/* The inner loop of the log-frequency stage; compiled once for each instruction
 * set.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GLS_PRODUCTS       name of the table
 * GLS_PRODUCTS_NAME  of the instruction set, as gls_cpu_get_name()
 *
 * @rows is a constant wherever these functions are used: each is inlined, and
 * its loops over rows are gone.
 */
#include "scattering/products.h"
#include "scattering/products-vectors.h"

/* A result on its way: a y or b y, real or imaginary part, of one row. */
enum
{
  A_RE,
  A_IM,
  B_RE,
  B_IM,
  N_PARTS
};

/* One half. Its vectors are two of the four of a tile. */
INLINE void
sum_half (const int rows, const float *h, size_t n_k, const Vector *y,
    Vector *sum)
{
  for (int i = 0; i < N_PARTS * rows; i++)
    sum[i] = (Vector){ 0 };
  for (size_t k = 0; k < n_k; k++, y += 4, h += 2 * rows) {
    Vector re = y[0], im = y[1];

    HOLD (re, im);
    for (int r = 0; r < rows; r++) {
      Vector *to = sum + N_PARTS * r;

      to[A_RE] += h[2 * r] * re;
      to[A_IM] += h[2 * r] * im;
      to[B_RE] += h[2 * r + 1] * re;
      to[B_IM] += h[2 * r + 1] * im;
    }
  }
}

/* Both halves at once: more sums, of which none waits for another. */
INLINE void
sum_both (const int rows, const float *even, const float *odd, size_t n_k,
    const Vector *y, Vector *P, Vector *Q)
{
  for (int i = 0; i < N_PARTS * rows; i++)
    P[i] = Q[i] = (Vector){ 0 };
  for (size_t k = 0; k < n_k; k++, y += 4, even += 2 * rows, odd += 2 * rows) {
    Vector even_re = y[0], even_im = y[1], odd_re = y[2], odd_im = y[3];

    HOLD (even_re, even_im);
    HOLD (odd_re, odd_im);
    for (int r = 0; r < rows; r++) {
      Vector *p = P + N_PARTS * r, *q = Q + N_PARTS * r;

      p[A_RE] += even[2 * r] * even_re;
      p[A_IM] += even[2 * r] * even_im;
      p[B_RE] += even[2 * r + 1] * even_re;
      p[B_IM] += even[2 * r + 1] * even_im;
      q[A_RE] += odd[2 * r] * odd_re;
      q[A_IM] += odd[2 * r] * odd_im;
      q[B_RE] += odd[2 * r + 1] * odd_re;
      q[B_IM] += odd[2 * r + 1] * odd_im;
    }
  }
}

/* The moduli of a row and of its mirror image, both orientations. */
typedef struct
{
  Vector up, down, mirror_up, mirror_down;
} Moduli;

INLINE Moduli
take_moduli (const Vector *p, const Vector *q)
{
  Vector a_re = p[A_RE] + q[A_RE], a_im = p[A_IM] + q[A_IM];
  Vector b_re = q[B_RE] + p[B_RE], b_im = q[B_IM] + p[B_IM];
  Moduli moduli;

  moduli.up = modulus_too (a_re - b_im, a_im + b_re);
  moduli.down = modulus_too (a_re + b_im, a_im - b_re);
  a_re = p[A_RE] - q[A_RE], a_im = p[A_IM] - q[A_IM];
  b_re = q[B_RE] - p[B_RE], b_im = q[B_IM] - p[B_IM];
  moduli.mirror_up = modulus (a_re - b_im, a_im + b_re);
  moduli.mirror_down = modulus (a_re + b_im, a_im - b_re);
  return moduli;
}

/* Where sum @i has its columns of a tile. */
INLINE Vector *
place (float *result, const GlsProductsRows *work, size_t i, size_t ld)
{
  return (Vector *) (void *) (result + work->sum[i] * ld);
}

/* All add to one sum: no modulus leaves the registers. */
INLINE void
add_to_one (const int rows, const GlsProductsRows *work, const Vector *P,
    const Vector *Q, float *up, float *down, size_t ld)
{
  Vector *to_up = place (up, work, 0, ld), *to_down = place (down, work, 0, ld);
  Vector sum_up = *to_up, sum_down = *to_down;

  for (int r = 0; r < rows; r++) {
    Moduli moduli = take_moduli (P + N_PARTS * r, Q + N_PARTS * r);

    sum_up += work->weight[r] * moduli.up;
    sum_down += work->weight[r] * moduli.down;
    sum_up += work->weight[rows + r] * moduli.mirror_up;
    sum_down += work->weight[rows + r] * moduli.mirror_down;
  }
  *to_up = sum_up;
  *to_down = sum_down;
}

/* Adds weighted moduli to the sums @first .. of @work. */
INLINE void
add_some (const int rows, const GlsProductsRows *work, size_t first, size_t n,
    const Vector *plus, const Vector *minus, float *up, float *down, size_t ld)
{
  const float *weight = work->weight + first * (size_t) rows;

  for (size_t i = first; i < first + n; i++, weight += rows) {
    Vector *to_up = place (up, work, i, ld);
    Vector *to_down = place (down, work, i, ld);
    Vector sum_up = *to_up, sum_down = *to_down;

    for (int r = 0; r < rows; r++) {
      sum_up += weight[r] * plus[r];
      sum_down += weight[r] * minus[r];
    }
    *to_up = sum_up;
    *to_down = sum_down;
  }
}

INLINE void
add_to_many (const int rows, const GlsProductsRows *work, const Vector *P,
    const Vector *Q, float *up, float *down, size_t ld)
{
  Vector plus[ROWS], minus[ROWS], mirror_plus[ROWS], mirror_minus[ROWS];

  for (int r = 0; r < rows; r++) {
    Moduli moduli = take_moduli (P + N_PARTS * r, Q + N_PARTS * r);

    plus[r] = moduli.up;
    minus[r] = moduli.down;
    mirror_plus[r] = moduli.mirror_up;
    mirror_minus[r] = moduli.mirror_down;
  }
  add_some (rows, work, 0, work->n_near, plus, minus, up, down, ld);
  add_some (rows, work, work->n_near, work->n_far, mirror_plus, mirror_minus,
      up, down, ld);
}

INLINE void
run (const int rows, const GlsProductsRows *work, const float *tiles,
    size_t tile_size, size_t n_tiles, float *up, float *down, size_t ld)
{
  gboolean one =
      work->n_near == 1 && work->n_far == 1 && work->sum[0] == work->sum[1];

  for (size_t v = 0; v < n_tiles;
       v++, tiles += tile_size, up += LANES, down += LANES) {
    const Vector *y = (const Vector *) (const void *) tiles;
    Vector P[N_PARTS * ROWS], Q[N_PARTS * ROWS];

    if (rows <= TOGETHER)
      sum_both (rows, work->even, work->odd, work->n_k, y, P, Q);
    else {
      sum_half (rows, work->even, work->n_k, y, P);
      sum_half (rows, work->odd, work->n_k, y + 2, Q);
    }
    if (one)
      add_to_one (rows, work, P, Q, up, down, ld);
    else
      add_to_many (rows, work, P, Q, up, down, ld);
  }
}

#define RUN(rows)                                                              \
  static void run_##rows (const GlsProductsRows *work, const float *tiles,     \
      size_t tile_size, size_t n_tiles, float *up, float *down, size_t ld)     \
  {                                                                            \
    run (rows, work, tiles, tile_size, n_tiles, up, down, ld);                 \
  }

RUN (1)
#if ROWS > 1
RUN (2)
RUN (3)
#endif
#if ROWS > 3
RUN (4)
#endif

static void
split (const float *near, const float *far, size_t width, size_t tile_size,
    float *tiles)
{
  for (size_t v = 0; v < width; v += LANES, tiles += tile_size) {
    Vector near_re = *(const Vector *) (const void *) (near + v);
    Vector near_im = *(const Vector *) (const void *) (near + width + v);
    Vector far_re = *(const Vector *) (const void *) (far + v);
    Vector far_im = *(const Vector *) (const void *) (far + width + v);
    Vector *to = (Vector *) (void *) tiles;

    to[0] = near_re + far_re;
    to[1] = near_im + far_im;
    to[2] = near_re - far_re;
    to[3] = near_im - far_im;
  }
}

const GlsProducts GLS_PRODUCTS = {
  .name = GLS_PRODUCTS_NAME,
  .lanes = LANES,
  .split = split,
  .rows = ROWS,
  .run = { run_1,
#if ROWS > 1
      run_2, run_3,
#endif
#if ROWS > 3
      run_4,
#endif
  },
};
