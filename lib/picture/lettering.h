/* Text in any script for which a font is installed.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pango lays a text out and Cairo draws it once; what is kept is how much of
 * each pixel it covers. So a text that stays where it is, or wanders, costs a
 * video no more than its pixels.
 */
#ifndef GLS_PICTURE_LETTERING_H
#define GLS_PICTURE_LETTERING_H

#include "picture/canvas.h"

G_BEGIN_DECLS

typedef struct _GlsLettering GlsLettering;

/**
 * GlsLetteringMetrics:
 * @line: height of a line
 * @digit: width of a digit
 * @middle: from the top of a line to the middle of its digits
 * @digits: height of the digits
 *
 * Of what most texts are made, in pixels; all 0 where there is no font.
 */
typedef struct
{
  size_t line, digit, middle, digits;
} GlsLetteringMetrics;

/**
 * gls_lettering_new:
 * @size: of the font, in pixels; > 0
 *
 * One that works for one thread at a time. Where no font is installed at all,
 * every text is empty.
 *
 * Returns: (transfer full): to be released with gls_lettering_free()
 */
GlsLettering *gls_lettering_new (size_t size);
/* self: (nullable) (transfer full) */
void gls_lettering_free (GlsLettering *self);

GlsLetteringMetrics gls_lettering_get_metrics (const GlsLettering *self);

/* text: one line of UTF-8; what is not is replaced. What is wider than @widest
 * pixels ends with an ellipsis. Returns: pixels */
size_t gls_lettering_get_width (GlsLettering *self, const char *text,
    size_t widest);
/* x, y: left end and top of the line; may lie outside. What does is cut off. */
void gls_lettering_write (GlsLettering *self, const GlsCanvas *canvas,
    ptrdiff_t x, ptrdiff_t y, const char *text, size_t widest,
    const guint8 color[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsLettering, gls_lettering_free)

G_END_DECLS

#endif
