/* An element that takes audio: it keeps count of samples, fills gaps with
 * silence, drains at breaks. What comes of the samples is the library's.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/audiostage.h"

#include <string.h>

#include "base/timing.h"

/* Time stamps may be this far from the count of samples before the stream
 * counts as broken; the jitter of containers that store milliseconds is well
 * below it. GstAudioEncoder has the same. */
#define TOLERANCE (40 * GST_MSECOND)
/* A hole up to this long is silence; a longer one ends a stretch of audio. */
#define MAX_SILENCE (30 * GST_SECOND)
#define BLOCK 4096

/* --- types --- */

GST_DEBUG_CATEGORY_STATIC (gst_gls_audio_stage_debug);
#define GST_CAT_DEFAULT gst_gls_audio_stage_debug

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (GstGlsAudioStage, gst_gls_audio_stage,
    GST_TYPE_GLS_STAGE,
    GST_DEBUG_CATEGORY_INIT (gst_gls_audio_stage_debug, "glissando-audio", 0,
        "what elements that take audio have in common"))

/* --- caps --- */

/* The rate is whatever the model downstream was trained on. */
static GstCaps *
get_sink_caps (GstGlsStage *self)
{
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (self->srcpad, NULL);
  const GstStructure *asked = gst_gls_stage_find_asked (self, peer);
  g_autoptr (GstCaps) caps = gst_pad_get_pad_template_caps (self->sinkpad);
  g_autoptr (GstCaps) rate = NULL;

  if (asked == NULL || !gst_structure_has_field (asked, "rate"))
    return g_steal_pointer (&caps);
  rate = gst_caps_new_empty_simple ("audio/x-raw");
  gst_caps_set_value (rate, "rate", gst_structure_get_value (asked, "rate"));
  return gst_caps_intersect (caps, rate);
}

static void
forget (GstGlsStage *stage)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);

  g_clear_pointer (&self->stream, gls_transform_stream_free);
  g_clear_pointer (&self->out, g_free);
}

void
gst_gls_audio_stage_forget_frames (GstGlsAudioStage *self)
{
  forget (GST_GLS_STAGE (self));
  g_clear_pointer (&self->plan, gls_transform_plan_unref);
}

static void
finalize (GObject *object)
{
  gst_gls_audio_stage_forget_frames (GST_GLS_AUDIO_STAGE (object));
  G_OBJECT_CLASS (gst_gls_audio_stage_parent_class)->finalize (object);
}

/* --- frames, the default --- */

static size_t
push_samples (GstGlsAudioStage *self, const float *x, size_t n)
{
  return gls_transform_stream_push (self->stream, x, n);
}

static GstBuffer *
take_frame (GstGlsAudioStage *self)
{
  guint64 stride = gls_transform_plan_get_stride (self->plan);
  guint64 start = self->n_frames * stride;
  GstBuffer *buffer;

  if (!gls_transform_stream_pull (self->stream, self->out))
    return NULL;
  self->n_frames++;
  buffer = gst_buffer_new_memdup (self->out,
      gst_gls_tensors_get_size (&self->tensors));
  gst_gls_stamp (buffer, self->base, start, MIN (start + stride, self->n_in),
      self->spec.rate);
  return buffer;
}

static void
end (GstGlsAudioStage *self)
{
  gls_transform_stream_drain (self->stream);
}

static void
restart (GstGlsAudioStage *self)
{
  if (self->stream != NULL)
    gls_transform_stream_reset (self->stream);
}

static guint64
get_n_not_finite (GstGlsAudioStage *self)
{
  return gls_transform_stream_get_n_not_finite (self->stream);
}

gboolean
gst_gls_audio_stage_choose_frames (GstGlsAudioStage *self, const GlsSpec *spec,
    const GstCaps *peer, GError **error)
{
  GstGlsStage *stage = GST_GLS_STAGE (self);
  gboolean same =
      self->plan != NULL && memcmp (spec, &self->spec, sizeof *spec) == 0;
  g_autoptr (GlsTransformPlan) plan = same
      ? gls_transform_plan_ref (self->plan)
      : gls_transform_plan_get_shared (spec, error);
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *offer = NULL;
  GstGlsTensors tensors;

  if (plan == NULL)
    return FALSE;
  caps = gst_gls_caps_for_frames (&tensors, gls_transform_plan_get_axes (plan),
      spec);
  offer = g_strdup_printf ("%s would deliver",
      GST_GLS_STAGE_GET_CLASS (self)->name);
  if (!gst_gls_caps_agree (caps, peer, offer, error))
    return FALSE;
  if (same && gst_gls_stage_has_caps (stage, caps))
    return TRUE;

  gst_gls_stage_drain (stage);
  gst_gls_audio_stage_forget_frames (self);
  self->plan = g_steal_pointer (&plan);
  self->stream = gls_transform_stream_new (self->plan);
  self->out = g_malloc (gst_gls_tensors_get_size (&tensors));
  self->spec = *spec;
  self->tensors = tensors;
  return gst_gls_stage_start (stage, caps,
      gls_transform_plan_get_latency_samples (self->plan), spec->rate);
}

