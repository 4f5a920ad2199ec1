/* The inner loop of the log-frequency stage: products, moduli, averages.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tile is @lanes columns of Y, split by parity along lambda about a centre:
 *
 *     float[n_k][4][lanes]: E_re, E_im, O_re, O_im,
 *     E[k] = Y[lo + k] + Y[hi - k],  O[k] = Y[lo + k] - Y[hi - k]
 *
 * A filter h = a + i b along lambda, a even and b odd, gives for output row r
 * and for its mirror image r' about the same centre, with the halves of the
 * matrix that act on E and on O,
 *
 *     P_a = a_E E,  Q_a = a_O O,  (a Y)[r] = P_a + Q_a,  (a Y)[r'] = P_a - Q_a
 *     P_b = b_E E,  Q_b = b_O O,  (b Y)[r] = P_b + Q_b,  (b Y)[r'] = Q_b - P_b
 *
 * and for both orientations
 *
 *     up:   (a Y_re - b Y_im) + i (a Y_im + b Y_re)
 *     down: (a Y_re + b Y_im) + i (a Y_im - b Y_re).
 *
 * Neither the products nor the moduli leave the registers: what is stored are
 * weighted sums of moduli over rows.
 */
#ifndef GLS_SCATTERING_PRODUCTS_H
#define GLS_SCATTERING_PRODUCTS_H

#include "gls.h"

G_BEGIN_DECLS

#define GLS_PRODUCTS_MAX_ROWS 4

/**
 * GlsProductsRows:
 * @n_k: columns of the halved matrix
 * @even: float[n_k][rows][2]: a_E, b_E
 * @odd: float[n_k][rows][2]: a_O, b_O
 * @n_near: sums that the rows add to
 * @n_far: sums that their mirror images add to
 * @sum: [n_near + n_far] which ones: rows of the results
 * @weight: float[n_near + n_far][rows]
 *
 * Some rows of one filter, each with its mirror image.
 */
typedef struct
{
  size_t n_k;
  const float *even, *odd;
  size_t n_near, n_far;
  const guint32 *sum;
  const float *weight;
} GlsProductsRows;

/**
 * GlsProductsFunc:
 * @rows: what to do
 * @tiles: the first, from the first of its n_k on; aligned to 64 bytes
 * @tile_size: floats from one tile to the next
 * @n_tiles: how many
 * @up: float[][ld], aligned; the sums are added to it
 * @down: likewise
 * @ld: at least n_tiles * lanes, a multiple of lanes
 */
typedef void (*GlsProductsFunc) (const GlsProductsRows *rows,
    const float *tiles, size_t tile_size, size_t n_tiles, float *up,
    float *down, size_t ld);

/**
 * GlsProductsSplitFunc:
 * @near: float[2][width], aligned: real and imaginary part of Y[lo + k]
 * @far: likewise, of Y[hi - k]
 * @width: columns, a multiple of lanes
 * @tile_size: floats from one tile to the next
 * @tiles: where the first has its k
 *
 * Makes one k of every tile.
 */
typedef void (*GlsProductsSplitFunc) (const float *near, const float *far,
    size_t width, size_t tile_size, float *tiles);

typedef struct
{
  const char *name; /* as gls_cpu_get_name() */
  size_t lanes;
  GlsProductsSplitFunc split;
  size_t rows;                                /* most at once */
  GlsProductsFunc run[GLS_PRODUCTS_MAX_ROWS]; /* by rows - 1 */
} GlsProducts;

/* Those of the architecture; not every processor runs them (cpu.h). */
extern const GlsProducts gls_products_plain, gls_products_neon,
    gls_products_avx2, gls_products_avx512;

/* The one to use: see cpu.h. */
const GlsProducts *gls_products_best (void);
/* Returns: @self, or a narrower one of the same processor that has lanes enough
 * for @n_columns */
const GlsProducts *gls_products_narrow (const GlsProducts *self,
    size_t n_columns);
/* Returns: (nullable): the i-th of those that it runs, slowest first */
const GlsProducts *gls_products_nth (size_t i);

G_END_DECLS

#endif
