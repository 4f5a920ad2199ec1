/* A fixed-width bitmap font.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_FONT_H
#define GLS_PICTURE_FONT_H

#include <glib.h>

G_BEGIN_DECLS

#define GLS_FONT_WIDTH 6
#define GLS_FONT_HEIGHT 13
/* The rows of a glyph that digits and capitals fill. */
#define GLS_FONT_TOP 2
#define GLS_FONT_BASE 11

/* Returns: [GLS_FONT_HEIGHT] rows, the leftmost pixel in bit 7; of what is no
 *   printable ASCII character those of “?” */
const guint8 *gls_font_get_glyph (gunichar c);

G_END_DECLS

#endif