static gboolean
choose (GstGlsAudioStage *self, guint rate, GError **error)
{
  GstGlsStage *stage = GST_GLS_STAGE (self);
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (stage->srcpad, NULL);
  GlsSpec spec;

  if (!gst_gls_stage_choose_spec (stage, NULL,
          gst_gls_stage_find_asked (stage, peer), &spec, error))
    return FALSE;
  spec.rate = rate;
  return gst_gls_audio_stage_choose_frames (self, &spec, peer, error);
}

/* --- data out --- */

static GstFlowReturn
push_ready (GstGlsAudioStage *self)
{
  GstGlsAudioStageClass *klass = GST_GLS_AUDIO_STAGE_GET_CLASS (self);
  GstFlowReturn ret = GST_FLOW_OK;
  GstBuffer *buffer;

  while (ret == GST_FLOW_OK && (buffer = klass->take (self)) != NULL)
    ret = gst_gls_stage_push (GST_GLS_STAGE (self), buffer);
  return ret;
}

static void
reset (GstGlsStage *stage)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);

  GST_GLS_AUDIO_STAGE_GET_CLASS (self)->restart (self);
  self->base = GST_CLOCK_TIME_NONE;
  self->n_in = 0;
  self->n_frames = 0;
}

static GstFlowReturn
drain (GstGlsStage *stage)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);

  if (self->n_in == 0)
    return GST_FLOW_OK;
  GST_DEBUG_OBJECT (self, "draining after %" G_GUINT64_FORMAT " samples",
      self->n_in);
  GST_GLS_AUDIO_STAGE_GET_CLASS (self)->end (self);
  return push_ready (self);
}

/* --- negotiation, which drains what came before --- */

static gboolean
negotiate (GstGlsStage *stage, GstCaps *caps, GError **error)
{
  GstAudioInfo info;

  if (gst_audio_info_from_caps (&info, caps)
      && GST_AUDIO_INFO_FORMAT (&info) == GST_AUDIO_FORMAT_F32
      && GST_AUDIO_INFO_CHANNELS (&info) == 1)
    return GST_GLS_AUDIO_STAGE_GET_CLASS (stage)
        ->choose (GST_GLS_AUDIO_STAGE (stage),
            (guint) GST_AUDIO_INFO_RATE (&info), error);
  g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
      "%s takes mono float audio: put audioconvert before it",
      GST_GLS_STAGE_GET_CLASS (stage)->name);
  return FALSE;
}

/* --- data in --- */

static void
warn_once_of_what_is_no_number (GstGlsAudioStage *self)
{
  if (self->warned
      || GST_GLS_AUDIO_STAGE_GET_CLASS (self)->get_n_not_finite (self) == 0)
    return;
  self->warned = TRUE;
  GST_ELEMENT_WARNING (self, STREAM, DECODE,
      ("Samples that are no finite numbers, or beyond 1e15, count as silence."),
      (NULL));
}

static GstFlowReturn
feed (GstGlsAudioStage *self, const float *x, size_t n)
{
  GstFlowReturn ret = GST_FLOW_OK;

  while (n > 0 && ret == GST_FLOW_OK) {
    size_t took = GST_GLS_AUDIO_STAGE_GET_CLASS (self)->push (self, x, n);

    x += took;
    n -= took;
    self->n_in += took;
    ret = push_ready (self);
  }
  warn_once_of_what_is_no_number (self);
  return ret;
}

static GstFlowReturn
feed_silence (GstGlsAudioStage *self, guint64 n)
{
  static const float zeros[BLOCK];
  GstFlowReturn ret = GST_FLOW_OK;

  for (; n > 0 && ret == GST_FLOW_OK; n -= MIN (n, BLOCK))
    ret = feed (self, zeros, MIN (n, BLOCK));
  return ret;
}

/* By copies, so that any memory and any alignment will do. */
static GstFlowReturn
feed_buffer (GstGlsAudioStage *self, GstBuffer *buffer)
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
get_next_time (GstGlsAudioStage *self)
{
  return gst_gls_time_at (self->base, self->n_in, self->spec.rate);
}

