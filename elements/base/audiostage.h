/* An element that takes audio: samples in a row, whatever buffers, gaps and
 * breaks they come in.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It owns a producer (producers.h), which makes tensors of the samples: by
 * default frames of the transform of its class, so that an element for another
 * transform is its class_init(). An element with something else to send chooses
 * another producer.
 *
 * Why not GstAudioEncoder, which also takes audio in pieces and sends something
 * else: there a buffer out stands for so many samples in, in order and once.
 * Filters hear the same sample in many frames, look ahead, and ring before the
 * first sample and after the last one, in buffers that no time belongs to. It
 * wants to know at each buffer out how many samples are done with, which no
 * filter can say; it takes the fields rate and channels of what it sends for
 * those of the audio; and a refusal of caps ends in its sentence, not in one
 * that says which shapes do not fit. GstBaseTransform makes one buffer of one.
 * What they would have spared us is the clipping, which gst_audio_buffer_clip()
 * does, and the count of samples below.
 */
#ifndef GST_GLISSANDO_AUDIOSTAGE_H
#define GST_GLISSANDO_AUDIOSTAGE_H

#include <gst/audio/audio.h>

#include "base/producers.h"
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
 * @producer: what was negotiated; %NULL while the element is stopped
 * @base: time of the stretch's first sample
 * @n_in: samples of the stretch that came
 * @next: where the next sample belongs by the time stamps that came; NONE if
 *   none did
 * @live: whether upstream is; -1 while nobody has asked
 * @warned: a warning of samples that are not finite was posted
 */
struct _GstGlsAudioStage
{
  GstGlsStage parent;
  GstGlsProducer *producer;
  GstClockTime base;
  guint64 n_in;
  GstClockTime next;
  gint live;
  gboolean warned;
};

/**
 * GstGlsAudioStageClass:
 * @choose: (transfer full) (nullable): a producer for @spec whose buffers @peer
 *   takes; @asked is what downstream says about the transform, or %NULL. Sets
 *   @error if nothing fits
 */
struct _GstGlsAudioStageClass
{
  GstGlsStageClass parent_class;

  GstGlsProducer *(*choose) (GstGlsAudioStage *self, const GlsSpec *spec,
      const GstStructure *asked, const GstCaps *peer, GError **error);
};

GType gst_gls_audio_stage_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstGlsAudioStage, gst_object_unref)

/* producer: (transfer full) (nullable): spelled as @peer takes it, or freed
 * Returns: (transfer full) (nullable): @producer, if @peer takes its buffers */
GstGlsProducer *gst_gls_audio_stage_offer (GstGlsAudioStage *self,
    GstGlsProducer *producer, const GstCaps *peer, GError **error);

G_END_DECLS

#endif
