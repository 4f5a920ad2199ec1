/* Audio -> wavelet scalogram. Pads and time are in audiostage.c, the two
 * layouts in producers.c; here one of them is chosen.
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
#include "base/audiostage.h"
#include "elements.h"

/* --- types --- */

G_DECLARE_FINAL_TYPE (GstScalogram, gst_scalogram, GST, SCALOGRAM,
    GstGlsAudioStage)

struct _GstScalogram
{
  GstGlsAudioStage parent;
};

G_DEFINE_TYPE (GstScalogram, gst_scalogram, GST_TYPE_GLS_AUDIO_STAGE)
GST_ELEMENT_REGISTER_DEFINE (scalogram, "scalogram", GST_RANK_NONE,
    gst_scalogram_get_type ())

/* --- layout --- */

/* Stride and compress are about frames, so who sets them wants frames. */
static gboolean
is_set_to_frames (GstScalogram *self)
{
  const GstGlsParameters *parameters = &GST_GLS_STAGE (self)->parameters;
  gboolean set;

  GST_OBJECT_LOCK (self);
  set = gst_gls_parameters_is_set (parameters, "stride")
      || gst_gls_parameters_is_set (parameters, "compress");
  GST_OBJECT_UNLOCK (self);
  return set;
}

static gboolean
asks_for (const GstStructure *asked, const char *field, const char *value)
{
  return asked != NULL
      && g_strcmp0 (gst_structure_get_string (asked, field), value) == 0;
}

static gboolean
asks_for_one_tensor (const GstStructure *asked)
{
  gint n;

  return asked != NULL && gst_structure_get_int (asked, "num_tensors", &n)
      && n == 1 && !asks_for (asked, "layout", "multirate");
}

/* Ticks, or where these are not wanted or do not fit, frames. */
static GstGlsProducer *
choose (GstGlsAudioStage *audio, const GlsSpec *spec, const GstStructure *asked,
    const GstCaps *peer, GError **error)
{
  GstGlsProducer *producer;
  g_autoptr (GError) why = NULL;

  if (!is_set_to_frames (GST_SCALOGRAM (audio))
      && !asks_for_one_tensor (asked)) {
    gboolean edges = asks_for (asked, "edges", "all");

    producer = gst_gls_audio_stage_offer (audio,
        gst_gls_producer_new_ticks (spec, edges, &why), peer, &why);
    if (producer != NULL)
      return producer;
    if (asks_for (asked, "layout", "multirate")
        || !g_error_matches (why, GLS_ERROR, GLS_ERROR_SHAPE)) {
      g_propagate_error (error, g_steal_pointer (&why));
      return NULL;
    }
  }
  return gst_gls_audio_stage_offer (audio,
      gst_gls_producer_new_frames (spec, error), peer, error);
}

/* --- class_init, init --- */

static void
gst_scalogram_class_init (GstScalogramClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  g_autoptr (GstCaps) sent = gst_gls_caps_for_any_scalogram ();
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  stage_class->name = "scalogram";
  gst_gls_stage_class_install_parameters (stage_class, GLS_TRANSFORM_SCALOGRAM);
  GST_GLS_AUDIO_STAGE_CLASS (klass)->choose = choose;

  gst_element_class_add_pad_template (element_class,
      gst_pad_template_new ("src", GST_PAD_SRC, GST_PAD_ALWAYS, sent));
  gst_element_class_set_static_metadata (element_class, "Wavelet scalogram",
      "Filter/Analyzer/Audio",
      "Turns audio into the modulus of its Morlet wavelet transform",
      GST_GLS_AUTHOR);
}

static void
gst_scalogram_init (GstScalogram *self)
{
}
