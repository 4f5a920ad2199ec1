/* What a model takes and gives, as caps, and the sentences where these do not
 * fit.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_MODELCAPS_H
#define GST_GLISSANDO_MODELCAPS_H

#include "base/caps.h"
#include "net/model.h"

G_BEGIN_DECLS

/**
 * GstGlsModelCaps:
 * @model: the model
 * @spec: its front end
 * @frames: what a buffer holds that it takes, one frame
 * @tags: what a buffer holds that it gives, one probability per tag
 * @hop_frames: from one segment to the next
 *
 * Immutable but for the hop, which belongs to the thread that negotiates.
 */
typedef struct
{
  GlsModel *model;
  GlsSpec spec;
  GstGlsTensors frames;
  GstGlsTensors tags;
  size_t hop_frames;
} GstGlsModelCaps;

/**
 * gst_gls_model_caps_open:
 * @name: (nullable): as of gls_models_open()
 *
 * Fails as gls_models_open() does, and with %GLS_ERROR_INVALID_SPEC or
 * %GLS_ERROR_MODEL if the model's front end is none that we know.
 *
 * Returns: (transfer full) (nullable): what the model takes and gives
 */
GstGlsModelCaps *gst_gls_model_caps_open (const char *name,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void gst_gls_model_caps_free (GstGlsModelCaps *self);

/* array: an empty GstValueArray, to which the names of the tags are added */
void gst_gls_model_caps_add_labels (const GstGlsModelCaps *self, GValue *array);
/* Samples from the start of a segment to its end. */
guint64 gst_gls_model_caps_get_samples (const GstGlsModelCaps *self);

/* seconds: rounded to frames, one at least; 0 for what the model says. Returns:
 * whether this is another hop than before */
gboolean gst_gls_model_caps_set_hop (GstGlsModelCaps *self, double seconds);

/* Returns: (transfer full): all that a sink pad takes */
GstCaps *gst_gls_model_caps_make_sink (const GstGlsModelCaps *self);

/* Whether frames of @caps are what the model was trained on. Fails with
 * %GLS_ERROR_SHAPE, naming the model, what it expects and what comes. */
gboolean gst_gls_model_caps_check (const GstGlsModelCaps *self,
    const GstCaps *caps, GError **error);

/**
 * gst_gls_model_caps_choose_src:
 * @peer: what downstream takes
 *
 * Fails with %GLS_ERROR_SHAPE if that is no tags of this model.
 *
 * Returns: (transfer full) (nullable): fixed caps of its tags
 */
GstCaps *gst_gls_model_caps_choose_src (const GstGlsModelCaps *self,
    const GstCaps *peer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full): the sentence that @heard is shorter than a segment
 */
char *gst_gls_model_caps_describe_short (const GstGlsModelCaps *self,
    GstClockTime heard);

/* Returns: (transfer full): the sentence that so much was in fragments that no
 *   prediction is about */
char *gst_gls_model_caps_describe_left_out (const GstGlsModelCaps *self,
    GstClockTime left_out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstGlsModelCaps, gst_gls_model_caps_free)

G_END_DECLS

#endif
