/* Tag probabilities -> text, bus messages, tag lists. An adapter over lib/tags,
 * which knows how predictions are ranked, smoothed, summed up and written.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/**
 * SECTION:element-tagsink
 * @title: tagsink
 * @short_description: writes tags and posts them on the bus
 *
 * For every prediction it writes text, JSON lines or CSV, and posts
 *
 * * an element message `glissando-tags` with the fields `start` and `end`
 *   (stream time) and `running-time` (#GstClockTime), `padded` (#gboolean:
 *   the audio was shorter than a segment), `silent` (#gboolean: there was
 *   nothing to be heard), `tags` (#GstValueArray of structures with `tag` and
 *   `p`, most probable first, all of them), and where known `input`, `title`,
 *   `artist` and `album` (strings);
 * * a tag message with the tags that are written as #GST_TAG_KEYWORDS, when
 *   they are other ones than before.
 *
 * At the end of a stream it writes and posts the mean over everything that was
 * not silent, as `glissando-summary` with the same fields but running-time.
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
#include "base/tagmessages.h"
#include "base/tagreader.h"
#include "base/titles.h"
#include "tags/smoothing.h"
#include "tags/writer.h"

GST_DEBUG_CATEGORY_STATIC (gst_tagsink_debug);
#define GST_CAT_DEFAULT gst_tagsink_debug

#define DEFAULT_FORMAT GLS_FORMAT_TEXT
#define DEFAULT_TOP 5
#define DEFAULT_THRESHOLD 0.0f
#define DEFAULT_SMOOTHING 0.0
#define DEFAULT_SILENT FALSE

/* --- types --- */

enum
{
  PROP_LOCATION = 1,
  PROP_FORMAT,
  PROP_TOP,
  PROP_THRESHOLD,
  PROP_SMOOTHING,
  PROP_INPUT,
  PROP_SILENT,
};

G_DECLARE_FINAL_TYPE (GstTagsink, gst_tagsink, GST, TAGSINK, GstBaseSink)

struct _GstTagsink
{
  GstBaseSink parent;

  /* under the object lock */
  char *location;
  char *input;
  GlsFormat format;
  GlsSelection selection;
  double time_constant_s;
  gboolean silent;

  /* what was negotiated */
  GstGlsTagReader *reader;
  GlsSmoothing *smoothing;
  float *p; /* [n_tags], smoothed */

  GlsTagWriter *writer; /* NULL: silent */
  gboolean has_failed;  /* to write, and said so */
  GstGlsTitles titles;
  GstTagList *keywords; /* what was posted last */
};

G_DEFINE_TYPE (GstTagsink, gst_tagsink, GST_TYPE_BASE_SINK)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (tagsink, "tagsink", GST_RANK_NONE,
    gst_tagsink_get_type (),
    GST_DEBUG_CATEGORY_INIT (gst_tagsink_debug, "tagsink", 0, "tag sink"))

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_GLS_ONE_TENSOR_CAPS));

static GType
gst_tagsink_format_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { GLS_FORMAT_TEXT, "A line for people", "text" },
    { GLS_FORMAT_JSON, "A JSON object on a line", "json" },
    { GLS_FORMAT_CSV, "Comma-separated values, a row per tag", "csv" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstTagsinkFormat", values));
  return type;
}

/* --- properties --- */

