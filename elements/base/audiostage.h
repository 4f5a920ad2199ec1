/* An element that takes audio: samples in a row, whatever buffers, gaps and
 * breaks they come in.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * By default it runs the transform of its class and sends one frame per
 * buffer, so that an element for another transform is its class_init(). An
 * element with something else to send overrides the methods.
 */
#ifndef GST_GLISSANDO_AUDIOSTAGE_H
#define GST_GLISSANDO_AUDIOSTAGE_H

#include <gst/audio/audio.h>

#include "base/caps.h"
#include "scattering/transform.h"
#include "base/stage.h"

G_BEGIN_DECLS

#define GST_TYPE_GLS_AUDIO_STAGE (gst_gls_audio_stage_get_type ())
#define GST_GLS_AUDIO_STAGE(object)                                            \
  (G_TYPE_CHECK_INSTANCE_CAST ((object), GST_TYPE_GLS_AUDIO_STAGE,             \
      GstGlsAudioStage))
#define GST_GLS_AUDIO_STAGE_CLASS(klass)                                       \
  (G_TYPE_CHECK_CLASS_CAST ((klass), GST_TYPE_GLS_AUDIO_STAGE,                 \
      GstGlsAudioStageClass))
#define GST_GLS_AUDIO_STAGE_GET_CLASS(object)                                  \
  (G_TYPE_INSTANCE_GET_CLASS ((object), GST_TYPE_GLS_AUDIO_STAGE,              \
      GstGlsAudioStageClass))

typedef struct _GstGlsAudioStage GstGlsAudioStage;
typedef struct _GstGlsAudioStageClass GstGlsAudioStageClass;

/**
 * GstGlsAudioStage:
 * @spec: what was negotiated
 * @tensors: what a buffer out holds
 * @plan: makes frames; %NULL if an element runs something else
 * @stream: of @plan
 * @out: a buffer's floats
 * @base: time of the stretch's first sample
 * @n_in: samples of the stretch that came
 * @n_frames: frames of it that went out
 * @warned: a warning of samples that are not finite was posted
 */
struct _GstGlsAudioStage
{
  GstGlsStage parent;
  GlsSpec spec;
  GstGlsTensors tensors;
  GlsTransformPlan *plan;
  GlsTransformStream *stream;
  float *out;
  GstClockTime base;
  guint64 n_in;
  guint64 n_frames;
  gboolean warned;
};

/**
 * GstGlsAudioStageClass:
 * @choose: chooses source caps for audio at @rate, and starts or goes on;
 *   sets @error if nothing fits
 * @push: as gls_transform_stream_push()
 * @take: (transfer full) (nullable): the next buffer, if one is ready
 * @end: no sample will follow
 * @restart: forgets all samples
 * @get_n_not_finite: how many samples were no finite numbers, or too large
 */
struct _GstGlsAudioStageClass
{
  GstGlsStageClass parent_class;

  gboolean (*choose) (GstGlsAudioStage *self, guint rate, GError **error);
  size_t (*push) (GstGlsAudioStage *self, const float *x, size_t n);
  GstBuffer *(*take) (GstGlsAudioStage *self);
  void (*end) (GstGlsAudioStage *self);
  void (*restart) (GstGlsAudioStage *self);
  guint64 (*get_n_not_finite) (GstGlsAudioStage *self);
};

GType gst_gls_audio_stage_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstGlsAudioStage, gst_object_unref)

/* For an element that sends something else than frames from now on. */
void gst_gls_audio_stage_forget_frames (GstGlsAudioStage *self);

/**
 * gst_gls_audio_stage_choose_frames:
 * @spec: what was chosen
 * @peer: what downstream takes
 *
 * Starts to send frames of @spec's transform, if @peer takes them.
 */
gboolean gst_gls_audio_stage_choose_frames (GstGlsAudioStage *self,
    const GlsSpec *spec, const GstCaps *peer, GError **error);

G_END_DECLS

#endif
