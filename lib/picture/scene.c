/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/scene.h"

#include <math.h>

#include "picture/clock.h"
#include "picture/plane.h"
#include "picture/roll.h"
#include "picture/tops.h"

/* A tensor is cut into this many cells for a picture, into as many as make them
 * shorter than a pixel of a video, but no more than that. */
#define CELLS_OF_PICTURE 256
#define MAX_CELLS 1024

struct _GlsScene
{
  GlsSceneSettings settings;
  char *title;
  GlsLayout *layout;
  GlsChart chart;
  guint8 colors[256][3];
  gboolean scrolling;

  /* how time is cut, once it is known how long a tensor lasts */
  GlsClock clock;
  guint64 n_distinct;   /* cells of a tensor that can differ from each other */
  guint64 cell, column; /* their lengths, in a unit of time */
  GlsRoll roll;         /* one of both is used */
  GlsPlane plane;

  /* what was pushed and is not drawn yet: cells at .. end - 1 of a tensor */
  const float *folded; /* NULL for a gap */
  float *rows;         /* [layout->n_rows] of a cell */
  guint64 at, end;

  guint64 n_cells;  /* that are drawn */
  guint64 n_frames; /* that were due */
  gboolean draining;
  GlsTops tops;
};

static gboolean
is_plane (const GlsScene *self)
{
  return self->layout->side_by_side;
}

GlsScene *
gls_scene_new (GlsLayout *layout, const GlsSceneSettings *settings)
{
  GlsScene *self = g_new0 (GlsScene, 1);

  self->settings = *settings;
  self->title = g_strdup (settings->title);
  self->layout = layout;
  self->scrolling = settings->video_n > 0;
  self->rows = g_new (float, layout->n_rows);
  gls_colormap_fill (settings->colormap, self->colors);
  self->chart = (GlsChart){
    .width = settings->width,
    .height = settings->height,
    .axes = settings->axes,
    .side_by_side = layout->side_by_side,
    .n_panels = layout->n_panels,
    .panels = layout->panels,
    .title = self->title,
    .y_unit = layout->y_unit,
    .x_unit = layout->x_unit,
    .bars = settings->bars,
  };
  gls_chart_arrange (&self->chart);
  gls_tops_init (&self->tops, &self->chart, settings->reference,
      self->scrolling ? (double) settings->video_d / (double) settings->video_n
                      : 0.0);
  return self;
}

void
gls_scene_free (GlsScene *self)
{
  if (self == NULL)
    return;
  if (gls_scene_has_rate (self)) {
    if (is_plane (self))
      gls_plane_clear (&self->plane);
    else
      gls_roll_clear (&self->roll);
  }
  gls_chart_clear (&self->chart);
  gls_layout_free (self->layout);
  g_free (self->rows);
  gls_tops_clear (&self->tops);
  g_free (self->title);
  g_free (self);
}

/* --- time --- */

static guint64
next_power_of_two (double x)
{
  guint64 n = 1;

  while ((double) n < x && n < MAX_CELLS)
    n *= 2;
  return n;
}

/* Lengths of cell and column in whole numbers. */
static void
cut_video (GlsScene *self)
{
  size_t width = self->chart.panels[0].area.width;
  double tensor_s =
      (double) self->clock.tensor_d / (double) self->clock.tensor_n;
  double frame_s =
      (double) self->settings.video_d / (double) self->settings.video_n;
  double column_s = self->settings.window_s / (double) width;

  self->clock.n_cells_each =
      next_power_of_two (tensor_s / MIN (column_s, frame_s));
  self->cell = self->clock.tensor_d * width * 1000;
  self->column = self->clock.tensor_n * self->clock.n_cells_each
      * (guint64) MAX (1.0, round (self->settings.window_s * 1000));
}

void
gls_scene_set_rate (GlsScene *self, guint64 rate_n, guint64 rate_d)
{
  g_return_if_fail (!gls_scene_has_rate (self));

  self->clock = (GlsClock){ rate_n, rate_d, CELLS_OF_PICTURE,
    self->settings.video_n, self->settings.video_d };
  self->cell = self->column = 1;
  if (self->scrolling)
    cut_video (self);
  self->n_distinct = MIN (self->clock.n_cells_each,
      next_power_of_two ((double) self->layout->n_times));
  if (is_plane (self))
    gls_plane_init (&self->plane, &self->chart);
  else
    gls_roll_init (&self->roll, &self->chart, self->scrolling,
        &self->settings.shade, self->cell, self->column);
}

gboolean
gls_scene_has_rate (const GlsScene *self)
{
  return self->clock.tensor_n > 0;
}

guint64
gls_scene_get_n_cells_each (const GlsScene *self)
{
  return self->clock.n_cells_each;
}

guint64
gls_scene_count_cells (const GlsScene *self, guint64 ns)
{
  return gls_clock_count_cells (&self->clock, ns);
}

guint64
gls_scene_get_cells_ns (const GlsScene *self, guint64 n)
{
  return gls_clock_get_cells_ns (&self->clock, n);
}

guint64
gls_scene_get_n_cells (const GlsScene *self)
{
  return self->n_cells;
}

/* --- cells --- */

void
gls_scene_push (GlsScene *self, const float *x, guint64 from, guint64 to)
{
  self->folded = gls_layout_read (self->layout, x);
  self->at = from;
  self->end = to;
}

void
gls_scene_push_gap (GlsScene *self, guint64 n_cells)
{
  self->folded = NULL;
  self->at = 0;
  self->end = n_cells;
}