static void
gst_tagsink_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GstTagsink *self = GST_TAGSINK (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LOCATION:
      g_free (self->location);
      self->location = g_value_dup_string (value);
      break;
    case PROP_FORMAT:
      self->format = (GlsFormat) g_value_get_enum (value);
      break;
    case PROP_TOP:
      self->selection.top = g_value_get_uint (value);
      break;
    case PROP_THRESHOLD:
      self->selection.threshold = g_value_get_float (value);
      break;
    case PROP_SMOOTHING:
      self->time_constant_s = g_value_get_double (value);
      break;
    case PROP_INPUT:
      g_free (self->input);
      self->input = g_value_dup_string (value);
      break;
    case PROP_SILENT:
      self->silent = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_tagsink_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GstTagsink *self = GST_TAGSINK (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_LOCATION:
      g_value_set_string (value, self->location);
      break;
    case PROP_FORMAT:
      g_value_set_enum (value, (gint) self->format);
      break;
    case PROP_TOP:
      g_value_set_uint (value, (guint) self->selection.top);
      break;
    case PROP_THRESHOLD:
      g_value_set_float (value, self->selection.threshold);
      break;
    case PROP_SMOOTHING:
      g_value_set_double (value, self->time_constant_s);
      break;
    case PROP_INPUT:
      g_value_set_string (value, self->input);
      break;
    case PROP_SILENT:
      g_value_set_boolean (value, self->silent);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

/* --- writing --- */

static GlsTagWriter *
open_writer (GstTagsink *self)
{
  g_autofree char *location = NULL;
  g_autoptr (GError) error = NULL;
  GlsTagWriter *writer;
  GlsFormat format;

  GST_OBJECT_LOCK (self);
  location = g_strdup (self->location);
  format = self->format;
  GST_OBJECT_UNLOCK (self);

  writer =
      gls_tag_writer_new (location, format, GLS_TAG_WRITER_AT_ONCE, &error);
  if (writer == NULL)
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_WRITE,
        ("%s: %s.", location ? location : "-", error->message), (NULL));
  return writer;
}

static gboolean
start_writing (GstTagsink *self)
{
  gboolean silent;

  GST_OBJECT_LOCK (self);
  silent = self->silent;
  GST_OBJECT_UNLOCK (self);
  return silent || (self->writer = open_writer (self)) != NULL;
}

static void
refuse_writing (GstTagsink *self, const GError *error)
{
  g_autofree char *location = NULL;

  GST_OBJECT_LOCK (self);
  location = g_strdup (self->location);
  GST_OBJECT_UNLOCK (self);
  GST_ELEMENT_ERROR (self, RESOURCE, WRITE,
      ("%s: %s.", location ? location : "-", error->message), (NULL));
}

static gboolean
stop_writing (GstTagsink *self)
{
  g_autoptr (GError) error = NULL;
  GlsTagWriter *writer = g_steal_pointer (&self->writer);

  /* What has failed before was said then. */
  if (writer == NULL || gls_tag_writer_finish (writer, &error)
      || self->has_failed)
    return TRUE;
  refuse_writing (self, error);
  return FALSE;
}

static gboolean
write_prediction (GstTagsink *self, const GlsPrediction *prediction,
    const GlsSelection *selection)
{
  g_autoptr (GError) error = NULL;

  if (self->writer == NULL
      || gls_tag_writer_write (self->writer, prediction, selection, &error))
    return TRUE;
  self->has_failed = TRUE;
  refuse_writing (self, error);
  return FALSE;
}

/* --- predictions --- */

/* For players: nothing is said twice, nor of silence. */
static void
post_keywords (GstTagsink *self, const GlsPrediction *prediction,
    const GlsSelection *selection)
{
  g_autoptr (GstTagList) tags =
      prediction->silent ? NULL : gst_gls_tag_keywords (prediction, selection);

  if (tags == NULL
      || (self->keywords != NULL
          && gst_tag_list_is_equal (tags, self->keywords)))
    return;
  gst_clear_tag_list (&self->keywords);
  self->keywords = gst_tag_list_ref (tags);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_tag (GST_OBJECT (self), g_steal_pointer (&tags)));
}

/* running_time: NONE of a summary */
static gboolean
deliver (GstTagsink *self, GlsPrediction *prediction, GstClockTime running_time)
{
  g_autofree char *input = NULL;
  GlsSelection selection;
  gboolean is_text;

  GST_OBJECT_LOCK (self);
  input = g_strdup (self->input);
  selection = self->selection;
  is_text = self->format == GLS_FORMAT_TEXT;
  GST_OBJECT_UNLOCK (self);

  prediction->input = input;
  gst_gls_titles_give (&self->titles, prediction);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self),
          gst_gls_tag_message (prediction, running_time)));
  selection.distinct = TRUE;
  post_keywords (self, prediction, &selection);
  selection.distinct = is_text;
  return write_prediction (self, prediction, &selection);
}

/* The mean over everything that was heard. */
static gboolean
sum_up (GstTagsink *self)
{
  GlsPrediction prediction = { .summary = TRUE };
  gboolean ok;

  if (self->reader == NULL
      || !gst_gls_tag_reader_sum_up (self->reader, &prediction))
    return TRUE;
  ok = deliver (self, &prediction, GST_CLOCK_TIME_NONE);
  gst_gls_tag_reader_reset (self->reader);
  gls_smoothing_reset (self->smoothing);
  return ok;
}

