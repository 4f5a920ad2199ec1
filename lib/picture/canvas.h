/* Pixels to draw on: rectangles, and masks.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_CANVAS_H
#define GLS_PICTURE_CANVAS_H

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

/**
 * GlsCanvas:
 * @pixels: the first row
 * @width: in pixels
 * @height: in pixels
 * @stride: bytes from one row to the next
 * @step: bytes from one pixel to the next: 3 or 4
 * @offset: of red, green and blue in a pixel
 *
 * Somebody else's memory, of any of the packed 8-bit formats.
 */
typedef struct
{
  guint8 *pixels;
  size_t width, height, stride, step;
  guint8 offset[3];
} GlsCanvas;

/* A place on a canvas. */
typedef struct
{
  size_t x, y, width, height;
} GlsRect;

/* How much of each pixel is covered, 0 to 255; rows are @stride bytes apart. */
typedef struct
{
  const guint8 *cover;
  int width, height, stride;
} GlsMask;

static inline void
gls_canvas_put (const GlsCanvas *self, size_t x, size_t y,
    const guint8 color[3])
{
  guint8 *pixel = self->pixels + y * self->stride + x * self->step;

  pixel[self->offset[0]] = color[0];
  pixel[self->offset[1]] = color[1];
  pixel[self->offset[2]] = color[2];
}

/* What lies outside of the canvas is cut off. */
void gls_canvas_fill (const GlsCanvas *self, const GlsRect *rect,
    const guint8 color[3]);
/* The same, so that what was there shines through: cover is how much of the
 * color is seen, 0 to 255. */
void gls_canvas_tint (const GlsCanvas *self, const GlsRect *rect,
    const guint8 color[3], guint8 cover);
/* x, y: where the top left corner of the mask comes to lie; may be outside */
void gls_canvas_stain (const GlsCanvas *self, ptrdiff_t x, ptrdiff_t y,
    const GlsMask *mask, const guint8 color[3]);

G_END_DECLS

#endif
