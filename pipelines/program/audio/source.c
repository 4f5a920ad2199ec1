/* uridecodebin ! mixdown ! audioresample as one bin, which looks at the audio on
 * its way and says what goes wrong in words for users. What a server sends comes
 * from radiosrc, which makes a uridecodebin for each connection.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/source.h"

#include <errno.h>
#include <fcntl.h>
#include <gst/audio/audio.h>
#include <gst/pbutils/pbutils.h>
#include <unistd.h>

#include "audio/aiff-push.h"
#include "audio/free-format.h"
#include "audio/mixdown.h"
#include "audio/mp3.h"
#include "audio/part.h"
#include "audio/riff.h"
#include "audio/tracks.h"
#include "audio/truncation.h"
#include "audio/wav-length.h"
#include "location.h"
#include "radio/explain.h"
#include "radio/http-ranges.h"
#include "radio/kinds.h"

#define QUEUED_BYTES (8u << 20)

struct _Source
{
  GstBin parent;
  GstElement *origin;
  gboolean is_radio; /* it is radiosrc, and not uridecodebin */
  Mixdown *mixdown;
  char *path;  /* of a local file, or NULL */
  Part *part;  /* that is heard; NULL: the whole */
  int fd;      /* of a pipe or device, or -1 */
  gint linked; /* atomic */

  GMutex lock;        /* of what follows */
  GstElement *decode; /* the uridecodebin that is at work, or NULL */
  Tracks *tracks;     /* of that one */
  SourceReport report;
  gboolean has_ended; /* and the report with it */
  char *missing;      /* what would decode it, or NULL */
  GPtrArray *tasks;   /* of GstTask: the streaming threads */
};

G_DEFINE_FINAL_TYPE (Source, source, GST_TYPE_BIN)

static gboolean
is_audio (GstPad *pad)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  if (caps == NULL)
    caps = gst_pad_query_caps (pad, NULL);
  return !gst_caps_is_empty (caps) && !gst_caps_is_any (caps)
      && g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps,
                               0)),
          "audio/x-raw");
}

/* The first audio stream is the one; others stay unlinked. */
static void
on_pad_added (GstElement *decode, GstPad *pad, Source *self)
{
  g_autoptr (GstPad) sink =
      gst_element_get_static_pad (GST_ELEMENT (self->mixdown), "sink");

  if (!is_audio (pad) || gst_pad_is_linked (sink))
    return;
  if (self->part != NULL)
    part_cut (self->part, pad);
  if (gst_pad_link (pad, sink) == GST_PAD_LINK_OK)
    g_atomic_int_set (&self->linked, TRUE);
}

static void
on_no_more_pads (GstElement *decode, Source *self)
{
  if (!g_atomic_int_get (&self->linked))
    GST_ELEMENT_ERROR (self, STREAM, WRONG_TYPE, (GST_GLS_EXPLAIN_NO_AUDIO),
        (NULL));
}

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Source *self = data;
  gsize size = gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info));

  g_mutex_lock (&self->lock);
  self->report.n_samples += size / sizeof (float);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Source *self = data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;
  int rate = 0;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate);
  g_mutex_lock (&self->lock);
  self->report.rate = (guint) rate;
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static void
remember_task (Source *self, GstMessage *message)
{
  const GValue *value = gst_message_get_stream_status_object (message);
  GstStreamStatusType type;
  GstElement *owner;

  gst_message_parse_stream_status (message, &type, &owner);
  if (type != GST_STREAM_STATUS_TYPE_CREATE || value == NULL
      || !G_VALUE_HOLDS (value, GST_TYPE_TASK))
    return;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->tasks, g_value_dup_object (value));
  g_mutex_unlock (&self->lock);
}

static void
remember_missing (Source *self, GstMessage *message)
{
  g_mutex_lock (&self->lock);
  g_free (self->missing);
  self->missing = gst_missing_plugin_message_get_description (message);
  g_mutex_unlock (&self->lock);
}

