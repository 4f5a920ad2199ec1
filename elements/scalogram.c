/* Audio -> wavelet scalogram. An adapter over lib/scattering: pads, caps and
 * time are here, the mathematics is in scattering/scalogram.h (multirate) and
 * scattering/transform.h (uniform).
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/**
 * SECTION:element-scalogram
 * @title: scalogram
 * @short_description: streaming Morlet wavelet scalogram
 *
 * Turns mono audio into the modulus of its wavelet transform. By default each
 * octave of wavelets is one tensor at its own rate (layout=multirate), as
 * #jtfst takes it; where downstream takes one tensor only, every buffer is one
 * frame (layout=uniform).
 *
 * A property left alone follows what is downstream, and so does the sample
 * rate: put audioresample before this element and it delivers what is needed.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 -v audiotestsrc num-buffers=100 ! audioconvert ! audioresample
 * ! scalogram ! fakesink
 * ]|
 */
#include "elements.h"

#include <string.h>
#include <gst/audio/audio.h>

#include "caps.h"
#include "parameters.h"
#include "refuse.h"
#include "scattering/scalogram.h"
#include "scattering/transform.h"
#include "timing.h"

GST_DEBUG_CATEGORY_STATIC (gst_scalogram_debug);
#define GST_CAT_DEFAULT gst_scalogram_debug

/* Time stamps may be this far from the count of samples before the stream
 * counts as broken; the jitter of containers that store milliseconds is well
 * below it. GstAudioEncoder has the same. */
#define TOLERANCE (40 * GST_MSECOND)
/* A hole up to this long is silence; a longer one ends a stretch of audio. */
#define MAX_SILENCE (30 * GST_SECOND)
#define BLOCK 4096

/* --- types --- */

G_DECLARE_FINAL_TYPE (GstScalogram, gst_scalogram, GST, SCALOGRAM, GstElement)

struct _GstScalogram
{
  GstElement parent;
  GstPad *sinkpad, *srcpad;

  /* under the object lock */
  GstGlsParameters parameters;
  GstClockTime latency;

  /* what was negotiated */
  GlsSpec spec;
  gboolean edges; /* ticks outside the audio are wanted */
  GstGlsTensors tensors;
  GlsScalogramPlan *plan; /* multirate, or */
  GlsScalogramStream *stream;
  GlsTransformPlan *frame_plan; /* uniform */
  GlsTransformStream *frame_stream;
  float *out;                        /* a buffer's floats */
  float *group[GST_GLS_MAX_TENSORS]; /* in out */

  /* the stretch of audio that is being analysed */
  GstSegment segment;
  GstClockTime base; /* of its first sample */
  guint64 n_in;      /* samples that went in */
  guint64 n_frames;  /* uniform frames that came out */
  gboolean discont;  /* the next buffer is its first */
  gboolean warned;   /* of samples that are not finite */
  gboolean refused;  /* an error was posted */
};

G_DEFINE_TYPE (GstScalogram, gst_scalogram, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (scalogram, "scalogram", GST_RANK_NONE,
    gst_scalogram_get_type (),
    GST_DEBUG_CATEGORY_INIT (gst_scalogram_debug, "scalogram", 0,
        "wavelet scalogram"))

static GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
        GST_STATIC_CAPS ("audio/x-raw, format = (string) " GST_AUDIO_NE (
            F32) ", rate = (int) [ 8000, 192000 ], channels = (int) 1, "
                 "layout = (string) interleaved"));

static GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
        GST_STATIC_CAPS (GST_GLS_TENSORS
            ", format = (string) static, "
            "num_tensors = (int) [ 1, 16 ], " GST_GLS_FPS_ANY));

/* --- properties --- */

static void
gst_scalogram_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_parameters_set_property (&GST_SCALOGRAM (object)->parameters, id,
      value);
  GST_OBJECT_UNLOCK (object);
}

static void
gst_scalogram_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_parameters_get_property (&GST_SCALOGRAM (object)->parameters, id,
      value);
  GST_OBJECT_UNLOCK (object);
}

/* --- caps --- */

