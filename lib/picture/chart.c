/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/chart.h"

#include <math.h>
#include <string.h>

#include "picture/font.h"
#include "picture/marks.h"

static const guint8 paper[3] = { 18, 18, 22 };
static const guint8 ink[3] = { 205, 205, 205 };

/* In pixels of the font. */
#define GAP 4
#define MARK 4
#define BAR_WIDTH 10
#define BAR_TEXT 4   /* characters beside the bar */
#define PANEL_MIN 16 /* less than that is no panel */
#define LONGEST 24   /* characters of a label */

/* --- where everything goes --- */

static size_t
line_height (const GlsChart *self)
{
  return gls_canvas_get_text_height (self->zoom);
}

/* Characters of the longest text at the left. */
static size_t
get_widest (const GlsChart *self)
{
  size_t widest = self->y_unit ? strlen (self->y_unit) : 0;

  for (size_t p = 0; p < self->n_panels; p++) {
    const GlsPanel *panel = &self->panels[p];

    if (panel->y_value != NULL)
      widest = MAX (widest, 4);
    for (size_t i = 0; panel->y_label != NULL && i < panel->n_rows; i++)
      widest = MAX (widest, (size_t) g_utf8_strlen (panel->y_label[i], -1));
  }
  return MIN (widest, LONGEST);
}

/* The room for all panels together. */
static gboolean
get_inside (const GlsChart *self, GlsRect *inside)
{
  size_t zoom = self->zoom, line = line_height (self);
  size_t left, right, top, bottom;

  if (zoom == 0) {
    *inside = (GlsRect){ 0, 0, self->width, self->height };
    return TRUE;
  }
  left = (get_widest (self) * GLS_FONT_WIDTH + MARK + 2 * GAP) * zoom;
  right = (BAR_WIDTH + BAR_TEXT * GLS_FONT_WIDTH + 4 * GAP) * zoom;
  top = line + 2 * GAP * zoom;
  bottom = (MARK + GAP) * zoom + line;
  if (self->side_by_side)
    bottom += line;
  if (left + right + PANEL_MIN * zoom > self->width
      || top + bottom + PANEL_MIN * zoom > self->height)
    return FALSE;
  *inside = (GlsRect){ left, top, self->width - left - right,
    self->height - top - bottom };
  return TRUE;
}

static void
stack (GlsChart *self, const GlsRect *inside)
{
  size_t n = self->n_panels, gap = MAX (1, self->zoom) * GAP;
  size_t height;

  if (n * (gap + 1) > inside->height)
    gap = 0;
  height = inside->height - (n - 1) * gap;
  for (size_t p = 0; p < n; p++) {
    size_t from = p * height / n, to = (p + 1) * height / n;

    self->panels[p].area = (GlsRect){ inside->x, inside->y + from + p * gap,
      inside->width, MAX (to - from, 1) };
  }
}

/* Panels side by side, in as many lines as make them largest. */
static void
tile (GlsChart *self, const GlsRect *inside)
{
  size_t n = self->n_panels, gap = MAX (1, self->zoom) * 2 * GAP;
  size_t title = self->zoom > 0 && n > 1 ? line_height (self) : 0;
  size_t marks = title > 0 ? title + MARK * self->zoom : gap;
  size_t n_across = 1, best = 0, n_lines, width, height;

  for (size_t across = 1; across <= n; across++) {
    size_t lines = (n + across - 1) / across;
    size_t size = MIN (inside->width / across, inside->height / lines);

    if (size > best) {
      best = size;
      n_across = across;
    }
  }
  n_lines = (n + n_across - 1) / n_across;
  width = inside->width / n_across;
  height = inside->height / n_lines;
  if (gap >= width / 2 || marks + title >= height / 2)
    gap = title = marks = 0;
  for (size_t p = 0; p < n; p++)
    self->panels[p].area = (GlsRect){ inside->x + p % n_across * width,
      inside->y + p / n_across * height + title,
      MAX (width - (n_across > 1 ? gap : 0), 1),
      MAX (height - title - (p / n_across + 1 < n_lines ? marks : 0), 1) };
}

void
gls_chart_arrange (GlsChart *self)
{
  GlsRect inside;

  self->zoom =
      self->axes ? MAX (1, MIN (self->width / 800, self->height / 450)) : 0;
  if (!get_inside (self, &inside)) {
    self->zoom = 0;
    get_inside (self, &inside);
  }
  if (self->side_by_side)
    tile (self, &inside);
  else
    stack (self, &inside);
  self->bar = (GlsRect){ inside.x + inside.width + 2 * GAP * self->zoom,
    inside.y, BAR_WIDTH * self->zoom, inside.height };
}

