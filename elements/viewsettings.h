/* What can be set of a tensorview.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_VIEWSETTINGS_H
#define GST_GLISSANDO_VIEWSETTINGS_H

#include "base/properties.h"
#include "picture/colormap.h"

G_BEGIN_DECLS

typedef enum
{
  GST_GLS_VIEW_MODE_SCROLLING,
  GST_GLS_VIEW_MODE_PICTURE,
} GstGlsViewMode;

typedef enum
{
  GST_GLS_VIEW_LAYOUT_TIME,
  GST_GLS_VIEW_LAYOUT_PLANE,
} GstGlsViewLayout;

typedef enum
{
  GST_GLS_VIEW_SCALE_AUTO,
  GST_GLS_VIEW_SCALE_DB,
  GST_GLS_VIEW_SCALE_LINEAR,
} GstGlsViewScale;

/* The first four are values of the enums above, or a GlsColormap. */
typedef struct
{
  gint mode, layout, scale, colormap;
  double range, reference, window_s, lowest_hz;
  guint width, height;
  gboolean axes;
  char *title, *marks;
} GstGlsViewSettings;

#define GST_GLS_VIEW_N_PROPERTIES 13
extern const GstGlsProperty gst_gls_view_properties[GST_GLS_VIEW_N_PROPERTIES];

G_END_DECLS

#endif
