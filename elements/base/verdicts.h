/* Tags of streams that one thread decides on and another one waits for.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A stream is known by the number of its STREAM_START event, which is the same
 * in all branches of a pipeline.
 */
#ifndef GST_GLISSANDO_VERDICTS_H
#define GST_GLISSANDO_VERDICTS_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* For any thread. */
typedef struct _GstGlsVerdicts GstGlsVerdicts;

GstGlsVerdicts *gst_gls_verdicts_new (void) G_GNUC_WARN_UNUSED_RESULT;
void gst_gls_verdicts_free (GstGlsVerdicts *self);

/* tags: (transfer full) (nullable): of this stream, in the place of those that
 * nobody has taken yet; %NULL: there are none */
void gst_gls_verdicts_put (GstGlsVerdicts *self, guint stream,
    GstTagList *tags);
/* No stream will be heard any more. */
void gst_gls_verdicts_end (GstGlsVerdicts *self);

/* Whether nobody has decided on this stream. */
gboolean gst_gls_verdicts_is_open (GstGlsVerdicts *self, guint stream);
/* Waits until somebody has, or will not. Returns: FALSE if the wait was cut
 * short */
gboolean gst_gls_verdicts_wait (GstGlsVerdicts *self, guint stream);
/* Returns: (transfer full) (nullable): what was put since the last call */
GstTagList *gst_gls_verdicts_take (GstGlsVerdicts *self, guint stream);
/* The stream is over. */
void gst_gls_verdicts_forget (GstGlsVerdicts *self, guint stream);

/* Who waits now, or would, does not, until waits are allowed again. */
void gst_gls_verdicts_let_wait (GstGlsVerdicts *self, gboolean may_wait);
/* As new */
void gst_gls_verdicts_reset (GstGlsVerdicts *self);

G_END_DECLS

#endif
