/* An element that takes the ticks of a multirate scalogram: pads, caps and time
 * of jtfst and timescattering. What comes of the ticks is the library's.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/tickstage.h"

#include <string.h>

#include "base/timing.h"

GST_DEBUG_CATEGORY_STATIC (gst_gls_tick_stage_debug);
#define GST_CAT_DEFAULT gst_gls_tick_stage_debug

/* --- types --- */

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (GstGlsTickStage, gst_gls_tick_stage,
    GST_TYPE_GLS_STAGE,
    GST_DEBUG_CATEGORY_INIT (gst_gls_tick_stage_debug, "glissando-ticks", 0,
        "what elements that take a scalogram have in common"))

/* --- properties --- */

enum
{
  PROP_0,
  PROP_THREADS
};

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
    case PROP_THREADS:
      GST_OBJECT_LOCK (object);
      GST_GLS_TICK_STAGE (object)->n_threads = g_value_get_uint (value);
      GST_OBJECT_UNLOCK (object);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
    case PROP_THREADS:
      GST_OBJECT_LOCK (object);
      g_value_set_uint (value, GST_GLS_TICK_STAGE (object)->n_threads);
      GST_OBJECT_UNLOCK (object);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static guint
count_threads (GstGlsTickStage *self)
{
  guint n;

  GST_OBJECT_LOCK (self);
  n = self->n_threads;
  GST_OBJECT_UNLOCK (self);
  return n ? n : MIN (g_get_num_processors (), GLS_MAX_THREADS);
}

/* --- caps --- */

/* Asks scalogram for what is binding here or downstream, and no more. */
static GstCaps *
get_sink_caps (GstGlsStage *self)
{
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (self->srcpad, NULL);
  const GstStructure *asked = gst_gls_stage_find_asked (self, peer);
  GstCaps *caps =
      gst_caps_make_writable (gst_pad_get_pad_template_caps (self->sinkpad));
  GlsSpec spec;

  GST_OBJECT_LOCK (self);
  spec = self->parameters.spec;
  gst_gls_parameters_follow (&self->parameters, &spec, asked);
#define BOUND(name)                                                            \
  (gst_gls_parameters_is_set (&self->parameters, name)                         \
      || (asked != NULL && gst_structure_has_field (asked, name)))
  gst_caps_set_simple (caps, "transform", G_TYPE_STRING, "scalogram", "layout",
      G_TYPE_STRING, "multirate", "edges", G_TYPE_STRING, "all", NULL);
  if (BOUND ("rate"))
    gst_caps_set_simple (caps, "rate", G_TYPE_INT, (gint) spec.rate, NULL);
  if (BOUND ("octaves"))
    gst_caps_set_simple (caps, "octaves", G_TYPE_INT, (gint) spec.J, NULL);
  if (BOUND ("q"))
    gst_caps_set_simple (caps, "q", G_TYPE_INT, (gint) spec.Q1, NULL);
  if (BOUND ("precision"))
    gst_caps_set_simple (caps, "precision", G_TYPE_STRING,
        gls_parameter_find ("precision")->values[spec.precision], NULL);
#undef BOUND
  GST_OBJECT_UNLOCK (self);
  return caps;
}

static GlsScalogramPlan *
get_scalogram (const GstGlsTickStage *self)
{
  return gls_transform_plan_get_scalogram (self->plan);
}

static void
forget (GstGlsStage *stage)
{
  GstGlsTickStage *self = GST_GLS_TICK_STAGE (stage);

  g_clear_pointer (&self->stream, gls_transform_stream_free);
  g_clear_pointer (&self->scratch, g_free);
  gst_gls_blank_clear (&self->blank);
}

static void
forget_plan (GstGlsTickStage *self)
{
  forget (&self->parent);
  g_clear_pointer (&self->plan, gls_transform_plan_unref);
}

/* --- data out --- */

static GstBuffer *
take_frame (GstGlsTickStage *self)
{
  guint64 stride = gls_transform_plan_get_stride (self->plan);
  guint64 start = self->n_frames * stride;
  guint64 end = start + stride;
  GstBuffer *buffer;

  if (!gls_transform_stream_pull (self->stream,
          gst_gls_blank_open (&self->blank, &self->out)))
    return NULL;
  self->n_frames++;
  buffer = gst_gls_blank_take (&self->blank, &self->out);
  if (self->ended)
    end = CLAMP (self->n_samples, start, end);
  gst_gls_stamp (buffer, self->base, start, end, self->spec.rate);
  return buffer;
}