void
gls_scene_drain (GlsScene *self)
{
  self->at = self->end = 0;
  self->draining = TRUE;
}

/* The rows of cells that do not differ from each other, or NULL. */
static const float *
make_rows (GlsScene *self, guint64 part)
{
  if (self->folded == NULL)
    return NULL;
  for (size_t i = 0; i < self->layout->n_rows; i++) {
    const GlsLayoutRow *row = &self->layout->rows[i];

    self->rows[i] = gls_area_mean (self->folded + row->first, row->n_times, 1,
        part, self->n_distinct);
  }
  return self->rows;
}

/* Draws one cell of a video, or all that are alike of a picture. */
static void
draw_cells (GlsScene *self)
{
  guint64 n_alike = self->clock.n_cells_each / self->n_distinct;
  guint64 part = self->folded == NULL ? 0 : self->at / n_alike;
  guint64 end =
      self->folded == NULL ? self->end : MIN ((part + 1) * n_alike, self->end);
  guint64 n = self->scrolling ? 1 : end - self->at;

  if (is_plane (self)) {
    /* A video shows what is now. */
    if (self->scrolling)
      gls_plane_reset (&self->plane);
    gls_plane_add (&self->plane, make_rows (self, part), n);
  } else {
    gls_roll_set_cell (&self->roll, make_rows (self, part));
    gls_roll_add (&self->roll, n);
  }
  self->at += n;
  self->n_cells += n;
}

static gboolean
is_due (const GlsScene *self)
{
  guint64 end;

  if (!self->scrolling)
    return self->draining && self->n_cells > 0 && self->n_frames == 0;
  end = gls_scene_get_cells_ns (self, self->n_cells);
  return end >= gls_clock_get_frames_ns (&self->clock, self->n_frames + 1)
      || (self->draining
          && end > gls_clock_get_frames_ns (&self->clock, self->n_frames));
}

gboolean
gls_scene_pull (GlsScene *self, GlsSceneFrame *frame)
{
  if (!gls_scene_has_rate (self))
    return FALSE;
  while (!is_due (self)) {
    if (self->at >= self->end)
      return FALSE;
    draw_cells (self);
  }
  if (self->scrolling) {
    frame->start_ns = gls_clock_get_frames_ns (&self->clock, self->n_frames);
    frame->end_ns = gls_clock_get_frames_ns (&self->clock, self->n_frames + 1);
  } else {
    frame->start_ns = 0;
    frame->end_ns = gls_scene_get_cells_ns (self, self->n_cells);
  }
  frame->number = self->n_frames++;
  return TRUE;
}

void
gls_scene_reset (GlsScene *self)
{
  if (gls_scene_has_rate (self)) {
    if (is_plane (self))
      gls_plane_reset (&self->plane);
    else
      gls_roll_reset (&self->roll, self->column);
  }
  self->at = self->end = 0;
  self->n_cells = self->n_frames = 0;
  self->draining = FALSE;
  gls_tops_reset (&self->tops);
}

/* --- painting --- */

/* How much time the picture shows, from the first cell on. */
static void
get_times (const GlsScene *self, double *from_s, double *to_s)
{
  double unit_s = (double) self->clock.tensor_d / (double) self->clock.tensor_n
      / (double) self->clock.n_cells_each / (double) self->cell;

  if (self->scrolling) {
    double column_s = (double) self->column * unit_s;
    guint64 n = gls_clock_scale (self->n_cells, self->cell, self->column);

    *to_s = (double) n * column_s;
    *from_s = *to_s - (double) self->roll.width * column_s;
  } else {
    *from_s = 0.0;
    *to_s = (double) gls_roll_get_n_columns (&self->roll)
        * (double) self->roll.stream.column * unit_s;
  }
}

static void
paint_roll (GlsScene *self, const GlsCanvas *canvas, GlsChartView *view)
{
  g_autofree float *peaks = g_new (float, self->layout->n_panels);

  if (!self->scrolling)
    gls_roll_develop (&self->roll);
  get_times (self, &view->from_s, &view->to_s);
  gls_roll_get_peaks (&self->roll, peaks);
  gls_tops_follow (&self->tops, peaks);
  view->silent = !self->scrolling
      && gls_tops_are_dark (&self->tops, peaks, &self->settings.shade);
  gls_roll_paint (&self->roll, canvas, self->colors, self->tops.top);
}

static void
paint_planes (GlsScene *self, const GlsCanvas *canvas, GlsChartView *view)
{
  g_autofree float *peaks = g_new (float, self->layout->n_panels);

  gls_plane_develop (&self->plane);
  for (size_t p = 0; p < self->layout->n_panels; p++)
    peaks[p] = gls_plane_get_peak (&self->plane);
  gls_tops_follow (&self->tops, peaks);
  view->silent = !self->scrolling
      && gls_tops_are_dark (&self->tops, peaks, &self->settings.shade);
  gls_plane_paint (&self->plane, canvas, self->colors, &self->settings.shade,
      self->tops.top);
}

void
gls_scene_paint (GlsScene *self, const GlsCanvas *canvas, double start_s)
{
  GlsChartView view = { self->colors, self->settings.shade, self->tops.top, 0.0,
    0.0, FALSE };

  if (is_plane (self))
    paint_planes (self, canvas, &view);
  else
    paint_roll (self, canvas, &view);
  view.from_s += start_s;
  view.to_s += start_s;
  gls_chart_draw (&self->chart, canvas, &view);
}