/* --- caps --- */

static void
forget_tags (GstTagsink *self)
{
  g_clear_pointer (&self->reader, gst_gls_tag_reader_free);
  g_clear_pointer (&self->smoothing, gls_smoothing_free);
  g_clear_pointer (&self->p, g_free);
}

static gboolean
gst_tagsink_set_caps (GstBaseSink *sink, GstCaps *caps)
{
  GstTagsink *self = GST_TAGSINK (sink);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstGlsTagReader) reader = gst_gls_tag_reader_new (caps, &error);
  double time_constant_s;
  size_t n_tags;

  if (reader == NULL) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("tagsink takes tag probabilities, but %s.", error->message),
        ("%" GST_PTR_FORMAT, caps));
    return FALSE;
  }
  if (self->reader != NULL && gst_gls_tag_reader_equal (reader, self->reader))
    return TRUE;

  GST_OBJECT_LOCK (self);
  time_constant_s = self->time_constant_s;
  GST_OBJECT_UNLOCK (self);
  sum_up (self);
  forget_tags (self);
  n_tags = gst_gls_tag_reader_get_n_tags (reader);
  self->reader = g_steal_pointer (&reader);
  self->smoothing = gls_smoothing_new (n_tags, time_constant_s);
  self->p = g_new (float, n_tags);
  return TRUE;
}

/* --- events --- */

/* The first tags come after half a minute of audio, and who plays the same
 * audio must not wait for them: the start of a segment is preroll enough. (A
 * sink without any preroll would do as well, but then a fast change to PLAYING
 * can overtake decodebin's to PAUSED, and the bin loses the end of stream.) */
static gboolean
preroll_on_segment (GstBaseSink *sink, GstEvent *event)
{
  GstFlowReturn ret;
  gboolean taken;

  gst_event_ref (event);
  taken = GST_BASE_SINK_CLASS (gst_tagsink_parent_class)->event (sink, event);
  /* the base class holds the preroll lock around serialised events */
  ret = gst_base_sink_do_preroll (sink, GST_MINI_OBJECT_CAST (event));
  gst_event_unref (event);
  return taken && ret == GST_FLOW_OK;
}

/* Another song: what was heard so far is one of its own. */
static void
begin_stream (GstTagsink *self)
{
  sum_up (self);
  gst_gls_titles_clear (&self->titles);
}

static gboolean
gst_tagsink_event (GstBaseSink *sink, GstEvent *event)
{
  GstTagsink *self = GST_TAGSINK (sink);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
      begin_stream (self);
      break;
    case GST_EVENT_TAG:
      gst_gls_titles_hear (&self->titles, event);
      break;
    case GST_EVENT_SEGMENT:
      return preroll_on_segment (sink, event);
    case GST_EVENT_EOS:
      sum_up (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      if (self->reader != NULL) {
        gst_gls_tag_reader_reset (self->reader);
        gls_smoothing_reset (self->smoothing);
      }
      break;
    default:
      break;
  }
  return GST_BASE_SINK_CLASS (gst_tagsink_parent_class)->event (sink, event);
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
  smooth (self, buffer, &prediction);
  return deliver (self, &prediction,
             gst_segment_to_running_time (&sink->segment, GST_FORMAT_TIME,
                 GST_BUFFER_PTS_IS_VALID (buffer) ? GST_BUFFER_PTS (buffer)
                                                  : sink->segment.start))
      ? GST_FLOW_OK
      : GST_FLOW_ERROR;
}

