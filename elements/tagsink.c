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
 *   the audio was shorter than a segment), `tags` (#GstValueArray of
 *   structures with `tag` and `p`, most probable first, all of them), and
 *   where known `input` and `title` (strings);
 * * a tag message with the tags that are written as #GST_TAG_KEYWORDS, when
 *   they are other ones than before.
 *
 * At the end of the stream it writes and posts the mean over everything, as
 * `glissando-summary` with the same fields but running-time.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 filesrc location=song.ogg ! decodebin ! audioconvert !
 * audioresample ! scalogram ! jtfst ! packnet ! tagsink format=json top=3
 * ]|
 */
#include "elements.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/base/gstbasesink.h>

#include "base/caps.h"
#include "tags/prediction.h"
#include "tags/smoothing.h"
#include "tags/summary.h"

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
  GstGlsTensors tensors;
  GStrv labels;
  size_t n_tags;
  GstClockTime whole_segment; /* a shorter one was padded; or NONE */
  float *p;                   /* [n_tags] */
  size_t *order;              /* [n_tags] */
  GlsSmoothing *smoothing;
  GlsSummary *summary;

  FILE *file;        /* NULL: silent */
  GstTagList *heard; /* what upstream says of the stream */
  char *keywords;    /* what was posted last */
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

static void
forget_tags (GstTagsink *self)
{
  g_clear_pointer (&self->labels, g_strfreev);
  g_clear_pointer (&self->p, g_free);
  g_clear_pointer (&self->order, g_free);
  g_clear_pointer (&self->smoothing, gls_smoothing_free);
  g_clear_pointer (&self->summary, gls_summary_free);
  self->n_tags = 0;
}

static gboolean
write_text (GstTagsink *self, const GString *text)
{
  if (self->file == NULL || text->len == 0)
    return TRUE;
  if (fwrite (text->str, 1, text->len, self->file) == text->len
      && fflush (self->file) == 0)
    return TRUE;
  GST_ELEMENT_ERROR (self, RESOURCE, WRITE,
      ("Cannot write tags: %s.", g_strerror (errno)), (NULL));
  return FALSE;
}

static gboolean
write_prediction (GstTagsink *self, const GlsPrediction *prediction,
    const GlsSelection *selection, GlsFormat format)
{
  g_autoptr (GString) text = g_string_new (NULL);

  gls_prediction_append (prediction, selection, format, text);
  return write_text (self, text);
}

static gboolean
open_location (GstTagsink *self)
{
  g_autofree char *location = NULL;
  g_autofree char *input = NULL;
  g_autoptr (GString) head = g_string_new (NULL);
  GlsFormat format;
  gboolean silent;

  GST_OBJECT_LOCK (self);
  location = g_strdup (self->location);
  input = g_strdup (self->input);
  format = self->format;
  silent = self->silent;
  GST_OBJECT_UNLOCK (self);

  if (silent)
    return TRUE;
  if (location == NULL || g_str_equal (location, "-"))
    self->file = stdout;
  else
    self->file = g_fopen (location, "wb");
  if (self->file == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_WRITE,
        ("Cannot write %s: %s.", location, g_strerror (errno)), (NULL));
    return FALSE;
  }
  gls_prediction_append_head (format, head);
  if (input != NULL)
    gls_prediction_append_input (input, format, head);
  return write_text (self, head);
}

static gboolean
close_location (GstTagsink *self)
{
  gboolean ok = TRUE;

  if (self->file != NULL && self->file != stdout && fclose (self->file) != 0) {
    GST_ELEMENT_ERROR (self, RESOURCE, CLOSE,
        ("Cannot write tags: %s.", g_strerror (errno)), (NULL));
    ok = FALSE;
  }
  self->file = NULL;
  return ok;
}

/* --- messages --- */

static void
add_tags (GstStructure *s, const GlsPrediction *prediction, const size_t *order,
    size_t n)
{
  GValue array = G_VALUE_INIT;

  gst_value_array_init (&array, (guint) n);
  for (size_t i = 0; i < n; i++) {
    GValue value = G_VALUE_INIT;
    GstStructure *tag = gst_structure_new ("tag", "tag", G_TYPE_STRING,
        prediction->labels[order[i]], "p", G_TYPE_FLOAT,
        (double) prediction->p[order[i]], NULL);

    g_value_init (&value, GST_TYPE_STRUCTURE);
    g_value_take_boxed (&value, tag);
    gst_value_array_append_and_take_value (&array, &value);
  }
  gst_structure_take_value (s, "tags", &array);
}

