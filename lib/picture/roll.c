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
  self->peaks = g_new (float, chart->n_panels);
  gls_area_stream_init (&self->stream, self->height, cell, column);
  gls_history_init (&self->history, self->height, chart->n_panels,
      scrolling ? self->width : 2 * self->width);
  self->image = NULL;
  self->line = g_new (float, 2 * self->width);
}

void
gls_roll_clear (GlsRoll *self)
{
  g_clear_pointer (&self->cell, g_free);
  g_clear_pointer (&self->column, g_free);
  g_clear_pointer (&self->peaks, g_free);
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

/* values: [height][width], of all panels; peaks: (out): of each */
static void
find_peaks (const GlsRoll *self, const float *values, size_t width,
    float *peaks)
{
  for (size_t p = 0; p < self->chart->n_panels; p++) {
    size_t n = self->chart->panels[p].area.height * width;

    peaks[p] = 0.0f;
    for (size_t i = 0; i < n; i++)
      peaks[p] = MAX (peaks[p], values[i]);
    values += n;
  }
}

static void
take_column (GlsRoll *self)
{
  gls_area_stream_take (&self->stream, self->column);
  find_peaks (self, self->column, 1, self->peaks);
  if (self->scrolling)
    for (size_t y = 0; y < self->height; y++)
      self->column[y] = gls_shade_get_level (&self->shade, self->column[y]);
  gls_history_append (&self->history, self->column, self->peaks);
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

void
gls_roll_get_peaks (const GlsRoll *self, float *peaks)
{
  if (self->image == NULL)
    gls_history_get_peaks (&self->history, peaks);
  else
    find_peaks (self, self->image, self->width, peaks);
}

/* Where the levels of each column of pixels of a video lie; NULL before the
 * first one. */
static void
find_columns (const GlsRoll *self, const float **columns)
{
  size_t missing = self->width - self->history.n;

  for (size_t x = 0; x < self->width; x++)
    columns[x] =
        x < missing ? NULL : gls_history_get (&self->history, x - missing);
}

static void
paint_image_row (const GlsRoll *self, const GlsCanvas *canvas, size_t x0,
    size_t y, const float *image, const GlsShadeScale *scale,
    const guint8 colors[256][3])
{
  for (size_t x = 0; x < self->width; x++)
    gls_canvas_put (canvas, x0 + x, y,
        colors[gls_shade_scale_apply (scale,
            gls_shade_get_level (&self->shade, image[x]))]);
}

static void
paint_video_row (const GlsRoll *self, const GlsCanvas *canvas, size_t x0,
    size_t y, const float *const *columns, size_t row,
    const GlsShadeScale *scale, const guint8 colors[256][3])
{
  for (size_t x = 0; x < self->width; x++)
    gls_canvas_put (canvas, x0 + x, y,
        colors[columns[x] == NULL
                ? 0
                : gls_shade_scale_apply (scale, columns[x][row])]);
}

void
gls_roll_paint (const GlsRoll *self, const GlsCanvas *canvas,
    const guint8 colors[256][3], const float *top)
{
  g_autofree const float **columns = g_new (const float *, self->width);
  size_t row = 0;

  if (self->image == NULL)
    find_columns (self, columns);
  for (size_t p = 0; p < self->chart->n_panels; p++) {
    const GlsRect *area = &self->chart->panels[p].area;
    GlsShadeScale scale = gls_shade_get_scale (&self->shade, top[p]);

    for (size_t y = area->y; y < area->y + area->height; y++, row++)
      if (self->image != NULL)
        paint_image_row (self, canvas, area->x, y,
            self->image + row * self->width, &scale, colors);
      else
        paint_video_row (self, canvas, area->x, y, columns, row, &scale,
            colors);
  }
}
