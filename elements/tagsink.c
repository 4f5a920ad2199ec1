/* Tag probabilities -> text, bus messages, tag lists. An adapter over lib/tags,
 * which knows how predictions are ranked, smoothed, summed up and written.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/**
 * SECTION:element-tagsink
 * @title: tagsink
 * @short_description: writes tags and posts them on the bus
 *
 * For every prediction it writes text, JSON lines or CSV, or publishes JSON
 * through an MQTT broker, and posts
 *
 * * an element message `glissando-tags` with the fields `start` and `end`
 *   (stream time) and `running-time` (#GstClockTime), `padded` (#gboolean:
 *   the audio was shorter than a segment), `silent` (#gboolean: there was
 *   nothing to be heard), `tags` (#GstValueArray of structures with `tag` and
 *   `p`, most probable first, all of them, with `untaught` (#gboolean, TRUE)
 *   in those that the model could not learn), and where known `input`, `title`,
 *   `artist` and `album` (strings);
 * * a tag message with the tags that are written as #GST_TAG_KEYWORDS, when
 *   they are other ones than before.
 *
 * At the end of a stream it writes and posts the mean over everything that was
 * not silent, as `glissando-summary` with the same fields but running-time.
 *
 * With `events=true` it writes and posts events in their place, each as it ends:
 * `glissando-event`, with the same fields.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 filesrc location=song.ogg ! decodebin ! audioconvert !
 * audioresample ! scalogram ! jtfst ! packnet ! tagsink format=json top=3
 * ]|
 */
#include "elements.h"

#include <gst/base/gstbasesink.h>

#include "base/caps.h"
#include "base/preroll.h"
#include "base/properties.h"
#include "base/tagmessages.h"
#include "base/tagoutput.h"
#include "base/tagreader.h"
#include "base/titles.h"
#include "tags/events.h"
#include "tags/smoothing.h"
#include "tags/thresholds.h"

GST_DEBUG_CATEGORY_STATIC (gst_tagsink_debug);
#define GST_CAT_DEFAULT gst_tagsink_debug

/* --- types --- */

typedef struct
{
  char *location;
  char *broker;
  char *input;
  gint format; /* GlsFormat, or GST_GLS_FORMAT_AUTO */
  guint top;
  double threshold;
  double time_constant_s;
  gboolean events;
  gboolean untaught;
  gboolean silent;
  gboolean is_async;
} Settings;

static const GEnumValue formats[] = {
  { GLS_FORMAT_TEXT, "A line for people", "text" },
  { GLS_FORMAT_JSON, "A JSON object on a line", "json" },
  { GLS_FORMAT_CSV, "Comma-separated values, a row per tag", "csv" },
  { GST_GLS_FORMAT_AUTO, "JSON to a broker, text elsewhere", "auto" },
  { 0, NULL, NULL },
};

#define AT(member) G_STRUCT_OFFSET (Settings, member)
static const GstGlsProperty properties[] = {
  { "location", "Location",
      "File to write to (NULL or -: standard output), or "
      "mqtt://host:port/topic, mqtts:// with TLS, of a broker; a topic that "
      "ends with / is followed by input",
      G_TYPE_STRING, AT (location), 0, 0, 0, NULL, NULL },
  { "broker", "Broker",
      "File of settings for the broker of such a location: user, password, "
      "certificates and others (NULL: none)",
      G_TYPE_STRING, AT (broker), 0, 0, 0, NULL, NULL },
  { "format", "Format", "How predictions are written", G_TYPE_ENUM, AT (format),
      0, 0, GST_GLS_FORMAT_AUTO, "GstTagsinkFormat", formats },
  { "top", "Top",
      "Write at most this many tags, the most probable ones (0: all)",
      G_TYPE_UINT, AT (top), 0, G_MAXUINT, 5, NULL, NULL },
  { "threshold", "Threshold",
      "Write only tags of at least this probability (0: all)", G_TYPE_DOUBLE,
      AT (threshold), 0, 1, 0, NULL, NULL },
  { "smoothing", "Smoothing",
      "Time constant of an exponential mean over segments, in seconds (0: "
      "none); summaries are means of what was predicted, unsmoothed",
      G_TYPE_DOUBLE, AT (time_constant_s), 0, 86400, 0, NULL, NULL },
  { "events", "Events",
      "Write and post when each tag begins and ends to sound, instead of "
      "segments and means: from the model's thresholds on, or from threshold "
      "where that is above 0",
      G_TYPE_BOOLEAN, AT (events), 0, 1, FALSE, NULL, NULL },
  { "untaught", "Untaught",
      "Also write, as text and as keywords, tags that the model could not "
      "learn; JSON and CSV always have them",
      G_TYPE_BOOLEAN, AT (untaught), 0, 1, FALSE, NULL, NULL },
  { "input", "Input", "Name of the audio, for what is written", G_TYPE_STRING,
      AT (input), 0, 0, 0, NULL, NULL },
  { "silent", "Silent", "Write nothing, post messages only", G_TYPE_BOOLEAN,
      AT (silent), 0, 1, FALSE, NULL, NULL },
  /* in the place of the base class's */
  { "async", "Async",
      "Go to PAUSED when a segment starts (false: at once); tags are never "
      "waited for",
      G_TYPE_BOOLEAN, AT (is_async), 0, 1, TRUE, NULL, NULL },
};