/* The rate is whatever the model downstream was trained on. */
static GstCaps *
get_sink_caps (GstScalogram *self, GstCaps *filter)
{
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (self->srcpad, NULL);
  const GstStructure *asked = gst_gls_caps_find (peer, "scalogram");
  GstCaps *caps = gst_pad_get_pad_template_caps (self->sinkpad);

  if (asked != NULL && gst_structure_has_field (asked, "rate")) {
    g_autoptr (GstCaps) template = caps;
    g_autoptr (GstCaps) rate = gst_caps_new_empty_simple ("audio/x-raw");

    gst_caps_set_value (rate, "rate", gst_structure_get_value (asked, "rate"));
    caps = gst_caps_intersect (template, rate);
  }
  if (filter != NULL) {
    GstCaps *all = caps;

    caps = gst_caps_intersect_full (filter, all, GST_CAPS_INTERSECT_FIRST);
    gst_caps_unref (all);
  }
  return caps;
}

static void
forget_streams (GstScalogram *self)
{
  g_clear_pointer (&self->stream, gls_scalogram_stream_free);
  g_clear_pointer (&self->frame_stream, gls_transform_stream_free);
  g_clear_pointer (&self->out, g_free);
}

static void
forget_plans (GstScalogram *self)
{
  forget_streams (self);
  g_clear_pointer (&self->plan, gls_scalogram_plan_unref);
  g_clear_pointer (&self->frame_plan, gls_transform_plan_unref);
}

static GstCaps *
make_multirate_caps (GlsScalogramPlan *plan, const GlsSpec *spec,
    gboolean edges, GstGlsTensors *tensors)
{
  size_t n;
  const GlsScalogramGroup *groups = gls_scalogram_plan_get_groups (plan, &n);
  const GlsParameter *precision = gls_parameter_find ("precision");
  GstCaps *caps;

  tensors->n = (guint) n;
  for (size_t g = 0; g < n; g++)
    gst_gls_shape_init (&tensors->shape[g],
        (const size_t[]){ groups[g].n_lambda, groups[g].n_times }, 2);
  gst_gls_tensors_set_framerate (tensors, spec->rate,
      gls_scalogram_plan_get_tick (plan));
  caps = gst_gls_tensors_to_caps (tensors);
  gst_gls_caps_set_spec (caps, spec);
  /* These two are about frames. */
  gst_structure_remove_fields (gst_caps_get_structure (caps, 0), "stride",
      "compress", NULL);
  gst_caps_set_simple (caps, "axes", G_TYPE_STRING, "time:lambda", "layout",
      G_TYPE_STRING, "multirate", "edges", G_TYPE_STRING,
      edges ? "all" : "inside", "precision", G_TYPE_STRING,
      precision->values[spec->precision], NULL);
  return caps;
}

static GstCaps *
make_uniform_caps (GlsTransformPlan *plan, const GlsSpec *spec,
    GstGlsTensors *tensors)
{
  GlsTransformShape shape;
  GstCaps *caps;

  gls_transform_plan_get_shape (plan, &shape);
  tensors->n = 1;
  gst_gls_shape_init (&tensors->shape[0], shape.size, shape.n_axes);
  gst_gls_tensors_set_framerate (tensors, spec->rate,
      gls_transform_plan_get_stride (plan));
  caps = gst_gls_tensors_to_caps (tensors);
  gst_gls_caps_set_spec (caps, spec);
  gst_caps_set_simple (caps, "axes", G_TYPE_STRING, "lambda", "layout",
      G_TYPE_STRING, "uniform", NULL);
  return caps;
}

/* Takes a plan over and makes what runs it. */
static void
use_plan (GstScalogram *self, GlsScalogramPlan *plan, GlsTransformPlan *frames)
{
  size_t latency;
  gsize at = 0;

  forget_plans (self);
  self->out = g_malloc (gst_gls_tensors_get_size (&self->tensors));
  for (guint g = 0; g < self->tensors.n; g++) {
    self->group[g] = self->out + at;
    at += gst_gls_shape_get_n (&self->tensors.shape[g]);
  }
  if (plan != NULL) {
    self->plan = plan;
    self->stream = gls_scalogram_stream_new (plan);
    latency = gls_scalogram_plan_get_latency_samples (plan);
  } else {
    self->frame_plan = frames;
    self->frame_stream = gls_transform_stream_new (frames);
    latency = gls_transform_plan_get_latency_samples (frames);
  }
  gst_gls_update_latency (GST_ELEMENT (self), &self->latency, latency,
      self->spec.rate);
}

/* --- data out --- */

