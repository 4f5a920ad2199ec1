/* Scalogram -> joint time-frequency scattering frames. An adapter over
 * scattering/jtfst.h: pads, caps and time are here.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/**
 * SECTION:element-jtfst
 * @title: jtfst
 * @short_description: joint time-frequency scattering
 *
 * Turns the multirate scalogram of #scalogram into frames of joint
 * time-frequency scattering coefficients: how strongly the sound is modulated,
 * by time scale (mu), by scale along log-frequency (ell) and by direction
 * (theta, +1 upward in pitch).
 *
 * A property left alone follows what is downstream, so that a model gets the
 * frames that it was trained on; what is set here is binding, and if it
 * contradicts downstream, negotiation fails with a sentence naming both
 * shapes.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 -v audiotestsrc num-buffers=500 ! audioconvert ! audioresample
 * ! scalogram ! jtfst lambda=local orientation=both mu-skip=3 ! fakesink
 * ]|
 */
#include "elements.h"

#include <string.h>

#include "caps.h"
#include "parameters.h"
#include "refuse.h"
#include "scattering/jtfst.h"
#include "timing.h"

GST_DEBUG_CATEGORY_STATIC (gst_jtfst_debug);
#define GST_CAT_DEFAULT gst_jtfst_debug

/* --- types --- */

G_DECLARE_FINAL_TYPE (GstJtfst, gst_jtfst, GST, JTFST, GstElement)

struct _GstJtfst
{
  GstElement parent;
  GstPad *sinkpad, *srcpad;

  /* under the object lock */
  GstGlsParameters parameters;
  GstClockTime latency;

  /* what was negotiated */
  GlsSpec spec;
  GstGlsTensors in, out;
  GlsScalogramPlan *scalogram; /* only asked for its shapes */
  GlsJtfstPlan *plan;
  GlsJtfstStream *stream;
  float *u;                                /* a tick's floats */
  const float *group[GST_GLS_MAX_TENSORS]; /* in u */
  float *frame;

  /* the stretch of audio that is being analysed */
  GstSegment segment;
  guint64 origin;    /* upstream's number of its first sample */
  gint64 next;       /* start of the tick that must come now */
  GstClockTime base; /* of its first sample */
  guint64 n_samples; /* inside the audio, that came */
  gboolean ended;    /* no more of them will come */
  guint64 n_frames;  /* that went out */
  gboolean discont;  /* the next frame is the first */
  gboolean refused;  /* an error was posted */
};

G_DEFINE_TYPE (GstJtfst, gst_jtfst, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (jtfst, "jtfst", GST_RANK_NONE,
    gst_jtfst_get_type (),
    GST_DEBUG_CATEGORY_INIT (gst_jtfst_debug, "jtfst", 0,
        "joint time-frequency scattering"))

static GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
        GST_STATIC_CAPS (GST_GLS_TENSORS
            ", format = (string) static, "
            "num_tensors = (int) [ 1, 16 ], " GST_GLS_FPS_ANY));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_GLS_ONE_TENSOR_CAPS));

/* --- properties --- */

static void
gst_jtfst_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_parameters_set_property (&GST_JTFST (object)->parameters, id, value);
  GST_OBJECT_UNLOCK (object);
}

static void
gst_jtfst_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  gst_gls_parameters_get_property (&GST_JTFST (object)->parameters, id, value);
  GST_OBJECT_UNLOCK (object);
}

/* --- caps --- */

/* Asks scalogram for what is binding here or downstream, and no more. */
static GstCaps *
get_sink_caps (GstJtfst *self, GstCaps *filter)
{
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (self->srcpad, NULL);
  const GstStructure *asked = gst_gls_caps_find (peer, "jtfst");
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

  if (filter != NULL) {
    GstCaps *all = caps;

    caps = gst_caps_intersect_full (filter, all, GST_CAPS_INTERSECT_FIRST);
    gst_caps_unref (all);
  }
  return caps;
}

