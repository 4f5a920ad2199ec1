/* A probe on the audio. It counts samples, as running time does.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "live/broadcast.h"

#include "live/arrivals.h"
#include "live/early.h"

/* Where nothing came for so long, there was a break and not just a fault. */
#define BREAK_US (G_TIME_SPAN_SECOND / 2)

struct _Broadcast
{
  Early *early;
  Arrivals *arrivals;

  GMutex lock;    /* of what follows */
  guint64 n;      /* samples so far */
  gint64 came_us; /* the last of them */
  char *station;
  GstGlsTitles titles;
  gint64 titled_us;    /* since when */
  gboolean is_renamed; /* since that was asked for */
};

Broadcast *
broadcast_new (GlsModel *model)
{
  Broadcast *self = g_atomic_rc_box_new0 (Broadcast);

  g_mutex_init (&self->lock);
  self->early = early_new (model);
  self->arrivals = arrivals_new ();
  return self;
}

static void
clear (gpointer data)
{
  Broadcast *self = data;

  early_free (self->early);
  arrivals_free (self->arrivals);
  g_free (self->station);
  gst_gls_titles_clear (&self->titles);
  g_mutex_clear (&self->lock);
}

void
broadcast_unref (Broadcast *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static double
get_second (const Broadcast *self)
{
  return (double) self->n / MAX (early_get_rate (self->early), 1);
}

static void
hear_audio (Broadcast *self, GstBuffer *buffer)
{
  gint64 now_us = g_get_real_time ();
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  if (self->n > 0 && GST_BUFFER_IS_DISCONT (buffer)
      && now_us - self->came_us > BREAK_US)
    early_begin (self->early, get_second (self));
  early_push (self->early, (const float *) map.data, map.size / sizeof (float));
  self->n += map.size / sizeof (float);
  gst_buffer_unmap (buffer, &map);
  self->came_us = now_us;
  arrivals_add (self->arrivals, get_second (self), now_us);
}

static void
hear_titles (Broadcast *self, GstEvent *event)
{
  if (!gst_gls_titles_hear (&self->titles, event))
    return;
  self->titled_us = g_get_real_time ();
  self->is_renamed = TRUE;
  early_begin (self->early, get_second (self));
}

/* A server says its name with the first title, and not again. */
static void
hear_station (Broadcast *self, GstEvent *event)
{
  GstTagList *tags;
  char *station;

  gst_event_parse_tag (event, &tags);
  if (!gst_tag_list_get_string (tags, GST_TAG_ORGANIZATION, &station))
    return;
  g_free (self->station);
  self->station = station;
}

static void
hear_event (Broadcast *self, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) != GST_EVENT_TAG)
    return;
  hear_station (self, event);
  hear_titles (self, event);
}

/* On a thread of the pipeline. */
static GstPadProbeReturn
on_data (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Broadcast *self = data;

  g_mutex_lock (&self->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    hear_audio (self, GST_PAD_PROBE_INFO_BUFFER (info));
  else
    hear_event (self, GST_PAD_PROBE_INFO_EVENT (info));
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

void
broadcast_tap (Broadcast *self, GstPad *pad)
{
  g_mutex_lock (&self->lock);
  self->n = 0;
  gst_gls_titles_clear (&self->titles);
  early_begin (self->early, 0);
  g_mutex_unlock (&self->lock);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
      g_atomic_rc_box_acquire (self), (GDestroyNotify) broadcast_unref);
}

void
broadcast_settle (Broadcast *self)
{
  early_end (self->early);
}

void
broadcast_stamp (Broadcast *self, GlsPrediction *prediction)
{
  prediction->moment_us =
      arrivals_find_start (self->arrivals, prediction->start);
  prediction->until_us = arrivals_find_end (self->arrivals, prediction->end);
}

char *
broadcast_get_station (Broadcast *self)
{
  char *station;

  g_mutex_lock (&self->lock);
  station = g_strdup (self->station);
  g_mutex_unlock (&self->lock);
  return station;
}

gboolean
broadcast_next_title (Broadcast *self, GstGlsTitles *titles, gint64 *moment_us)
{
  gboolean is_renamed;

  g_mutex_lock (&self->lock);
  is_renamed = self->is_renamed;
  self->is_renamed = FALSE;
  if (is_renamed) {
    gst_gls_titles_copy (&self->titles, titles);
    *moment_us = self->titled_us;
  }
  g_mutex_unlock (&self->lock);
  return is_renamed;
}

gboolean
broadcast_next_early (Broadcast *self, GlsPrediction *prediction,
    GstGlsTitles *titles)
{
  g_mutex_lock (&self->lock);
  gst_gls_titles_copy (&self->titles, titles);
  g_mutex_unlock (&self->lock);
  if (early_pull (self->early, prediction)) {
    broadcast_stamp (self, prediction);
    return TRUE;
  }
  gst_gls_titles_clear (titles);
  return FALSE;
}
