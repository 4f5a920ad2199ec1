/* uridecodebin ! audioconvert ! audioresample as one bin, which looks at the
 * audio on its way and knows how to speak about what goes wrong.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/source.h"

#include <gst/pbutils/pbutils.h>
#include <math.h>
#include <string.h>

#include "audio/truncation.h"
#include "audio/mixdown.h"
#include "audio/http-ranges.h"
#include "output/say.h"

#define DAMAGED "the audio is damaged and cannot be decoded"

/* An end earlier than declared by less than this is rounding, not damage. */
#define MISSING_S 0.5

/* A demuxer whose first buffer or error falls into the moment in which
 * decodebin adds it stops without a word. Threads that have all stood still for
 * this long will not move again: each step from one to the next takes far less.
 */
#define STANDSTILL_US (2 * G_USEC_PER_SEC)

typedef struct
{
  GMutex lock;
  SourceReport report;
  GstElement *decode;  /* owned by the bin */
  GstElement *convert; /* likewise */
  gint linked;         /* atomic */
  char *path;          /* of a local file, or NULL */
  char *missing;       /* what would decode it, or NULL */
  GPtrArray *tasks;    /* of GstTask: the streaming threads */
  gint64 idle_from_us; /* since when all of them have stood still, or 0 */
} Source;

static void
source_free (gpointer data)
{
  Source *self = data;

  g_mutex_clear (&self->lock);
  g_free (self->missing);
  g_ptr_array_unref (self->tasks);
  g_free (self->path);
  g_free (self);
}

static Source *
source_of (GstElement *bin)
{
  return g_object_get_data (G_OBJECT (bin), "glissando-source");
}

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
on_pad_added (GstElement *decodebin, GstPad *pad, gpointer bin)
{
  Source *self = source_of (bin);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->convert, "sink");

  if (!is_audio (pad) || gst_pad_is_linked (sink))
    return;
  if (gst_pad_link (pad, sink) == GST_PAD_LINK_OK)
    g_atomic_int_set (&self->linked, TRUE);
}

static void
on_no_more_pads (GstElement *decodebin, gpointer bin)
{
  Source *self = source_of (bin);

  if (!g_atomic_int_get (&self->linked))
    GST_ELEMENT_ERROR (bin, STREAM, WRONG_TYPE, ("there is no audio in it"),
        (NULL));
}

static void
look_at (Source *self, const float *x, size_t n)
{
  float peak = 0;
  guint64 n_not_finite = 0;

  for (size_t i = 0; i < n; i++) {
    if (isfinite (x[i]))
      peak = fmaxf (peak, fabsf (x[i]));
    else
      n_not_finite++;
  }
  g_mutex_lock (&self->lock);
  self->report.n_samples += n;
  self->report.peak = fmaxf (self->report.peak, peak);
  self->report.n_not_finite += n_not_finite;
  g_mutex_unlock (&self->lock);
}

/* The declared duration is asked for late: parsers guess at first, and what
 * they still claim at the end is what the header says; but for those who would
 * have liked to seek to the end. */
static void
look_at_end (Source *self)
{
  gint64 duration = 0;
  const char *torn = NULL;
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->convert, "sink");

  if (http_ranges_are_missing (self->decode)
      || !gst_pad_peer_query_duration (sink, GST_FORMAT_TIME, &duration))
    duration = 0;
  if (self->path != NULL)
    torn = truncation_check_file (self->path);
  g_mutex_lock (&self->lock);
  self->report.declared_s = (double) MAX (duration, 0) / GST_SECOND;
  self->report.torn = torn;
  g_mutex_unlock (&self->lock);
}