/* Returns: (transfer full): for users */
static char *
explain (Source *self, GstMessage *message)
{
  const char *torn =
      self->path != NULL ? truncation_check_file (self->path) : NULL;
  char *text;

  g_mutex_lock (&self->lock);
  text = gst_gls_explain_error (message,
      &(GstGlsExplainContext){ .is_file = self->path != NULL,
          .torn = torn,
          .has_begun = self->report.n_samples > 0,
          .missing = self->missing });
  g_mutex_unlock (&self->lock);
  return text;
}

/* The same error, said by the bin and for users, as radiosrc says it already. */
static GstMessage *
translate (Source *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  if (!self->is_radio) {
    g_free (error->message);
    error->message = explain (self, message);
  }
  gst_message_unref (message);
  return gst_message_new_error (GST_OBJECT (self), error, debug);
}

static void
source_handle_message (GstBin *bin, GstMessage *message)
{
  Source *self = GLISSANDO_SOURCE (bin);

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    message = translate (self, message);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_STREAM_STATUS)
    remember_task (self, message);
  else if (gst_is_missing_plugin_message (message))
    remember_missing (self, message);
  GST_BIN_CLASS (source_parent_class)->handle_message (bin, message);
}

/* filesrc opens its file up to three times. A pipe's writer is gone after the
 * first, so that pipes are opened here, once. This waits for the writer. */
static gboolean
open_pipe (Source *self)
{
  g_autofree char *uri = NULL;

  if (self->path == NULL || self->fd >= 0
      || g_file_test (self->path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  self->fd = open (self->path, O_RDONLY | O_CLOEXEC);
  if (self->fd < 0) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ,
        ("it cannot be opened: %s", g_strerror (errno)), (NULL));
    return FALSE;
  }
  uri = g_strdup_printf ("fd://%d", self->fd);
  g_object_set (self->decode, "uri", uri, NULL);
  return TRUE;
}

static GstStateChangeReturn
source_change_state (GstElement *element, GstStateChange change)
{
  if (change == GST_STATE_CHANGE_NULL_TO_READY
      && !open_pipe (GLISSANDO_SOURCE (element)))
    return GST_STATE_CHANGE_FAILURE;
  return GST_ELEMENT_CLASS (source_parent_class)
      ->change_state (element, change);
}

static void
source_finalize (GObject *object)
{
  Source *self = GLISSANDO_SOURCE (object);

  g_mutex_clear (&self->lock);
  g_free (self->missing);
  g_ptr_array_unref (self->tasks);
  g_clear_pointer (&self->tracks, tracks_unref);
  gst_clear_object (&self->decode);
  g_free (self->path);
  g_clear_pointer (&self->part, part_unref);
  if (self->fd >= 0)
    close (self->fd);
  G_OBJECT_CLASS (source_parent_class)->finalize (object);
}

static void
source_class_init (SourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = source_finalize;
  GST_BIN_CLASS (klass)->handle_message = source_handle_message;
  GST_ELEMENT_CLASS (klass)->change_state = source_change_state;
}

static void
source_init (Source *self)
{
  self->fd = -1;
  g_mutex_init (&self->lock);
  self->tasks = g_ptr_array_new_with_free_func (gst_object_unref);
}

/* What a demuxer makes waits in queues of decodebin's, five packets long: where
 * decoding takes longer than reading, each packet wakes both threads. A queue
 * that holds a song seldom fills. */
static void
on_element_added (GstBin *decode, GstElement *element, gpointer data)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (element);

  if (g_object_class_find_property (klass, "max-size-buffers") != NULL
      && g_object_class_find_property (klass, "max-size-bytes") != NULL
      && GST_IS_BIN (element))
    g_object_set (element, "max-size-buffers", G_MAXUINT, "max-size-bytes",
        QUEUED_BYTES, NULL);
}

/* Each connection has one; what was known of the one before goes with it. */
static void
attend (Source *self, GstElement *decode)
{
  Tracks *tracks = tracks_new (decode);

  g_signal_connect (decode, "element-added", G_CALLBACK (on_element_added),
      NULL);
  g_mutex_lock (&self->lock);
  gst_object_replace ((GstObject **) &self->decode, GST_OBJECT (decode));
  g_clear_pointer (&self->tracks, tracks_unref);
  self->tracks = tracks;
  g_clear_pointer (&self->missing, g_free);
  g_ptr_array_set_size (self->tasks, 0);
  g_mutex_unlock (&self->lock);
}