/* Makes sure that the next sample belongs at @pts: after a break, what came
 * before is drained, and a new stretch begins there. */
static GstFlowReturn
align (GstGlsAudioStage *self, GstClockTime pts, gboolean discont)
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
    ret = gst_gls_stage_drain (GST_GLS_STAGE (self));
  }
  if (self->n_in == 0) {
    if (GST_CLOCK_TIME_IS_VALID (pts))
      self->base = pts;
    else if (GST_CLOCK_TIME_IS_VALID (expected))
      self->base = expected;
    else
      self->base = GST_GLS_STAGE (self)->segment.start;
  }
  return ret;
}

static GstFlowReturn
chain (GstGlsStage *stage, GstBuffer *buffer)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);
  GstBuffer *inside;
  GstFlowReturn ret;

  if (G_UNLIKELY (gst_buffer_get_size (buffer) % sizeof (float) != 0)) {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("A buffer of %" G_GSIZE_FORMAT " bytes is no whole number of samples.",
            gst_buffer_get_size (buffer)),
        (NULL));
    return GST_FLOW_ERROR;
  }
  inside = gst_audio_buffer_clip (gst_buffer_ref (buffer), &stage->segment,
      (gint) self->spec.rate, sizeof (float));
  if (inside == NULL)
    return GST_FLOW_OK;

  ret = align (self, GST_BUFFER_PTS (inside), GST_BUFFER_IS_DISCONT (inside));
  if (ret == GST_FLOW_OK
      && GST_BUFFER_FLAG_IS_SET (inside, GST_BUFFER_FLAG_GAP))
    ret = feed_silence (self, gst_buffer_get_size (inside) / sizeof (float));
  else if (ret == GST_FLOW_OK)
    ret = feed_buffer (self, inside);
  gst_buffer_unref (inside);
  return ret;
}

/* --- events --- */

/* A gap is silence, as long as it joins on. */
static void
handle_gap (GstGlsAudioStage *self, GstEvent *event)
{
  GstGlsStage *stage = GST_GLS_STAGE (self);
  GstFlowReturn ret = GST_FLOW_OK;
  GstClockTime start, duration, stop, next = get_next_time (self);

  gst_event_parse_gap (event, &start, &duration);
  if (!GST_CLOCK_TIME_IS_VALID (duration) || duration > MAX_SILENCE
      || !stage->started) {
    gst_gls_stage_drain (stage);
    gst_pad_push_event (stage->srcpad, gst_event_ref (event));
    return;
  }
  stop = start + duration;
  if (GST_CLOCK_TIME_IS_VALID (next) && stop <= next)
    return;
  if (!GST_CLOCK_TIME_IS_VALID (next) || start > next + TOLERANCE) {
    ret = align (self, start, FALSE);
    next = start;
  }
  if (ret == GST_FLOW_OK)
    feed_silence (self,
        gst_util_uint64_scale_round (stop - next, (guint64) self->spec.rate,
            GST_SECOND));
}

static gboolean
sink_event (GstGlsStage *stage, GstEvent *event)
{
  GstGlsAudioStage *self = GST_GLS_AUDIO_STAGE (stage);

  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
    handle_gap (self, event);
    gst_event_unref (event);
    return TRUE;
  }
  if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START)
    self->warned = FALSE;
  return GST_GLS_STAGE_CLASS (gst_gls_audio_stage_parent_class)
      ->sink_event (stage, event);
}

/* --- class_init, init --- */

static void
gst_gls_audio_stage_class_init (GstGlsAudioStageClass *klass)
{
  static GstStaticPadTemplate sink_template =
      GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
          GST_STATIC_CAPS ("audio/x-raw, format = (string) " GST_AUDIO_NE (
              F32) ", rate = (int) "
                   "[ 8000, 192000 ], channels = (int) 1, layout = (string) "
                   "interleaved"));
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass),
      &sink_template);

  stage_class->needs =
      "Samples came before caps: is audioconvert missing upstream?";
  stage_class->get_sink_caps = get_sink_caps;
  stage_class->negotiate = negotiate;
  stage_class->chain = chain;
  stage_class->drain = drain;
  stage_class->reset = reset;
  stage_class->forget = forget;
  stage_class->sink_event = sink_event;

  klass->choose = choose;
  klass->push = push_samples;
  klass->take = take_frame;
  klass->end = end;
  klass->restart = restart;
  klass->get_n_not_finite = get_n_not_finite;
}

static void
gst_gls_audio_stage_init (GstGlsAudioStage *self)
{
}