static GstBuffer *
take_tick (GstScalogram *self)
{
  GstBuffer *buffer;
  GlsTick tick;

  do
    if (!gls_scalogram_stream_pull (self->stream, self->group, &tick))
      return NULL;
  while (tick.n_inside == 0 && !self->edges);

  buffer = gst_buffer_new ();
  for (guint g = 0; g < self->tensors.n; g++) {
    gsize size = gst_gls_shape_get_n (&self->tensors.shape[g]) * sizeof (float);
    gpointer copy = g_memdup2 (self->group[g], size);

    gst_buffer_append_memory (buffer,
        gst_memory_new_wrapped (0, copy, size, 0, size, copy, g_free));
  }
  if (tick.n_inside > 0)
    gst_gls_stamp (buffer, self->base, (guint64) tick.start,
        (guint64) tick.start + tick.n_inside, self->spec.rate);
  else {
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DECODE_ONLY);
    GST_BUFFER_OFFSET (buffer) = (guint64) tick.start;
    GST_BUFFER_OFFSET_END (buffer) = (guint64) tick.start;
  }
  return buffer;
}

static GstBuffer *
take_frame (GstScalogram *self)
{
  gsize size = gst_gls_tensors_get_size (&self->tensors);
  guint64 stride = gls_transform_plan_get_stride (self->frame_plan);
  guint64 start = self->n_frames * stride;
  GstBuffer *buffer;

  if (!gls_transform_stream_pull (self->frame_stream, self->out))
    return NULL;
  self->n_frames++;
  buffer = gst_buffer_new_memdup (self->out, size);
  gst_gls_stamp (buffer, self->base, start, MIN (start + stride, self->n_in),
      self->spec.rate);
  return buffer;
}

static GstFlowReturn
push_ready (GstScalogram *self)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstBuffer *buffer;

  while (ret == GST_FLOW_OK
      && (buffer = self->stream ? take_tick (self) : take_frame (self))) {
    if (self->discont)
      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
    self->discont = FALSE;
    ret = gst_pad_push (self->srcpad, buffer);
  }
  return ret;
}

/* Forgets the stretch of audio; the next one starts at an unknown time. */
static void
reset (GstScalogram *self)
{
  if (self->stream != NULL)
    gls_scalogram_stream_reset (self->stream);
  if (self->frame_stream != NULL)
    gls_transform_stream_reset (self->frame_stream);
  self->base = GST_CLOCK_TIME_NONE;
  self->n_in = 0;
  self->n_frames = 0;
  self->discont = TRUE;
}

/* The stretch of audio is over: what is inside comes out. */
static GstFlowReturn
drain (GstScalogram *self)
{
  GstFlowReturn ret = GST_FLOW_OK;

  if (self->n_in > 0) {
    GST_DEBUG_OBJECT (self, "draining after %" G_GUINT64_FORMAT " samples",
        self->n_in);
    if (self->stream != NULL)
      gls_scalogram_stream_drain (self->stream);
    else
      gls_transform_stream_drain (self->frame_stream);
    ret = push_ready (self);
  }
  reset (self);
  return ret;
}

/* --- negotiation, which drains what came before --- */

/* Takes over what was negotiated, unless it is what runs already. */
static gboolean
start (GstScalogram *self, GstCaps *caps, const GlsSpec *spec,
    const GstGlsTensors *tensors, gboolean edges, GlsScalogramPlan *plan,
    GlsTransformPlan *frames)
{
  g_autoptr (GstCaps) current = gst_pad_get_current_caps (self->srcpad);

  if (self->out != NULL && current != NULL && gst_caps_is_equal (caps, current)
      && self->plan == plan && self->frame_plan == frames) {
    g_clear_pointer (&plan, gls_scalogram_plan_unref);
    g_clear_pointer (&frames, gls_transform_plan_unref);
    return TRUE;
  }
  drain (self);
  self->spec = *spec;
  self->edges = edges;
  self->tensors = *tensors;
  use_plan (self, plan, frames);
  GST_DEBUG_OBJECT (self, "negotiated %" GST_PTR_FORMAT, caps);
  return gst_pad_push_event (self->srcpad, gst_event_new_caps (caps));
}

