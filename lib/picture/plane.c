/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/plane.h"

#include "picture/area.h"

void
gls_plane_paint (const GlsChart *chart, const float *values,
    const GlsCanvas *canvas, const guint8 colors[256][3], const GlsShade *shade,
    float top)
{
  GlsShadeScale scale = gls_shade_get_scale (shade, top);
  guint8 shade_of_last = 0;
  float last = 0.0f;

  for (size_t p = 0; p < chart->n_panels; p++) {
    const GlsPanel *panel = &chart->panels[p];
    const GlsRect *area = &panel->area;
    size_t n = panel->n_columns;
    g_autofree float *line = g_new (float, n);

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
        gls_canvas_put (canvas, area->x + x, area->y + y,
            colors[shade_of_last]);
      }
    }
    values += panel->n_rows * n;
  }
}
