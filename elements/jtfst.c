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
#include "scattering/jtfst.h"
#include "stage.h"
#include "timing.h"

GST_DEBUG_CATEGORY_STATIC (gst_jtfst_debug);
#define GST_CAT_DEFAULT gst_jtfst_debug

/* --- types --- */

G_DECLARE_FINAL_TYPE (GstJtfst, gst_jtfst, GST, JTFST, GstGlsStage)

struct _GstJtfst
{
  GstGlsStage parent;

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
  guint64 origin;    /* upstream's number of its first sample */
  gint64 next;       /* start of the tick that must come now */
  GstClockTime base; /* of its first sample */
  guint64 n_samples; /* inside the audio, that came */
  gboolean ended;    /* no more of them will come */
  guint64 n_frames;  /* that went out */
};

G_DEFINE_TYPE (GstJtfst, gst_jtfst, GST_TYPE_GLS_STAGE)
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

/* --- caps --- */

/* Asks scalogram for what is binding here or downstream, and no more. */
static GstCaps *
gst_jtfst_get_sink_caps (GstGlsStage *self)
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
  return caps;
}

static void
gst_jtfst_forget (GstGlsStage *stage)
{
  GstJtfst *self = GST_JTFST (stage);

  g_clear_pointer (&self->stream, gls_jtfst_stream_free);
  g_clear_pointer (&self->u, g_free);
  g_clear_pointer (&self->frame, g_free);
}

static void
forget_plans (GstJtfst *self)
{
  gst_jtfst_forget (&self->parent);
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
  GlsJtfstShape s;
  GlsTransformShape shape;

  gls_jtfst_plan_get_shape (plan, &s);
  shape = (GlsTransformShape){ 4, { s.n_lambda, s.n_theta, s.n_mu, s.n_ell },
    { "lambda", "theta", "mu", "ell" } };
  return gst_gls_caps_for_frames (tensors, &shape, spec);
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
  return buffer;
}

static GstFlowReturn
push_ready (GstJtfst *self)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstBuffer *buffer;

  while (ret == GST_FLOW_OK && (buffer = take_frame (self)) != NULL)
    ret = gst_gls_stage_push (&self->parent, buffer);
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
gst_jtfst_reset (GstGlsStage *stage)
{
  GstJtfst *self = GST_JTFST (stage);

  if (self->stream != NULL) {
    gls_jtfst_stream_reset (self->stream);
    self->next = get_first_start (self);
  }
  self->origin = 0;
  self->base = GST_CLOCK_TIME_NONE;
  self->n_samples = 0;
  self->n_frames = 0;
  self->ended = FALSE;
}

static gboolean
is_fresh (const GstJtfst *self)
{
  return self->next == get_first_start (self);
}

static GstFlowReturn
gst_jtfst_drain (GstGlsStage *stage)
{
  GstJtfst *self = GST_JTFST (stage);

  if (is_fresh (self))
    return GST_FLOW_OK;
  GST_DEBUG_OBJECT (self, "draining after %" G_GUINT64_FORMAT " samples",
      self->n_samples);
  self->ended = TRUE;
  gls_jtfst_stream_drain (self->stream);
  return push_ready (self);
}

/* --- negotiation, which drains what came before --- */

/* Takes over what was negotiated. */
static gboolean
start (GstJtfst *self, GstCaps *caps, const GlsSpec *spec,
    const GstGlsTensors *in, const GstGlsTensors *out,
    GlsScalogramPlan *scalogram, GlsJtfstPlan *plan)
{
  gsize at = 0;

  gst_gls_stage_drain (&self->parent);
  forget_plans (self);
  self->spec = *spec;
  self->in = *in;
  self->out = *out;
  self->scalogram = gls_scalogram_plan_ref (scalogram);
  self->plan = gls_jtfst_plan_ref (plan);
  self->stream = gls_jtfst_stream_new (plan);
  self->u = g_malloc (gst_gls_tensors_get_size (in));
  self->frame = g_malloc (gst_gls_tensors_get_size (out));
  for (guint g = 0; g < in->n; g++) {
    self->group[g] = self->u + at;
    at += gst_gls_shape_get_n (&in->shape[g]);
  }
  return gst_gls_stage_start (&self->parent, caps,
      gls_jtfst_plan_get_latency_samples (plan), spec->rate);
}

/* Sets the parameters from properties, then downstream, then upstream. */
static gboolean
choose_spec (GstJtfst *self, const GstStructure *asked,
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
  return gls_spec_check (spec, error);
}

