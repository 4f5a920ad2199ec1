/* Whether labels can teach a tag at all.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_TAUGHT_H
#define GLS_TAGS_TAUGHT_H

#include "gls.h"

G_BEGIN_DECLS

/* A tag is taught by labels whose standard deviation is at least this, … */
#define GLS_TAUGHT_MIN_DEVIATION 0.02
/* … or of which at least so many lie … */
#define GLS_TAUGHT_MIN_ROWS 10
/* … this far from their mean: what is rare, but sounds for certain there. */
#define GLS_TAUGHT_DISTANCE 0.2

/**
 * gls_taught_by_labels:
 * @label: float[n], of one tag in each row to learn from, 0 .. 1, or NAN where it
 *   is not known
 *
 * A model whose labels of a tag never vary learns to say the same of all music.
 *
 * Returns: whether a tag can be learnt from these; see docs/training.md
 */
gboolean gls_taught_by_labels (const float *label, size_t n);

G_END_DECLS

#endif
