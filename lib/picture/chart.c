/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/chart.h"

#include <math.h>
#include <string.h>

#include "picture/marks.h"

#define GAP GLS_CHART_GAP
#define MARK GLS_CHART_MARK

static const guint8 paper[3] = { 18, 18, 22 };
static const guint8 ink[3] = { 205, 205, 205 };
static const guint8 track[3] = { 32, 32, 38 };

/* A chart while it is drawn. */
typedef struct
{
  const GlsChart *chart;
  const GlsCanvas *canvas;
  const GlsChartView *view;
  GlsLetteringMetrics metrics;
  size_t zoom;
} Pen;

/* --- strokes --- */

/* Everything but the panels, so that nothing is drawn twice over. */
static void
clear_around (const GlsChart *self, const GlsCanvas *canvas)
{
  for (size_t y = 0; y < self->height; y++) {
    size_t x = 0;

    while (x < self->width) {
      size_t skip = 0;

      for (size_t p = 0; p < self->n_panels && skip == 0; p++) {
        const GlsRect *area = &self->panels[p].area;

        if (x >= area->x && x < area->x + area->width && y >= area->y
            && y < area->y + area->height)
          skip = area->x + area->width - x;
      }
      if (skip == 0)
        gls_canvas_put (canvas, x++, y, paper);
      x += skip;
    }
  }
}

static size_t
get_width (const Pen *pen, const char *text)
{
  return gls_lettering_get_width (pen->chart->lettering, text,
      pen->chart->width);
}

static void
write_at (const Pen *pen, double x, double y, const char *text)
{
  gls_lettering_write (pen->chart->lettering, pen->canvas,
      (ptrdiff_t) floor (x), (ptrdiff_t) floor (y), text, pen->chart->width,
      ink);
}

/* --- axes --- */

/* Right-aligned at @x, in the middle of @y. */
static void
write_left_of (const Pen *pen, ptrdiff_t x, ptrdiff_t y, const char *text,
    const guint8 color[3])
{
  size_t limit = gls_chart_get_widest_label (pen->chart);
  size_t width = gls_lettering_get_width (pen->chart->lettering, text, limit);

  gls_lettering_write (pen->chart->lettering, pen->canvas,
      x - (ptrdiff_t) width, y - (ptrdiff_t) pen->metrics.middle, text, limit,
      color);
}

/* A mark left of @x with its text, right-aligned, in the middle of @y. */
static void
draw_left_mark (const Pen *pen, size_t x, double y, const char *text)
{
  ptrdiff_t middle = (ptrdiff_t) floor (y);
  ptrdiff_t left = (ptrdiff_t) (x - MARK * pen->zoom);

  gls_canvas_fill (pen->canvas,
      &(GlsRect){ (size_t) left, (size_t) MAX (middle, 0),
          (MARK - 1) * pen->zoom, pen->zoom },
      ink);
  write_left_of (pen, left - (ptrdiff_t) (GAP / 2 * pen->zoom), middle, text,
      ink);
}

static void
draw_y_axis (const Pen *pen, const GlsPanel *panel)
{
  const GlsRect *area = &panel->area;
  GlsMark marks[GLS_MARKS_MAX];
  size_t rows[GLS_MARKS_MAX], n = 0;

  if (panel->y_label != NULL) {
    /* Names may touch, or there would be few of them. */
    n = gls_marks_for_rows (panel->n_rows, area->height,
        (double) (pen->metrics.digits + pen->zoom), marks, rows);
    for (size_t i = 0; i < n; i++)
      draw_left_mark (pen, area->x, (double) area->y + marks[i].at,
          panel->y_label[rows[i]]);
  } else if (panel->y_value != NULL) {
    n = gls_marks_for_values (panel->y_value, panel->n_rows, area->height,
        1.6 * (double) MAX (pen->metrics.line, GAP), marks);
    for (size_t i = 0; i < n; i++)
      draw_left_mark (pen, area->x, (double) area->y + marks[i].at,
          marks[i].text);
  }
}

