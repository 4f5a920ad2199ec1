/* A map of points of many dimensions.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_ATLAS_H
#define GLS_ATLAS_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * gls_atlas_draw:
 * @x: float[n][d], each row of length 1; n from 1 on
 * @k: how many neighbours each point has; < n
 * @index: guint32[n][k] of gls_neighbours_find()
 * @distance: float[n][k], likewise
 * @y: (out): float[n][2]: where each point is on the map, both from 0 on, and the
 *   larger of them up to 1; most of what differs is along the first
 *
 * Places what is next to each other in @x next to each other: begins with the
 * principal components, and lets neighbours attract and all others repel each
 * other, as in McInnes, Healy and Melville, UMAP: Uniform Manifold Approximation
 * and Projection, arXiv:1802.03426, 2018, with the force of Tang et al.,
 * Visualizing Large-scale and High-dimensional Data, WWW 2016, which is that of
 * a = b = 1 there. The same input gives the same bits.
 */
void gls_atlas_draw (const float *x, size_t n, size_t d, size_t k,
    const guint32 *index, const float *distance, float *y);

G_END_DECLS

#endif