/* Not in start(): the base class would add a second error message. */
static GstStateChangeReturn
gst_tagsink_change_state (GstElement *element, GstStateChange transition)
{
  GstTagsink *self = GST_TAGSINK (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !start_writing (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_tagsink_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    if (!stop_writing (self))
      ret = GST_STATE_CHANGE_FAILURE;
    self->has_failed = FALSE;
    forget_tags (self);
    gst_gls_titles_clear (&self->titles);
    gst_clear_tag_list (&self->keywords);
  }
  return ret;
}

static void
gst_tagsink_finalize (GObject *object)
{
  GstTagsink *self = GST_TAGSINK (object);

  g_free (self->location);
  g_free (self->input);
  G_OBJECT_CLASS (gst_tagsink_parent_class)->finalize (object);
}

/* --- class_init, init --- */

static void
install_properties_of_writing (GObjectClass *klass, GParamFlags ready,
    GParamFlags playing)
{
  /**
   * GstTagsink:location:
   *
   * File to write to; %NULL or "-" means standard output.
   */
  g_object_class_install_property (klass, PROP_LOCATION,
      g_param_spec_string ("location", "Location",
          "File to write to (NULL or -: standard output)", NULL, ready));
  /**
   * GstTagsink:format:
   *
   * How predictions are written.
   */
  g_object_class_install_property (klass, PROP_FORMAT,
      g_param_spec_enum ("format", "Format", "How predictions are written",
          gst_tagsink_format_get_type (), DEFAULT_FORMAT, ready));
  /**
   * GstTagsink:input:
   *
   * What the audio is called in what is written.
   */
  g_object_class_install_property (klass, PROP_INPUT,
      g_param_spec_string ("input", "Input",
          "Name of the audio, for what is written", NULL, playing));
  /**
   * GstTagsink:silent:
   *
   * Post messages only.
   */
  g_object_class_install_property (klass, PROP_SILENT,
      g_param_spec_boolean ("silent", "Silent",
          "Write nothing, post messages only", DEFAULT_SILENT, ready));
}

static void
install_properties_of_tags (GObjectClass *klass, GParamFlags ready,
    GParamFlags playing)
{
  /**
   * GstTagsink:top:
   *
   * At most this many tags of each prediction, the most probable ones.
   */
  g_object_class_install_property (klass, PROP_TOP,
      g_param_spec_uint ("top", "Top",
          "Write at most this many tags, the most probable ones (0: all)", 0,
          G_MAXUINT, DEFAULT_TOP, playing));
  /**
   * GstTagsink:threshold:
   *
   * Only tags of at least this probability.
   */
  g_object_class_install_property (klass, PROP_THRESHOLD,
      g_param_spec_float ("threshold", "Threshold",
          "Write only tags of at least this probability (0: all)", 0.0f, 1.0f,
          DEFAULT_THRESHOLD, playing));
  /**
   * GstTagsink:smoothing:
   *
   * Time constant of an exponential mean over segments; summaries are means
   * of what was predicted, unsmoothed.
   */
  g_object_class_install_property (klass, PROP_SMOOTHING,
      g_param_spec_double ("smoothing", "Smoothing",
          "Time constant of an exponential mean over segments, in seconds "
          "(0: none)",
          0.0, 86400.0, DEFAULT_SMOOTHING, ready));
}

static void
gst_tagsink_class_init (GstTagsinkClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  const GParamFlags ready = flags | GST_PARAM_MUTABLE_READY;
  const GParamFlags playing = flags | GST_PARAM_MUTABLE_PLAYING;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  object_class->set_property = gst_tagsink_set_property;
  object_class->get_property = gst_tagsink_get_property;
  object_class->finalize = gst_tagsink_finalize;
  install_properties_of_writing (object_class, ready, playing);
  install_properties_of_tags (object_class, ready, playing);

  gst_type_mark_as_plugin_api (gst_tagsink_format_get_type (), 0);
  element_class->change_state = gst_tagsink_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "Music tag sink",
      "Sink/Analyzer/Audio",
      "Writes tags as text, JSON lines or CSV and posts them on the bus",
      GST_GLS_AUTHOR);

  sink_class->set_caps = gst_tagsink_set_caps;
  sink_class->event = gst_tagsink_event;
  sink_class->render = gst_tagsink_render;
}

static void
gst_tagsink_init (GstTagsink *self)
{
  self->format = DEFAULT_FORMAT;
  self->selection.top = DEFAULT_TOP;
  self->selection.threshold = DEFAULT_THRESHOLD;
  self->time_constant_s = DEFAULT_SMOOTHING;
  self->silent = DEFAULT_SILENT;
  /* Tags are wanted as soon as they are known. */
  gst_base_sink_set_sync (GST_BASE_SINK (self), FALSE);
}