static GstFlowReturn
push_ready (GstGlsTickStage *self)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstBuffer *buffer;

  while (ret == GST_FLOW_OK && (buffer = take_frame (self)) != NULL)
    ret = gst_gls_stage_push (&self->parent, buffer);
  return ret;
}

/* Start of the first tick of a stretch, before its first sample. */
static gint64
get_first_start (const GstGlsTickStage *self)
{
  return -(gint64) (gls_scalogram_plan_get_n_edge_ticks (get_scalogram (self))
      * gls_scalogram_plan_get_tick (get_scalogram (self)));
}

static void
reset (GstGlsStage *stage)
{
  GstGlsTickStage *self = GST_GLS_TICK_STAGE (stage);

  if (self->stream != NULL) {
    gls_transform_stream_reset (self->stream);
    self->next = get_first_start (self);
  }
  self->origin = 0;
  self->base = GST_CLOCK_TIME_NONE;
  self->n_samples = 0;
  self->n_frames = 0;
  self->ended = FALSE;
}

static gboolean
is_fresh (const GstGlsTickStage *self)
{
  return self->next == get_first_start (self);
}

static GstFlowReturn
drain (GstGlsStage *stage)
{
  GstGlsTickStage *self = GST_GLS_TICK_STAGE (stage);

  if (is_fresh (self))
    return GST_FLOW_OK;
  GST_DEBUG_OBJECT (self, "draining after %" G_GUINT64_FORMAT " samples",
      self->n_samples);
  self->ended = TRUE;
  gls_transform_stream_drain (self->stream);
  return push_ready (self);
}

/* --- negotiation, which drains what came before --- */

/* Takes over what was negotiated. */
static gboolean
start (GstGlsTickStage *self, GstCaps *caps, const GlsSpec *spec,
    const GstGlsTensors *in, const GstGlsTensors *out, GlsTransformPlan *plan)
{
  gst_gls_stage_drain (&self->parent);
  forget_plan (self);
  self->spec = *spec;
  self->in = *in;
  self->out = *out;
  self->plan = gls_transform_plan_ref (plan);
  self->stream =
      gls_transform_stream_new_for_ticks (plan, count_threads (self));
  return gst_gls_stage_start (&self->parent, caps,
      gls_transform_plan_get_latency_samples (plan)
          - gls_scalogram_plan_get_latency_samples (get_scalogram (self)),
      spec->rate);
}

/* Sets the parameters from properties, then downstream, then upstream. */
static gboolean
choose_spec (GstGlsTickStage *self, const GstStructure *asked,
    const GstStructure *given, const GstGlsTensors *in, GlsSpec *spec,
    GError **error)
{
  gint rate = 0;

  if (!gst_gls_stage_choose_spec (&self->parent, given, asked, spec, error))
    return FALSE;
  /* The rate is a fact of upstream. Where an element has dropped the field,
   * ticks of 2^J samples tell it. */
  if (!gst_structure_get_int (given, "rate", &rate) && in->fps_n > 0)
    rate = (gint) gst_util_uint64_scale_int (1ull << spec->J, in->fps_n,
        in->fps_d);
  if (rate > 0)
    spec->rate = (guint) rate;
  if (spec->s0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "downstream wants s0, the average of the audio itself, which is not in "
        "a scalogram");
    return FALSE;
  }
  return gls_spec_check (spec, error);
}

/* Whether what comes in is the scalogram that is needed. */
static gboolean
check_scalogram (GstGlsTickStage *self, const GlsScalogramPlan *plan,
    const GlsSpec *spec, const GstGlsTensors *in, const GstStructure *given,
    GError **error)
{
  const char *name = GST_GLS_STAGE_GET_CLASS (self)->name;
  const char *edges = gst_structure_get_string (given, "edges");
  GstGlsTensors expected;

  gst_gls_tensors_for_ticks (&expected, plan, spec->rate);
  if (!gst_gls_tensors_equal (in, &expected)) {
    g_autofree char *ours = gst_gls_tensors_print (&expected);
    g_autofree char *theirs = gst_gls_tensors_print (in);

    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "%s expects a scalogram of %s (octaves=%u, q=%u), but upstream "
        "delivers %s",
        name, ours, spec->J, spec->Q1, theirs);
    return FALSE;
  }
  if (edges != NULL && !g_str_equal (edges, "all")) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "%s expects a scalogram with edges=all, but upstream delivers edges=%s",
        name, edges);
    return FALSE;
  }
  return TRUE;
}