static void
forget_stream (GstJtfst *self)
{
  g_clear_pointer (&self->stream, gls_jtfst_stream_free);
  g_clear_pointer (&self->u, g_free);
  g_clear_pointer (&self->frame, g_free);
}

static void
forget_plans (GstJtfst *self)
{
  forget_stream (self);
  g_clear_pointer (&self->plan, gls_jtfst_plan_unref);
  g_clear_pointer (&self->scalogram, gls_scalogram_plan_unref);
}

static void
get_shapes (const GlsScalogramPlan *plan, GstGlsTensors *tensors)
{
  size_t n;
  const GlsScalogramGroup *groups = gls_scalogram_plan_get_groups (plan, &n);

  tensors->n = (guint) n;
  for (size_t g = 0; g < n; g++)
    gst_gls_shape_init (&tensors->shape[g],
        (const size_t[]){ groups[g].n_lambda, groups[g].n_times }, 2);
}

static GstCaps *
make_src_caps (GlsJtfstPlan *plan, const GlsSpec *spec, GstGlsTensors *tensors)
{
  GlsJtfstShape shape;
  GstCaps *caps;

  gls_jtfst_plan_get_shape (plan, &shape);
  tensors->n = 1;
  gst_gls_shape_init (&tensors->shape[0],
      (const size_t[]){
          shape.n_lambda, shape.n_theta, shape.n_mu, shape.n_ell },
      4);
  gst_gls_tensors_set_framerate (tensors, spec->rate,
      gls_jtfst_plan_get_stride (plan));
  caps = gst_gls_tensors_to_caps (tensors);
  gst_gls_caps_set_spec (caps, spec);
  gst_caps_set_simple (caps, "axes", G_TYPE_STRING, "ell:mu:theta:lambda",
      NULL);
  return caps;
}

/* --- data out --- */

static GstBuffer *
take_frame (GstJtfst *self)
{
  guint64 stride = gls_jtfst_plan_get_stride (self->plan);
  guint64 start = self->n_frames * stride;
  guint64 end = start + stride;
  GstBuffer *buffer;

  if (!gls_jtfst_stream_pull (self->stream, self->frame))
    return NULL;
  self->n_frames++;
  buffer = gst_buffer_new_memdup (self->frame,
      gst_gls_tensors_get_size (&self->out));
  if (self->ended)
    end = CLAMP (self->n_samples, start, end);
  gst_gls_stamp (buffer, self->base, start, end, self->spec.rate);
  if (self->discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  self->discont = FALSE;
  return buffer;
}

static GstFlowReturn
push_ready (GstJtfst *self)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstBuffer *buffer;

  while (ret == GST_FLOW_OK && (buffer = take_frame (self)) != NULL)
    ret = gst_pad_push (self->srcpad, buffer);
  return ret;
}

/* Start of the first tick of a stretch, before its first sample. */
static gint64
get_first_start (const GstJtfst *self)
{
  return -(gint64) (gls_scalogram_plan_get_n_edge_ticks (self->scalogram)
      * gls_scalogram_plan_get_tick (self->scalogram));
}

static void
reset (GstJtfst *self)
{
  if (self->stream != NULL) {
    gls_jtfst_stream_reset (self->stream);
    self->next = get_first_start (self);
  }
  self->origin = 0;
  self->base = GST_CLOCK_TIME_NONE;
  self->n_samples = 0;
  self->n_frames = 0;
  self->ended = FALSE;
  self->discont = TRUE;
}

static gboolean
is_fresh (const GstJtfst *self)
{
  return self->next == get_first_start (self);
}

/* The stretch of audio is over: what is inside comes out. */
static GstFlowReturn
drain (GstJtfst *self)
{
  GstFlowReturn ret = GST_FLOW_OK;

  if (self->stream != NULL && !is_fresh (self)) {
    GST_DEBUG_OBJECT (self, "draining after %" G_GUINT64_FORMAT " samples",
        self->n_samples);
    self->ended = TRUE;
    gls_jtfst_stream_drain (self->stream);
    ret = push_ready (self);
  }
  reset (self);
  return ret;
}