/* A mark below @y, and its text if it has one.
 * Returns: where the text ends */
static double
draw_low_mark (const Pen *pen, double x, size_t y, const char *text)
{
  double width = (double) get_width (pen, text);

  gls_canvas_fill (pen->canvas,
      &(GlsRect){ (size_t) MAX (floor (x), 0.0), y + pen->zoom, pen->zoom,
          (MARK - 1) * pen->zoom },
      ink);
  write_at (pen, x - width / 2, (double) (y + MARK * pen->zoom), text);
  return x + width / 2;
}

/* To either side of @middle. One mark alone has its number at the right only:
 * in a small panel, twice the same says less than once. */
static void
draw_mirrored_marks (const Pen *pen, double middle, size_t y, double apart,
    const GlsMark *marks, size_t n)
{
  size_t n_kept = 0;

  /* Near the middle they would meet their mirror images. */
  for (size_t i = 0; i < n; i++)
    n_kept += marks[i].at >= apart / 2;
  for (size_t i = 0; i < n; i++)
    if (marks[i].at >= apart / 2) {
      draw_low_mark (pen, middle - marks[i].at, y,
          n_kept > 1 ? marks[i].text : "");
      draw_low_mark (pen, middle + marks[i].at, y, marks[i].text);
    }
}

static void
draw_x_values (const Pen *pen, const GlsPanel *panel)
{
  const GlsRect *area = &panel->area;
  gboolean mirrored = panel->x_value[0] < 0.0;
  size_t n = mirrored ? panel->n_columns / 2 : panel->n_columns;
  size_t width = mirrored ? area->width / 2 : area->width;
  const double *right = panel->x_value + (panel->n_columns - n);
  double apart = 5.0 * (double) MAX (pen->metrics.digit, GAP);
  double start = (double) (area->x + area->width - width);
  size_t y = area->y + area->height;
  GlsMark marks[GLS_MARKS_MAX];
  size_t n_marks = gls_marks_for_values (right, n, width, apart, marks);

  if (mirrored)
    draw_mirrored_marks (pen, start, y, apart, marks, n_marks);
  else
    for (size_t i = 0; i < n_marks; i++)
      draw_low_mark (pen, start + marks[i].at, y, marks[i].text);
}

static void
draw_x_unit (const Pen *pen)
{
  const GlsChart *chart = pen->chart;
  size_t left = chart->panels[0].area.x;
  size_t right = chart->bar.x - 2 * GAP * pen->zoom, width;

  if (chart->x_unit == NULL)
    return;
  width = get_width (pen, chart->x_unit);
  write_at (pen,
      (double) (left + width < right ? (left + right - width) / 2 : left),
      (double) (chart->height - pen->metrics.line), chart->x_unit);
}

static void
draw_time_axis (const Pen *pen)
{
  const GlsChart *chart = pen->chart;
  const GlsRect *area = &chart->panels[chart->n_panels - 1].area;
  double apart = 9.0 * (double) MAX (pen->metrics.digit, GAP);
  size_t y = chart->lanes.height > 0 ? chart->lanes.y + chart->lanes.height
                                     : area->y + area->height;
  double end = (double) chart->bar.x;
  GlsMark marks[GLS_MARKS_MAX];
  size_t n = gls_marks_for_time (pen->view->from_s, pen->view->to_s,
      area->width - 1, apart, marks);

  for (size_t i = 0; i < n; i++)
    end = MAX (end,
        draw_low_mark (pen, floor ((double) area->x + marks[i].at), y,
            marks[i].text)
            + (double) (GAP * pen->zoom));
  /* Minutes need no unit. */
  if (n > 0 && strchr (marks[0].text, ':') == NULL && chart->x_unit != NULL)
    write_at (pen, end, (double) (y + MARK * pen->zoom), chart->x_unit);
}

/* --- lanes --- */