G_DECLARE_FINAL_TYPE (GstTagsink, gst_tagsink, GST, TAGSINK, GstBaseSink)

struct _GstTagsink
{
  GstBaseSink parent;

  /* under the object lock */
  Settings settings;
  gboolean is_awaited; /* the start of a segment, to go to PAUSED */

  /* what was negotiated */
  GstGlsTagReader *reader;
  GlsSmoothing *smoothing;
  float *p;               /* [n_tags], smoothed, or of an event */
  GlsEventFinder *finder; /* NULL: segments are told */

  GstGlsTagOutput *output; /* NULL: silent */
  GCancellable *hurry;     /* ends the wait for what is still to arrive */
  GstGlsTitles titles;
  GstTagList *keywords; /* what was posted last */
};

G_DEFINE_TYPE (GstTagsink, gst_tagsink, GST_TYPE_BASE_SINK)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (tagsink, "tagsink", GST_RANK_NONE,
    gst_tagsink_get_type (),
    GST_DEBUG_CATEGORY_INIT (gst_tagsink_debug, "tagsink", 0, "tag sink"))

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_GLS_ONE_TENSOR_CAPS));

/* --- properties --- */

static void
gst_tagsink_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_properties_set (&GST_TAGSINK (object)->settings, &properties[id - 1],
      value);
  GST_OBJECT_UNLOCK (object);
}

static void
gst_tagsink_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_properties_get (&GST_TAGSINK (object)->settings, &properties[id - 1],
      value);
  GST_OBJECT_UNLOCK (object);
}

/* Returns: what is set now, with strings of its own */
static Settings
copy_settings (GstTagsink *self)
{
  Settings settings;

  GST_OBJECT_LOCK (self);
  settings = self->settings;
  settings.location = g_strdup (settings.location);
  settings.broker = g_strdup (settings.broker);
  settings.input = g_strdup (settings.input);
  GST_OBJECT_UNLOCK (self);
  return settings;
}

static void
settings_clear (Settings *settings)
{
  gst_gls_properties_clear (settings, properties, G_N_ELEMENTS (properties));
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Settings, settings_clear)

static gboolean
is_async (GstTagsink *self)
{
  gboolean async;

  GST_OBJECT_LOCK (self);
  async = self->settings.is_async;
  GST_OBJECT_UNLOCK (self);
  return async;
}

/* --- writing --- */

static gboolean
start_writing (GstTagsink *self)
{
  g_auto (Settings) settings = copy_settings (self);

  if (settings.silent)
    return TRUE;
  self->output = gst_gls_tag_output_open (GST_ELEMENT (self), settings.location,
      settings.broker, settings.format);
  return self->output != NULL;
}

static gboolean
write_prediction (GstTagsink *self, const GlsPrediction *prediction,
    GlsSelection *selection)
{
  if (self->output == NULL)
    return TRUE;
  selection->distinct =
      gst_gls_tag_output_get_format (self->output) == GLS_FORMAT_TEXT;
  selection->taught = selection->taught && selection->distinct;
  return gst_gls_tag_output_write (self->output, prediction, selection);
}

/* --- predictions --- */

