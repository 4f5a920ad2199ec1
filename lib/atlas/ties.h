/* How strongly neighbours belong together.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_ATLAS_TIES_H
#define GLS_ATLAS_TIES_H

#include "gls.h"

G_BEGIN_DECLS

/* From one point to another; strength: 0 .. 1 */
typedef struct
{
  guint32 from, to;
  float strength;
} GlsTie;

/**
 * gls_ties_make:
 * @index: guint32[n][k] of gls_neighbours_find()
 * @distance: float[n][k], likewise
 *
 * How likely two points are to be of one neighbourhood, whose width is another
 * one at each point, so that each has as many neighbours: algorithms 2 and 3 of
 * McInnes, Healy and Melville, UMAP, arXiv:1802.03426, 2018.
 *
 * Returns: (transfer full) (element-type GlsTie): both ways of each, as strong
 */
GArray *gls_ties_make (const guint32 *index, const float *distance, size_t n,
    size_t k) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
