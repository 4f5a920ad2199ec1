/* What stands around the coefficients: where each panel goes, axes, a bar of
 * colours.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_CHART_H
#define GLS_PICTURE_CHART_H

#include "picture/canvas.h"
#include "picture/shade.h"

G_BEGIN_DECLS

#define GLS_CHART_MAX_PANELS 64

/**
 * GlsPanel:
 * @title: (nullable): what it shows
 * @n_rows: rows of coefficients, from top to bottom
 * @y_value: (nullable): [n_rows] what each stands for, > 0 and in order
 * @y_label: (nullable): [n_rows] or the name of each
 * @n_columns: of a panel with an axis of its own, columns from left to right
 * @x_value: (nullable): [n_columns] what each stands for; if the first is
 *   negative, the left half mirrors the right one
 * @area: where it is drawn; set by gls_chart_arrange()
 */
typedef struct
{
  char *title;
  size_t n_rows;
  double *y_value;
  char **y_label;
  size_t n_columns;
  double *x_value;
  GlsRect area;
} GlsPanel;

/**
 * GlsChart:
 * @width: of the whole picture, in pixels
 * @height: of the whole picture, in pixels
 * @axes: whether to draw more than the panels
 * @side_by_side: panels have x axes of their own; else they lie one above the
 *   other, over a common axis of time
 * @n_panels: how many
 * @panels: [n_panels], of the caller
 * @y_unit: (nullable): of all y axes
 * @x_unit: (nullable): of all x axes
 * @zoom: pixels of a pixel of the font; 0 if there is no room for axes
 * @bar: the bar of colours
 *
 * The last two are set by gls_chart_arrange().
 */
typedef struct
{
  size_t width, height;
  gboolean axes, side_by_side;
  size_t n_panels;
  GlsPanel *panels;
  const char *y_unit, *x_unit;
  size_t zoom;
  GlsRect bar;
} GlsChart;

/* Gives each panel its place. Without room for axes, there are none. */
void gls_chart_arrange (GlsChart *self);

/**
 * gls_chart_draw:
 * @canvas: of the size of the chart
 * @colors: of each shade
 * @shade: what the bar tells
 * @top: the coefficient of the brightest shade
 * @from_s: time at the left edge of the panels, in seconds
 * @to_s: at the right edge; no more than @from_s if time is unknown
 *
 * Draws everything but the inside of the panels, except for their titles,
 * which lie upon it where panels lie above each other: so draw that first.
 */
void gls_chart_draw (const GlsChart *self, const GlsCanvas *canvas,
    const guint8 colors[256][3], const GlsShade *shade, float top,
    double from_s, double to_s);

G_END_DECLS

#endif