static GstClockTime
to_clock_time (double seconds)
{
  return (GstClockTime) (seconds * (double) GST_SECOND + 0.5);
}

/* running_time: NONE in a summary */
static void
post_prediction (GstTagsink *self, const GlsPrediction *prediction,
    GstClockTime start, GstClockTime end, GstClockTime running_time)
{
  GstStructure *s = gst_structure_new (prediction->summary ? "glissando-summary"
                                                           : "glissando-tags",
      "start", G_TYPE_UINT64, start, "end", G_TYPE_UINT64, end, "padded",
      G_TYPE_BOOLEAN, prediction->padded, NULL);
  g_autofree char *title = NULL;
  size_t n = gls_prediction_rank (prediction, NULL, self->order);

  if (!prediction->summary)
    gst_structure_set (s, "running-time", G_TYPE_UINT64, running_time, NULL);
  if (prediction->input != NULL)
    gst_structure_set (s, "input", G_TYPE_STRING, prediction->input, NULL);
  if (self->heard != NULL
      && gst_tag_list_get_string (self->heard, GST_TAG_TITLE, &title))
    gst_structure_set (s, "title", G_TYPE_STRING, title, NULL);
  add_tags (s, prediction, self->order, n);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self), s));
}

/* For players: nothing is said twice. */
static void
post_keywords (GstTagsink *self, const GlsPrediction *prediction,
    const GlsSelection *selection)
{
  size_t n = gls_prediction_rank (prediction, selection, self->order);
  g_autoptr (GString) all = g_string_new (NULL);
  GstTagList *tags;

  for (size_t i = 0; i < n; i++)
    g_string_append_printf (all, "%s\n", prediction->labels[self->order[i]]);
  if (n == 0 || g_strcmp0 (all->str, self->keywords) == 0)
    return;
  g_free (self->keywords);
  self->keywords = g_strdup (all->str);

  tags = gst_tag_list_new_empty ();
  for (size_t i = 0; i < n; i++)
    gst_tag_list_add (tags, GST_TAG_MERGE_APPEND, GST_TAG_KEYWORDS,
        prediction->labels[self->order[i]], NULL);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_tag (GST_OBJECT (self), tags));
}

static gboolean
deliver (GstTagsink *self, GlsPrediction *prediction, GstClockTime start,
    GstClockTime end, GstClockTime running_time)
{
  g_autofree char *input = NULL;
  GlsSelection selection;
  GlsFormat format;

  GST_OBJECT_LOCK (self);
  input = g_strdup (self->input);
  selection = self->selection;
  format = self->format;
  GST_OBJECT_UNLOCK (self);

  prediction->input = input;
  prediction->n_tags = self->n_tags;
  prediction->labels = (const char *const *) self->labels;
  prediction->p = self->p;
  post_prediction (self, prediction, start, end, running_time);
  post_keywords (self, prediction, &selection);
  return write_prediction (self, prediction, &selection, format);
}

/* The mean over everything that was heard. */
static gboolean
sum_up (GstTagsink *self)
{
  GlsPrediction prediction = { .summary = TRUE };
  gboolean ok;

  if (self->summary == NULL
      || !gls_summary_get (self->summary, self->p, &prediction.start,
          &prediction.end))
    return TRUE;
  ok = deliver (self, &prediction, to_clock_time (prediction.start),
      to_clock_time (prediction.end), GST_CLOCK_TIME_NONE);
  gls_summary_reset (self->summary);
  gls_smoothing_reset (self->smoothing);
  return ok;
}

/* --- caps --- */

