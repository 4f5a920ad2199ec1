/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/tops.h"

#include <math.h>
#include <string.h>

#define FALL_DB_PER_S 12.0
#define MIN_TOP 1e-5f

void
gls_tops_init (GlsTops *self, const GlsChart *chart, double reference,
    double frame_s)
{
  self->chart = chart;
  self->reference = (float) reference;
  self->fall = (float) pow (10.0, -FALL_DB_PER_S / 20.0 * frame_s);
  self->top = g_new0 (float, chart->n_panels);
}

void
gls_tops_clear (GlsTops *self)
{
  g_clear_pointer (&self->top, g_free);
}

void
gls_tops_reset (GlsTops *self)
{
  memset (self->top, 0, self->chart->n_panels * sizeof *self->top);
}

void
gls_tops_follow (GlsTops *self, const float *peaks)
{
  const GlsPanel *panels = self->chart->panels;
  float common = 0.0f;

  for (size_t p = 0; p < self->chart->n_panels; p++)
    if (!panels[p].own_top)
      common = MAX (common, peaks[p]);
  for (size_t p = 0; p < self->chart->n_panels; p++) {
    float peak = panels[p].own_top ? peaks[p] : common;

    self->top[p] = self->reference > 0.0f
        ? self->reference
        : MAX (MAX (self->top[p] * self->fall, peak), MIN_TOP);
  }
}

gboolean
gls_tops_are_dark (const GlsTops *self, const float *peaks,
    const GlsShade *shade)
{
  GlsShadeScale scale = gls_shade_get_scale (shade, MIN_TOP);

  for (size_t p = 0; p < self->chart->n_panels; p++)
    if (gls_shade_scale_apply (&scale, gls_shade_get_level (shade, peaks[p]))
        > 0)
      return FALSE;
  return TRUE;
}
