/* Where each part of a chart goes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "picture/chart.h"

#define GAP GLS_CHART_GAP
#define FONT_SIZE 11
#define PANEL_MIN 16 /* less than that is no panel */
#define BAR_DIGITS 4 /* beside the bar: "-100" */
#define LONGEST 24   /* digits that a label is as wide as, at most */

size_t
gls_chart_get_widest_label (const GlsChart *self)
{
  return LONGEST * gls_lettering_get_metrics (self->lettering).digit;
}

/* Width of the widest text at the left. */
static size_t
measure_left (const GlsChart *self)
{
  size_t limit = gls_chart_get_widest_label (self), widest = 0;
  size_t digit = gls_lettering_get_metrics (self->lettering).digit;

  for (size_t i = 0; self->bars != NULL && i < self->bars->n_lanes; i++)
    widest = MAX (widest,
        gls_lettering_get_width (self->lettering, self->bars->names[i], limit));
  if (self->y_unit != NULL)
    widest = MAX (widest,
        gls_lettering_get_width (self->lettering, self->y_unit, limit));
  for (size_t p = 0; p < self->n_panels; p++) {
    const GlsPanel *panel = &self->panels[p];

    if (panel->y_value != NULL)
      widest = MAX (widest, BAR_DIGITS * digit);
    for (size_t i = 0; panel->y_label != NULL && i < panel->n_rows; i++)
      widest = MAX (widest,
          gls_lettering_get_width (self->lettering, panel->y_label[i], limit));
  }
  return widest;
}

/* The room for all panels together. */
static gboolean
get_inside (const GlsChart *self, GlsRect *inside)
{
  size_t zoom = self->zoom, left, right, top, bottom;
  GlsLetteringMetrics metrics;

  if (zoom == 0) {
    *inside = (GlsRect){ 0, 0, self->width, self->height };
    return TRUE;
  }
  metrics = gls_lettering_get_metrics (self->lettering);
  left = measure_left (self) + (GLS_CHART_MARK + 2 * GAP) * zoom;
  right = (GLS_CHART_BAR_WIDTH + 4 * GAP) * zoom + BAR_DIGITS * metrics.digit;
  top = metrics.line + GAP * zoom;
  bottom = (GLS_CHART_MARK + GAP) * zoom + metrics.line;
  if (self->side_by_side)
    bottom += metrics.line;
  if (left + right + PANEL_MIN * zoom > self->width
      || top + bottom + PANEL_MIN * zoom > self->height)
    return FALSE;
  *inside = (GlsRect){ left, top, self->width - left - right,
    self->height - top - bottom };
  return TRUE;
}

/* Lanes take what they need from the bottom, if they leave half of it. */
static void
take_lanes (GlsChart *self, GlsRect *inside)
{
  size_t gap = GAP * self->zoom, lane, height;

  self->lanes = (GlsRect){ 0 };
  if (self->zoom == 0 || self->side_by_side || self->bars == NULL
      || self->bars->n_lanes == 0)
    return;
  lane = gls_lettering_get_metrics (self->lettering).digits + gap;
  height = self->bars->n_lanes * lane;
  if (2 * (height + gap) > inside->height)
    return;
  inside->height -= height + gap;
  self->lanes = (GlsRect){ inside->x, inside->y + inside->height + gap,
    inside->width, height };
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

/* How many panels beside each other make all of them largest. */
static size_t
choose_across (size_t n, const GlsRect *inside)
{
  size_t best = 0, n_across = 1;

  for (size_t across = 1; across <= n; across++) {
    size_t lines = (n + across - 1) / across;
    size_t size = MIN (inside->width / across, inside->height / lines);

    if (size > best) {
      best = size;
      n_across = across;
    }
  }
  return n_across;
}

/* Panels side by side, in as many lines as make them largest. */
static void
tile (GlsChart *self, const GlsRect *inside)
{
  size_t n = self->n_panels, gap = MAX (1, self->zoom) * 2 * GAP;
  size_t n_across = choose_across (n, inside);
  size_t n_lines = (n + n_across - 1) / n_across;
  size_t width = inside->width / n_across, height = inside->height / n_lines;
  size_t title = self->zoom > 0 && n > 1
      ? gls_lettering_get_metrics (self->lettering).line
      : 0;
  size_t marks = title > 0 ? title + GLS_CHART_MARK * self->zoom : gap;

  if (gap >= width / 2 || marks + title >= height / 2)
    gap = title = marks = 0;
  for (size_t p = 0; p < n; p++)
    self->panels[p].area = (GlsRect){ inside->x + p % n_across * width,
      inside->y + p / n_across * height + title,
      MAX (width - (n_across > 1 ? gap : 0), 1),
      MAX (height - title - (p / n_across + 1 < n_lines ? marks : 0), 1) };
}

static void
set_zoom (GlsChart *self, size_t zoom)
{
  g_clear_pointer (&self->lettering, gls_lettering_free);
  self->zoom = zoom;
  if (zoom > 0)
    self->lettering = gls_lettering_new (FONT_SIZE * zoom);
}

void
gls_chart_arrange (GlsChart *self)
{
  GlsRect inside;

  set_zoom (self,
      self->axes ? MAX (1, MIN (self->width / 800, self->height / 450)) : 0);
  if (!get_inside (self, &inside)) {
    set_zoom (self, 0);
    get_inside (self, &inside);
  }
  take_lanes (self, &inside);
  if (self->side_by_side)
    tile (self, &inside);
  else
    stack (self, &inside);
  self->bar = (GlsRect){ inside.x + inside.width + 2 * GAP * self->zoom,
    inside.y, GLS_CHART_BAR_WIDTH * self->zoom, inside.height };
}

void
gls_chart_clear (GlsChart *self)
{
  set_zoom (self, 0);
}
