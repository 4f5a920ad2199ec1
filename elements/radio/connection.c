/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "radio/connection.h"

#include <gst/pbutils/pbutils.h>
#include <string.h>

#include "errand.h"
#include "radio/elementary.h"
#include "radio/explain.h"
#include "radio/http-headers.h"
#include "radio/http-ranges.h"
#include "radio/playlist-probe.h"

#define STOP_US (1 * G_TIME_SPAN_SECOND)
#define ANSWER_US (3 * G_TIME_SPAN_SECOND)
#define LOOK_US (2 * G_TIME_SPAN_MILLISECOND)
#define ASK_US (1 * G_TIME_SPAN_SECOND)

/* Who watches the audio notices silence first, and says it better; souphttpsrc
 * allows an hour at most. */
#define LATER_S 5
#define MAX_TIMEOUT_S 3600

/* What signals of the elements know of the connection; elements that were left
 * behind may still emit some. */
typedef struct
{
  GstRadioJoin *join;
  GstPad *sink; /* of that */
  GstRadioBell *bell;
  GstRadioPlaylistProbe *playlist; /* or NULL */
  guint timeout_s;
  gint is_adaptive; /* atomic; and these */
  gint has_demuxer;
  gint is_linked;
  gint has_data;

  GMutex lock;         /* of what follows */
  GstBin *bin;         /* NULL before it has begun and when it is over */
  GPtrArray *elements; /* of GstElement: what is in the bin */
} Ties;

struct _GstRadioConnection
{
  GstElement *decode;
  Ties *ties;

  GMutex lock; /* of what follows */
  GError *error;
  char *debug;
  char *missing; /* what would decode it, or NULL */
};

/* --- ties --- */

static void
clear_ties (gpointer data)
{
  Ties *self = data;

  gst_object_unref (self->sink);
  gst_object_unref (self->join);
  gst_radio_bell_unref (self->bell);
  g_clear_pointer (&self->playlist, gst_radio_playlist_probe_unref);
  gst_clear_object (&self->bin);
  g_ptr_array_unref (self->elements);
  g_mutex_clear (&self->lock);
}

static void
ties_unref (gpointer ties)
{
  g_atomic_rc_box_release_full (ties, clear_ties);
}

static void
ties_unref_closure (gpointer ties, GClosure *closure)
{
  ties_unref (ties);
}

static void
tie (Ties *self, GstElement *decode, const char *signal, GCallback callback)
{
  g_signal_connect_data (decode, signal, callback,
      g_atomic_rc_box_acquire (self), ties_unref_closure, 0);
}

/* Adds what is part of the connection, unless that is over by now. Its state is
 * none of the bin's concern. element: (transfer floating) */
static gboolean
add (Ties *self, GstElement *element)
{
  g_autoptr (GstBin) bin = NULL;

  gst_object_ref_sink (element);
  gst_element_set_locked_state (element, TRUE);
  g_mutex_lock (&self->lock);
  if (self->bin != NULL) {
    bin = gst_object_ref (self->bin);
    g_ptr_array_add (self->elements, gst_object_ref (element));
    gst_bin_add (bin, element);
  }
  g_mutex_unlock (&self->lock);
  gst_object_unref (element);
  return bin != NULL;
}

/* Returns: (transfer full) */
static GstCaps *
get_caps (GstPad *pad)
{
  GstCaps *caps = gst_pad_get_current_caps (pad);

  return caps != NULL ? caps : gst_pad_query_caps (pad, NULL);
}

static gboolean
is_audio (const GstCaps *caps)
{
  return gst_structure_has_name (gst_caps_get_structure (caps, 0),
      "audio/x-raw");
}

/* The first audio stream is the one. Where one song follows another in chained
 * Ogg, the pad before has gone already, or is at its end. */
static void
link_audio (Ties *self, GstPad *pad)
{
  g_autoptr (GstPad) before = gst_pad_get_peer (self->sink);

  if (before != NULL && GST_PAD_IS_EOS (self->sink))
    gst_pad_unlink (before, self->sink);
  if (gst_pad_link (pad, self->sink) == GST_PAD_LINK_OK)
    g_atomic_int_set (&self->is_linked, TRUE);
}

static void on_pad_added (GstElement *element, GstPad *pad, gpointer data);