/* Pictures and video are not decoded. */
static void
set_up_decode (Source *self, GstElement *decode, const char *uri)
{
  g_autoptr (GstCaps) raw = gst_caps_new_empty_simple ("audio/x-raw");
  g_autoptr (Peek) file = self->path != NULL ? peek_new (self->path) : NULL;

  g_object_set (decode, "uri", uri, "caps", raw, "expose-all-streams", FALSE,
      NULL);
  attend (self, decode);
  if (file != NULL) {
    wav_length_install (decode, file);
    free_format_install (decode, file);
    aiff_push_install (decode, file);
  }
  g_signal_connect (decode, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (decode, "no-more-pads", G_CALLBACK (on_no_more_pads), self);
}

static void
on_connection (GstBin *radio, GstElement *decode, Source *self)
{
  if (gst_gls_is_made_by (decode, "uridecodebin"))
    attend (self, decode);
}

static void
set_up_radio (Source *self, GstElement *radio, const char *uri)
{
  g_object_set (radio, "uri", uri, NULL);
  g_signal_connect (radio, "element-added", G_CALLBACK (on_connection), self);
  gst_element_link (radio, GST_ELEMENT (self->mixdown));
}

static void
set_up_exit (Source *self, GstElement *last)
{
  g_autoptr (GstPad) out = gst_element_get_static_pad (last, "src");

  gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, self, NULL);
  gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, self,
      NULL);
  gst_element_add_pad (GST_ELEMENT (self), gst_ghost_pad_new ("src", out));
}

static gboolean
is_on_server (const char *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  return g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "https") == 0;
}

GstElement *
source_new (const char *uri)
{
  gboolean is_radio = is_on_server (uri);
  GstElement *origin =
      gst_element_factory_make (is_radio ? "radiosrc" : "uridecodebin", NULL);
  GstElement *resample = gst_element_factory_make ("audioresample", NULL);
  g_autofree char *whole = NULL;
  GlsTimespan span;
  size_t length;
  Source *self;

  if (origin == NULL || resample == NULL) {
    gst_clear_object (&origin);
    gst_clear_object (&resample);
    return NULL;
  }
  self = g_object_new (SOURCE_TYPE, NULL);
  self->origin = origin;
  self->is_radio = is_radio;
  self->mixdown = GLISSANDO_MIXDOWN (mixdown_new ());
  self->path = gls_location_get_path (uri);
  if (self->path != NULL && gls_timespan_split (uri, &length, &span))
    self->part = part_new (&span);
  whole = self->part != NULL ? g_strndup (uri, length) : g_strdup (uri);
  gst_bin_add_many (GST_BIN (self), origin, GST_ELEMENT (self->mixdown),
      resample, NULL);
  gst_element_link (GST_ELEMENT (self->mixdown), resample);
  (is_radio ? set_up_radio : set_up_decode) (self, origin, whole);
  set_up_exit (self, resample);
  return GST_ELEMENT (self);
}

void
source_insist (Source *self)
{
  if (self->is_radio)
    gst_util_set_object_arg (G_OBJECT (self->origin), "reconnect", "always");
}

void
source_get_report (Source *self, SourceReport *report)
{
  MonoFindings findings;

  mixdown_get_findings (self->mixdown, &findings);
  g_mutex_lock (&self->lock);
  *report = self->report;
  report->tracks_end_s =
      self->tracks != NULL ? tracks_get_end_s (self->tracks) : 0;
  g_mutex_unlock (&self->lock);
  if (self->part != NULL)
    part_describe (self->part, report);
  report->peak = (float) findings.peak;
  report->n_not_finite = findings.n_not_finite;
  if (findings.n_samples > 0)
    report->cancelled =
        (double) findings.n_cancelled / (double) findings.n_samples;
}

double
source_report_seconds (const SourceReport *report)
{
  return report->rate > 0 ? (double) report->n_samples / report->rate : 0;
}

gboolean
source_is_streaming (Source *self)
{
  gboolean runs = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->tasks->len; i++)
    runs |= gst_task_get_state (self->tasks->pdata[i]) == GST_TASK_STARTED;
  g_mutex_unlock (&self->lock);
  return runs;
}