/* --- negotiation, which drains what came before --- */

/* Takes over what was negotiated, unless it is what runs already. */
static gboolean
start (GstJtfst *self, GstCaps *caps, const GlsSpec *spec,
    const GstGlsTensors *in, const GstGlsTensors *out,
    GlsScalogramPlan *scalogram, GlsJtfstPlan *plan)
{
  g_autoptr (GstCaps) current = gst_pad_get_current_caps (self->srcpad);
  gsize at = 0;

  if (current != NULL && gst_caps_is_equal (caps, current)
      && self->plan == plan) {
    gls_scalogram_plan_unref (scalogram);
    gls_jtfst_plan_unref (plan);
    return TRUE;
  }
  drain (self);
  forget_plans (self);
  self->spec = *spec;
  self->in = *in;
  self->out = *out;
  self->scalogram = scalogram;
  self->plan = plan;
  self->stream = gls_jtfst_stream_new (plan);
  self->u = g_malloc (gst_gls_tensors_get_size (in));
  self->frame = g_malloc (gst_gls_tensors_get_size (out));
  for (guint g = 0; g < in->n; g++) {
    self->group[g] = self->u + at;
    at += gst_gls_shape_get_n (&in->shape[g]);
  }
  reset (self);
  gst_gls_update_latency (GST_ELEMENT (self), &self->latency,
      gls_jtfst_plan_get_latency_samples (plan), spec->rate);
  GST_DEBUG_OBJECT (self, "negotiated %" GST_PTR_FORMAT, caps);
  return gst_pad_push_event (self->srcpad, gst_event_new_caps (caps));
}

/* Sets the parameters from properties, then downstream, then upstream. */
static gboolean
choose_spec (GstJtfst *self, const GstStructure *asked,
    const GstStructure *given, const GstGlsTensors *in, GlsSpec *spec,
    GError **error)
{
  gint rate = 0;

  GST_OBJECT_LOCK (self);
  *spec = self->parameters.spec;
  gst_gls_parameters_follow (&self->parameters, spec, given);
  gst_gls_parameters_follow (&self->parameters, spec, asked);
  if (self->parameters.error != NULL && error != NULL)
    *error = g_error_copy (self->parameters.error);
  GST_OBJECT_UNLOCK (self);

  /* The rate is a fact of upstream. Where an element has dropped the field,
   * ticks of 2^J samples tell it. */
  if (!gst_structure_get_int (given, "rate", &rate) && in->fps_n > 0)
    rate = (gint) gst_util_uint64_scale_int (1ull << spec->J, in->fps_n,
        in->fps_d);
  if (rate > 0)
    spec->rate = (guint) rate;
  return error == NULL || *error == NULL;
}

