/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "radio/connection.h"

#include <gst/pbutils/pbutils.h>

#include "errand.h"
#include "radio/explain.h"
#include "radio/http-headers.h"
#include "radio/wiring.h"

#define STOP_US (1 * G_TIME_SPAN_SECOND)
#define ANSWER_US (3 * G_TIME_SPAN_SECOND)
#define LOOK_US (2 * G_TIME_SPAN_MILLISECOND)
#define ASK_US (1 * G_TIME_SPAN_SECOND)

struct _GstRadioConnection
{
  gboolean is_file;
  GstElement *decode;
  GstRadioWiring *wiring;
  GstRadioPlaylistProbe *playlist; /* or NULL */
  GstRadioJoin *join;
  GstRadioBell *bell;

  GMutex lock; /* of what follows */
  GError *error;
  char *debug;
  char *missing; /* what would decode it, or NULL */
};

/* --- its life --- */

GstRadioConnection *
gst_radio_connection_new (const char *uri, guint timeout_s, gboolean as_it_is,
    GstRadioJoin *join, GstRadioBell *bell)
{
  GstElement *decode = gst_element_factory_make ("uridecodebin", NULL);
  GstRadioConnection *self;

  if (decode == NULL)
    return NULL;
  self = g_new0 (GstRadioConnection, 1);
  g_mutex_init (&self->lock);
  self->is_file = g_str_has_prefix (uri, "file:");
  self->decode = gst_object_ref_sink (decode);
  self->join = gst_object_ref (join);
  self->bell = gst_radio_bell_ref (bell);
  if (!as_it_is)
    self->playlist = gst_radio_playlist_probe_new (uri, bell);
  g_object_set (decode, "uri", uri, NULL);
  self->wiring = gst_radio_wiring_new (decode, join, self->playlist, timeout_s);
  return self;
}

void
gst_radio_connection_start (GstRadioConnection *self, GstBin *bin)
{
  gst_radio_wiring_put_in (self->wiring, bin);
  gst_element_set_state (self->decode, GST_STATE_PLAYING);
}

/* The end of a connection, on a thread of its own. */
typedef struct
{
  GPtrArray *elements;
  GstRadioWiring *wiring;
  gboolean is_asking; /* there may be an answer on its way */
} Farewell;

static void
farewell_free (gpointer data)
{
  Farewell *self = data;

  g_ptr_array_unref (self->elements);
  gst_radio_wiring_unref (self->wiring);
  g_free (self);
}

/* libsoup 3.2 crashes if a request is cancelled in the moment in which its
 * answer comes, so that the answer is waited for. The source is the first of
 * the elements. */
static void
do_stop (gpointer data)
{
  const Farewell *self = data;
  gint64 until_us = g_get_monotonic_time () + ANSWER_US;

  while (self->is_asking && !gst_radio_wiring_has_data (self->wiring)
      && g_get_monotonic_time () < until_us)
    g_usleep (LOOK_US);
  for (guint i = 0; i < self->elements->len; i++)
    gst_element_set_state (self->elements->pdata[i], GST_STATE_NULL);
}

static gboolean
has_error (GstRadioConnection *self)
{
  gboolean has_one;

  g_mutex_lock (&self->lock);
  has_one = self->error != NULL;
  g_mutex_unlock (&self->lock);
  return has_one;
}

