/* In which directions points differ most.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_ATLAS_PRINCIPAL_H
#define GLS_ATLAS_PRINCIPAL_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * gls_principal_find:
 * @x: float[n][d]
 * @y: (out): float[n][2]: the first two principal components of each point: what
 *   it is along the two directions in which all differ most; their mean is 0.
 *   All 0 where there is no such direction
 *
 * By orthogonal iteration (Golub and Van Loan, Matrix Computations, 4th edition,
 * 2013, 8.2.4). Of a direction and its opposite that one is taken whose largest
 * entry is positive.
 */
void gls_principal_find (const float *x, size_t n, size_t d, float *y);

G_END_DECLS

#endif
