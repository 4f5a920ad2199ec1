/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/canvas.h"

#include "picture/font.h"

void
gls_canvas_fill (const GlsCanvas *self, const GlsRect *rect,
    const guint8 color[3])
{
  size_t right = MIN (rect->x + rect->width, self->width);
  size_t bottom = MIN (rect->y + rect->height, self->height);

  for (size_t y = rect->y; y < bottom; y++)
    for (size_t x = rect->x; x < right; x++)
      gls_canvas_put (self, x, y, color);
}

size_t
gls_canvas_get_text_width (const char *text, size_t zoom)
{
  return (size_t) g_utf8_strlen (text, -1) * GLS_FONT_WIDTH * zoom;
}

size_t
gls_canvas_get_text_height (size_t zoom)
{
  return GLS_FONT_HEIGHT * zoom;
}

static void
put_if_inside (const GlsCanvas *self, ptrdiff_t x, ptrdiff_t y,
    const guint8 color[3])
{
  if (x >= 0 && y >= 0 && (size_t) x < self->width && (size_t) y < self->height)
    gls_canvas_put (self, (size_t) x, (size_t) y, color);
}

void
gls_canvas_write (const GlsCanvas *self, ptrdiff_t x, ptrdiff_t y,
    const char *text, size_t zoom, const guint8 color[3])
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    const guint8 *glyph = gls_font_get_glyph (g_utf8_get_char (text));

    for (size_t row = 0; row < GLS_FONT_HEIGHT * zoom; row++)
      for (size_t column = 0; column < GLS_FONT_WIDTH * zoom; column++)
        if (glyph[row / zoom] & (0x80 >> (column / zoom)))
          put_if_inside (self, x + (ptrdiff_t) column, y + (ptrdiff_t) row,
              color);
    x += (ptrdiff_t) (GLS_FONT_WIDTH * zoom);
  }
}
