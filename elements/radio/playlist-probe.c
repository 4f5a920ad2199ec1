/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "radio/playlist-probe.h"

#include "radio/http-headers.h"

struct _GstRadioPlaylistProbe
{
  char *uri;
  GstRadioBell *bell;

  GMutex lock; /* of what follows */
  GlsPlaylistKind kind;
  GByteArray *bytes;
  gboolean is_done;
};

static void
clear (gpointer data)
{
  GstRadioPlaylistProbe *self = data;

  g_mutex_clear (&self->lock);
  g_byte_array_unref (self->bytes);
  gst_radio_bell_unref (self->bell);
  g_free (self->uri);
}

GstRadioPlaylistProbe *
gst_radio_playlist_probe_ref (GstRadioPlaylistProbe *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
gst_radio_playlist_probe_unref (GstRadioPlaylistProbe *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
drop_reference (gpointer self)
{
  gst_radio_playlist_probe_unref (self);
}

GstRadioPlaylistProbe *
gst_radio_playlist_probe_new (const char *uri, GstRadioBell *bell)
{
  GstRadioPlaylistProbe *self = g_atomic_rc_box_new0 (GstRadioPlaylistProbe);

  g_mutex_init (&self->lock);
  self->uri = g_strdup (uri);
  self->bell = gst_radio_bell_ref (bell);
  self->bytes = g_byte_array_new ();
  return self;
}

static char *
get_path (const char *uri)
{
  char *path = NULL;

  g_uri_split (uri, G_URI_FLAGS_PARSE_RELAXED, NULL, NULL, NULL, NULL, &path,
      NULL, NULL, NULL);
  return path;
}

static GlsPlaylistKind
recognise (GstRadioPlaylistProbe *self, GstPad *pad, const guint8 *bytes,
    size_t n)
{
  g_autoptr (GstStructure) headers = gst_gls_http_headers_get (pad);
  g_autofree char *path = get_path (self->uri);

  return gls_playlist_recognise (bytes, n, path,
      headers != NULL ? gst_gls_http_headers_find (headers, "Content-Type")
                      : NULL);
}

static void
finish (GstRadioPlaylistProbe *self)
{
  g_mutex_lock (&self->lock);
  self->is_done = TRUE;
  g_mutex_unlock (&self->lock);
  gst_radio_bell_ring (self->bell);
}

/* Returns: whether it is one */
static gboolean
take_buffer (GstRadioPlaylistProbe *self, GstPad *pad, GstBuffer *buffer)
{
  GstMapInfo map;
  gboolean is_full;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return FALSE;
  g_mutex_lock (&self->lock);
  if (self->bytes->len == 0)
    self->kind = recognise (self, pad, map.data, map.size);
  if (gls_playlist_is_list (self->kind))
    g_byte_array_append (self->bytes, map.data, (guint) map.size);
  is_full = self->bytes->len > GLS_PLAYLIST_MAX_BYTES;
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);
  if (is_full)
    finish (self);
  return gls_playlist_is_list (self->kind);
}

static GstPadProbeReturn
on_data (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstRadioPlaylistProbe *self = data;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    return take_buffer (self, pad, GST_PAD_PROBE_INFO_BUFFER (info))
        ? GST_PAD_PROBE_DROP
        : GST_PAD_PROBE_REMOVE;
  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS
      || !gls_playlist_is_list (self->kind))
    return GST_PAD_PROBE_OK;
  finish (self);
  return GST_PAD_PROBE_DROP;
}

void
gst_radio_playlist_probe_install (GstRadioPlaylistProbe *self, GstPad *pad)
{
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
      gst_radio_playlist_probe_ref (self), drop_reference);
}

gboolean
gst_radio_playlist_probe_is_done (GstRadioPlaylistProbe *self)
{
  gboolean is_done;

  g_mutex_lock (&self->lock);
  is_done = self->is_done;
  g_mutex_unlock (&self->lock);
  return is_done;
}

/* The marks of HLS may come later than the first bytes. */
GPtrArray *
gst_radio_playlist_probe_take (GstRadioPlaylistProbe *self)
{
  GPtrArray *uris = NULL;

  g_mutex_lock (&self->lock);
  if (gls_playlist_recognise (self->bytes->data, self->bytes->len, NULL, NULL)
      != GLS_PLAYLIST_HLS)
    uris = gls_playlist_list (self->bytes->data, self->bytes->len, self->kind,
        self->uri);
  g_mutex_unlock (&self->lock);
  return uris;
}
