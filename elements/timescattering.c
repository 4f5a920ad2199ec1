/* Scalogram -> time scattering frames. An adapter over
 * scattering/timescattering.h, by way of tickstage.c, where pads, caps and time
 * are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/**
 * SECTION:element-timescattering
 * @title: timescattering
 * @short_description: time scattering
 *
 * Turns the multirate scalogram of #scalogram into frames of time scattering
 * coefficients: S1, the average of each row over T, and S2, how strongly each
 * row is modulated at each slower rate. A frame holds S1 from high to low
 * frequency, then S2 by row and then from fast to slow.
 *
 * Like #jtfst it follows downstream where no property is set.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 -v audiotestsrc num-buffers=500 ! audioconvert ! audioresample
 * ! scalogram ! timescattering normalise=true compress=log ! fakesink
 * ]|
 */
#include "elements.h"
#include "base/tickstage.h"

G_DECLARE_FINAL_TYPE (GstTimeScattering, gst_time_scattering, GST,
    TIME_SCATTERING, GstGlsTickStage)

struct _GstTimeScattering
{
  GstGlsTickStage parent;
};

G_DEFINE_TYPE (GstTimeScattering, gst_time_scattering, GST_TYPE_GLS_TICK_STAGE)
GST_ELEMENT_REGISTER_DEFINE (timescattering, "timescattering", GST_RANK_NONE,
    gst_time_scattering_get_type ())

static GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
        GST_STATIC_CAPS (GST_GLS_ONE_TENSOR_CAPS
            ", transform = (string) timescattering, axes = (string) path"));

static void
gst_time_scattering_class_init (GstTimeScatteringClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstGlsStageClass *stage_class = GST_GLS_STAGE_CLASS (klass);

  stage_class->name = "timescattering";
  gst_gls_stage_class_install_parameters (stage_class,
      GLS_TRANSFORM_TIMESCATTERING);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Time scattering",
      "Filter/Analyzer/Audio",
      "Turns a scalogram into time scattering coefficients of both orders",
      GST_GLS_AUTHOR);
}

static void
gst_time_scattering_init (GstTimeScattering *self)
{
}
