/* Scalogram -> joint time-frequency scattering frames. An adapter over
 * scattering/jtfst.h, by way of tickstage.c, where pads, caps and time are.
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
#include "base/tickstage.h"

G_DECLARE_FINAL_TYPE (GstJtfst, gst_jtfst, GST, JTFST, GstGlsTickStage)

struct _GstJtfst
{
  GstGlsTickStage parent;
};

G_DEFINE_TYPE (GstJtfst, gst_jtfst, GST_TYPE_GLS_TICK_STAGE)
GST_ELEMENT_REGISTER_DEFINE (jtfst, "jtfst", GST_RANK_NONE,
    gst_jtfst_get_type ())

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_GLS_ONE_TENSOR_CAPS
        ", transform = (string) jtfst, axes = (string) ell:mu:theta:lambda"));

static void
gst_jtfst_class_init (GstJtfstClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  stage_class->name = "jtfst";
  gst_gls_stage_class_install_parameters (stage_class, GLS_TRANSFORM_JTFST);
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
