/* A radio station as a source that does not end. What is pushed is put together
 * in radio/join.c, what there is to connect to is looked after in
 * radio/supervisor.c; here is the bin around both.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/**
 * SECTION:element-radiosrc
 * @title: radiosrc
 * @short_description: internet radio that reconnects
 *
 * Plays what is at an address: a station of Icecast or Shoutcast, HLS, a song,
 * or a playlist of any of them. When a station breaks off, stops sending or
 * falls silent, it connects again, after longer and longer waits; the time
 * stamps of the audio go on where they were. What happens is told by element
 * messages called “glissando-radio”.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 -m radiosrc uri=http://station.example/stream ! audioconvert
 * ! audioresample ! scalogram ! jtfst ! packnet ! tagsink
 * ]|
 */
#include "base/properties.h"
#include "elements.h"
#include "radio/supervisor.h"

/* --- types --- */

G_DECLARE_FINAL_TYPE (GstRadiosrc, gst_radiosrc, GST, RADIOSRC, GstBin)

struct _GstRadiosrc
{
  GstBin parent;
  GstRadioJoin *join;
  GstRadioBell *bell;
  GstRadioSettings settings; /* under the object lock */

  GMutex lock;
  GstRadioSupervisor *supervisor; /* under the lock, from PAUSED on */
};

G_DEFINE_TYPE (GstRadiosrc, gst_radiosrc, GST_TYPE_BIN)
GST_ELEMENT_REGISTER_DEFINE (radiosrc, "radiosrc", GST_RANK_NONE,
    gst_radiosrc_get_type ())

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("audio/x-raw"));

/* --- properties --- */

static const GEnumValue reconnects[] = {
  { GST_RADIO_RECONNECT_AUTO, "Stations, once they have been heard", "auto" },
  { GST_RADIO_RECONNECT_NEVER, "Nothing", "never" },
  { GST_RADIO_RECONNECT_ALWAYS,
      "Everything, also what was not there at first or has come to its end",
      "always" },
  { 0, NULL, NULL },
};

#define AT(member) G_STRUCT_OFFSET (GstRadioSettings, member)
static const GstGlsProperty properties[] = {
  { "uri", "URI",
      "Address of a station, a song, or a playlist (M3U, PLS, XSPF; HLS)",
      G_TYPE_STRING, AT (uri), 0, 0, 0, NULL, NULL },
  { "reconnect", "Reconnect", "What to connect to again when it breaks off",
      G_TYPE_ENUM, AT (reconnect), 0, 0, GST_RADIO_RECONNECT_AUTO,
      "GstRadiosrcReconnect", reconnects },
  { "timeout", "Timeout",
      "Seconds without audio after which a connection is given up; three times "
      "that with HLS, where audio comes in pieces",
      G_TYPE_UINT, AT (timeout_s), 1, 3600, 15, NULL, NULL },
  { "max-backoff", "Longest wait",
      "Longest wait before the next try, in seconds; the first is one second "
      "at most, and they double",
      G_TYPE_UINT, AT (max_backoff_s), 0, 86400, 60, NULL, NULL },
  { "attempts", "Attempts",
      "How often in a row to try before the stream ends with an error (0: for "
      "ever)",
      G_TYPE_UINT, AT (attempts), 0, (double) G_MAXINT, 0, NULL, NULL },
};

static void
gst_radiosrc_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_properties_set (&GST_RADIOSRC (object)->settings, &properties[id - 1],
      value);
  GST_OBJECT_UNLOCK (object);
}

static void
gst_radiosrc_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_properties_get (&GST_RADIOSRC (object)->settings, &properties[id - 1],
      value);
  GST_OBJECT_UNLOCK (object);
}

/* --- states --- */

static GstRadioSettings
copy_settings (GstRadiosrc *self)
{
  GstRadioSettings settings;

  GST_OBJECT_LOCK (self);
  settings = self->settings;
  settings.uri = g_strdup (settings.uri);
  GST_OBJECT_UNLOCK (self);
  return settings;
}

