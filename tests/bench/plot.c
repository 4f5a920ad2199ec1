/* Small plots as SVG.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "plot.h"

#include <math.h>

#include "svg.h"

#define WIDTH 220.0  /* of a panel, with its margin */
#define HEIGHT 220.0 /* of all */
#define LEFT 48.0
#define MARGIN 14.0
#define TOP 12.0
#define BOTTOM 42.0

typedef struct
{
  char *x_label;
  gboolean logarithmic; /* along x */
  GArray *x, *y;        /* double */
} Panel;

struct _Plot
{
  char *y_label;
  GPtrArray *panels;
};

static void
panel_free (gpointer data)
{
  Panel *panel = data;

  g_free (panel->x_label);
  g_array_unref (panel->x);
  g_array_unref (panel->y);
  g_free (panel);
}

Plot *
plot_new (const char *y_label)
{
  Plot *self = g_new (Plot, 1);

  self->y_label = g_strdup (y_label);
  self->panels = g_ptr_array_new_with_free_func (panel_free);
  return self;
}

void
plot_panel (Plot *self, const char *x_label, gboolean logarithmic)
{
  Panel *panel = g_new (Panel, 1);

  panel->x_label = g_strdup (x_label);
  panel->logarithmic = logarithmic;
  panel->x = g_array_new (FALSE, FALSE, sizeof (double));
  panel->y = g_array_new (FALSE, FALSE, sizeof (double));
  g_ptr_array_add (self->panels, panel);
}

void
plot_point (Plot *self, double x, double y)
{
  Panel *panel = g_ptr_array_index (self->panels, self->panels->len - 1);

  g_array_append_val (panel->x, x);
  g_array_append_val (panel->y, y);
}

void
plot_free (Plot *self)
{
  g_free (self->y_label);
  g_ptr_array_unref (self->panels);
  g_free (self);
}

/* Where a value lies between two others, 0 .. 1. */
static double
place (double value, double low, double high, gboolean logarithmic)
{
  if (high <= low)
    return 0.5;
  return logarithmic ? log (value / low) / log (high / low)
                     : (value - low) / (high - low);
}

static void
range (const GArray *values, double *low, double *high)
{
  for (guint i = 0; i < values->len; i++) {
    *low = fmin (*low, g_array_index (values, double, i));
    *high = fmax (*high, g_array_index (values, double, i));
  }
}

/* Powers of two and ten alike are too few or too many: 1, 2 and 5. */
static void
draw_y_axis (GString *svg, const Plot *self, double low, double high,
    double width)
{
  static const double steps[] = { 1.0, 2.0, 5.0 };

  for (int decade = -3; decade < 6; decade++)
    for (int s = 0; s < 3; s++) {
      double value = steps[s] * pow (10.0, decade), y;
      g_autofree char *label = g_strdup_printf ("%g", value);

      if (value < low || value > high)
        continue;
      y = HEIGHT - BOTTOM
          - place (value, low, high, TRUE) * (HEIGHT - TOP - BOTTOM);
      svg_line (svg, LEFT, y, width, y);
      svg_text (svg, LEFT - 6.0, y + 4.0, "end", label);
    }
  svg_text (svg, 4.0, HEIGHT - 10.0, "start", self->y_label);
}

static void
draw_panel (GString *svg, const Panel *panel, double left, double low,
    double high)
{
  double first = INFINITY, last = -INFINITY, width = WIDTH - MARGIN;
  double labelled = -INFINITY;
  GString *path = g_string_new (NULL);

  range (panel->x, &first, &last);
  for (guint i = 0; i < panel->x->len; i++) {
    double value = g_array_index (panel->x, double, i);
    double x = left + 12.0
        + place (value, first, last, panel->logarithmic) * (width - 24.0);
    double y = HEIGHT - BOTTOM
        - place (g_array_index (panel->y, double, i), low, high, TRUE)
            * (HEIGHT - TOP - BOTTOM);
    g_autofree char *label = value >= 1000.0
        ? g_strdup_printf ("%gk", value / 1000.0)
        : g_strdup_printf ("%g", value);

    g_string_append_printf (path, "%c%.1f %.1f", i ? 'L' : 'M', x, y);
    svg_circle (svg, x, y, 3.0, "#35608d");
    if (x - labelled >= 20.0) {
      svg_text (svg, x, HEIGHT - BOTTOM + 14.0, "middle", label);
      labelled = x;
    }
  }
  g_string_append_printf (svg,
      "<path d=\"%s\" fill=\"none\" stroke=\"#35608d\"/>\n", path->str);
  svg_text (svg, left + width / 2.0, HEIGHT - 10.0, "middle", panel->x_label);
  g_string_free (path, TRUE);
}

gboolean
plot_write (Plot *self, const char *path, GError **error)
{
  double width = LEFT + WIDTH * self->panels->len;
  double low = INFINITY, high = -INFINITY;
  GString *svg;

  for (guint i = 0; i < self->panels->len; i++)
    range (((Panel *) g_ptr_array_index (self->panels, i))->y, &low, &high);
  low *= 0.8;
  high *= 1.25;
  svg = svg_new (width, HEIGHT);
  draw_y_axis (svg, self, low, high, width - MARGIN);
  for (guint i = 0; i < self->panels->len; i++)
    draw_panel (svg, g_ptr_array_index (self->panels, i), LEFT + WIDTH * i, low,
        high);
  return svg_write (svg, path, error);
}