static gboolean
negotiate (GstJtfst *self, GstCaps *incaps)
{
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (self->srcpad, NULL);
  const GstStructure *asked = gst_gls_caps_find (peer, "jtfst");
  const GstStructure *given = gst_caps_get_structure (incaps, 0);
  const char *edges = gst_structure_get_string (given, "edges");
  g_autoptr (GlsScalogramPlan) scalogram = NULL;
  g_autoptr (GlsJtfstPlan) plan = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *ours = NULL, *theirs = NULL;
  GError *error = NULL;
  GstGlsTensors in, expected, out;
  GlsSpec spec;
  gboolean same;

  if (!gst_gls_tensors_from_caps (&in, incaps, &error)) {
    g_prefix_error (&error, "jtfst takes a scalogram, but ");
    goto refuse;
  }
  if (!choose_spec (self, asked, given, &in, &spec, &error)
      || !gls_spec_check (&spec, &error))
    goto refuse;
  same = self->plan != NULL && memcmp (&spec, &self->spec, sizeof spec) == 0;

  scalogram = same ? gls_scalogram_plan_ref (self->scalogram)
                   : gls_scalogram_plan_new (&spec, &error);
  if (scalogram == NULL)
    goto refuse;
  get_shapes (scalogram, &expected);
  if (!gst_gls_tensors_equal (&in, &expected)) {
    ours = gst_gls_tensors_print (&expected);
    theirs = gst_gls_tensors_print (&in);
    g_set_error (&error, GLS_ERROR, GLS_ERROR_SHAPE,
        "jtfst expects a scalogram of %s (octaves=%u, q=%u), but upstream "
        "delivers %s",
        ours, spec.J, spec.Q1, theirs);
    goto refuse;
  }
  if (edges != NULL && !g_str_equal (edges, "all")) {
    g_set_error (&error, GLS_ERROR, GLS_ERROR_SHAPE,
        "jtfst expects a scalogram with edges=all, but upstream delivers "
        "edges=%s",
        edges);
    goto refuse;
  }

  plan = same ? gls_jtfst_plan_ref (self->plan)
              : gls_jtfst_plan_new (&spec, &error);
  if (plan == NULL)
    goto refuse;
  caps = make_src_caps (plan, &spec, &out);
  if (gst_gls_caps_spell_for (caps, peer))
    return start (self, caps, &spec, &in, &out, g_steal_pointer (&scalogram),
        g_steal_pointer (&plan));
  ours = gst_gls_caps_describe (caps, peer);
  theirs = gst_gls_caps_describe (peer, caps);
  g_set_error (&error, GLS_ERROR, GLS_ERROR_SHAPE,
      "jtfst would deliver frames of %s, but downstream expects %s", ours,
      theirs);

refuse:
  return gst_gls_refuse (GST_ELEMENT (self), &self->refused, error);
}

/* --- data in --- */

/* Ticks were lost, or the first ones came before this element was there. What
 * comes now is a stretch of its own, with silence before it. */
static GstFlowReturn
restart_at (GstJtfst *self, guint64 offset)
{
  gint64 T = (gint64) gls_scalogram_plan_get_tick (self->scalogram);
  GstFlowReturn ret = drain (self);

  GST_DEBUG_OBJECT (self, "starting amidst, at sample %" G_GUINT64_FORMAT,
      offset);
  self->origin = offset;
  memset (self->u, 0, gst_gls_tensors_get_size (&self->in));
  for (; self->next < 0; self->next += T)
    gls_jtfst_stream_push (self->stream, self->group,
        &(GlsTick){ .start = self->next });
  return ret;
}

static GstFlowReturn
feed (GstJtfst *self, GstBuffer *buffer)
{
  guint64 offset = GST_BUFFER_OFFSET (buffer);
  guint64 end = GST_BUFFER_OFFSET_END (buffer);
  size_t T = gls_scalogram_plan_get_tick (self->scalogram);
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
      self->base = GST_BUFFER_PTS_IS_VALID (buffer) ? GST_BUFFER_PTS (buffer)
                                                    : self->segment.start;
  }
  self->n_samples += tick.n_inside;
  self->ended = tick.start >= 0 && tick.n_inside < T;
  self->next += (gint64) T;

  gst_buffer_extract (buffer, 0, self->u, gst_gls_tensors_get_size (&self->in));
  gls_jtfst_stream_push (self->stream, self->group, &tick);
  return push_ready (self);
}

/* --- events --- */

static gboolean
gst_jtfst_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstJtfst *self = GST_JTFST (parent);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS: {
      GstCaps *caps;
      gboolean ok;

      gst_event_parse_caps (event, &caps);
      drain (self);
      gst_pad_check_reconfigure (self->srcpad);
      ok = negotiate (self, caps);
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
    case GST_EVENT_STREAM_START:
    case GST_EVENT_GAP:
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
gst_jtfst_sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS: {
      GstCaps *filter;
      g_autoptr (GstCaps) caps = NULL;

      gst_query_parse_caps (query, &filter);
      caps = get_sink_caps (GST_JTFST (parent), filter);
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
gst_jtfst_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstJtfst *self = GST_JTFST (parent);
  GstClockTime own;

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  GST_OBJECT_LOCK (self);
  own = self->latency;
  GST_OBJECT_UNLOCK (self);
  return gst_gls_query_latency (self->sinkpad, query, own);
}

/* --- chain --- */

static gboolean
renegotiate (GstJtfst *self)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (self->sinkpad);

  if (caps != NULL && negotiate (self, caps))
    return TRUE;
  gst_pad_mark_reconfigure (self->srcpad);
  return FALSE;
}

