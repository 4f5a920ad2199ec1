/* Time as the elements count it: in samples from a known one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_TIMING_H
#define GST_GLISSANDO_TIMING_H

#include <gst/gst.h>

G_BEGIN_DECLS

/* From the sample at @base to @samples after it; NONE stays NONE. */
GstClockTime gst_gls_time_at (GstClockTime base, guint64 samples, guint rate);

/* Time stamps may be this far from the count of samples before they count: the
 * jitter of containers that store milliseconds is well below it.
 * GstAudioEncoder has the same. */
#define GST_GLS_TOLERANCE (40 * GST_MSECOND)

/* Moves @base, the time of a stretch's first sample, as far as @pts is from
 * @counted, where the count of samples puts it, if that is beyond the
 * tolerance. */
void gst_gls_follow (GstClockTime *base, GstClockTime counted,
    GstClockTime pts);

/* Sets PTS, duration, offset and offset end of a buffer that stands for
 * samples [start, end) counted from @base. */
void gst_gls_stamp (GstBuffer *buffer, GstClockTime base, guint64 start,
    guint64 end, guint rate);

/**
 * gst_gls_update_latency:
 * @latency: guarded by the element's lock
 *
 * Tells the pipeline if the element's own latency is another now.
 */
void gst_gls_update_latency (GstElement *element, GstClockTime *latency,
    guint64 samples, guint rate);

/* Answers a LATENCY query: upstream's and @own. */
gboolean gst_gls_query_latency (GstPad *sinkpad, GstQuery *query,
    GstClockTime own);

/**
 * gst_gls_segment_event:
 * @segment: (out): receives it, always in time
 * @event: (transfer full): a SEGMENT event
 *
 * Returns: (transfer full): what to send on
 */
GstEvent *gst_gls_segment_event (GstSegment *segment, GstEvent *event);

G_END_DECLS

#endif