/* For players: nothing is said twice, nor of silence. */
static void
post_keywords (GstTagsink *self, const GlsPrediction *prediction,
    const GlsSelection *selection)
{
  g_autoptr (GstTagList) tags = prediction->silent
      ? NULL
      : gst_gls_tag_list (prediction, selection, GST_TAG_KEYWORDS);

  if (tags == NULL
      || (self->keywords != NULL
          && gst_tag_list_is_equal (tags, self->keywords)))
    return;
  gst_clear_tag_list (&self->keywords);
  self->keywords = gst_tag_list_ref (tags);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_tag (GST_OBJECT (self), g_steal_pointer (&tags)));
}

/* running_time: NONE of a summary, and of an event that lies elsewhere */
static gboolean
deliver (GstTagsink *self, GlsPrediction *prediction, GstClockTime running_time)
{
  g_auto (Settings) settings = copy_settings (self);
  GlsSelection selection = { .top = settings.top,
    .threshold = (float) settings.threshold,
    .distinct = TRUE,
    .taught = !settings.untaught };

  prediction->input = settings.input;
  gst_gls_titles_give (&self->titles, prediction);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self),
          gst_gls_tag_message (prediction, running_time)));
  if (!prediction->event)
    post_keywords (self, prediction, &selection);
  return write_prediction (self, prediction, &selection);
}

static void
forget_predictions (GstTagsink *self)
{
  if (self->reader == NULL)
    return;
  gst_gls_tag_reader_reset (self->reader);
  gls_smoothing_reset (self->smoothing);
  if (self->finder != NULL)
    gls_event_finder_reset (self->finder);
}

/* about: a prediction of the same audio */
static gboolean
deliver_events (GstTagsink *self, const GlsPrediction *about)
{
  const GstSegment *segment = &GST_BASE_SINK (self)->segment;
  gboolean ok = TRUE;
  GlsEvent event;

  while (ok && gls_event_finder_pull (self->finder, &event)) {
    GlsPrediction prediction;
    guint64 position = gst_segment_position_from_stream_time (segment,
        GST_FORMAT_TIME, (guint64) (event.onset * (double) GST_SECOND + 0.5));

    gls_event_describe (&event, about, self->p, &prediction);
    ok = deliver (self, &prediction,
        gst_segment_to_running_time (segment, GST_FORMAT_TIME, position));
  }
  return ok;
}

/* Nothing sounds on over a break. */
static gboolean
hear_events (GstTagsink *self, GstBuffer *buffer,
    const GlsPrediction *prediction)
{
  if (GST_BUFFER_IS_DISCONT (buffer)) {
    gls_event_finder_drain (self->finder);
    if (!deliver_events (self, prediction))
      return FALSE;
  }
  gls_event_finder_push (self->finder, prediction);
  return deliver_events (self, prediction);
}

/* The mean over everything that was heard, or what sounds until now. */
static gboolean
sum_up (GstTagsink *self)
{
  GlsPrediction prediction = { .summary = TRUE };
  gboolean ok;

  if (self->reader == NULL
      || !gst_gls_tag_reader_sum_up (self->reader, &prediction))
    return TRUE;
  if (self->finder != NULL) {
    gls_event_finder_drain (self->finder);
    ok = deliver_events (self, &prediction);
  } else
    ok = deliver (self, &prediction, GST_CLOCK_TIME_NONE);
  forget_predictions (self);
  return ok;
}

/* --- caps --- */

static void
forget_tags (GstTagsink *self)
{
  g_clear_pointer (&self->reader, gst_gls_tag_reader_free);
  g_clear_pointer (&self->smoothing, gls_smoothing_free);
  g_clear_pointer (&self->finder, gls_event_finder_free);
  g_clear_pointer (&self->p, g_free);
}

/* Returns: whether events can be found, where they are wanted */
static gboolean
prepare_events (GstTagsink *self, const Settings *settings)
{
  const size_t n = gst_gls_tag_reader_get_n_tags (self->reader);
  const float *thresholds = gst_gls_tag_reader_get_thresholds (self->reader);
  g_autofree float *same = NULL;

  if (!settings->events)
    return TRUE;
  if (settings->threshold > 0)
    thresholds = same = gls_thresholds_new_same (n, (float) settings->threshold,
        settings->untaught ? NULL
                           : gst_gls_tag_reader_get_untaught (self->reader));
  if (thresholds == NULL) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("The model has no thresholds, so that events need tagsink's."),
        (NULL));
    return FALSE;
  }
  self->finder = gls_event_finder_new (thresholds, n);
  return TRUE;
}

