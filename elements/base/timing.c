/* Time stamps, latency and segments, alike in all elements.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/timing.h"

GstClockTime
gst_gls_time_at (GstClockTime base, guint64 samples, guint rate)
{
  if (!GST_CLOCK_TIME_IS_VALID (base))
    return GST_CLOCK_TIME_NONE;
  return base + gst_util_uint64_scale_int (samples, GST_SECOND, (gint) rate);
}

void
gst_gls_follow (GstClockTime *base, GstClockTime counted, GstClockTime pts)
{
  GstClockTimeDiff off;

  if (!GST_CLOCK_TIME_IS_VALID (counted) || !GST_CLOCK_TIME_IS_VALID (pts))
    return;
  off = GST_CLOCK_DIFF (counted, pts);
  if (ABS (off) > (GstClockTimeDiff) GST_GLS_TOLERANCE)
    *base = off < 0 && (GstClockTime) -off > *base ? 0 : *base + off;
}

void
gst_gls_stamp (GstBuffer *buffer, GstClockTime base, guint64 start, guint64 end,
    guint rate)
{
  GST_BUFFER_PTS (buffer) = gst_gls_time_at (base, start, rate);
  /* The difference of two times, so that rounding never piles up. */
  GST_BUFFER_DURATION (buffer) =
      gst_gls_time_at (0, end, rate) - gst_gls_time_at (0, start, rate);
  GST_BUFFER_OFFSET (buffer) = start;
  GST_BUFFER_OFFSET_END (buffer) = end;
}

void
gst_gls_update_latency (GstElement *element, GstClockTime *latency,
    guint64 samples, guint rate)
{
  GstClockTime now = gst_gls_time_at (0, samples, rate);
  gboolean changed;

  GST_OBJECT_LOCK (element);
  changed = *latency != now;
  *latency = now;
  GST_OBJECT_UNLOCK (element);
  if (changed) {
    GST_DEBUG_OBJECT (element, "latency %" GST_TIME_FORMAT,
        GST_TIME_ARGS (now));
    gst_element_post_message (element,
        gst_message_new_latency (GST_OBJECT (element)));
  }
}

gboolean
gst_gls_query_latency (GstPad *sinkpad, GstQuery *query, GstClockTime own)
{
  gboolean live;
  GstClockTime min, max;

  if (!gst_pad_peer_query (sinkpad, query))
    return FALSE;
  gst_query_parse_latency (query, &live, &min, &max);
  if (GST_CLOCK_TIME_IS_VALID (max))
    max += own;
  gst_query_set_latency (query, live, min + own, max);
  return TRUE;
}

GstEvent *
gst_gls_segment_event (GstSegment *segment, GstEvent *event)
{
  guint32 seqnum = gst_event_get_seqnum (event);

  gst_event_copy_segment (event, segment);
  if (segment->format != GST_FORMAT_TIME) {
    /* Untimed audio starts at zero. */
    gst_segment_init (segment, GST_FORMAT_TIME);
    gst_event_unref (event);
    event = gst_event_new_segment (segment);
    gst_event_set_seqnum (event, seqnum);
  }
  return event;
}