static void
decode_elementary (Ties *self, GstPad *pad)
{
  GstElement *elementary = gst_radio_elementary_new ();
  g_autoptr (GstPad) sink = gst_element_get_static_pad (elementary, "sink");

  tie (self, elementary, "pad-added", G_CALLBACK (on_pad_added));
  if (!add (self, elementary))
    return;
  gst_element_set_state (elementary, GST_STATE_PLAYING);
  if (gst_pad_link (pad, sink) == GST_PAD_LINK_OK)
    g_atomic_int_set (&self->is_linked, TRUE);
}

static void
on_pad_added (GstElement *element, GstPad *pad, gpointer data)
{
  g_autoptr (GstCaps) caps = get_caps (pad);

  if (gst_caps_is_empty (caps) || gst_caps_is_any (caps))
    return;
  if (is_audio (caps))
    link_audio (data, pad);
  else if (gst_radio_elementary_takes (caps))
    decode_elementary (data, pad);
}

/* Of the bytes of a station, behind its titles or a tag at most. */
static gboolean
on_autoplug_continue (GstElement *decode, GstPad *pad, GstCaps *caps,
    gpointer data)
{
  return g_atomic_int_get (&((Ties *) data)->has_demuxer)
      || !gst_radio_elementary_takes (caps);
}

static void
on_no_more_pads (GstElement *decode, gpointer data)
{
  if (!g_atomic_int_get (&((Ties *) data)->is_linked))
    GST_ELEMENT_ERROR (decode, STREAM, WRONG_TYPE, (GST_GLS_EXPLAIN_NO_AUDIO),
        (NULL));
}

static gboolean
is_made_by (GstElement *element, const char *factory)
{
  return g_strcmp0 (GST_OBJECT_NAME (gst_element_get_factory (element)),
             factory)
      == 0;
}

/* What a station calls itself comes before what it sends. */
static GstPadProbeReturn
on_first_data (GstPad *pad, GstPadProbeInfo *info, gpointer ties)
{
  Ties *self = ties;
  g_autoptr (GstStructure) headers = gst_gls_http_headers_get (pad);

  if (headers != NULL)
    gst_radio_join_set_tags (self->join,
        gst_gls_http_headers_get_tags (headers));
  g_atomic_int_set (&self->has_data, TRUE);
  return GST_PAD_PROBE_REMOVE;
}

static void
on_source_setup (GstElement *decode, GstElement *source, gpointer data)
{
  Ties *self = data;
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");

  if (is_made_by (source, "souphttpsrc"))
    g_object_set (source, "timeout",
        MIN (self->timeout_s + LATER_S, MAX_TIMEOUT_S), NULL);
  if (pad == NULL)
    return;
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_first_data,
      g_atomic_rc_box_acquire (self), ties_unref);
  if (self->playlist != NULL)
    gst_radio_playlist_probe_install (self->playlist, pad);
}

static void
on_element_added (GstBin *decode, GstBin *bin, GstElement *element,
    gpointer data)
{
  const char *klass =
      gst_element_get_metadata (element, GST_ELEMENT_METADATA_KLASS);
  Ties *self = data;

  if (klass == NULL)
    return;
  if (strstr (klass, "Adaptive") != NULL)
    g_atomic_int_set (&self->is_adaptive, TRUE);
  if (strstr (klass, "Demux") != NULL && strstr (klass, "Metadata") == NULL)
    g_atomic_int_set (&self->has_demuxer, TRUE);
}

/* --- its life --- */

