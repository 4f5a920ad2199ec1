/* From tag probabilities in caps and buffers to predictions.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_TAGREADER_H
#define GST_GLISSANDO_TAGREADER_H

#include <gst/gst.h>

#include "tags/prediction.h"

G_BEGIN_DECLS

/* What packnet's caps say, and the mean over what came with them. */
typedef struct _GstGlsTagReader GstGlsTagReader;

/**
 * gst_gls_tag_reader_new:
 * @caps: of tag probabilities; without labels, tags are called by numbers
 *
 * Fails with %GLS_ERROR_SHAPE if these are other tensors, or have another
 * number of labels.
 */
GstGlsTagReader *gst_gls_tag_reader_new (const GstCaps *caps,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void gst_gls_tag_reader_free (GstGlsTagReader *self);

/* In caps, of a tag of which nobody knows from when on it is there. */
#define GST_GLS_NO_THRESHOLD 2.0f

/* Returns: (transfer none) (nullable): float[n_tags], NAN where there is none;
 * NULL if caps say nothing of them */
const float *gst_gls_tag_reader_get_thresholds (const GstGlsTagReader *self);

/* Returns: (transfer none) (nullable): gboolean[n_tags], which the model could
 * not learn; NULL if it could learn all */
const gboolean *gst_gls_tag_reader_get_untaught (const GstGlsTagReader *self);

/* Whether both read the same tags, so that one mean covers what both read. */
gboolean gst_gls_tag_reader_equal (const GstGlsTagReader *a,
    const GstGlsTagReader *b);
size_t gst_gls_tag_reader_get_n_tags (const GstGlsTagReader *self);

/**
 * gst_gls_tag_reader_read:
 * @buffer: one segment
 * @segment: the one that @buffer is in
 * @prediction: (inout): gets times, flags, labels and probabilities, which stay
 *   until the next call
 *
 * Reads a prediction and adds it to the mean. Fails with %GLS_ERROR_SHAPE if
 * the buffer is not what the caps say.
 */
gboolean gst_gls_tag_reader_read (GstGlsTagReader *self, GstBuffer *buffer,
    const GstSegment *segment, GlsPrediction *prediction, GError **error);

/* The mean over everything since the last reset. Returns: FALSE if nothing was
 * read */
gboolean gst_gls_tag_reader_sum_up (GstGlsTagReader *self,
    GlsPrediction *prediction);
void gst_gls_tag_reader_reset (GstGlsTagReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstGlsTagReader, gst_gls_tag_reader_free)

G_END_DECLS

#endif