static gboolean
gst_tagsink_set_caps (GstBaseSink *sink, GstCaps *caps)
{
  GstTagsink *self = GST_TAGSINK (sink);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstGlsTagReader) reader = gst_gls_tag_reader_new (caps, &error);
  g_auto (Settings) settings = copy_settings (self);
  size_t n_tags;

  if (reader == NULL) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("tagsink takes tag probabilities, but %s.", error->message),
        ("%" GST_PTR_FORMAT, caps));
    return FALSE;
  }
  if (self->reader != NULL && gst_gls_tag_reader_equal (reader, self->reader))
    return TRUE;

  sum_up (self);
  forget_tags (self);
  n_tags = gst_gls_tag_reader_get_n_tags (reader);
  self->reader = g_steal_pointer (&reader);
  self->smoothing = gls_smoothing_new (n_tags, settings.time_constant_s);
  self->p = g_new (float, n_tags);
  if (prepare_events (self, &settings))
    return TRUE;
  forget_tags (self);
  return FALSE;
}

/* --- events --- */

/* Another song: what was heard so far is one of its own. */
static void
begin_stream (GstTagsink *self)
{
  sum_up (self);
  gst_gls_titles_clear (&self->titles);
}

/* So is another title. */
static void
hear_titles (GstTagsink *self, GstEvent *event)
{
  if (gst_gls_titles_are_left_by (&self->titles, event))
    sum_up (self);
  gst_gls_titles_hear (&self->titles, event);
}

/* What an event asks for before the base class has it. */
static void
heed (GstTagsink *self, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      begin_stream (self);
      break;
    case GST_EVENT_TAG:
      hear_titles (self, event);
      break;
    case GST_EVENT_SEGMENT_DONE:
      sum_up (self);
      break;
    case GST_EVENT_EOS:
      sum_up (self);
      gst_gls_preroll_end (GST_BASE_SINK (self), &self->is_awaited);
      break;
    case GST_EVENT_FLUSH_STOP:
      forget_predictions (self);
      break;
    default:
      break;
  }
}

static gboolean
gst_tagsink_event (GstBaseSink *sink, GstEvent *event)
{
  GstTagsink *self = GST_TAGSINK (sink);
  GstEventType type = GST_EVENT_TYPE (event);
  gboolean ok;

  heed (self, event);
  ok = GST_BASE_SINK_CLASS (gst_tagsink_parent_class)->event (sink, event);
  if (type == GST_EVENT_SEGMENT)
    gst_gls_preroll_end (sink, &self->is_awaited);
  else if (type == GST_EVENT_FLUSH_START && is_async (self))
    gst_gls_preroll_repeat (GST_ELEMENT (self), &self->is_awaited);
  return ok;
}

/* --- chain --- */

static void
smooth (GstTagsink *self, GstBuffer *buffer, GlsPrediction *prediction)
{
  /* What lies before a break says nothing about what comes after it. */
  if (GST_BUFFER_IS_DISCONT (buffer))
    gls_smoothing_reset (self->smoothing);
  gls_smoothing_push (self->smoothing, prediction->p,
      prediction->end - prediction->start, self->p);
  prediction->p = self->p;
}

static GstFlowReturn
gst_tagsink_render (GstBaseSink *sink, GstBuffer *buffer)
{
  GstTagsink *self = GST_TAGSINK (sink);
  GlsPrediction prediction = { .summary = FALSE };
  g_autoptr (GError) error = NULL;

  if (!gst_gls_tag_reader_read (self->reader, buffer, &sink->segment,
          &prediction, &error)) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("A prediction is damaged: %s.", error->message), (NULL));
    return GST_FLOW_ERROR;
  }
  if (self->finder != NULL)
    return hear_events (self, buffer, &prediction) ? GST_FLOW_OK
                                                   : GST_FLOW_ERROR;
  smooth (self, buffer, &prediction);
  return deliver (self, &prediction,
             gst_segment_to_running_time (&sink->segment, GST_FORMAT_TIME,
                 GST_BUFFER_PTS_IS_VALID (buffer) ? GST_BUFFER_PTS (buffer)
                                                  : sink->segment.start))
      ? GST_FLOW_OK
      : GST_FLOW_ERROR;
}

