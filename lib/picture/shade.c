/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/shade.h"

#include <math.h>

/* Decibels of the smallest coefficient that is told from 0. */
#define SILENCE -1000.0f

float
gls_shade_get_level (const GlsShade *self, float value)
{
  if (!self->decibels)
    return value;
  return value > 0.0f ? MAX (SILENCE, 20.0f * log10f (value)) : SILENCE;
}

GlsShadeScale
gls_shade_get_scale (const GlsShade *self, float top)
{
  float level = gls_shade_get_level (self, top);
  float range = self->decibels ? self->range : level;

  return (GlsShadeScale){ level - range, 255.0f / range };
}