static GstPadProbeReturn
on_data (GstPad *pad, GstPadProbeInfo *info, gpointer bin)
{
  Source *self = source_of (bin);

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER) {
    GstMapInfo map;
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

    if (gst_buffer_map (buffer, &map, GST_MAP_READ)) {
      look_at (self, (const float *) (gpointer) map.data,
          map.size / sizeof (float));
      gst_buffer_unmap (buffer, &map);
    }
  } else {
    GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

    if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS) {
      GstCaps *caps;
      int rate = 0;

      gst_event_parse_caps (event, &caps);
      gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate);
      g_mutex_lock (&self->lock);
      self->report.rate = (guint) rate;
      g_mutex_unlock (&self->lock);
    } else if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
      look_at_end (self);
  }
  return GST_PAD_PROBE_OK;
}

GstElement *
source_new (const char *uri)
{
  GstElement *bin = gst_bin_new (NULL);
  GstElement *decode = gst_element_factory_make ("uridecodebin", NULL);
  GstElement *convert = gst_element_factory_make ("audioconvert", NULL);
  GstElement *resample = gst_element_factory_make ("audioresample", NULL);
  GstElement *mono = gst_element_factory_make ("capsfilter", NULL);
  g_autoptr (GstCaps) raw = gst_caps_new_empty_simple ("audio/x-raw");
  g_autoptr (GstCaps) mono_float = gst_caps_new_simple ("audio/x-raw", "format",
      G_TYPE_STRING, G_BYTE_ORDER == G_LITTLE_ENDIAN ? "F32LE" : "F32BE",
      "layout", G_TYPE_STRING, "interleaved", "channels", G_TYPE_INT, 1, NULL);
  g_autoptr (GstPad) out = NULL;
  Source *self;

  if (decode == NULL || convert == NULL || resample == NULL || mono == NULL)
    g_error ("GStreamer's base plugins are not installed");

  self = g_new0 (Source, 1);
  g_mutex_init (&self->lock);
  self->tasks = g_ptr_array_new_with_free_func (gst_object_unref);
  self->decode = decode;
  self->convert = convert;
  self->path = g_filename_from_uri (uri, NULL, NULL);
  g_object_set_data_full (G_OBJECT (bin), "glissando-source", self,
      source_free);

  /* Pictures and video are not decoded. */
  g_object_set (decode, "uri", uri, "caps", raw, "expose-all-streams", FALSE,
      NULL);
  g_object_set (mono, "caps", mono_float, NULL);
  gst_bin_add_many (GST_BIN (bin), decode, convert, resample, mono, NULL);
  gst_element_link_many (convert, resample, mono, NULL);
  mixdown_install (convert);
  http_ranges_install (decode);
  g_signal_connect (decode, "pad-added", G_CALLBACK (on_pad_added), bin);
  g_signal_connect (decode, "no-more-pads", G_CALLBACK (on_no_more_pads), bin);

  out = gst_element_get_static_pad (mono, "src");
  gst_pad_add_probe (out,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
      bin, NULL);
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", out));
  return bin;
}

void
source_get_report (GstElement *source, SourceReport *report)
{
  Source *self = source_of (source);

  g_mutex_lock (&self->lock);
  *report = self->report;
  g_mutex_unlock (&self->lock);
}

double
source_report_seconds (const SourceReport *report)
{
  return report->rate > 0 ? (double) report->n_samples / report->rate : 0;
}

static char *
explain_stream (const Source *self, const GError *error)
{
  switch (error->code) {
    case GST_STREAM_ERROR_TYPE_NOT_FOUND:
      return g_strdup ("this is not audio that can be recognised");
    case GST_STREAM_ERROR_CODEC_NOT_FOUND:
      return g_strdup ("no decoder for this kind of audio is installed");
    case GST_STREAM_ERROR_DECRYPT:
    case GST_STREAM_ERROR_DECRYPT_NOKEY:
      return g_strdup ("the audio is encrypted");
    case GST_STREAM_ERROR_DECODE:
    case GST_STREAM_ERROR_DEMUX:
      return g_strdup (DAMAGED);
    case GST_STREAM_ERROR_FAILED:
      /* Says no more than that; what it means depends on where it happens. */
      if (self->path != NULL)
        return g_strdup ("the audio cannot be decoded");
      return g_strdup (self->report.n_samples > 0
              ? "the connection broke off"
              : "no connection could be made");
    default:
      return NULL;
  }
}