void
gst_radio_connection_free (GstRadioConnection *self)
{
  Farewell *farewell = g_new (Farewell, 1);
  g_autoptr (GlsErrand) stop = NULL;

  farewell->elements = gst_radio_wiring_take_out (self->wiring);
  farewell->wiring = gst_radio_wiring_ref (self->wiring);
  farewell->is_asking = !has_error (self);
  stop = gls_errand_start (do_stop, farewell, farewell_free);
  gls_errand_wait (stop, STOP_US);
  gst_object_unref (self->decode);
  gst_radio_wiring_unref (self->wiring);
  g_clear_pointer (&self->playlist, gst_radio_playlist_probe_unref);
  gst_object_unref (self->join);
  gst_radio_bell_unref (self->bell);
  g_clear_error (&self->error);
  g_free (self->debug);
  g_free (self->missing);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* --- what goes wrong --- */

static void
note_error (GstRadioConnection *self, GstMessage *message, gboolean has_begun)
{
  GstGlsExplainContext context = { .has_begun = has_begun };
  GError *error;
  char *debug;

  gst_message_parse_error (message, &error, &debug);
  g_mutex_lock (&self->lock);
  if (self->error == NULL) {
    context.missing = self->missing;
    g_free (error->message);
    error->message = gst_gls_explain_error (message, &context);
    self->error = g_steal_pointer (&error);
    self->debug = g_steal_pointer (&debug);
  }
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
  g_free (debug);
  gst_radio_bell_ring (self->bell);
}

static void
note_missing (GstRadioConnection *self, GstMessage *message)
{
  g_mutex_lock (&self->lock);
  g_free (self->missing);
  self->missing = gst_missing_plugin_message_get_description (message);
  g_mutex_unlock (&self->lock);
}

gboolean
gst_radio_connection_take_message (GstRadioConnection *self,
    GstMessage *message, gboolean has_begun)
{
  if (gst_is_missing_plugin_message (message))
    note_missing (self, message);
  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return FALSE;
  note_error (self, message, has_begun);
  return TRUE;
}

GError *
gst_radio_connection_get_error (GstRadioConnection *self, char **debug)
{
  GError *error;

  g_mutex_lock (&self->lock);
  error = self->error != NULL ? g_error_copy (self->error) : NULL;
  *debug = g_strdup (self->debug);
  g_mutex_unlock (&self->lock);
  return error;
}

/* --- what it is --- */

GPtrArray *
gst_radio_connection_take_playlist (GstRadioConnection *self, gboolean *is_hls)
{
  GPtrArray *uris = NULL;

  *is_hls = FALSE;
  if (self->playlist != NULL
      && gst_radio_playlist_probe_is_done (self->playlist)) {
    uris = gst_radio_playlist_probe_take (self->playlist);
    *is_hls = uris == NULL;
  }
  return uris;
}

gboolean
gst_radio_connection_has_data (GstRadioConnection *self)
{
  return gst_radio_wiring_has_data (self->wiring);
}

gboolean
gst_radio_connection_is_adaptive (GstRadioConnection *self)
{
  return gst_radio_wiring_is_adaptive (self->wiring);
}

typedef struct
{
  GstPad *pad;
  gint has_one; /* atomic */
} Duration;

static void
do_ask (gpointer data)
{
  Duration *self = data;
  gint64 duration;

  g_atomic_int_set (&self->has_one,
      gst_pad_peer_query_duration (self->pad, GST_FORMAT_TIME, &duration)
          && duration > 0);
}

static void
duration_free (gpointer data)
{
  gst_object_unref (((Duration *) data)->pad);
  g_free (data);
}

/* A demuxer that waits for a manifest may not answer. */
static gboolean
has_duration (GstRadioConnection *self)
{
  Duration *duration = g_new0 (Duration, 1);
  g_autoptr (GlsErrand) ask = NULL;

  duration->pad = gst_element_get_static_pad (GST_ELEMENT (self->join), "sink");
  ask = gls_errand_start (do_ask, duration, duration_free);
  return gls_errand_wait (ask, ASK_US) && g_atomic_int_get (&duration->has_one);
}

gboolean
gst_radio_connection_has_length (GstRadioConnection *self)
{
  g_autoptr (GstStructure) headers = gst_gls_http_headers_get_of (self->decode);

  return headers != NULL && !gst_radio_connection_is_adaptive (self)
      && gst_gls_http_headers_find (headers, "Content-Length") != NULL;
}

gboolean
gst_radio_connection_is_endless (GstRadioConnection *self)
{
  g_autoptr (GstStructure) headers = gst_gls_http_headers_get_of (self->decode);

  if (self->is_file)
    return FALSE;
  if (headers == NULL || gst_radio_connection_is_adaptive (self))
    return !has_duration (self);
  return gst_gls_http_headers_find (headers, "Content-Length") == NULL
      && gst_gls_http_headers_are_of_station (headers);
}