static gboolean
start (GstRadiosrc *self)
{
  GstRadioSettings settings = copy_settings (self);
  gboolean is_valid = settings.uri != NULL && gst_uri_is_valid (settings.uri);

  if (is_valid) {
    g_mutex_lock (&self->lock);
    self->supervisor = gst_radio_supervisor_new (GST_BIN (self), self->join,
        self->bell, &settings);
    g_mutex_unlock (&self->lock);
  } else
    GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND,
        ("radiosrc needs the address of a station: set uri=http://..."),
        ("uri: %s", settings.uri != NULL ? settings.uri : "not set"));
  g_free (settings.uri);
  return is_valid;
}

/* Threads of the supervisor's post messages while it comes to its end, for which
 * they look at the lock. */
static void
stop (GstRadiosrc *self)
{
  GstRadioSupervisor *supervisor;

  g_mutex_lock (&self->lock);
  supervisor = g_steal_pointer (&self->supervisor);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&supervisor, gst_radio_supervisor_free);
}

static GstStateChangeReturn
gst_radiosrc_change_state (GstElement *element, GstStateChange change)
{
  GstRadiosrc *self = GST_RADIOSRC (element);
  GstStateChangeReturn ret;

  if (change == GST_STATE_CHANGE_PAUSED_TO_READY)
    stop (self);
  ret = GST_ELEMENT_CLASS (gst_radiosrc_parent_class)
            ->change_state (element, change);
  if (change == GST_STATE_CHANGE_READY_TO_PAUSED
      && ret != GST_STATE_CHANGE_FAILURE && !start (self))
    ret = GST_STATE_CHANGE_FAILURE;
  return ret;
}

/* --- messages --- */

/* That a connection has failed, or takes its time to begin, is no concern of the
 * pipeline's. */
static gboolean
is_private (GstMessage *message)
{
  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
    case GST_MESSAGE_ASYNC_START:
    case GST_MESSAGE_ASYNC_DONE:
    case GST_MESSAGE_STATE_DIRTY:
    case GST_MESSAGE_BUFFERING:
      return TRUE;
    default:
      return FALSE;
  }
}

static void
gst_radiosrc_handle_message (GstBin *bin, GstMessage *message)
{
  GstRadiosrc *self = GST_RADIOSRC (bin);

  g_mutex_lock (&self->lock);
  if (self->supervisor != NULL)
    gst_radio_supervisor_hear (self->supervisor, message);
  g_mutex_unlock (&self->lock);
  if (is_private (message))
    gst_message_unref (message);
  else
    GST_BIN_CLASS (gst_radiosrc_parent_class)->handle_message (bin, message);
}

/* --- class --- */

static void
gst_radiosrc_finalize (GObject *object)
{
  GstRadiosrc *self = GST_RADIOSRC (object);

  gst_gls_properties_clear (&self->settings, properties,
      G_N_ELEMENTS (properties));
  gst_radio_bell_unref (self->bell);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (gst_radiosrc_parent_class)->finalize (object);
}

static void
gst_radiosrc_class_init (GstRadiosrcClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_radiosrc_set_property;
  object_class->get_property = gst_radiosrc_get_property;
  object_class->finalize = gst_radiosrc_finalize;
  gst_gls_properties_install (object_class, properties,
      G_N_ELEMENTS (properties));
  element_class->change_state = gst_radiosrc_change_state;
  GST_BIN_CLASS (klass)->handle_message = gst_radiosrc_handle_message;
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Radio source",
      "Source/Network/Audio", "Internet radio that reconnects", GST_GLS_AUTHOR);
}

static void
gst_radiosrc_init (GstRadiosrc *self)
{
  g_autoptr (GstPad) pad = NULL;

  g_mutex_init (&self->lock);
  gst_gls_properties_init (&self->settings, properties,
      G_N_ELEMENTS (properties));
  self->bell = gst_radio_bell_new ();
  self->join = GST_RADIO_JOIN (gst_radio_join_new (self->bell));
  gst_bin_add (GST_BIN (self), GST_ELEMENT (self->join));
  pad = gst_element_get_static_pad (GST_ELEMENT (self->join), "src");
  gst_element_add_pad (GST_ELEMENT (self), gst_ghost_pad_new ("src", pad));
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE);
  gst_bin_set_suppressed_flags (GST_BIN (self),
      GST_ELEMENT_FLAG_SOURCE | GST_ELEMENT_FLAG_SINK);
}
