/* Small plots as SVG: panels side by side, one line each.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_BENCH_PLOT_H
#define TESTS_BENCH_PLOT_H

#include <glib.h>

typedef struct _Plot Plot;

/* @y_label: of every panel; the y axis is common and logarithmic */
Plot *plot_new (const char *y_label);
/* The points that follow go into a new panel. */
void plot_panel (Plot *self, const char *x_label, gboolean logarithmic);
void plot_point (Plot *self, double x, double y);
gboolean plot_write (Plot *self, const char *path, GError **error);
void plot_free (Plot *self);

#endif
