/* Other answers to what elements ask the source of a uridecodebin.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_QUERY_PROBE_H
#define GST_GLISSANDO_QUERY_PROBE_H

#include <gst/gst.h>

/**
 * gst_gls_query_probe_install:
 * @decode: a uridecodebin that has not begun
 * @on_query: sees each query that comes to its source, and may answer it
 * @data: (nullable): [size] bytes for @on_query, which gets a copy of them
 * @size: how many
 */
void gst_gls_query_probe_install (GstElement *decode,
    GstPadProbeCallback on_query, gconstpointer data, gsize size);

#endif
