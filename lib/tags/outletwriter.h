/* Predictions onto an outlet of any kind.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_OUTLETWRITER_H
#define GLS_TAGS_OUTLETWRITER_H

#include "outlet.h"
#include "tags/writer.h"

G_BEGIN_DECLS

/* outlet: (transfer full): where to, in the place of a file. Otherwise as of
 * gls_tag_writer_new(). */
GlsTagWriter *gls_tag_writer_new_onto (GlsOutlet *outlet, GlsFormat format,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits as gls_outlet_drain() does. */
gboolean gls_tag_writer_drain (GlsTagWriter *self, GCancellable *hurry,
    GError **error);

G_END_DECLS

#endif