/* Before EOS is told, after which nobody may listen any more, what is written
 * shall have arrived. Whoever pauses waits no longer, but goes on later. */
static GstFlowReturn
gst_tagsink_wait_event (GstBaseSink *sink, GstEvent *event)
{
  GstTagsink *self = GST_TAGSINK (sink);
  GstFlowReturn ret =
      GST_BASE_SINK_CLASS (gst_tagsink_parent_class)->wait_event (sink, event);

  if (GST_EVENT_TYPE (event) != GST_EVENT_EOS)
    return ret;
  while (ret == GST_FLOW_OK
      && !gst_gls_tag_output_drain (self->output, self->hurry))
    ret = gst_base_sink_wait_preroll (sink);
  return ret;
}

/* A flush or a change of state ends whatever is waited for. */
static gboolean
gst_tagsink_unlock (GstBaseSink *sink)
{
  g_cancellable_cancel (GST_TAGSINK (sink)->hurry);
  return TRUE;
}

static gboolean
gst_tagsink_unlock_stop (GstBaseSink *sink)
{
  g_cancellable_reset (GST_TAGSINK (sink)->hurry);
  return TRUE;
}

/* Not in start(): the base class would add a second error message. */
static gboolean
begin (GstTagsink *self)
{
  if (!start_writing (self))
    return FALSE;
  if (is_async (self))
    gst_gls_preroll_begin (GST_ELEMENT (self), &self->is_awaited);
  return TRUE;
}

static void
end (GstTagsink *self)
{
  g_clear_pointer (&self->output, gst_gls_tag_output_close);
  gst_gls_preroll_abandon (GST_ELEMENT (self), &self->is_awaited);
  forget_tags (self);
  gst_gls_titles_clear (&self->titles);
  gst_clear_tag_list (&self->keywords);
}

static GstStateChangeReturn
gst_tagsink_change_state (GstElement *element, GstStateChange transition)
{
  GstTagsink *self = GST_TAGSINK (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !begin (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_tagsink_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED
      && ret == GST_STATE_CHANGE_SUCCESS && is_async (self))
    return GST_STATE_CHANGE_ASYNC;
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    end (self);
  return ret;
}

static void
gst_tagsink_finalize (GObject *object)
{
  GstTagsink *self = GST_TAGSINK (object);

  settings_clear (&self->settings);
  g_object_unref (self->hurry);
  G_OBJECT_CLASS (gst_tagsink_parent_class)->finalize (object);
}

/* --- class_init, init --- */

static void
gst_tagsink_class_init (GstTagsinkClass *klass)
{
  static const char *const playing[] = { "top", "threshold", "untaught",
    "input", NULL };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  object_class->set_property = gst_tagsink_set_property;
  object_class->get_property = gst_tagsink_get_property;
  object_class->finalize = gst_tagsink_finalize;
  gst_gls_properties_install (object_class, properties,
      G_N_ELEMENTS (properties));
  gst_gls_properties_allow_while_playing (object_class, playing);

  element_class->change_state = gst_tagsink_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "Music tag sink",
      "Sink/Analyzer/Audio",
      "Writes tags as text, JSON lines or CSV, into a file or to an MQTT "
      "broker, and posts them on the bus",
      GST_GLS_AUTHOR);

  sink_class->set_caps = gst_tagsink_set_caps;
  sink_class->event = gst_tagsink_event;
  sink_class->render = gst_tagsink_render;
  sink_class->wait_event = gst_tagsink_wait_event;
  sink_class->unlock = gst_tagsink_unlock;
  sink_class->unlock_stop = gst_tagsink_unlock_stop;
}

static void
gst_tagsink_init (GstTagsink *self)
{
  gst_gls_properties_init (&self->settings, properties,
      G_N_ELEMENTS (properties));
  self->hurry = g_cancellable_new ();
  /* Tags are wanted as soon as they are known. */
  gst_base_sink_set_sync (GST_BASE_SINK (self), FALSE);
  gst_base_sink_set_async_enabled (GST_BASE_SINK (self), FALSE);
}
