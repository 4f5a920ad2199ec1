/* The few marks that the plots of the benchmarks are made of.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lengths are those of the view box; y grows downwards.
 */
#ifndef TESTS_BENCH_SVG_H
#define TESTS_BENCH_SVG_H

#include <glib.h>

/* A white page. Returns: (transfer full) */
GString *svg_new (double width, double height);
/* @anchor: start, middle or end */
void svg_text (GString *svg, double x, double y, const char *anchor,
    const char *what);
/* A line of a grid. */
void svg_line (GString *svg, double x0, double y0, double x1, double y1);
void svg_circle (GString *svg, double x, double y, double radius,
    const char *colour);
/* Ends the page, writes it, and frees @svg. */
gboolean svg_write (GString *svg, const char *path, GError **error);

#endif
