/* Audio -> wavelet scalogram. An adapter over lib/scattering: pads, caps and
 * time are here and in audiostage.c, the mathematics is in
 * scattering/scalogram.h (multirate) and scattering/transform.h (uniform).
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

#include "base/audiostage.h"
#include "scattering/scalogram.h"
#include "base/timing.h"

GST_DEBUG_CATEGORY_STATIC (gst_scalogram_debug);
#define GST_CAT_DEFAULT gst_scalogram_debug

/* --- types --- */

G_DECLARE_FINAL_TYPE (GstScalogram, gst_scalogram, GST, SCALOGRAM,
    GstGlsAudioStage)

struct _GstScalogram
{
  GstGlsAudioStage parent;

  /* Multirate; a uniform scalogram is what GstGlsAudioStage does by itself. */
  GlsScalogramPlan *plan;
  GlsScalogramStream *stream;
  float *group[GST_GLS_MAX_TENSORS]; /* in parent.out */
  gboolean edges;                    /* ticks outside the audio are wanted */
};

#define PARENT GST_GLS_AUDIO_STAGE_CLASS (gst_scalogram_parent_class)

G_DEFINE_TYPE (GstScalogram, gst_scalogram, GST_TYPE_GLS_AUDIO_STAGE)
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (scalogram, "scalogram", GST_RANK_NONE,
    gst_scalogram_get_type (),
    GST_DEBUG_CATEGORY_INIT (gst_scalogram_debug, "scalogram", 0,
        "wavelet scalogram"))

static GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
        GST_STATIC_CAPS (GST_GLS_TENSORS
            ", format = (string) static, "
            "num_tensors = (int) [ 1, 16 ], " GST_GLS_FPS_ANY));

/* --- caps --- */

static void
forget_ticks (GstScalogram *self)
{
  g_clear_pointer (&self->stream, gls_scalogram_stream_free);
  g_clear_pointer (&self->plan, gls_scalogram_plan_unref);
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

/* --- data out --- */

static GstBuffer *
take_tick (GstScalogram *self)
{
  const GstGlsAudioStage *audio = &self->parent;
  GstBuffer *buffer;
  GlsTick tick;

  do
    if (!gls_scalogram_stream_pull (self->stream, self->group, &tick))
      return NULL;
  while (tick.n_inside == 0 && !self->edges);

  buffer = gst_buffer_new ();
  for (guint g = 0; g < audio->tensors.n; g++) {
    gsize size =
        gst_gls_shape_get_n (&audio->tensors.shape[g]) * sizeof (float);
    gpointer copy = g_memdup2 (self->group[g], size);

    gst_buffer_append_memory (buffer,
        gst_memory_new_wrapped (0, copy, size, 0, size, copy, g_free));
  }
  if (tick.n_inside > 0)
    gst_gls_stamp (buffer, audio->base, (guint64) tick.start,
        (guint64) tick.start + tick.n_inside, audio->spec.rate);
  else {
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DECODE_ONLY);
    GST_BUFFER_OFFSET (buffer) = (guint64) tick.start;
    GST_BUFFER_OFFSET_END (buffer) = (guint64) tick.start;
  }
  return buffer;
}

/* Whether frames are made, not ticks. */
static gboolean
is_uniform (const GstGlsAudioStage *audio)
{
  return audio->stream != NULL;
}

static size_t
gst_scalogram_push (GstGlsAudioStage *audio, const float *x, size_t n)
{
  if (is_uniform (audio))
    return PARENT->push (audio, x, n);
  return gls_scalogram_stream_push (GST_SCALOGRAM (audio)->stream, x, n);
}

static GstBuffer *
gst_scalogram_take (GstGlsAudioStage *audio)
{
  if (is_uniform (audio))
    return PARENT->take (audio);
  return take_tick (GST_SCALOGRAM (audio));
}

static void
gst_scalogram_end (GstGlsAudioStage *audio)
{
  if (is_uniform (audio))
    PARENT->end (audio);
  else
    gls_scalogram_stream_drain (GST_SCALOGRAM (audio)->stream);
}

static void
gst_scalogram_restart (GstGlsAudioStage *audio)
{
  GstScalogram *self = GST_SCALOGRAM (audio);

  PARENT->restart (audio);
  if (self->stream != NULL)
    gls_scalogram_stream_reset (self->stream);
}

static guint64
gst_scalogram_get_n_not_finite (GstGlsAudioStage *audio)
{
  if (is_uniform (audio))
    return PARENT->get_n_not_finite (audio);
  return gls_scalogram_stream_get_n_not_finite (GST_SCALOGRAM (audio)->stream);
}

/* --- negotiation, which drains what came before --- */

