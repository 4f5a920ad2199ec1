/* A picture of one moment, or of the mean of many: panels with two axes of
 * their own.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_PLANE_H
#define GLS_PICTURE_PLANE_H

#include "picture/chart.h"

G_BEGIN_DECLS

/**
 * GlsPlane:
 * @chart: arranged; the values are [rows][columns] of each panel, one panel
 *   after another
 * @n: values of all panels
 * @total: [n] sums over cells
 * @weight: of @total, in cells
 * @mean: [n] what was developed
 */
typedef struct
{
  const GlsChart *chart;
  size_t n;
  double *total;
  guint64 weight;
  float *mean;
} GlsPlane;

/* chart: kept, not copied */
void gls_plane_init (GlsPlane *self, const GlsChart *chart);
void gls_plane_clear (GlsPlane *self);
/* Forgets what was added. */
void gls_plane_reset (GlsPlane *self);

/* values: (nullable): [n]; %NULL means zeros */
void gls_plane_add (GlsPlane *self, const float *values, guint64 n_cells);
/* Makes the mean of what was added, which is drawn then. */
void gls_plane_develop (GlsPlane *self);
/* The largest value of the mean; 0 if there is none. */
float gls_plane_get_peak (const GlsPlane *self);

/* top: of each panel, the value of the brightest shade, > 0 */
void gls_plane_paint (const GlsPlane *self, const GlsCanvas *canvas,
    const guint8 colors[256][3], const GlsShade *shade, const float *top);

G_END_DECLS

#endif
