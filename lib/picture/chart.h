/* What stands around the coefficients: axes, titles, a bar of colours.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_CHART_H
#define GLS_PICTURE_CHART_H

#include "picture/bars.h"
#include "picture/canvas.h"
#include "picture/lettering.h"
#include "picture/shade.h"

G_BEGIN_DECLS

#define GLS_CHART_MAX_PANELS 64

/* In pixels of a chart whose zoom is 1. */
#define GLS_CHART_GAP 4
#define GLS_CHART_MARK 4
#define GLS_CHART_BAR_WIDTH 10

/**
 * GlsPanel:
 * @title: (nullable): what it shows
 * @n_rows: rows of coefficients, from top to bottom
 * @y_value: (nullable): [n_rows] what each stands for, > 0 and in order
 * @y_label: (nullable): [n_rows] or the name of each
 * @n_columns: of a panel with an axis of its own, columns from left to right
 * @x_value: (nullable): [n_columns] what each stands for; if the first is
 *   negative, the left half mirrors the right one
 * @own_top: what is brightest in it is not compared with the other panels
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
  gboolean own_top;
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
 * @title: (nullable): of the whole picture, of the caller
 * @y_unit: (nullable): of all y axes
 * @x_unit: (nullable): of all x axes
 * @bars: (nullable): what sounds when, of the caller; drawn in lanes between
 *   panels that have a common axis of time and that axis
 * @zoom: how large everything is drawn; 0 if there is no room for axes
 * @bar: the bar of colours
 * @lanes: all lanes together; of no height where there are none, or no room
 * @lettering: (nullable): %NULL if @zoom is 0
 *
 * The last four are set by gls_chart_arrange().
 */
typedef struct
{
  size_t width, height;
  gboolean axes, side_by_side;
  size_t n_panels;
  GlsPanel *panels;
  const char *title, *y_unit, *x_unit;
  const GlsBars *bars;
  size_t zoom;
  GlsRect bar, lanes;
  GlsLettering *lettering;
} GlsChart;

/* Gives each panel its place. Without room for axes, there are none. To be
 * released with gls_chart_clear(). */
void gls_chart_arrange (GlsChart *self);
void gls_chart_clear (GlsChart *self);

/* Pixels that a label at the left takes at most. */
size_t gls_chart_get_widest_label (const GlsChart *self);

/**
 * GlsChartView:
 * @colors: [256] of each shade
 * @shade: what the bar tells
 * @top: [n_panels] the coefficient of the brightest shade in each panel, > 0
 * @from_s: time at the left edge of the panels, in seconds
 * @to_s: at the right edge; no more than @from_s if time is unknown
 * @silent: there is nothing to be seen, and this is said
 *
 * What changes from one frame of a video to the next.
 */
typedef struct
{
  const guint8 (*colors)[3];
  GlsShade shade;
  const float *top;
  double from_s, to_s;
  gboolean silent;
} GlsChartView;

/* Draws everything but the inside of the panels, except for their titles, which
 * lie upon it where panels lie above each other: so draw that first. */
void gls_chart_draw (const GlsChart *self, const GlsCanvas *canvas,
    const GlsChartView *view);

G_END_DECLS

#endif
