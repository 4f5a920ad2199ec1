/* Which points of many dimensions are next to each other.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_ATLAS_NEIGHBOURS_H
#define GLS_ATLAS_NEIGHBOURS_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * gls_neighbours_find:
 * @x: float[n][d], each row of length 1
 * @k: how many are wanted; < n
 * @index: (out): guint32[n][k]: of each row the rows nearest to it, the nearest
 *   first, of equal ones the first; without itself
 * @distance: (out): float[n][k], how far they are: 1 minus the cosine, 0 .. 2
 *
 * All are compared with all: the time is that of n * n * d multiplications. The
 * same bits for any @n_threads.
 */
void gls_neighbours_find (const float *x, size_t n, size_t d, size_t k,
    size_t n_threads, guint32 *index, float *distance);

G_END_DECLS

#endif