/* Chooses the parameters, the layout and the caps for audio at @rate. */
static gboolean
negotiate (GstScalogram *self, guint rate)
{
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (self->srcpad, NULL);
  const GstStructure *asked = gst_gls_caps_find (peer, "scalogram");
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GlsScalogramPlan) plan = NULL;
  g_autoptr (GlsTransformPlan) frames = NULL;
  g_autofree char *ours = NULL, *theirs = NULL;
  GError *error = NULL;
  GstGlsTensors tensors;
  GlsSpec spec;
  gboolean ticks = TRUE, uniform = TRUE, edges = FALSE, same;

  GST_OBJECT_LOCK (self);
  spec = self->parameters.spec;
  gst_gls_parameters_follow (&self->parameters, &spec, asked);
  if (self->parameters.error != NULL)
    error = g_error_copy (self->parameters.error);
  /* These two are about frames, so who sets them wants frames. */
  if (gst_gls_parameters_is_set (&self->parameters, "stride")
      || gst_gls_parameters_is_set (&self->parameters, "compress"))
    ticks = FALSE;
  GST_OBJECT_UNLOCK (self);
  if (error != NULL)
    goto refuse;

  spec.rate = rate;
  same = memcmp (&spec, &self->spec, sizeof spec) == 0;
  if (asked != NULL) {
    gint n = 0;

    edges = g_strcmp0 (gst_structure_get_string (asked, "edges"), "all") == 0;
    uniform = !ticks
        || g_strcmp0 (gst_structure_get_string (asked, "layout"), "multirate")
            != 0;
    if (uniform && gst_structure_get_int (asked, "num_tensors", &n) && n == 1)
      ticks = FALSE;
  }

  if (ticks) {
    plan = same && self->plan ? gls_scalogram_plan_ref (self->plan)
                              : gls_scalogram_plan_new (&spec, &error);
    if (plan == NULL)
      goto refuse;
    caps = make_multirate_caps (plan, &spec, edges, &tensors);
    if (gst_gls_caps_spell_for (caps, peer))
      return start (self, caps, &spec, &tensors, edges, g_steal_pointer (&plan),
          NULL);
  }
  if (uniform) {
    frames = same && self->frame_plan
        ? gls_transform_plan_ref (self->frame_plan)
        : gls_transform_plan_new (&spec, &error);
    if (frames == NULL)
      goto refuse;
    gst_clear_caps (&caps);
    caps = make_uniform_caps (frames, &spec, &tensors);
    if (gst_gls_caps_spell_for (caps, peer))
      return start (self, caps, &spec, &tensors, FALSE, NULL,
          g_steal_pointer (&frames));
  }
  ours = gst_gls_caps_describe (caps, peer);
  theirs = gst_gls_caps_describe (peer, caps);
  g_set_error (&error, GLS_ERROR, GLS_ERROR_SHAPE,
      "scalogram would deliver %s, but downstream expects %s", ours, theirs);

refuse:
  return gst_gls_refuse (GST_ELEMENT (self), &self->refused, error);
}

/* --- data in --- */

static void
warn_once_of_what_is_no_number (GstScalogram *self)
{
  guint64 n = self->stream
      ? gls_scalogram_stream_get_n_not_finite (self->stream)
      : gls_transform_stream_get_n_not_finite (self->frame_stream);

  if (n == 0 || self->warned)
    return;
  self->warned = TRUE;
  GST_ELEMENT_WARNING (self, STREAM, DECODE,
      ("Samples that are no finite numbers count as silence."), (NULL));
}

static GstFlowReturn
feed (GstScalogram *self, const float *x, size_t n)
{
  GstFlowReturn ret = GST_FLOW_OK;

  while (n > 0 && ret == GST_FLOW_OK) {
    size_t took = self->stream
        ? gls_scalogram_stream_push (self->stream, x, n)
        : gls_transform_stream_push (self->frame_stream, x, n);

    x += took;
    n -= took;
    self->n_in += took;
    ret = push_ready (self);
  }
  warn_once_of_what_is_no_number (self);
  return ret;
}

static GstFlowReturn
feed_silence (GstScalogram *self, guint64 n)
{
  static const float zeros[BLOCK];
  GstFlowReturn ret = GST_FLOW_OK;

  for (; n > 0 && ret == GST_FLOW_OK; n -= MIN (n, BLOCK))
    ret = feed (self, zeros, MIN (n, BLOCK));
  return ret;
}

/* By copies, so that any memory and any alignment will do. */
static GstFlowReturn
feed_buffer (GstScalogram *self, GstBuffer *buffer)
{
  GstFlowReturn ret = GST_FLOW_OK;
  float block[BLOCK];
  gsize at = 0, got;

  while (ret == GST_FLOW_OK
      && (got = gst_buffer_extract (buffer, at, block, sizeof block)) > 0) {
    ret = feed (self, block, got / sizeof (float));
    at += got;
  }
  return ret;
}