/* --- drawing --- */

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

static void
write_at (const GlsChart *self, const GlsCanvas *canvas, size_t x, size_t y,
    const char *text)
{
  gls_canvas_write (canvas, (ptrdiff_t) x, (ptrdiff_t) y, text, self->zoom,
      ink);
}

/* A mark left of @x with its text, right-aligned, in the middle of @y. */
static void
draw_left_mark (const GlsChart *self, const GlsCanvas *canvas, size_t x,
    double y, const char *text)
{
  size_t zoom = self->zoom;
  g_autofree char *cut =
      g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), LONGEST));
  ptrdiff_t middle = (ptrdiff_t) floor (y);
  ptrdiff_t left = (ptrdiff_t) (x - MARK * zoom);

  gls_canvas_fill (canvas,
      &(GlsRect){
          (size_t) left, (size_t) MAX (middle, 0), (MARK - 1) * zoom, zoom },
      ink);
  left -= (ptrdiff_t) (gls_canvas_get_text_width (cut, zoom) + GAP / 2 * zoom);
  gls_canvas_write (canvas, left,
      middle - (ptrdiff_t) ((GLS_FONT_TOP + GLS_FONT_BASE) * zoom / 2), cut,
      zoom, ink);
}

static void
draw_y_axis (const GlsChart *self, const GlsCanvas *canvas,
    const GlsPanel *panel)
{
  const GlsRect *area = &panel->area;
  double apart = (double) line_height (self);
  GlsMark marks[GLS_MARKS_MAX];
  size_t rows[GLS_MARKS_MAX], n = 0;

  if (panel->y_label != NULL) {
    /* Names may touch, or there would be few of them. */
    n = gls_marks_for_rows (panel->n_rows, area->height,
        (GLS_FONT_BASE - GLS_FONT_TOP) * (double) self->zoom, marks, rows);
    for (size_t i = 0; i < n; i++)
      draw_left_mark (self, canvas, area->x, (double) area->y + marks[i].at,
          panel->y_label[rows[i]]);
  } else if (panel->y_value != NULL) {
    n = gls_marks_for_values (panel->y_value, panel->n_rows, area->height,
        1.6 * apart, marks);
    for (size_t i = 0; i < n; i++)
      draw_left_mark (self, canvas, area->x, (double) area->y + marks[i].at,
          marks[i].text);
  }
}

/* Marks below @y, at @x and on. */
static void
draw_low_marks (const GlsChart *self, const GlsCanvas *canvas, double x,
    size_t y, const GlsMark *marks, size_t n)
{
  size_t zoom = self->zoom;

  for (size_t i = 0; i < n; i++) {
    double at = floor (x + marks[i].at);
    double width = (double) gls_canvas_get_text_width (marks[i].text, zoom);

    gls_canvas_fill (canvas,
        &(GlsRect){ (size_t) MAX (at, 0.0), y + zoom, zoom, (MARK - 1) * zoom },
        ink);
    gls_canvas_write (canvas, (ptrdiff_t) (at - width / 2),
        (ptrdiff_t) (y + MARK * zoom), marks[i].text, zoom, ink);
  }
}

static void
draw_x_values (const GlsChart *self, const GlsCanvas *canvas,
    const GlsPanel *panel)
{
  const GlsRect *area = &panel->area;
  gboolean mirrored = panel->x_value[0] < 0.0;
  size_t n = mirrored ? panel->n_columns / 2 : panel->n_columns;
  size_t width = mirrored ? area->width / 2 : area->width;
  const double *right = panel->x_value + (panel->n_columns - n);
  double apart = 5.0 * GLS_FONT_WIDTH * (double) self->zoom;
  double middle = (double) (area->x + area->width - width);
  size_t y = area->y + area->height;
  GlsMark marks[GLS_MARKS_MAX];
  size_t n_marks = gls_marks_for_values (right, n, width, apart, marks);

  if (mirrored) {
    size_t n_kept = 0;

    /* Near the middle they would meet their mirror images. */
    for (size_t i = 0; i < n_marks; i++)
      if (marks[i].at >= apart / 2)
        marks[n_kept++] = marks[i];
    n_marks = n_kept;
  }
  draw_low_marks (self, canvas, middle, y, marks, n_marks);
  for (size_t i = 0; i < n_marks; i++)
    marks[i].at = -marks[i].at;
  if (mirrored)
    draw_low_marks (self, canvas, middle, y, marks, n_marks);
}

