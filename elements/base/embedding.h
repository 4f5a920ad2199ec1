/* What travels beside the probabilities of a segment, where it was asked for.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_EMBEDDING_H
#define GST_GLISSANDO_EMBEDDING_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* values: float[n], copied; as of gls_predictor_get_embedding() */
void gst_gls_embedding_attach (GstBuffer *buffer, const float *values,
    size_t n);

/* Returns: (transfer none) (nullable): float[n], as long as the buffer lives;
 * NULL if it has none */
const float *gst_gls_embedding_get (GstBuffer *buffer, size_t *n);

G_END_DECLS

#endif
