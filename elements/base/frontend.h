/* The elements that make the frames of a transform, as one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_FRONTEND_H
#define GST_GLISSANDO_FRONTEND_H

#include <gst/gst.h>

#include "scattering/spec.h"

G_BEGIN_DECLS

/**
 * gst_gls_front_end_new:
 * @transform: what is wanted
 * @n_threads: threads for those elements that can share their work
 *
 * Parameters that are not set are taken from downstream, as by the elements by
 * themselves.
 *
 * Returns: (transfer floating): a bin with the pads “sink”, for audio, and
 *   “src”, for frames
 */
GstElement *gst_gls_front_end_new (GlsTransform transform, guint n_threads);

/* Sets those parameters of the transform that differ from their defaults. */
void gst_gls_front_end_set_spec (GstElement *self, const GlsSpec *spec);

G_END_DECLS

#endif