/* Where a time is, from the left edge of the panels on, but within them. */
static size_t
find_x (const Pen *pen, double seconds)
{
  const GlsChartView *view = pen->view;
  double share = (seconds - view->from_s) / (view->to_s - view->from_s);

  return (size_t) (CLAMP (share, 0, 1) * (double) pen->chart->lanes.width
      + 0.5);
}

/* In its lane; and thin lines upon the panels, from where it begins and ends. */
static void
draw_event (const Pen *pen, const GlsBar *bar)
{
  const GlsChart *chart = pen->chart;
  const GlsRect *lanes = &chart->lanes;
  const guint8 *color = gls_bars_get_color (bar->lane);
  size_t lane = lanes->height / chart->bars->n_lanes, zoom = pen->zoom;
  size_t from = find_x (pen, bar->from_s), to = find_x (pen, bar->to_s);
  size_t y = lanes->y + bar->lane * lane;
  size_t top = chart->panels[0].area.y;

  if (bar->to_s <= pen->view->from_s || bar->from_s >= pen->view->to_s)
    return;
  from = MIN (from, lanes->width - 2 * zoom);
  to = MAX (to, from + 2 * zoom);
  gls_canvas_fill (pen->canvas,
      &(GlsRect){ lanes->x + from, y + zoom, to - from, lane - 2 * zoom },
      color);
  gls_canvas_tint (pen->canvas,
      &(GlsRect){ lanes->x + from, top, zoom, lanes->y - top }, color, 110);
  gls_canvas_tint (pen->canvas,
      &(GlsRect){ lanes->x + to - zoom, top, zoom, lanes->y - top }, color, 60);
}

static void
draw_lanes (const Pen *pen)
{
  const GlsChart *chart = pen->chart;
  const GlsRect *lanes = &chart->lanes;
  size_t lane;

  if (lanes->height == 0 || pen->view->to_s <= pen->view->from_s)
    return;
  lane = lanes->height / chart->bars->n_lanes;
  for (size_t i = 0; i < chart->bars->n_lanes; i++) {
    size_t y = lanes->y + i * lane;

    gls_canvas_fill (pen->canvas,
        &(GlsRect){
            lanes->x, y + pen->zoom, lanes->width, lane - 2 * pen->zoom },
        track);
    write_left_of (pen, (ptrdiff_t) (lanes->x - MARK * pen->zoom),
        (ptrdiff_t) (y + lane / 2), chart->bars->names[i],
        gls_bars_get_color (i));
  }
  for (size_t i = 0; i < chart->bars->n_bars; i++)
    draw_event (pen, &chart->bars->bars[i]);
}

/* --- titles --- */

/* Of a panel that has its own top, by how much it was brightened. */
static char *
name_panel (const Pen *pen, size_t p)
{
  const GlsPanel *panel = &pen->chart->panels[p];
  const float *top = pen->view->top;
  double below = 20.0 * log10 ((double) (top[0] / top[p]));

  if (!panel->own_top || !pen->view->shade.decibels || pen->view->silent
      || fabs (below) < 0.5)
    return g_strdup (panel->title);
  return g_strdup_printf ("%s (drawn %.0f dB %s)", panel->title, fabs (below),
      below > 0 ? "brighter" : "darker");
}

static void
draw_panel_title (const Pen *pen, size_t p)
{
  const GlsRect *area = &pen->chart->panels[p].area;
  g_autofree char *title = NULL;
  size_t width;

  if (pen->chart->panels[p].title == NULL)
    return;
  title = name_panel (pen, p);
  width = get_width (pen, title);
  if (pen->chart->side_by_side) {
    if (pen->chart->n_panels > 1)
      write_at (pen, (double) area->x,
          (double) area->y - (double) pen->metrics.line, title);
    return;
  }
  if (width + 2 * GAP * pen->zoom > area->width
      || 2 * pen->metrics.line > area->height)
    return;
  gls_canvas_fill (pen->canvas,
      &(GlsRect){ area->x, area->y, width + GAP * pen->zoom,
          pen->metrics.line + pen->zoom },
      paper);
  write_at (pen, (double) (area->x + GAP / 2 * pen->zoom), (double) area->y,
      title);
}

