/* Demuxers push tracks that nobody wants, too, and probes see them go by.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/tracks.h"

#include <math.h>
#include <string.h>

/* Tracks that end this far apart do not end because the file does. */
#define APART (3 * GST_SECOND)

struct _Tracks
{
  GMutex lock;
  GArray *ends; /* of GstClockTime, one for each track */
};

typedef struct
{
  Tracks *tracks;
  guint index;
  GstSegment segment;
  GstClockTime last;
} Track;

static void
clear (gpointer self)
{
  g_mutex_clear (&((Tracks *) self)->lock);
  g_array_unref (((Tracks *) self)->ends);
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

/* Titles between the bytes of a stream make a container without time. */
static GstClockTime
get_time (const Track *self, GstBuffer *buffer)
{
  return self->segment.format == GST_FORMAT_TIME
      ? gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME,
          GST_BUFFER_PTS (buffer))
      : GST_CLOCK_TIME_NONE;
}

static void
see_buffer (Track *self, GstBuffer *buffer)
{
  GstClockTime at = get_time (self, buffer);
  GstClockTime length = GST_BUFFER_DURATION (buffer);
  GstClockTime *end;

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
  end = &g_array_index (self->tracks->ends, GstClockTime, self->index);
  *end = MAX (*end, at + length);
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
  g_mutex_lock (&track->tracks->lock);
  track->index = track->tracks->ends->len;
  g_array_set_size (track->tracks->ends, track->index + 1);
  g_mutex_unlock (&track->tracks->lock);
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
  self->ends = g_array_new (FALSE, TRUE, sizeof (GstClockTime));
  g_signal_connect_data (decode, "deep-element-added",
      G_CALLBACK (on_element_added), g_atomic_rc_box_acquire (self),
      release_closure, 0);
  return self;
}

double
tracks_get_end_s (Tracks *self)
{
  GstClockTime first = GST_CLOCK_TIME_NONE, last = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->ends->len; i++) {
    first = MIN (first, g_array_index (self->ends, GstClockTime, i));
    last = MAX (last, g_array_index (self->ends, GstClockTime, i));
  }
  g_mutex_unlock (&self->lock);
  if (last > 0 && last - first > APART)
    return INFINITY;
  return (double) last / GST_SECOND;
}
