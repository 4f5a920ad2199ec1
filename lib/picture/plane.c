/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/plane.h"

#include <string.h>

#include "picture/area.h"

void
gls_plane_init (GlsPlane *self, const GlsChart *chart)
{
  self->chart = chart;
  self->n = 0;
  for (size_t p = 0; p < chart->n_panels; p++)
    self->n += chart->panels[p].n_rows * chart->panels[p].n_columns;
  self->total = g_new (double, self->n);
  self->mean = g_new0 (float, self->n);
  gls_plane_reset (self);
}

void
gls_plane_clear (GlsPlane *self)
{
  g_clear_pointer (&self->total, g_free);
  g_clear_pointer (&self->mean, g_free);
}

void
gls_plane_reset (GlsPlane *self)
{
  memset (self->total, 0, self->n * sizeof *self->total);
  self->weight = 0;
}

void
gls_plane_add (GlsPlane *self, const float *values, guint64 n_cells)
{
  for (size_t i = 0; values != NULL && i < self->n; i++)
    self->total[i] += (double) n_cells * (double) values[i];
  self->weight += n_cells;
}

void
gls_plane_develop (GlsPlane *self)
{
  for (size_t i = 0; i < self->n; i++)
    self->mean[i] = (float) (self->total[i] / (double) MAX (self->weight, 1));
}

float
gls_plane_get_peak (const GlsPlane *self)
{
  float peak = 0.0f;

  for (size_t i = 0; i < self->n; i++)
    peak = MAX (peak, self->mean[i]);
  return peak;
}

/* values: [rows][columns] of the panel */
static void
paint_panel (const GlsPanel *panel, const float *values,
    const GlsCanvas *canvas, const guint8 colors[256][3], const GlsShade *shade,
    float top)
{
  const GlsRect *area = &panel->area;
  size_t n = panel->n_columns;
  g_autofree float *line = g_new (float, n);
  GlsShadeScale scale = gls_shade_get_scale (shade, top);
  guint8 shade_of_last = 0;
  float last = 0.0f;

  for (size_t y = 0; y < area->height; y++) {
    for (size_t i = 0; i < n; i++)
      line[i] = gls_area_mean (values + i, panel->n_rows, n, y, area->height);
    for (size_t x = 0; x < area->width; x++) {
      float mean = gls_area_mean (line, n, 1, x, area->width);

      /* Most neighbours are alike, and logarithms take long. */
      if (mean != last || x == 0)
        shade_of_last =
            gls_shade_scale_apply (&scale, gls_shade_get_level (shade, mean));
      last = mean;
      gls_canvas_put (canvas, area->x + x, area->y + y, colors[shade_of_last]);
    }
  }
}

void
gls_plane_paint (const GlsPlane *self, const GlsCanvas *canvas,
    const guint8 colors[256][3], const GlsShade *shade, const float *top)
{
  const float *values = self->mean;

  for (size_t p = 0; p < self->chart->n_panels; p++) {
    const GlsPanel *panel = &self->chart->panels[p];

    paint_panel (panel, values, canvas, colors, shade, top[p]);
    values += panel->n_rows * panel->n_columns;
  }
}
