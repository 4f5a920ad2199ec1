/* Colours for magnitudes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_COLORMAP_H
#define GLS_PICTURE_COLORMAP_H

#include <glib.h>

G_BEGIN_DECLS

/* All of them get lighter evenly, so that equal steps look equal, on a grey
 * printer and to colour-blind eyes too. */
typedef enum
{
  GLS_COLORMAP_MAGMA,
  GLS_COLORMAP_VIRIDIS,
  GLS_COLORMAP_GREY,
} GlsColormap;

/* table: (out): red, green and blue of each shade, the darkest first */
void gls_colormap_fill (GlsColormap map, guint8 table[256][3]);

G_END_DECLS

#endif