static gboolean
choose_ticks (GstScalogram *self, const GlsSpec *spec, const GstCaps *peer,
    gboolean edges, GError **error)
{
  GstGlsAudioStage *audio = &self->parent;
  GstGlsStage *stage = &audio->parent;
  gboolean same =
      self->plan != NULL && memcmp (spec, &audio->spec, sizeof *spec) == 0;
  g_autoptr (GlsScalogramPlan) plan = same
      ? gls_scalogram_plan_ref (self->plan)
      : gls_scalogram_plan_new (spec, error);
  g_autoptr (GstCaps) caps = NULL;
  GstGlsTensors tensors;
  gsize at = 0;

  if (plan == NULL)
    return FALSE;
  caps = make_multirate_caps (plan, spec, edges, &tensors);
  if (!gst_gls_caps_agree (caps, peer, "scalogram would deliver", error))
    return FALSE;
  if (same && gst_gls_stage_has_caps (stage, caps))
    return TRUE;

  gst_gls_stage_drain (stage);
  gst_gls_audio_stage_forget_frames (audio);
  forget_ticks (self);
  self->plan = g_steal_pointer (&plan);
  self->stream = gls_scalogram_stream_new (self->plan);
  self->edges = edges;
  audio->out = g_malloc (gst_gls_tensors_get_size (&tensors));
  for (guint g = 0; g < tensors.n; g++) {
    self->group[g] = audio->out + at;
    at += gst_gls_shape_get_n (&tensors.shape[g]);
  }
  audio->spec = *spec;
  audio->tensors = tensors;
  return gst_gls_stage_start (stage, caps,
      gls_scalogram_plan_get_latency_samples (self->plan), spec->rate);
}

/* Chooses the parameters, the layout and the caps for audio at @rate. */
static gboolean
gst_scalogram_choose (GstGlsAudioStage *audio, guint rate, GError **error)
{
  GstScalogram *self = GST_SCALOGRAM (audio);
  GstGlsStage *stage = &audio->parent;
  g_autoptr (GstCaps) peer = gst_pad_peer_query_caps (stage->srcpad, NULL);
  const GstStructure *asked = gst_gls_stage_find_asked (stage, peer);
  gboolean ticks, uniform = TRUE, edges = FALSE, ok;
  GlsSpec spec;

  if (!gst_gls_stage_choose_spec (stage, NULL, asked, &spec, error))
    return FALSE;
  spec.rate = rate;
  /* These two are about frames, so who sets them wants frames. */
  GST_OBJECT_LOCK (self);
  ticks = !gst_gls_parameters_is_set (&stage->parameters, "stride")
      && !gst_gls_parameters_is_set (&stage->parameters, "compress");
  GST_OBJECT_UNLOCK (self);
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
    g_autoptr (GError) why = NULL;

    if (choose_ticks (self, &spec, peer, edges, &why))
      return TRUE;
    if (!uniform || !g_error_matches (why, GLS_ERROR, GLS_ERROR_SHAPE)) {
      /* While the pad is being stopped, there is nothing to be said. */
      if (why != NULL)
        g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  }
  ok = gst_gls_audio_stage_choose_frames (audio, &spec, peer, error);
  if (is_uniform (audio))
    forget_ticks (self);
  return ok;
}

/* --- class_init, init --- */

static void
gst_scalogram_forget (GstGlsStage *stage)
{
  g_clear_pointer (&GST_SCALOGRAM (stage)->stream, gls_scalogram_stream_free);
  GST_GLS_STAGE_CLASS (gst_scalogram_parent_class)->forget (stage);
}

static void
gst_scalogram_finalize (GObject *object)
{
  forget_ticks (GST_SCALOGRAM (object));
  G_OBJECT_CLASS (gst_scalogram_parent_class)->finalize (object);
}

static void
gst_scalogram_class_init (GstScalogramClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);
  GstGlsAudioStageClass *audio_class = GST_GLS_AUDIO_STAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_scalogram_finalize;
  stage_class->name = "scalogram";
  stage_class->forget = gst_scalogram_forget;
  gst_gls_stage_class_install_parameters (stage_class, GLS_TRANSFORM_SCALOGRAM);
  audio_class->choose = gst_scalogram_choose;
  audio_class->push = gst_scalogram_push;
  audio_class->take = gst_scalogram_take;
  audio_class->end = gst_scalogram_end;
  audio_class->restart = gst_scalogram_restart;
  audio_class->get_n_not_finite = gst_scalogram_get_n_not_finite;

  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Wavelet scalogram",
      "Filter/Analyzer/Audio",
      "Turns audio into the modulus of its Morlet wavelet transform",
      GST_GLS_AUTHOR);
}

static void
gst_scalogram_init (GstScalogram *self)
{
}
