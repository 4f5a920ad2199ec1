/* How bright a coefficient is.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_SHADE_H
#define GLS_PICTURE_SHADE_H

#include <glib.h>

G_BEGIN_DECLS

/**
 * GlsShade:
 * @decibels: brightness goes by 20 log10 of the coefficient; else by itself
 * @range: decibels from the darkest shade to the brightest; > 0
 *
 * The coefficient that is called the top has the brightest of 256 shades; the
 * darkest stands for @range decibels less and what is below, or for 0.
 */
typedef struct
{
  gboolean decibels;
  float range;
} GlsShade;

/* What is kept of a coefficient >= 0, so that a shade is one multiplication:
 * decibels, or itself. Of 0 it is a number below every range. */
float gls_shade_get_level (const GlsShade *self, float value);

/**
 * GlsShadeScale:
 * @bottom: level of the darkest shade
 * @factor: shades per level
 */
typedef struct
{
  float bottom, factor;
} GlsShadeScale;

/* top: the coefficient of the brightest shade, > 0 */
GlsShadeScale gls_shade_get_scale (const GlsShade *self, float top);

/* Returns: 0, the darkest, to 255 */
static inline guint8
gls_shade_scale_apply (const GlsShadeScale *self, float level)
{
  float shade = (level - self->bottom) * self->factor + 0.5f;

  return (guint8) (shade < 0.0f ? 0.0f : shade > 255.0f ? 255.0f : shade);
}

G_END_DECLS

#endif
