/* What went wrong with an input, in words for those who gave it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_EXPLAIN_H
#define GST_GLISSANDO_EXPLAIN_H

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_GLS_EXPLAIN_NO_AUDIO "there is no audio in it"
#define GST_GLS_EXPLAIN_DAMAGED "the audio is damaged and cannot be decoded"

/**
 * GstGlsExplainContext:
 * @is_file: whether it is read from a local file
 * @has_begun: whether audio has come already
 * @torn: (nullable): what the file ends in the middle of
 * @missing: (nullable): the decoder that was missed, as GStreamer describes it
 *
 * Where an error happened, which GStreamer's codes do not tell.
 */
typedef struct
{
  gboolean is_file;
  gboolean has_begun;
  const char *torn;
  const char *missing;
} GstGlsExplainContext;

/**
 * gst_gls_explain_error:
 * @message: an error message from below uridecodebin
 *
 * Returns: (transfer full): a sentence without a full stop
 */
char *gst_gls_explain_error (GstMessage *message,
    const GstGlsExplainContext *context);

G_END_DECLS

#endif
