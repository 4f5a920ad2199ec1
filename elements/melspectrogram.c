/* Audio -> mel spectrogram frames. An adapter over scattering/mel.h, by way of
 * audiostage.c, where pads, caps and time are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/**
 * SECTION:element-melspectrogram
 * @title: melspectrogram
 * @short_description: streaming mel spectrogram
 *
 * Turns mono audio into the mel spectrogram that music tagging networks are
 * usually trained on: by default 96 bands on the HTK scale, windows of 512
 * samples every 256, power; in decibels with compress=log. Every buffer is one
 * frame.
 *
 * A property left alone follows what is downstream, and so does the sample
 * rate: put audioresample before this element and it delivers what is needed.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 -v audiotestsrc num-buffers=100 ! audioconvert ! audioresample
 * ! audio/x-raw,rate=16000 ! melspectrogram compress=log ! fakesink
 * ]|
 */
#include "base/audiostage.h"
#include "elements.h"

G_DECLARE_FINAL_TYPE (GstMelSpectrogram, gst_mel_spectrogram, GST,
    MEL_SPECTROGRAM, GstGlsAudioStage)

struct _GstMelSpectrogram
{
  GstGlsAudioStage parent;
};

G_DEFINE_TYPE (GstMelSpectrogram, gst_mel_spectrogram, GST_TYPE_GLS_AUDIO_STAGE)
GST_ELEMENT_REGISTER_DEFINE (melspectrogram, "melspectrogram", GST_RANK_NONE,
    gst_mel_spectrogram_get_type ())

static GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
        GST_STATIC_CAPS (GST_GLS_ONE_TENSOR_CAPS
            ", transform = (string) mel, axes = (string) mel"));

static void
gst_mel_spectrogram_class_init (GstMelSpectrogramClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  stage_class->name = "melspectrogram";
  gst_gls_stage_class_install_parameters (stage_class, GLS_TRANSFORM_MEL);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Mel spectrogram",
      "Filter/Analyzer/Audio",
      "Turns audio into the power in bands on the mel scale", GST_GLS_AUTHOR);
}

static void
gst_mel_spectrogram_init (GstMelSpectrogram *self)
{
}
