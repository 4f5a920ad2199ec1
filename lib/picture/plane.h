/* A picture of one moment, or of the mean of many: panels with two axes of
 * their own.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_PLANE_H
#define GLS_PICTURE_PLANE_H

#include "picture/chart.h"

G_BEGIN_DECLS

/* values: [rows][columns] of each panel, one panel after another */
void gls_plane_paint (const GlsChart *chart, const float *values,
    const GlsCanvas *canvas, const guint8 colors[256][3], const GlsShade *shade,
    float top);

G_END_DECLS

#endif