static void
draw_y_unit (const Pen *pen)
{
  size_t x = pen->chart->panels[0].area.x - MARK * pen->zoom, width;

  if (pen->chart->y_unit == NULL)
    return;
  width = get_width (pen, pen->chart->y_unit);
  write_at (pen, x > width ? (double) (x - width) : 0.0, 0.0,
      pen->chart->y_unit);
}

/* Over the middle of the panels. */
static void
draw_title (const Pen *pen)
{
  const GlsChart *chart = pen->chart;
  size_t left = chart->panels[0].area.x;
  size_t room = chart->bar.x - GAP * pen->zoom - left, width;

  if (chart->title == NULL)
    return;
  width = gls_lettering_get_width (chart->lettering, chart->title, room);
  gls_lettering_write (chart->lettering, pen->canvas,
      (ptrdiff_t) (left + (room - MIN (width, room)) / 2), 0, chart->title,
      room, ink);
}

/* Black may be silence, or a fault: this says which. */
static void
draw_silence (const Pen *pen)
{
  const char *text = "silence";
  double left = (double) pen->chart->panels[0].area.x;
  double right = (double) (pen->chart->bar.x - 2 * GAP * pen->zoom);
  const GlsRect *bar = &pen->chart->bar;

  write_at (pen, (left + right - (double) get_width (pen, text)) / 2,
      (double) bar->y + (double) (bar->height - pen->metrics.line) / 2, text);
}

/* So that marks are at whole decibels, if that can be. */
static size_t
count_steps (const GlsShade *shade)
{
  static const size_t steps[] = { 4, 3, 5, 2 };

  if (!shade->decibels)
    return 1;
  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++)
    if (fmodf (shade->range, (float) steps[i]) == 0.0f)
      return steps[i];
  return 4;
}

static void
draw_bar (const Pen *pen)
{
  const GlsShade *shade = &pen->view->shade;
  const GlsRect *bar = &pen->chart->bar;
  double x = (double) (bar->x + bar->width + GAP / 2 * pen->zoom);
  size_t n_steps = count_steps (shade);

  for (size_t y = 0; y < bar->height; y++)
    gls_canvas_fill (pen->canvas,
        &(GlsRect){ bar->x, bar->y + y, bar->width, 1 },
        pen->view->colors[255 - 255 * y / bar->height]);
  for (size_t i = 0; i <= n_steps; i++) {
    size_t y = bar->y + i * (bar->height - 1) / n_steps;
    char text[16];

    if (!shade->decibels)
      g_snprintf (text, sizeof text, "%.2g",
          i == 0 ? (double) pen->view->top[0] : 0.0);
    else
      g_snprintf (text, sizeof text, "%.3g",
          0.0 - (double) shade->range * (double) i / (double) n_steps);
    write_at (pen, x, (double) y - (double) pen->metrics.middle, text);
  }
  if (shade->decibels)
    write_at (pen, (double) bar->x, 0.0, "dB");
}

void
gls_chart_draw (const GlsChart *self, const GlsCanvas *canvas,
    const GlsChartView *view)
{
  Pen pen = { self, canvas, view, { 0 }, self->zoom };

  clear_around (self, canvas);
  if (self->zoom == 0)
    return;
  pen.metrics = gls_lettering_get_metrics (self->lettering);
  for (size_t p = 0; p < self->n_panels; p++) {
    const GlsPanel *panel = &self->panels[p];

    /* Beside the leftmost ones only: all have the same rows. */
    if (panel->area.x == self->panels[0].area.x)
      draw_y_axis (&pen, panel);
    if (panel->x_value != NULL)
      draw_x_values (&pen, panel);
    draw_panel_title (&pen, p);
  }
  draw_lanes (&pen);
  draw_y_unit (&pen);
  draw_title (&pen);
  if (self->side_by_side)
    draw_x_unit (&pen);
  else
    draw_time_axis (&pen);
  draw_bar (&pen);
  if (view->silent)
    draw_silence (&pen);
}
