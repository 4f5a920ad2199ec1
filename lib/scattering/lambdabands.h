/* Bands of lambda: triangles over the rows that exist.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows of a path lie at the bins b = 0, 2^k, 2 2^k .. below n1_max of the
 * first-order bank. Band q = 0 .. n - 1 is centred on c_q = q (n1_top - 1) /
 * (n - 1) and weighs them with
 *
 *     max (0, 1 - |b - c_q| / h),   h = max ((n1_top - 1) / (n - 1), 2^k),
 *
 * divided by the sum over the rows that exist: none lies outside, nothing wraps
 * around. One band is the plain mean. Where all rows exist and 2^k is no more
 * than the spacing of bands, every row counts once in all.
 */
#ifndef GLS_SCATTERING_LAMBDABANDS_H
#define GLS_SCATTERING_LAMBDABANDS_H

#include "gls.h"

G_BEGIN_DECLS

/* @n: how many; @n1_top: bins over which they spread, the most n1_max of any
 * modulation scale */
typedef struct
{
  size_t n;
  size_t n1_top;
} GlsLambdaBands;

/**
 * GlsLambdaRows:
 * @k: of the path, for how wide triangles are
 * @step: bins between rows: 2^k, or 1 where every bin has one, as in S1
 * @n1_max: all are below this bin
 */
typedef struct
{
  guint k;
  size_t step;
  size_t n1_max;
} GlsLambdaRows;

/* Returns: the centre of band @q, in bins */
double gls_lambda_bands_get_centre (const GlsLambdaBands *self, size_t q);

/* Returns: how many bands have a row of @rows in reach; they are the first */
size_t gls_lambda_bands_count (const GlsLambdaBands *self,
    const GlsLambdaRows *rows);

/**
 * gls_lambda_bands_get_weight:
 * @q: a band
 * @bin: a multiple of the step
 *
 * Returns: what the row at @bin counts in @q; 0 where there is no such row. The
 *   weights of a band sum to 1, or are all 0 if no row is in its reach
 */
double gls_lambda_bands_get_weight (const GlsLambdaBands *self,
    const GlsLambdaRows *rows, size_t q, ptrdiff_t bin);

G_END_DECLS

#endif
