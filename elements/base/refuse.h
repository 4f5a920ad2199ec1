/* One sentence for the user when streams do not fit.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_REFUSE_H
#define GST_GLISSANDO_REFUSE_H

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * gst_gls_refuse:
 * @refused: (inout): whether it was said before
 * @error: (transfer full): why, a sentence without its full stop
 *
 * Posts an error message, unless one was posted before: upstream elements try
 * the same caps again with every buffer, but once is enough for people.
 *
 * Returns: %FALSE
 */
gboolean gst_gls_refuse (GstElement *element, gboolean *refused, GError *error);

G_END_DECLS

#endif