/* Names from the caps; numbers if an element on the way has dropped them. */
static GStrv
get_labels (const GstStructure *s, size_t n_tags)
{
  const GValue *labels = gst_structure_get_value (s, "labels");
  GPtrArray *names = g_ptr_array_new ();
  gboolean known = labels != NULL && GST_VALUE_HOLDS_ARRAY (labels);
  size_t n = known ? gst_value_array_get_size (labels) : n_tags;

  for (guint i = 0; i < n; i++) {
    const GValue *label = known ? gst_value_array_get_value (labels, i) : NULL;

    g_ptr_array_add (names,
        label && G_VALUE_HOLDS_STRING (label) && g_value_get_string (label)
            ? g_value_dup_string (label)
            : g_strdup_printf ("%u", i));
  }
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}

/* A whole segment has at least something of its last frame; a padded one has
 * one frame less, or fewer. */
static GstClockTime
get_whole_segment (const GstStructure *s)
{
  guint64 duration;
  gint n_frames;

  if (!gst_structure_get_uint64 (s, "segment-duration", &duration)
      || !gst_structure_get_int (s, "frames", &n_frames) || n_frames < 1)
    return GST_CLOCK_TIME_NONE;
  return gst_util_uint64_scale_int (duration, n_frames - 1, n_frames)
      + GST_USECOND;
}

static gboolean
gst_tagsink_set_caps (GstBaseSink *sink, GstCaps *caps)
{
  GstTagsink *self = GST_TAGSINK (sink);
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) labels = NULL;
  GstGlsTensors tensors;
  size_t n_tags;
  double time_constant_s;

  if (!gst_gls_tensors_from_caps (&tensors, caps, &error)) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("tagsink takes tag probabilities, but %s.", error->message),
        ("%" GST_PTR_FORMAT, caps));
    return FALSE;
  }
  n_tags = gst_gls_tensors_get_size (&tensors) / sizeof (float);
  labels = get_labels (s, n_tags);
  if (g_strv_length (labels) != n_tags) {
    g_autofree char *shape = gst_gls_tensors_print (&tensors);

    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("Upstream names %u labels, but delivers tensors of %s.",
            g_strv_length (labels), shape),
        ("%" GST_PTR_FORMAT, caps));
    return FALSE;
  }

  self->whole_segment = get_whole_segment (s);
  if (self->labels != NULL
      && g_strv_equal ((const char *const *) labels,
          (const char *const *) self->labels))
    return TRUE;

  GST_OBJECT_LOCK (self);
  time_constant_s = self->time_constant_s;
  GST_OBJECT_UNLOCK (self);
  sum_up (self);
  forget_tags (self);
  self->tensors = tensors;
  self->n_tags = n_tags;
  self->labels = g_steal_pointer (&labels);
  self->p = g_new (float, n_tags);
  self->order = g_new (size_t, n_tags);
  self->smoothing = gls_smoothing_new (n_tags, time_constant_s);
  self->summary = gls_summary_new (n_tags);
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

static gboolean
gst_tagsink_event (GstBaseSink *sink, GstEvent *event)
{
  GstTagsink *self = GST_TAGSINK (sink);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_TAG: {
      GstTagList *tags, *merged;

      /* A radio station does not repeat its name with each title. */
      gst_event_parse_tag (event, &tags);
      merged = gst_tag_list_merge (self->heard, tags, GST_TAG_MERGE_REPLACE);
      gst_clear_tag_list (&self->heard);
      self->heard = merged;
      break;
    }
    case GST_EVENT_SEGMENT:
      return preroll_on_segment (sink, event);
    case GST_EVENT_EOS:
      sum_up (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      if (self->summary != NULL) {
        gls_summary_reset (self->summary);
        gls_smoothing_reset (self->smoothing);
      }
      break;
    default:
      break;
  }
  return GST_BASE_SINK_CLASS (gst_tagsink_parent_class)->event (sink, event);
}

/* --- chain --- */