static gboolean
negotiate (GstGlsStage *stage, GstCaps *incaps, GError **error)
{
  GstGlsTickStage *self = GST_GLS_TICK_STAGE (stage);
  const char *name = GST_GLS_STAGE_GET_CLASS (self)->name;
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (stage->srcpad, NULL);
  const GstStructure *asked = gst_gls_stage_find_asked (stage, peer);
  const GstStructure *given = gst_caps_get_structure (incaps, 0);
  g_autoptr (GlsTransformPlan) plan = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *offer = g_strdup_printf ("%s would deliver frames of", name);
  GstGlsTensors in, out;
  GlsSpec spec;
  gboolean same;

  if (!gst_gls_tensors_from_caps (&in, incaps, error)) {
    g_prefix_error (error, "%s takes a scalogram, but ", name);
    return FALSE;
  }
  if (!choose_spec (self, asked, given, &in, &spec, error))
    return FALSE;
  same = self->plan != NULL && memcmp (&spec, &self->spec, sizeof spec) == 0;
  plan = same ? gls_transform_plan_ref (self->plan)
              : gls_transform_plan_get_shared (&spec, error);
  if (plan == NULL
      || !check_scalogram (self, gls_transform_plan_get_scalogram (plan), &spec,
          &in, given, error))
    return FALSE;
  caps =
      gst_gls_caps_for_frames (&out, gls_transform_plan_get_axes (plan), &spec);
  if (!gst_gls_caps_agree (caps, peer, offer, error))
    return FALSE;
  return (same && gst_gls_stage_has_caps (stage, caps))
      || start (self, caps, &spec, &in, &out, plan);
}

/* --- data in --- */

/* Where each tensor begins in @u, the floats of a whole tick. */
static void
find_groups (const GstGlsTensors *tensors, const float *u,
    const float *group[GST_GLS_MAX_TENSORS])
{
  for (guint g = 0; g < tensors->n; g++) {
    group[g] = u;
    u += gst_gls_shape_get_n (&tensors->shape[g]);
  }
}

/* Copies of a tick that cannot be read where it lies. */
static float *
get_scratch (GstGlsTickStage *self)
{
  if (self->scratch == NULL)
    self->scratch = g_malloc (gst_gls_tensors_get_size (&self->in));
  return self->scratch;
}

/* The tick in @buffer, in place: scalogram sends one block of memory. */
static void
push_tick (GstGlsTickStage *self, GstBuffer *buffer, const GlsTick *tick)
{
  const float *group[GST_GLS_MAX_TENSORS], *u = NULL;
  GstMapInfo map = GST_MAP_INFO_INIT;

  if (gst_buffer_map (buffer, &map, GST_MAP_READ)
      && GPOINTER_TO_SIZE (map.data) % sizeof (float) == 0)
    u = (const float *) (const void *) map.data;
  else {
    gst_buffer_extract (buffer, 0, get_scratch (self),
        gst_gls_tensors_get_size (&self->in));
    u = self->scratch;
  }
  find_groups (&self->in, u, group);
  gls_transform_stream_push_tick (self->stream, group, tick);
  if (map.memory != NULL)
    gst_buffer_unmap (buffer, &map);
}

/* Ticks were lost, or the first ones came before this element was there. What
 * comes now is a stretch of its own, with silence before it. */
static GstFlowReturn
restart_at (GstGlsTickStage *self, guint64 offset)
{
  gint64 T = (gint64) gls_scalogram_plan_get_tick (get_scalogram (self));
  GstFlowReturn ret = gst_gls_stage_drain (&self->parent);
  const float *group[GST_GLS_MAX_TENSORS];

  GST_DEBUG_OBJECT (self, "starting amidst, at sample %" G_GUINT64_FORMAT,
      offset);
  self->origin = offset;
  memset (get_scratch (self), 0, gst_gls_tensors_get_size (&self->in));
  find_groups (&self->in, self->scratch, group);
  for (; self->next < 0; self->next += T)
    gls_transform_stream_push_tick (self->stream, group,
        &(GlsTick){ .start = self->next });
  return ret;
}