static GstClockTime
get_next_time (GstScalogram *self)
{
  return gst_gls_time_at (self->base, self->n_in, self->spec.rate);
}

/* Makes sure that the next sample belongs at @pts: after a break, what came
 * before is drained, and a new stretch begins there. */
static GstFlowReturn
align (GstScalogram *self, GstClockTime pts, gboolean discont)
{
  GstClockTime expected = get_next_time (self);
  GstFlowReturn ret = GST_FLOW_OK;

  if (self->n_in > 0
      && (discont
          || (GST_CLOCK_TIME_IS_VALID (pts)
              && ABS (GST_CLOCK_DIFF (expected, pts))
                  > (GstClockTimeDiff) TOLERANCE))) {
    GST_DEBUG_OBJECT (self,
        "break: %" GST_TIME_FORMAT " after %" GST_TIME_FORMAT,
        GST_TIME_ARGS (pts), GST_TIME_ARGS (expected));
    ret = drain (self);
  }
  if (self->n_in == 0) {
    if (GST_CLOCK_TIME_IS_VALID (pts))
      self->base = pts;
    else if (GST_CLOCK_TIME_IS_VALID (expected))
      self->base = expected;
    else
      self->base = self->segment.start;
  }
  return ret;
}

/* --- events --- */

static gboolean
handle_caps (GstScalogram *self, GstCaps *caps)
{
  GstAudioInfo info;

  drain (self);
  if (!gst_audio_info_from_caps (&info, caps)
      || GST_AUDIO_INFO_FORMAT (&info) != GST_AUDIO_FORMAT_F32
      || GST_AUDIO_INFO_CHANNELS (&info) != 1)
    return gst_gls_refuse (GST_ELEMENT (self), &self->refused,
        g_error_new_literal (GLS_ERROR, GLS_ERROR_SHAPE,
            "scalogram takes mono float audio: put audioconvert before it"));
  gst_pad_check_reconfigure (self->srcpad);
  return negotiate (self, (guint) GST_AUDIO_INFO_RATE (&info));
}

/* A gap is silence, as long as it joins on. */
static GstFlowReturn
handle_gap (GstScalogram *self, GstEvent *event)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstClockTime start, duration, end, next = get_next_time (self);

  gst_event_parse_gap (event, &start, &duration);
  if (!GST_CLOCK_TIME_IS_VALID (duration) || duration > MAX_SILENCE
      || self->out == NULL) {
    ret = drain (self);
    gst_pad_push_event (self->srcpad, gst_event_ref (event));
    return ret;
  }
  end = start + duration;
  if (GST_CLOCK_TIME_IS_VALID (next) && end <= next)
    return GST_FLOW_OK;
  if (!GST_CLOCK_TIME_IS_VALID (next) || start > next + TOLERANCE) {
    ret = align (self, start, FALSE);
    next = start;
  }
  if (ret == GST_FLOW_OK)
    ret = feed_silence (self,
        gst_util_uint64_scale_round (end - next, (guint64) self->spec.rate,
            GST_SECOND));
  return ret;
}