static GstFlowReturn
gst_tagsink_render (GstBaseSink *sink, GstBuffer *buffer)
{
  GstTagsink *self = GST_TAGSINK (sink);
  const GstSegment *segment = &sink->segment;
  GlsPrediction prediction = { .summary = FALSE };
  GstClockTime pts = GST_BUFFER_PTS (buffer);
  GstClockTime duration = GST_BUFFER_DURATION (buffer);
  GstClockTime start, end;
  g_autoptr (GError) error = NULL;

  if (!gst_gls_tensors_check_buffer (&self->tensors, buffer, &error)) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("A prediction is damaged: %s.", error->message), (NULL));
    return GST_FLOW_ERROR;
  }
  if (!GST_CLOCK_TIME_IS_VALID (pts))
    pts = segment->start;
  if (!GST_CLOCK_TIME_IS_VALID (duration))
    duration = 0;
  else
    prediction.padded = GST_CLOCK_TIME_IS_VALID (self->whole_segment)
        && duration < self->whole_segment;
  start = gst_segment_to_stream_time (segment, GST_FORMAT_TIME, pts);
  end = gst_segment_to_stream_time (segment, GST_FORMAT_TIME, pts + duration);
  if (!GST_CLOCK_TIME_IS_VALID (start))
    start = pts;
  if (!GST_CLOCK_TIME_IS_VALID (end))
    end = start + duration;
  prediction.start = (double) start / (double) GST_SECOND;
  prediction.end = (double) end / (double) GST_SECOND;

  gst_buffer_extract (buffer, 0, self->p, self->n_tags * sizeof (float));
  gls_summary_add (self->summary, self->p, prediction.start, prediction.end);
  /* What lies before a break says nothing about what comes after it. */
  if (GST_BUFFER_IS_DISCONT (buffer))
    gls_smoothing_reset (self->smoothing);
  gls_smoothing_push (self->smoothing, self->p,
      prediction.end - prediction.start, self->p);
  return deliver (self, &prediction, start, end,
             gst_segment_to_running_time (segment, GST_FORMAT_TIME, pts))
      ? GST_FLOW_OK
      : GST_FLOW_ERROR;
}

/* Not in start(): the base class would add a second error message. */
static GstStateChangeReturn
gst_tagsink_change_state (GstElement *element, GstStateChange transition)
{
  GstTagsink *self = GST_TAGSINK (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !open_location (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_tagsink_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    if (!close_location (self))
      ret = GST_STATE_CHANGE_FAILURE;
    forget_tags (self);
    gst_clear_tag_list (&self->heard);
    g_clear_pointer (&self->keywords, g_free);
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

  /**
   * GstTagsink:location:
   *
   * File to write to; %NULL or "-" means standard output.
   */
  g_object_class_install_property (object_class, PROP_LOCATION,
      g_param_spec_string ("location", "Location",
          "File to write to (NULL or -: standard output)", NULL, ready));
  /**
   * GstTagsink:format:
   *
   * How predictions are written.
   */
  g_object_class_install_property (object_class, PROP_FORMAT,
      g_param_spec_enum ("format", "Format", "How predictions are written",
          gst_tagsink_format_get_type (), DEFAULT_FORMAT, ready));
  /**
   * GstTagsink:top:
   *
   * At most this many tags of each prediction, the most probable ones.
   */
  g_object_class_install_property (object_class, PROP_TOP,
      g_param_spec_uint ("top", "Top",
          "Write at most this many tags, the most probable ones (0: all)", 0,
          G_MAXUINT, DEFAULT_TOP, playing));
  /**
   * GstTagsink:threshold:
   *
   * Only tags of at least this probability.
   */
  g_object_class_install_property (object_class, PROP_THRESHOLD,
      g_param_spec_float ("threshold", "Threshold",
          "Write only tags of at least this probability (0: all)", 0.0f, 1.0f,
          DEFAULT_THRESHOLD, playing));
  /**
   * GstTagsink:smoothing:
   *
   * Time constant of an exponential mean over segments; summaries are means
   * of what was predicted, unsmoothed.
   */
  g_object_class_install_property (object_class, PROP_SMOOTHING,
      g_param_spec_double ("smoothing", "Smoothing",
          "Time constant of an exponential mean over segments, in seconds "
          "(0: none)",
          0.0, 86400.0, DEFAULT_SMOOTHING, ready));
  /**
   * GstTagsink:input:
   *
   * What the audio is called in what is written.
   */
  g_object_class_install_property (object_class, PROP_INPUT,
      g_param_spec_string ("input", "Input",
          "Name of the audio, for what is written", NULL, playing));
  /**
   * GstTagsink:silent:
   *
   * Post messages only.
   */
  g_object_class_install_property (object_class, PROP_SILENT,
      g_param_spec_boolean ("silent", "Silent",
          "Write nothing, post messages only", DEFAULT_SILENT, ready));

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
