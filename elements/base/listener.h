/* Frames in, tag probabilities out: a model at work on a stream.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_LISTENER_H
#define GST_GLISSANDO_LISTENER_H

#include "base/modelcaps.h"

G_BEGIN_DECLS

typedef struct _GstGlsListener GstGlsListener;

/* model: lives longer. Belongs to one thread. */
GstGlsListener *
gst_gls_listener_new (const GstGlsModelCaps *model) G_GNUC_WARN_UNUSED_RESULT;
void gst_gls_listener_free (GstGlsListener *self);

/* The model's hop is another one now. */
void gst_gls_listener_follow_hop (GstGlsListener *self);

/* Whether what is pulled has embeddings, see base/embedding.h. */
void gst_gls_listener_set_embed (GstGlsListener *self, gboolean embed);

/* As of gst_gls_stretch_set_untimed(). */
void gst_gls_listener_set_untimed (GstGlsListener *self, gboolean is_untimed);

/* Whether the stretch of audio ends before this frame: pull what comes of
 * gst_gls_listener_drain() and reset, then push it. */
gboolean gst_gls_listener_is_broken_by (const GstGlsListener *self,
    GstBuffer *frame);

/**
 * gst_gls_listener_push:
 * @frame: (transfer none): a buffer of the size that the model takes
 * @start: its time if it is the first of a stretch and has no time stamp
 */
void gst_gls_listener_push (GstGlsListener *self, GstBuffer *frame,
    GstClockTime start);

/* Returns: the time of the next frame; NONE before the first of a stretch */
GstClockTime gst_gls_listener_get_position (const GstGlsListener *self);

/**
 * gst_gls_listener_pull:
 *
 * Pull until there is none before the next frame is pushed. Where nothing
 * sounds in a segment, the buffer is flagged %GST_BUFFER_FLAG_GAP; its offsets
 * count frames from the start of the stretch.
 *
 * Returns: (transfer full) (nullable): the next prediction
 */
GstBuffer *gst_gls_listener_pull (GstGlsListener *self);

/* Whether this prediction is of fewer frames than a segment has, so that they
 * were repeated. */
gboolean gst_gls_listener_is_padded (const GstGlsListener *self,
    GstBuffer *prediction);

/* The stretch of audio has ended: its end can be pulled, too. */
void gst_gls_listener_drain (GstGlsListener *self);
/* The next frame is the first of another stretch. */
void gst_gls_listener_reset (GstGlsListener *self);

/**
 * gst_gls_listener_end_stream:
 * @left_out: (out): how much of the stream sounded in fragments that no
 *   prediction is about
 *
 * After the last stretch of a stream; the next frame belongs to another one.
 *
 * Returns: (transfer full) (nullable): a prediction from the longest fragment,
 *   if there was nothing else in the stream; see net/fragments.h
 */
GstBuffer *gst_gls_listener_end_stream (GstGlsListener *self,
    GstClockTime *left_out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstGlsListener, gst_gls_listener_free)

G_END_DECLS

#endif