static gboolean
gst_scalogram_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstScalogram *self = GST_SCALOGRAM (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS: {
      GstCaps *caps;
      gboolean ok;

      gst_event_parse_caps (event, &caps);
      ok = handle_caps (self, caps);
      gst_event_unref (event);
      return ok;
    }
    case GST_EVENT_SEGMENT:
      drain (self);
      event = gst_gls_segment_event (&self->segment, event);
      if (event == NULL) {
        GST_ELEMENT_ERROR (self, STREAM, NOT_IMPLEMENTED,
            ("A stream cannot be analysed backwards."), (NULL));
        return FALSE;
      }
      break;
    case GST_EVENT_GAP:
      handle_gap (self, event);
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_STREAM_START:
      drain (self);
      self->warned = FALSE;
      break;
    case GST_EVENT_EOS:
      drain (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      reset (self);
      gst_segment_init (&self->segment, GST_FORMAT_TIME);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

static gboolean
gst_scalogram_sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS: {
      GstCaps *filter;
      g_autoptr (GstCaps) caps = NULL;

      gst_query_parse_caps (query, &filter);
      caps = get_sink_caps (GST_SCALOGRAM (parent), filter);
      gst_query_set_caps_result (query, caps);
      return TRUE;
    }
    case GST_QUERY_ACCEPT_CAPS:
      /* What does not fit is refused later, with a sentence. */
      gst_query_set_accept_caps_result (query, TRUE);
      return TRUE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

static gboolean
gst_scalogram_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstScalogram *self = GST_SCALOGRAM (parent);
  GstClockTime own;

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  GST_OBJECT_LOCK (self);
  own = self->latency;
  GST_OBJECT_UNLOCK (self);
  return gst_gls_query_latency (self->sinkpad, query, own);
}

/* --- chain --- */

static GstFlowReturn
gst_scalogram_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstScalogram *self = GST_SCALOGRAM (parent);
  GstFlowReturn ret;

  if (G_UNLIKELY (self->out == NULL))
    goto not_negotiated;
  if (gst_pad_check_reconfigure (self->srcpad)
      && !negotiate (self, self->spec.rate)) {
    gst_pad_mark_reconfigure (self->srcpad);
    gst_buffer_unref (buffer);
    return GST_PAD_IS_FLUSHING (self->srcpad) ? GST_FLOW_FLUSHING
                                              : GST_FLOW_NOT_NEGOTIATED;
  }
  if (G_UNLIKELY (gst_buffer_get_size (buffer) % sizeof (float) != 0))
    goto odd_size;

  buffer = gst_audio_buffer_clip (buffer, &self->segment,
      (gint) self->spec.rate, sizeof (float));
  if (buffer == NULL)
    return GST_FLOW_OK;

  ret = align (self, GST_BUFFER_PTS (buffer), GST_BUFFER_IS_DISCONT (buffer));
  if (ret == GST_FLOW_OK
      && GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP))
    ret = feed_silence (self, gst_buffer_get_size (buffer) / sizeof (float));
  else if (ret == GST_FLOW_OK)
    ret = feed_buffer (self, buffer);
  gst_buffer_unref (buffer);
  return ret;

  /* ERRORS */
not_negotiated:
  GST_ELEMENT_ERROR (self, CORE, NEGOTIATION,
      ("Samples came before caps: is audioconvert missing upstream?"), (NULL));
  gst_buffer_unref (buffer);
  return GST_FLOW_NOT_NEGOTIATED;
odd_size:
  GST_ELEMENT_ERROR (self, STREAM, FORMAT,
      ("A buffer of %" G_GSIZE_FORMAT " bytes is no whole number of samples.",
          gst_buffer_get_size (buffer)),
      (NULL));
  gst_buffer_unref (buffer);
  return GST_FLOW_ERROR;
}

static GstStateChangeReturn
gst_scalogram_change_state (GstElement *element, GstStateChange transition)
{
  GstScalogram *self = GST_SCALOGRAM (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    reset (self);
    self->warned = FALSE;
    self->refused = FALSE;
    gst_segment_init (&self->segment, GST_FORMAT_TIME);
  }
  ret = GST_ELEMENT_CLASS (gst_scalogram_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    forget_streams (self);
  return ret;
}

static void
gst_scalogram_finalize (GObject *object)
{
  GstScalogram *self = GST_SCALOGRAM (object);

  forget_plans (self);
  gst_gls_parameters_clear (&self->parameters);
  G_OBJECT_CLASS (gst_scalogram_parent_class)->finalize (object);
}

/* --- class_init, init --- */

static void
gst_scalogram_class_init (GstScalogramClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_scalogram_set_property;
  object_class->get_property = gst_scalogram_get_property;
  object_class->finalize = gst_scalogram_finalize;
  gst_gls_parameters_install (object_class, GLS_TRANSFORM_SCALOGRAM);

  element_class->change_state = gst_scalogram_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Wavelet scalogram",
      "Filter/Analyzer/Audio",
      "Turns audio into the modulus of its Morlet wavelet transform",
      GST_GLS_AUTHOR);
}

static void
gst_scalogram_init (GstScalogram *self)
{
  gst_gls_parameters_init (&self->parameters, GLS_TRANSFORM_SCALOGRAM);

  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_scalogram_chain);
  gst_pad_set_event_function (self->sinkpad, gst_scalogram_sink_event);
  gst_pad_set_query_function (self->sinkpad, gst_scalogram_sink_query);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_query_function (self->srcpad, gst_scalogram_src_query);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}