static void
set_up (GstRadioConnection *self, const char *uri)
{
  g_autoptr (GstCaps) raw = gst_caps_new_empty_simple ("audio/x-raw");

  g_object_set (self->decode, "uri", uri, "caps", raw, "expose-all-streams",
      FALSE, NULL);
  gst_gls_http_ranges_install (self->decode);
  tie (self->ties, self->decode, "source-setup", G_CALLBACK (on_source_setup));
  tie (self->ties, self->decode, "pad-added", G_CALLBACK (on_pad_added));
  tie (self->ties, self->decode, "no-more-pads", G_CALLBACK (on_no_more_pads));
  tie (self->ties, self->decode, "deep-element-added",
      G_CALLBACK (on_element_added));
  tie (self->ties, self->decode, "autoplug-continue",
      G_CALLBACK (on_autoplug_continue));
}

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
  self->decode = gst_object_ref_sink (decode);
  self->ties = g_atomic_rc_box_new0 (Ties);
  self->ties->join = gst_object_ref (join);
  self->ties->sink = gst_element_get_static_pad (GST_ELEMENT (join), "sink");
  self->ties->bell = gst_radio_bell_ref (bell);
  g_mutex_init (&self->ties->lock);
  self->ties->elements = g_ptr_array_new_with_free_func (gst_object_unref);
  self->ties->timeout_s = timeout_s;
  if (!as_it_is)
    self->ties->playlist = gst_radio_playlist_probe_new (uri, bell);
  set_up (self, uri);
  return self;
}

void
gst_radio_connection_start (GstRadioConnection *self, GstBin *bin)
{
  self->ties->bin = gst_object_ref (bin);
  add (self->ties, self->decode);
  gst_element_set_state (self->decode, GST_STATE_PLAYING);
}

/* Returns: (transfer full) (element-type GstElement): what was in the bin */
static GPtrArray *
take_out (Ties *self)
{
  GPtrArray *elements;
  GstBin *bin;

  g_mutex_lock (&self->lock);
  elements = self->elements;
  self->elements = g_ptr_array_new_with_free_func (gst_object_unref);
  bin = g_steal_pointer (&self->bin);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < elements->len; i++)
    gst_bin_remove (bin, elements->pdata[i]);
  gst_clear_object (&bin);
  return elements;
}

/* The end of a connection, on a thread of its own. */
typedef struct
{
  GPtrArray *elements;
  Ties *ties;
  gboolean is_asking; /* there may be an answer on its way */
} Farewell;

static void
farewell_free (gpointer data)
{
  Farewell *self = data;

  g_ptr_array_unref (self->elements);
  ties_unref (self->ties);
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

  while (self->is_asking && !g_atomic_int_get (&self->ties->has_data)
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

  farewell->elements = take_out (self->ties);
  farewell->ties = g_atomic_rc_box_acquire (self->ties);
  farewell->is_asking = !has_error (self);
  stop = gls_errand_start (do_stop, farewell, farewell_free);
  gls_errand_wait (stop, STOP_US);
  gst_object_unref (self->decode);
  ties_unref (self->ties);
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
  gst_radio_bell_ring (self->ties->bell);
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
  if (self->ties->playlist != NULL
      && gst_radio_playlist_probe_is_done (self->ties->playlist)) {
    uris = gst_radio_playlist_probe_take (self->ties->playlist);
    *is_hls = uris == NULL;
  }
  return uris;
}

gboolean
gst_radio_connection_has_data (GstRadioConnection *self)
{
  return g_atomic_int_get (&self->ties->has_data);
}

gboolean
gst_radio_connection_is_adaptive (GstRadioConnection *self)
{
  return g_atomic_int_get (&self->ties->is_adaptive);
}

/* Returns: (transfer full) (nullable) */
static GstStructure *
get_headers (GstRadioConnection *self)
{
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstPad) pad = NULL;

  g_object_get (self->decode, "source", &source, NULL);
  if (source != NULL)
    pad = gst_element_get_static_pad (source, "src");
  return pad != NULL ? gst_gls_http_headers_get (pad) : NULL;
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

  duration->pad = gst_object_ref (self->ties->sink);
  ask = gls_errand_start (do_ask, duration, duration_free);
  return gls_errand_wait (ask, ASK_US) && g_atomic_int_get (&duration->has_one);
}

gboolean
gst_radio_connection_has_length (GstRadioConnection *self)
{
  g_autoptr (GstStructure) headers = get_headers (self);

  return headers != NULL && !gst_radio_connection_is_adaptive (self)
      && gst_gls_http_headers_find (headers, "Content-Length") != NULL;
}

gboolean
gst_radio_connection_is_endless (GstRadioConnection *self)
{
  g_autoptr (GstStructure) headers = get_headers (self);

  if (headers == NULL || gst_radio_connection_is_adaptive (self))
    return !has_duration (self);
  return gst_gls_http_headers_find (headers, "Content-Length") == NULL
      && gst_gls_http_headers_are_of_station (headers);
}
