/* A uridecodebin gives audio, or the bytes of MPEG audio, for which there is a
 * decoder of our own.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/wiring.h"

#include "radio/elementary.h"
#include "radio/explain.h"
#include "radio/http-headers.h"
#include "radio/http-ranges.h"
#include "radio/kinds.h"

/* Who watches the audio notices silence first, and says it better; souphttpsrc
 * allows an hour at most. */
#define LATER_S 5
#define MAX_TIMEOUT_S 3600

struct _GstRadioWiring
{
  GstElement *decode; /* whose signals hold this, and not the other way round */
  GstRadioJoin *join;
  GstPad *sink;                    /* of that */
  GstRadioPlaylistProbe *playlist; /* or NULL */
  guint timeout_s;
  gint is_adaptive; /* atomic; and these */
  gint has_demuxer;
  gint is_linked;
  gint has_data;

  GMutex lock;         /* of what follows */
  GstBin *bin;         /* NULL before it has begun and when it is over */
  GPtrArray *elements; /* of GstElement: what is in the bin */
};

static void
clear (gpointer data)
{
  GstRadioWiring *self = data;

  gst_object_unref (self->sink);
  gst_object_unref (self->join);
  g_clear_pointer (&self->playlist, gst_radio_playlist_probe_unref);
  gst_clear_object (&self->bin);
  g_ptr_array_unref (self->elements);
  g_mutex_clear (&self->lock);
}

GstRadioWiring *
gst_radio_wiring_ref (GstRadioWiring *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
gst_radio_wiring_unref (GstRadioWiring *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
drop_reference (gpointer self)
{
  gst_radio_wiring_unref (self);
}

static void
release_closure (gpointer wiring, GClosure *closure)
{
  gst_radio_wiring_unref (wiring);
}

static void
tie (GstRadioWiring *self, GstElement *decode, const char *signal,
    GCallback callback)
{
  g_signal_connect_data (decode, signal, callback, gst_radio_wiring_ref (self),
      release_closure, 0);
}

/* Adds what is part of the connection, unless that is over by now. Its state is
 * none of the bin's concern. element: (transfer floating) */
static gboolean
add (GstRadioWiring *self, GstElement *element)
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
link_audio (GstRadioWiring *self, GstPad *pad)
{
  g_autoptr (GstPad) before = gst_pad_get_peer (self->sink);

  if (before != NULL && GST_PAD_IS_EOS (self->sink))
    gst_pad_unlink (before, self->sink);
  if (gst_pad_link (pad, self->sink) == GST_PAD_LINK_OK)
    g_atomic_int_set (&self->is_linked, TRUE);
}

static void on_pad_added (GstElement *element, GstPad *pad, gpointer data);

static void
decode_elementary (GstRadioWiring *self, GstPad *pad)
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
  return g_atomic_int_get (&((GstRadioWiring *) data)->has_demuxer)
      || !gst_radio_elementary_takes (caps);
}

static void
on_no_more_pads (GstElement *decode, gpointer data)
{
  if (!g_atomic_int_get (&((GstRadioWiring *) data)->is_linked))
    GST_ELEMENT_ERROR (decode, STREAM, WRONG_TYPE, (GST_GLS_EXPLAIN_NO_AUDIO),
        (NULL));
}

/* What a station calls itself comes before what it sends. */
static GstPadProbeReturn
on_first_data (GstPad *pad, GstPadProbeInfo *info, gpointer wiring)
{
  GstRadioWiring *self = wiring;
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
  GstRadioWiring *self = data;
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");

  if (gst_gls_is_made_by (source, "souphttpsrc"))
    g_object_set (source, "timeout",
        MIN (self->timeout_s + LATER_S, MAX_TIMEOUT_S), NULL);
  if (pad == NULL)
    return;
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_first_data,
      gst_radio_wiring_ref (self), drop_reference);
  if (self->playlist != NULL)
    gst_radio_playlist_probe_install (self->playlist, pad);
}

static void
on_element_added (GstBin *decode, GstBin *bin, GstElement *element,
    gpointer data)
{
  GstRadioWiring *self = data;

  if (gst_gls_is_called (element, "Adaptive"))
    g_atomic_int_set (&self->is_adaptive, TRUE);
  if (gst_gls_is_called (element, "Demux")
      && !gst_gls_is_called (element, "Metadata"))
    g_atomic_int_set (&self->has_demuxer, TRUE);
}

GPtrArray *
gst_radio_wiring_take_out (GstRadioWiring *self)
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

static void
set_up (GstRadioWiring *self, GstElement *decode)
{
  g_autoptr (GstCaps) raw = gst_caps_new_empty_simple ("audio/x-raw");

  g_object_set (decode, "caps", raw, "expose-all-streams", FALSE, NULL);
  gst_gls_http_ranges_install (decode);
  tie (self, decode, "source-setup", G_CALLBACK (on_source_setup));
  tie (self, decode, "pad-added", G_CALLBACK (on_pad_added));
  tie (self, decode, "no-more-pads", G_CALLBACK (on_no_more_pads));
  tie (self, decode, "deep-element-added", G_CALLBACK (on_element_added));
  tie (self, decode, "autoplug-continue", G_CALLBACK (on_autoplug_continue));
}

GstRadioWiring *
gst_radio_wiring_new (GstElement *decode, GstRadioJoin *join,
    GstRadioPlaylistProbe *playlist, guint timeout_s)
{
  GstRadioWiring *self = g_atomic_rc_box_new0 (GstRadioWiring);

  g_mutex_init (&self->lock);
  self->decode = decode;
  self->join = gst_object_ref (join);
  self->sink = gst_element_get_static_pad (GST_ELEMENT (join), "sink");
  self->elements = g_ptr_array_new_with_free_func (gst_object_unref);
  self->timeout_s = timeout_s;
  if (playlist != NULL)
    self->playlist = gst_radio_playlist_probe_ref (playlist);
  set_up (self, decode);
  return self;
}

void
gst_radio_wiring_put_in (GstRadioWiring *self, GstBin *bin)
{
  self->bin = gst_object_ref (bin);
  add (self, self->decode);
}

gboolean
gst_radio_wiring_has_data (GstRadioWiring *self)
{
  return g_atomic_int_get (&self->has_data);
}

gboolean
gst_radio_wiring_is_adaptive (GstRadioWiring *self)
{
  return g_atomic_int_get (&self->is_adaptive);
}