static void
draw_x_unit (const GlsChart *self, const GlsCanvas *canvas)
{
  size_t width, left = self->panels[0].area.x;
  size_t right = self->bar.x - 2 * GAP * self->zoom;

  if (self->x_unit == NULL)
    return;
  width = gls_canvas_get_text_width (self->x_unit, self->zoom);
  write_at (self, canvas,
      left + width < right ? (left + right - width) / 2 : left,
      self->height - line_height (self), self->x_unit);
}

static void
draw_time_axis (const GlsChart *self, const GlsCanvas *canvas, double from_s,
    double to_s)
{
  const GlsRect *area = &self->panels[self->n_panels - 1].area;
  double apart = 9.0 * GLS_FONT_WIDTH * (double) self->zoom;
  size_t y = area->y + area->height;
  GlsMark marks[GLS_MARKS_MAX];
  size_t n = gls_marks_for_time (from_s, to_s, area->width - 1, apart, marks);

  draw_low_marks (self, canvas, (double) area->x, y, marks, n);
  /* Minutes need no unit. */
  if (to_s < 60.0 && self->x_unit != NULL)
    write_at (self, canvas, self->bar.x, y + MARK * self->zoom, self->x_unit);
}

static void
draw_title (const GlsChart *self, const GlsCanvas *canvas,
    const GlsPanel *panel)
{
  const GlsRect *area = &panel->area;
  size_t zoom = self->zoom, line = line_height (self), width;

  if (panel->title == NULL)
    return;
  width = gls_canvas_get_text_width (panel->title, zoom);
  if (self->side_by_side) {
    write_at (self, canvas, area->x, area->y - line, panel->title);
    return;
  }
  if (width + 2 * GAP * zoom > area->width || 2 * line > area->height)
    return;
  gls_canvas_fill (canvas,
      &(GlsRect){ area->x, area->y, width + GAP * zoom, line + zoom }, paper);
  write_at (self, canvas, area->x + GAP / 2 * zoom, area->y, panel->title);
}

static void
draw_bar (const GlsChart *self, const GlsCanvas *canvas,
    const guint8 colors[256][3], const GlsShade *shade, float top)
{
  const GlsRect *bar = &self->bar;
  size_t x = bar->x + bar->width + GAP / 2 * self->zoom;
  size_t half = (GLS_FONT_TOP + GLS_FONT_BASE) * self->zoom / 2;
  size_t n_steps = shade->decibels ? 4 : 1;

  for (size_t y = 0; y < bar->height; y++)
    gls_canvas_fill (canvas, &(GlsRect){ bar->x, bar->y + y, bar->width, 1 },
        colors[255 - 255 * y / bar->height]);
  for (size_t i = 0; i <= n_steps; i++) {
    size_t y = bar->y + i * (bar->height - 1) / n_steps;
    char text[16];

    if (!shade->decibels)
      g_snprintf (text, sizeof text, "%.2g", i == 0 ? (double) top : 0.0);
    else
      g_snprintf (text, sizeof text, "%.3g",
          0.0 - (double) shade->range * (double) i / (double) n_steps);
    write_at (self, canvas, x, y - half, text);
  }
  if (shade->decibels)
    write_at (self, canvas, bar->x, 0, "dB");
}

void
gls_chart_draw (const GlsChart *self, const GlsCanvas *canvas,
    const guint8 colors[256][3], const GlsShade *shade, float top,
    double from_s, double to_s)
{
  clear_around (self, canvas);
  if (self->zoom == 0)
    return;
  for (size_t p = 0; p < self->n_panels; p++) {
    const GlsPanel *panel = &self->panels[p];

    /* Beside the leftmost ones only: all have the same rows. */
    if (panel->area.x == self->panels[0].area.x)
      draw_y_axis (self, canvas, panel);
    if (panel->x_value != NULL)
      draw_x_values (self, canvas, panel);
    draw_title (self, canvas, panel);
  }
  if (self->y_unit != NULL) {
    size_t width = gls_canvas_get_text_width (self->y_unit, self->zoom);
    size_t x = self->panels[0].area.x - MARK * self->zoom;

    write_at (self, canvas, x > width ? x - width : 0, 0, self->y_unit);
  }
  if (self->side_by_side)
    draw_x_unit (self, canvas);
  else
    draw_time_axis (self, canvas, from_s, to_s);
  draw_bar (self, canvas, colors, shade, top);
}
