/* What the ways to lay out a tensor have in common.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_LAYOUT_PRIVATE_H
#define GLS_PICTURE_LAYOUT_PRIVATE_H

#include "picture/layout.h"

G_BEGIN_DECLS

/* Returns: (transfer full): one for tensors of @n_floats, without rows yet */
GlsLayout *gls_layout_new (size_t n_floats, size_t n_panels);

/* Rows that are means of what @target, which is set, says belongs to them, one
 * value in a tensor. */
void gls_layout_fold_into (GlsLayout *self, size_t n_rows);

G_END_DECLS

#endif
