/* Whether a server can be asked for a part of what it has.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_HTTP_RANGES_H
#define GST_GLISSANDO_HTTP_RANGES_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* Has the source of @decode, a uridecodebin, say that it cannot seek where it
 * reads from a server that does not announce ranges. */
void gst_gls_http_ranges_install (GstElement *decode);

/* Whether it does, so that a length may be no more than an estimate. */
gboolean gst_gls_http_ranges_are_missing (GstElement *decode);

G_END_DECLS

#endif