static GstFlowReturn
feed (GstGlsTickStage *self, GstBuffer *buffer)
{
  guint64 offset = GST_BUFFER_OFFSET (buffer);
  guint64 end = GST_BUFFER_OFFSET_END (buffer);
  size_t T = gls_scalogram_plan_get_tick (get_scalogram (self));
  gboolean inside =
      !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DECODE_ONLY);
  GlsTick tick = { .n_inside = 0 };

  tick.start = (gint64) (offset - self->origin);
  if (tick.start != self->next) {
    GstFlowReturn ret;

    /* Edges without an inside tell nothing. */
    if (!inside)
      return GST_FLOW_OK;
    ret = restart_at (self, offset);
    if (ret != GST_FLOW_OK)
      return ret;
    tick.start = 0;
  }
  if (inside) {
    tick.n_inside = end > offset ? (size_t) MIN (end - offset, T) : T;
    if (self->n_samples == 0)
      self->base = GST_BUFFER_PTS_IS_VALID (buffer)
          ? GST_BUFFER_PTS (buffer)
          : self->parent.segment.start;
    gst_gls_follow (&self->base,
        gst_gls_time_at (self->base, (guint64) tick.start, self->spec.rate),
        GST_BUFFER_PTS (buffer));
  }
  self->n_samples += tick.n_inside;
  self->ended = tick.start >= 0 && tick.n_inside < T;
  self->next += (gint64) T;

  push_tick (self, buffer, &tick);
  return push_ready (self);
}

static GstClockTime
get_position (GstGlsStage *stage)
{
  GstGlsTickStage *self = GST_GLS_TICK_STAGE (stage);

  return self->n_samples > 0
      ? gst_gls_time_at (self->base, self->n_samples, self->spec.rate)
      : GST_CLOCK_TIME_NONE;
}

static GstFlowReturn
chain (GstGlsStage *stage, GstBuffer *buffer)
{
  GstGlsTickStage *self = GST_GLS_TICK_STAGE (stage);
  GstFlowReturn ret = GST_FLOW_OK;
  g_autoptr (GError) error = NULL;

  if (G_UNLIKELY (!gst_gls_tensors_check_buffer (&self->in, buffer, &error)))
    goto wrong_size;
  if (G_UNLIKELY (!GST_BUFFER_OFFSET_IS_VALID (buffer)))
    goto no_offset;

  if (GST_BUFFER_IS_DISCONT (buffer))
    ret = gst_gls_stage_drain (stage);
  return ret == GST_FLOW_OK ? feed (self, buffer) : ret;

  /* ERRORS */
wrong_size:
  GST_ELEMENT_ERROR (self, STREAM, FORMAT,
      ("The scalogram is damaged: %s.", error->message), (NULL));
  return GST_FLOW_ERROR;
no_offset:
  GST_ELEMENT_ERROR (self, STREAM, FORMAT,
      ("A buffer came without its sample offset, which scalogram sets: some "
       "element between has dropped it."),
      (NULL));
  return GST_FLOW_ERROR;
}

/* --- class_init, init --- */

static void
finalize (GObject *object)
{
  forget_plan (GST_GLS_TICK_STAGE (object));
  G_OBJECT_CLASS (gst_gls_tick_stage_parent_class)->finalize (object);
}

static void
gst_gls_tick_stage_class_init (GstGlsTickStageClass *klass)
{
  static GstStaticPadTemplate sink_template =
      GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
          GST_STATIC_CAPS (GST_GLS_TENSORS
              ", format = (string) static, "
              "num_tensors = (int) [ 1, 16 ], " GST_GLS_FPS_ANY));
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  object_class->finalize = finalize;
  object_class->set_property = set_property;
  object_class->get_property = get_property;
  g_object_class_install_property (object_class, PROP_THREADS,
      g_param_spec_uint ("threads", "Threads",
          "Threads that share the work; 0 is one for each processor. The "
          "result does not depend on it",
          0, GLS_MAX_THREADS, 1,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
              | GST_PARAM_MUTABLE_READY));
  gst_element_class_add_static_pad_template (element_class, &sink_template);

  stage_class->needs =
      "Buffers came before caps: is scalogram missing upstream?";
  stage_class->get_sink_caps = get_sink_caps;
  stage_class->negotiate = negotiate;
  stage_class->chain = chain;
  stage_class->drain = drain;
  stage_class->reset = reset;
  stage_class->forget = forget;
  stage_class->get_position = get_position;
}

static void
gst_gls_tick_stage_init (GstGlsTickStage *self)
{
  self->n_threads = 1;
}
