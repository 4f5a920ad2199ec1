/* Demuxers push tracks that nobody wants, too, and probes see them go by.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/tracks.h"

#include <string.h>

struct _Tracks
{
  GMutex lock;
  GstClockTime end;
};

typedef struct
{
  Tracks *tracks;
  GstSegment segment;
  GstClockTime last;
} Track;

static void
clear (gpointer self)
{
  g_mutex_clear (&((Tracks *) self)->lock);
}

void
tracks_unref (Tracks *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
track_free (gpointer data)
{
  Track *self = data;

  tracks_unref (self->tracks);
  g_free (self);
}

static void
see_buffer (Track *self, GstBuffer *buffer)
{
  GstClockTime at = gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME,
      GST_BUFFER_PTS (buffer));
  GstClockTime length = GST_BUFFER_DURATION (buffer);

  if (!GST_CLOCK_TIME_IS_VALID (at))
    return;
  /* A picture that does not say how long it stands stands as long as the one
   * before. */
  if (!GST_CLOCK_TIME_IS_VALID (length))
    length = GST_CLOCK_TIME_IS_VALID (self->last) && at > self->last
        ? at - self->last
        : 0;
  self->last = at;
  g_mutex_lock (&self->tracks->lock);
  self->tracks->end = MAX (self->tracks->end, at + length);
  g_mutex_unlock (&self->tracks->lock);
}

static GstPadProbeReturn
on_data (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Track *self = data;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    see_buffer (self, GST_PAD_PROBE_INFO_BUFFER (info));
  else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info))
      == GST_EVENT_SEGMENT)
    gst_event_copy_segment (GST_PAD_PROBE_INFO_EVENT (info), &self->segment);
  return GST_PAD_PROBE_OK;
}

static void
on_pad_added (GstElement *demuxer, GstPad *pad, gpointer tracks)
{
  Track *track;

  if (!GST_PAD_IS_SRC (pad))
    return;
  track = g_new0 (Track, 1);
  track->tracks = g_atomic_rc_box_acquire (tracks);
  track->last = GST_CLOCK_TIME_NONE;
  gst_segment_init (&track->segment, GST_FORMAT_TIME);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
      track, track_free);
}

static void
release_closure (gpointer tracks, GClosure *closure)
{
  tracks_unref (tracks);
}

static void
on_element_added (GstBin *decode, GstBin *bin, GstElement *element,
    gpointer tracks)
{
  const char *klass =
      gst_element_get_metadata (element, GST_ELEMENT_METADATA_KLASS);

  if (klass != NULL && strstr (klass, "Demux") != NULL)
    g_signal_connect_data (element, "pad-added", G_CALLBACK (on_pad_added),
        g_atomic_rc_box_acquire (tracks), release_closure, 0);
}

Tracks *
tracks_new (GstElement *decode)
{
  Tracks *self = g_atomic_rc_box_new0 (Tracks);

  g_mutex_init (&self->lock);
  g_signal_connect_data (decode, "deep-element-added",
      G_CALLBACK (on_element_added), g_atomic_rc_box_acquire (self),
      release_closure, 0);
  return self;
}

double
tracks_get_end_s (Tracks *self)
{
  double end_s;

  g_mutex_lock (&self->lock);
  end_s = (double) self->end / GST_SECOND;
  g_mutex_unlock (&self->lock);
  return end_s;
}
