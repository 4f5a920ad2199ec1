/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/roll.h"

void
gls_roll_init (GlsRoll *self, const GlsChart *chart, gboolean scrolling,
    const GlsShade *shade, guint64 cell, guint64 column)
{
  self->chart = chart;
  self->scrolling = scrolling;
  self->shade = *shade;
  self->width = chart->panels[0].area.width;
  self->height = 0;
  for (size_t p = 0; p < chart->n_panels; p++)
    self->height += chart->panels[p].area.height;
  self->blank = TRUE;
  self->cell = g_new0 (float, self->height);
  self->column = g_new (float, self->height);
  gls_area_stream_init (&self->stream, self->height, cell, column);
  gls_history_init (&self->history, self->height,
      scrolling ? self->width : 2 * self->width);
  self->image = NULL;
  self->line = g_new (float, 2 * self->width);
}

void
gls_roll_clear (GlsRoll *self)
{
  g_clear_pointer (&self->cell, g_free);
  g_clear_pointer (&self->column, g_free);
  g_clear_pointer (&self->image, g_free);
  g_clear_pointer (&self->line, g_free);
  gls_area_stream_clear (&self->stream);
  gls_history_clear (&self->history);
}

void
gls_roll_reset (GlsRoll *self, guint64 column)
{
  if (self->stream.filled > 0)
    gls_area_stream_take (&self->stream, self->column);
  self->stream.column = column;
  gls_history_reset (&self->history);
  g_clear_pointer (&self->image, g_free);
}

void
gls_roll_set_cell (GlsRoll *self, const float *rows)
{
  float *to = self->cell;

  self->blank = rows == NULL;
  for (size_t p = 0; rows != NULL && p < self->chart->n_panels; p++) {
    const GlsPanel *panel = &self->chart->panels[p];

    gls_area_resize (rows, panel->n_rows, 1, to, panel->area.height, 1);
    rows += panel->n_rows;
    to += panel->area.height;
  }
}

static void
take_column (GlsRoll *self)
{
  float peak = 0.0f;

  gls_area_stream_take (&self->stream, self->column);
  for (size_t y = 0; y < self->height; y++) {
    peak = MAX (peak, self->column[y]);
    if (self->scrolling)
      self->column[y] = gls_shade_get_level (&self->shade, self->column[y]);
  }
  gls_history_append (&self->history, self->column, peak);
  if (!self->scrolling && gls_history_is_full (&self->history)) {
    gls_history_halve (&self->history);
    self->stream.column *= 2;
  }
}

void
gls_roll_add (GlsRoll *self, guint64 n_cells)
{
  const float *cell = self->blank ? NULL : self->cell;
  guint64 room = G_MAXUINT64 / self->stream.cell;

  /* Nobody waits until the end of a gap that is longer than history. */
  for (guint64 left = MIN (n_cells, room) * self->stream.cell; left > 0;)
    if (gls_area_stream_add (&self->stream, cell, &left))
      take_column (self);
}

size_t
gls_roll_get_n_columns (const GlsRoll *self)
{
  return self->history.n + (self->stream.filled > 0 ? 1 : 0);
}

void
gls_roll_develop (GlsRoll *self)
{
  if (self->stream.filled > 0)
    take_column (self);
  self->image = g_new (float, self->height * self->width);
  for (size_t y = 0; y < self->height; y++) {
    for (size_t c = 0; c < self->history.n; c++)
      self->line[c] = gls_history_get (&self->history, c)[y];
    gls_area_resize (self->line, self->history.n, 1,
        self->image + y * self->width, self->width, 1);
  }
}

float
gls_roll_get_peak (const GlsRoll *self)
{
  float peak = 0.0f;

  if (self->image == NULL)
    return gls_history_get_peak (&self->history);
  for (size_t i = 0; i < self->height * self->width; i++)
    peak = MAX (peak, self->image[i]);
  return peak;
}

/* The level of a pixel, as it scrolls by. */
static inline float
get_level (const GlsRoll *self, size_t x, size_t y, float bottom)
{
  size_t missing = self->width - self->history.n;

  if (self->image != NULL)
    return gls_shade_get_level (&self->shade, self->image[y * self->width + x]);
  return x < missing ? bottom
                     : gls_history_get (&self->history, x - missing)[y];
}

void
gls_roll_paint (const GlsRoll *self, const GlsCanvas *canvas,
    const guint8 colors[256][3], float top)
{
  GlsShadeScale scale = gls_shade_get_scale (&self->shade, top);
  size_t row = 0;

  for (size_t p = 0; p < self->chart->n_panels; p++) {
    const GlsRect *area = &self->chart->panels[p].area;

    for (size_t y = 0; y < area->height; y++, row++)
      for (size_t x = 0; x < area->width; x++) {
        float level = get_level (self, x, row, scale.bottom);

        gls_canvas_put (canvas, area->x + x, area->y + y,
            colors[gls_shade_scale_apply (&scale, level)]);
      }
  }
}