gboolean
source_is_at_work (Source *self)
{
  return mixdown_is_pushing (self->mixdown);
}

/* Of a WAV file that comes by a pipe or from a server, only the declared length
 * is there to look at, in bytes as they come out of wavparse. */
static gboolean
is_no_length (GstPad *pad, GstClockTime duration)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstAudioInfo info;

  return caps != NULL && gst_audio_info_from_caps (&info, caps)
      && riff_is_unknown (gst_util_uint64_scale_round (duration,
          (guint64) GST_AUDIO_INFO_BPF (&info)
              * (guint64) GST_AUDIO_INFO_RATE (&info),
          GST_SECOND));
}

static double
query_duration (Source *self)
{
  g_autoptr (GstPad) sink =
      gst_element_get_static_pad (GST_ELEMENT (self->mixdown), "sink");
  gint64 duration = 0;

  if (!gst_pad_peer_query_duration (sink, GST_FORMAT_TIME, &duration)
      || duration < 0 || is_no_length (sink, (GstClockTime) duration))
    return 0;
  return (double) duration / GST_SECOND;
}

static int
compare_to_adaptive (gconstpointer value, gconstpointer data)
{
  return gst_gls_is_called (g_value_get_object (value), "Adaptive") ? 0 : 1;
}

/* Of what comes in pieces, only the list of them is a file. */
static gboolean
is_in_pieces (GstElement *decode)
{
  GstIterator *elements = gst_bin_iterate_recurse (GST_BIN (decode));
  GValue found = G_VALUE_INIT;
  gboolean is_found =
      gst_iterator_find_custom (elements, compare_to_adaptive, &found, NULL);

  if (is_found)
    g_value_unset (&found);
  gst_iterator_free (elements);
  return is_found;
}

/* Returns: (transfer full) (nullable) */
static GstElement *
get_decode (Source *self)
{
  GstElement *decode;

  g_mutex_lock (&self->lock);
  decode = self->decode != NULL ? gst_object_ref (self->decode) : NULL;
  g_mutex_unlock (&self->lock);
  return decode;
}

static gboolean
query_download (Source *self)
{
  g_autoptr (GstElement) decode = get_decode (self);
  g_autoptr (GstElement) source = NULL;
  gint64 n_bytes = 0;

  if (decode != NULL)
    g_object_get (decode, "source", &source, NULL);
  return source != NULL
      && gst_element_query_duration (source, GST_FORMAT_BYTES, &n_bytes)
      && n_bytes > 0 && !is_in_pieces (decode);
}

void
source_ask_duration (Source *self)
{
  double seconds = query_duration (self);
  gboolean is_download = query_download (self);

  g_mutex_lock (&self->lock);
  if (!self->has_ended) {
    self->report.declared_s = seconds;
    self->report.is_download = is_download;
    self->report.has_answered = TRUE;
  }
  g_mutex_unlock (&self->lock);
}

static gboolean
is_of_unknown_length (Source *self)
{
  g_autoptr (Peek) file = self->path != NULL ? peek_new (self->path) : NULL;
  g_autoptr (GstElement) decode = get_decode (self);

  return (decode != NULL && gst_gls_http_ranges_are_missing (decode))
      || (file != NULL && mp3_is_of_unknown_length (file));
}

/* The declared duration is asked for late: parsers guess at first, and what
 * they still claim at the end is what the header says; but for those who would
 * have liked to seek to the end. */
void
source_look_at_end (Source *self)
{
  double seconds = is_of_unknown_length (self) ? 0 : query_duration (self);
  const char *torn =
      self->path != NULL ? truncation_check_file (self->path) : NULL;

  g_mutex_lock (&self->lock);
  self->report.declared_s = seconds;
  self->report.torn = torn;
  self->has_ended = TRUE;
  g_mutex_unlock (&self->lock);
}

void
source_drain (Source *self)
{
  g_autoptr (GstPad) sink =
      gst_element_get_static_pad (GST_ELEMENT (self->mixdown), "sink");

  gst_pad_send_event (sink, gst_event_new_eos ());
}
