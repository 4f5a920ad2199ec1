/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/canvas.h"

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

static void
mix (guint8 *pixel, const guint8 offset[3], const guint8 color[3], guint cover)
{
  for (guint c = 0; c < 3; c++) {
    guint8 *to = pixel + offset[c];

    *to = (guint8) ((*to * (255 - cover) + color[c] * cover + 127) / 255);
  }
}

void
gls_canvas_tint (const GlsCanvas *self, const GlsRect *rect,
    const guint8 color[3], guint8 cover)
{
  size_t right = MIN (rect->x + rect->width, self->width);
  size_t bottom = MIN (rect->y + rect->height, self->height);

  for (size_t y = rect->y; y < bottom; y++)
    for (size_t x = rect->x; x < right; x++)
      mix (self->pixels + y * self->stride + x * self->step, self->offset,
          color, cover);
}

void
gls_canvas_stain (const GlsCanvas *self, ptrdiff_t x, ptrdiff_t y,
    const GlsMask *mask, const guint8 color[3])
{
  ptrdiff_t left = MAX (x, 0), top = MAX (y, 0);
  ptrdiff_t right = MIN (x + mask->width, (ptrdiff_t) self->width);
  ptrdiff_t bottom = MIN (y + mask->height, (ptrdiff_t) self->height);

  for (ptrdiff_t row = top; row < bottom; row++) {
    const guint8 *cover = mask->cover + (row - y) * mask->stride;
    guint8 *pixels = self->pixels + (size_t) row * self->stride;

    for (ptrdiff_t column = left; column < right; column++)
      if (cover[column - x] > 0)
        mix (pixels + (size_t) column * self->step, self->offset, color,
            cover[column - x]);
  }
}