/* Whether what comes in is the scalogram that is needed. */
static gboolean
check_scalogram (const GlsScalogramPlan *plan, const GlsSpec *spec,
    const GstGlsTensors *in, const GstStructure *given, GError **error)
{
  const char *edges = gst_structure_get_string (given, "edges");
  GstGlsTensors expected;

  get_shapes (plan, &expected);
  if (!gst_gls_tensors_equal (in, &expected)) {
    g_autofree char *ours = gst_gls_tensors_print (&expected);
    g_autofree char *theirs = gst_gls_tensors_print (in);

    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "jtfst expects a scalogram of %s (octaves=%u, q=%u), but upstream "
        "delivers %s",
        ours, spec->J, spec->Q1, theirs);
    return FALSE;
  }
  if (edges != NULL && !g_str_equal (edges, "all")) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "jtfst expects a scalogram with edges=all, but upstream delivers "
        "edges=%s",
        edges);
    return FALSE;
  }
  return TRUE;
}

static gboolean
gst_jtfst_negotiate (GstGlsStage *stage, GstCaps *incaps, GError **error)
{
  GstJtfst *self = GST_JTFST (stage);
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (stage->srcpad, NULL);
  const GstStructure *asked = gst_gls_caps_find (peer, "jtfst");
  const GstStructure *given = gst_caps_get_structure (incaps, 0);
  g_autoptr (GlsScalogramPlan) scalogram = NULL;
  g_autoptr (GlsJtfstPlan) plan = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstGlsTensors in, out;
  GlsSpec spec;
  gboolean same;

  if (!gst_gls_tensors_from_caps (&in, incaps, error)) {
    g_prefix_error (error, "jtfst takes a scalogram, but ");
    return FALSE;
  }
  if (!choose_spec (self, asked, given, &in, &spec, error))
    return FALSE;
  same = self->plan != NULL && memcmp (&spec, &self->spec, sizeof spec) == 0;

  scalogram = same ? gls_scalogram_plan_ref (self->scalogram)
                   : gls_scalogram_plan_new (&spec, error);
  if (scalogram == NULL
      || !check_scalogram (scalogram, &spec, &in, given, error))
    return FALSE;
  plan = same ? gls_jtfst_plan_ref (self->plan)
              : gls_jtfst_plan_new (&spec, error);
  if (plan == NULL)
    return FALSE;
  caps = make_src_caps (plan, &spec, &out);
  if (!gst_gls_caps_agree (caps, peer, "jtfst would deliver frames of", error))
    return FALSE;
  return (same && gst_gls_stage_has_caps (stage, caps))
      || start (self, caps, &spec, &in, &out, scalogram, plan);
}

/* --- data in --- */

/* Ticks were lost, or the first ones came before this element was there. What
 * comes now is a stretch of its own, with silence before it. */
static GstFlowReturn
restart_at (GstJtfst *self, guint64 offset)
{
  gint64 T = (gint64) gls_scalogram_plan_get_tick (self->scalogram);
  GstFlowReturn ret = gst_gls_stage_drain (&self->parent);

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
      self->base = GST_BUFFER_PTS_IS_VALID (buffer)
          ? GST_BUFFER_PTS (buffer)
          : self->parent.segment.start;
  }
  self->n_samples += tick.n_inside;
  self->ended = tick.start >= 0 && tick.n_inside < T;
  self->next += (gint64) T;

  gst_buffer_extract (buffer, 0, self->u, gst_gls_tensors_get_size (&self->in));
  gls_jtfst_stream_push (self->stream, self->group, &tick);
  return push_ready (self);
}

static GstFlowReturn
gst_jtfst_chain (GstGlsStage *stage, GstBuffer *buffer)
{
  GstJtfst *self = GST_JTFST (stage);
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
gst_jtfst_finalize (GObject *object)
{
  forget_plans (GST_JTFST (object));
  G_OBJECT_CLASS (gst_jtfst_parent_class)->finalize (object);
}

static void
gst_jtfst_class_init (GstJtfstClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_jtfst_finalize;
  stage_class->name = "jtfst";
  stage_class->needs =
      "Buffers came before caps: is scalogram missing upstream?";
  stage_class->get_sink_caps = gst_jtfst_get_sink_caps;
  stage_class->negotiate = gst_jtfst_negotiate;
  stage_class->chain = gst_jtfst_chain;
  stage_class->drain = gst_jtfst_drain;
  stage_class->reset = gst_jtfst_reset;
  stage_class->forget = gst_jtfst_forget;
  gst_gls_stage_class_install_parameters (stage_class, GLS_TRANSFORM_JTFST);

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
}