static GstFlowReturn
gst_jtfst_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstJtfst *self = GST_JTFST (parent);
  GstFlowReturn ret = GST_FLOW_OK;
  g_autoptr (GError) error = NULL;

  if (G_UNLIKELY (self->stream == NULL))
    goto not_negotiated;
  if (gst_pad_check_reconfigure (self->srcpad) && !renegotiate (self)) {
    gst_buffer_unref (buffer);
    return GST_PAD_IS_FLUSHING (self->srcpad) ? GST_FLOW_FLUSHING
                                              : GST_FLOW_NOT_NEGOTIATED;
  }
  if (G_UNLIKELY (!gst_gls_tensors_check_buffer (&self->in, buffer, &error)))
    goto wrong_size;
  if (G_UNLIKELY (!GST_BUFFER_OFFSET_IS_VALID (buffer)))
    goto no_offset;

  if (GST_BUFFER_IS_DISCONT (buffer))
    ret = drain (self);
  if (ret == GST_FLOW_OK)
    ret = feed (self, buffer);
  gst_buffer_unref (buffer);
  return ret;

  /* ERRORS */
not_negotiated:
  GST_ELEMENT_ERROR (self, CORE, NEGOTIATION,
      ("Buffers came before caps: is scalogram missing upstream?"), (NULL));
  gst_buffer_unref (buffer);
  return GST_FLOW_NOT_NEGOTIATED;
wrong_size:
  GST_ELEMENT_ERROR (self, STREAM, FORMAT,
      ("The scalogram is damaged: %s.", error->message), (NULL));
  gst_buffer_unref (buffer);
  return GST_FLOW_ERROR;
no_offset:
  GST_ELEMENT_ERROR (self, STREAM, FORMAT,
      ("A buffer came without its sample offset, which scalogram sets: some "
       "element between has dropped it."),
      (NULL));
  gst_buffer_unref (buffer);
  return GST_FLOW_ERROR;
}

static GstStateChangeReturn
gst_jtfst_change_state (GstElement *element, GstStateChange transition)
{
  GstJtfst *self = GST_JTFST (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    reset (self);
    self->refused = FALSE;
    gst_segment_init (&self->segment, GST_FORMAT_TIME);
  }
  ret = GST_ELEMENT_CLASS (gst_jtfst_parent_class)
            ->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    forget_stream (self);
  return ret;
}

static void
gst_jtfst_finalize (GObject *object)
{
  GstJtfst *self = GST_JTFST (object);

  forget_plans (self);
  gst_gls_parameters_clear (&self->parameters);
  G_OBJECT_CLASS (gst_jtfst_parent_class)->finalize (object);
}

/* --- class_init, init --- */

static void
gst_jtfst_class_init (GstJtfstClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->set_property = gst_jtfst_set_property;
  object_class->get_property = gst_jtfst_get_property;
  object_class->finalize = gst_jtfst_finalize;
  gst_gls_parameters_install (object_class, GLS_TRANSFORM_JTFST);

  element_class->change_state = gst_jtfst_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "Joint time-frequency scattering", "Filter/Analyzer/Audio",
      "Turns a scalogram into joint time-frequency scattering coefficients",
      GST_GLS_AUTHOR);
}

static void
gst_jtfst_init (GstJtfst *self)
{
  gst_gls_parameters_init (&self->parameters, GLS_TRANSFORM_JTFST);

  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_jtfst_chain);
  gst_pad_set_event_function (self->sinkpad, gst_jtfst_sink_event);
  gst_pad_set_query_function (self->sinkpad, gst_jtfst_sink_query);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_query_function (self->srcpad, gst_jtfst_src_query);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}
