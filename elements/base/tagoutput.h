/* Where a sink writes tags: into a file, or to a broker.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_TAGOUTPUT_H
#define GST_GLISSANDO_TAGOUTPUT_H

#include <gio/gio.h>
#include <gst/gst.h>

#include "tags/prediction.h"

G_BEGIN_DECLS

/* Of the formats: what is read most where it is written to. */
#define GST_GLS_FORMAT_AUTO (GLS_FORMAT_CSV + 1)

typedef struct _GstGlsTagOutput GstGlsTagOutput;

/**
 * gst_gls_tag_output_open:
 * @element: (transfer none): whose output it is; it posts what becomes of the
 *   output, an error only once
 * @location: (nullable): as of gls_tag_writer_new() or gls_mqtt_broker_open()
 * @broker: (nullable): file of settings, as of gls_mqtt_broker_open()
 * @format: a GlsFormat, or %GST_GLS_FORMAT_AUTO
 *
 * Returns: (transfer full) (nullable): an output; it belongs to one thread at a
 *   time; %NULL if there can be none, which @element has posted
 */
GstGlsTagOutput *gst_gls_tag_output_open (GstElement *element,
    const char *location, const char *broker, gint format);

/* Returns: how it is written */
GlsFormat gst_gls_tag_output_get_format (const GstGlsTagOutput *self);
/* Returns: FALSE if it cannot be written */
gboolean gst_gls_tag_output_write (GstGlsTagOutput *self,
    const GlsPrediction *prediction, const GlsSelection *selection);
/* self: (nullable). Waits for what is still to arrive, as of gls_outlet_drain().
 * Returns: FALSE if @hurry has ended the wait */
gboolean gst_gls_tag_output_drain (GstGlsTagOutput *self, GCancellable *hurry);
/* self: (transfer full) (nullable): all is written */
void gst_gls_tag_output_close (GstGlsTagOutput *self);

G_END_DECLS

#endif