static char *
explain_resource (const GError *error)
{
  switch (error->code) {
    case GST_RESOURCE_ERROR_NOT_FOUND:
      return g_strdup ("it cannot be found");
    case GST_RESOURCE_ERROR_NOT_AUTHORIZED:
      return g_strdup ("access is not allowed");
    case GST_RESOURCE_ERROR_READ:
      return g_strdup ("it cannot be read any further");
    default:
      return NULL;
  }
}

/* GStreamer's own words where they are better than ours, and where an element
 * of this project has spoken, which writes for users already. */
static char *
explain (const Source *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *debug = NULL;
  char *text = NULL;

  gst_message_parse_error (message, &error, &debug);
  if (self->missing != NULL)
    return g_strdup_printf ("it needs a %s, which is not installed",
        self->missing);
  /* Only audio is asked for, so that nothing else can be missing. */
  if (g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN)
      || (debug != NULL && strstr (debug, "without exposing pads") != NULL))
    return g_strdup ("there is no audio in it");
  if (error->domain == GST_STREAM_ERROR)
    text = explain_stream (self, error);
  else if (error->domain == GST_RESOURCE_ERROR)
    text = explain_resource (error);
  return text != NULL ? text : say_tidy (error->message);
}

static void
remember_task (Source *self, GstMessage *message)
{
  const GValue *value = gst_message_get_stream_status_object (message);
  GstStreamStatusType type;
  GstElement *owner;

  gst_message_parse_stream_status (message, &type, &owner);
  if (type == GST_STREAM_STATUS_TYPE_CREATE && value != NULL
      && G_VALUE_HOLDS (value, GST_TYPE_TASK))
    g_ptr_array_add (self->tasks, g_value_dup_object (value));
}

char *
source_poll_failure (GstElement *source, GstElement *pipeline)
{
  Source *self = source_of (source);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GstMessage *message;
  char *failure = NULL;

  while (failure == NULL && (message = gst_bus_pop (bus)) != NULL) {
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
      failure = explain (self, message);
    else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_STREAM_STATUS)
      remember_task (self, message);
    else if (gst_is_missing_plugin_message (message)) {
      g_free (self->missing);
      self->missing = gst_missing_plugin_message_get_description (message);
    }
    gst_message_unref (message);
  }
  return failure;
}

static gboolean
any_task_runs (const Source *self)
{
  for (guint i = 0; i < self->tasks->len; i++)
    if (gst_task_get_state (self->tasks->pdata[i]) == GST_TASK_STARTED)
      return TRUE;
  return self->tasks->len == 0;
}

char *
source_poll_standstill (GstElement *source)
{
  Source *self = source_of (source);
  gint64 now_us = g_get_monotonic_time ();
  gboolean flows;

  /* Once samples have come, other threads may be at work. */
  g_mutex_lock (&self->lock);
  flows = self->report.n_samples > 0;
  g_mutex_unlock (&self->lock);
  if (flows || any_task_runs (self))
    self->idle_from_us = 0;
  else if (self->idle_from_us == 0)
    self->idle_from_us = now_us;
  else if (now_us - self->idle_from_us > STANDSTILL_US)
    return g_strdup (DAMAGED);
  return NULL;
}

gboolean
source_complain (const char *name, const SourceReport *report)
{
  double seconds = source_report_seconds (report);

  if (report->n_not_finite > 0)
    say (name,
        "it holds samples that are infinite or not a number, which count"
        " as silence");
  if (report->n_samples > 0 && report->peak == 0)
    say (name, "the audio is silent throughout, so that its tags say nothing");
  if (report->declared_s > seconds + MISSING_S) {
    say (name, "the audio ends after %.1f s although %.1f s are declared",
        seconds, report->declared_s);
    return FALSE;
  }
  if (report->torn != NULL) {
    say (name, "the file is cut off: after %.1f s it ends inside a %s", seconds,
        report->torn);
    return FALSE;
  }
  return TRUE;
}
