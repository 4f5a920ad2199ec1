/* The decoder is asked to seek as soon as it has something to give, and what it
 * gives is cut to the sample by its time stamps: where a seek leads to is only
 * about right.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/part.h"

#include <gst/audio/audio.h>

/* A decoder that begins in the middle needs a while to agree with one that does
 * not, and cuts in its own way at the ends of a seek. */
#define MARGIN_S 1

struct _Part
{
  GlsTimespan span;
  gint has_sought; /* atomic: it is asked for once */
};

Part *
part_new (const GlsTimespan *span)
{
  Part *self = g_atomic_rc_box_new0 (Part);

  self->span = *span;
  return self;
}

void
part_unref (Part *self)
{
  g_atomic_rc_box_release (self);
}

static GstClockTime
to_time (double seconds)
{
  return isinf (seconds) ? GST_CLOCK_TIME_NONE
                         : (GstClockTime) (seconds * GST_SECOND + 0.5);
}

/* --- going there --- */

typedef struct
{
  Part *part;
  GstPad *pad;
  gulong gate;
} Seek;

static void
seek_free (gpointer data)
{
  Seek *self = data;

  part_unref (self->part);
  gst_object_unref (self->pad);
  g_free (self);
}

static GstEvent *
make_seek (const Part *self)
{
  const GlsTimespan *span = &self->span;
  const gboolean has_end = !isinf (span->end_s);

  return gst_event_new_seek (1, GST_FORMAT_TIME,
      GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, GST_SEEK_TYPE_SET,
      (gint64) to_time (span->start_s - MARGIN_S),
      has_end ? GST_SEEK_TYPE_SET : GST_SEEK_TYPE_NONE,
      has_end ? (gint64) to_time (span->end_s + MARGIN_S) : -1);
}

static void
go_there (GstElement *element, gpointer data)
{
  Seek *self = data;

  gst_pad_send_event (self->pad, make_seek (self->part));
  gst_pad_remove_probe (self->pad, self->gate);
}

/* On another thread, since a seek waits until this one has let go. */
static GstPadProbeReturn
on_first (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Part *self = data;
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);
  Seek *seek;

  if (!g_atomic_int_compare_and_exchange (&self->has_sought, FALSE, TRUE))
    return GST_PAD_PROBE_OK;
  seek = g_new (Seek, 1);
  *seek = (Seek){ g_atomic_rc_box_acquire (self), gst_object_ref (pad),
    GST_PAD_PROBE_INFO_ID (info) };
  gst_element_call_async (element, go_there, seek, seek_free);
  return GST_PAD_PROBE_OK;
}

/* --- cutting --- */

/* To the nearest sample, since what cuts leaves whole samples outside. */
static void
narrow (const Part *self, GstSegment *segment, guint rate)
{
  guint64 half = GST_SECOND / rate / 2;
  guint64 start = gst_segment_position_from_stream_time (segment,
      GST_FORMAT_TIME, to_time (self->span.start_s));
  guint64 stop = isinf (self->span.end_s)
      ? GST_CLOCK_TIME_NONE
      : gst_segment_position_from_stream_time (segment, GST_FORMAT_TIME,
          to_time (self->span.end_s));

  if (GST_CLOCK_TIME_IS_VALID (start))
    segment->start = start + half;
  if (GST_CLOCK_TIME_IS_VALID (stop))
    segment->stop = stop - half;
}

/* buffer: (transfer full). Returns: (transfer full) (nullable): what is left of
 * it, with the times of its samples and not those of where it was cut */
static GstBuffer *
cut (GstBuffer *buffer, const GstSegment *segment, const GstAudioInfo *audio)
{
  const guint64 half = GST_SECOND / (guint64) GST_AUDIO_INFO_RATE (audio) / 2;
  gsize size = gst_buffer_get_size (buffer);
  GstBuffer *rest = gst_audio_buffer_clip (buffer, segment,
      GST_AUDIO_INFO_RATE (audio), GST_AUDIO_INFO_BPF (audio));
  guint64 n;

  if (rest == NULL || gst_buffer_get_size (rest) == size)
    return rest;
  rest = gst_buffer_make_writable (rest);
  if (GST_BUFFER_PTS (rest) == segment->start)
    GST_BUFFER_PTS (rest) -= half;
  n = gst_buffer_get_size (rest) / (gsize) GST_AUDIO_INFO_BPF (audio);
  GST_BUFFER_DURATION (rest) = gst_util_uint64_scale_round (n, GST_SECOND,
      (guint64) GST_AUDIO_INFO_RATE (audio));
  return rest;
}

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_autoptr (GstEvent) event =
      gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstAudioInfo audio;
  GstSegment segment;
  GstBuffer *buffer;
  gboolean is_behind;

  if (event == NULL || caps == NULL || !gst_audio_info_from_caps (&audio, caps))
    return GST_PAD_PROBE_OK;
  gst_event_copy_segment (event, &segment);
  narrow (data, &segment, (guint) GST_AUDIO_INFO_RATE (&audio));
  buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  is_behind = GST_BUFFER_PTS_IS_VALID (buffer)
      && GST_BUFFER_PTS (buffer) >= segment.stop;
  buffer = cut (buffer, &segment, &audio);
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (buffer == NULL && is_behind)
    GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_EOS;
  return buffer != NULL ? GST_PAD_PROBE_OK : GST_PAD_PROBE_HANDLED;
}

static void
unref (gpointer self)
{
  part_unref (self);
}

void
part_cut (Part *self, GstPad *pad)
{
  if (self->span.start_s > MARGIN_S)
    gst_pad_add_probe (pad,
        GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER, on_first,
        g_atomic_rc_box_acquire (self), unref);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer,
      g_atomic_rc_box_acquire (self), unref);
}

/* --- what is said of it --- */

void
part_describe (const Part *self, SourceReport *report)
{
  const GlsTimespan *span = &self->span;

  report->start_s = span->start_s;
  report->tracks_end_s = fmax (report->tracks_end_s - span->start_s, 0);
  if (isinf (span->end_s)) {
    report->declared_s = fmax (report->declared_s - span->start_s, 0);
    return;
  }
  report->declared_s = span->end_s - span->start_s;
  report->torn = NULL;
}
