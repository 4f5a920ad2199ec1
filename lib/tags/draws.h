/* Draws of tracks for a bootstrap, and what they say; see intervals.h.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_DRAWS_H
#define GLS_TAGS_DRAWS_H

#include "tags/intervals.h"

G_BEGIN_DECLS

/**
 * gls_draw_tracks:
 * @draw: 0: every track once; else as many as there are, with replacement
 * @count: (out): guint32[n_tracks], how often each was drawn; the same for the
 *   same @seed and @draw
 */
void gls_draw_tracks (size_t n_tracks, guint32 seed, guint32 draw,
    guint32 *count);

/**
 * gls_draws_estimate:
 * @values: double[1 + n_draws], a measure in each draw, NAN where it is not
 *   defined
 *
 * Returns: the value of draw 0 and the interval that the others give; all NAN if
 *   either is not defined
 */
GlsEstimate gls_draws_estimate (const double *values, size_t n_draws);

G_END_DECLS

#endif
