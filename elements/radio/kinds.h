/* What kind of element one of GStreamer's is.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_KINDS_H
#define GST_GLISSANDO_KINDS_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* Whether it comes from the factory of that name, as “wavparse”. */
gboolean gst_gls_is_made_by (GstElement *element, const char *factory);

/* Whether its metadata call it so, as “Demux” or “Adaptive”, which is what comes
 * in pieces, as HLS does. */
gboolean gst_gls_is_called (GstElement *element, const char *kind);

G_END_DECLS

#endif
