/* An element that takes the ticks of a multirate scalogram, edges and all, and
 * sends one frame per buffer: jtfst and timescattering.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The transform of the class and a template of the source pad are all that a
 * subclass has to say.
 */
#ifndef GST_GLISSANDO_TICKSTAGE_H
#define GST_GLISSANDO_TICKSTAGE_H

#include "base/blank.h"
#include "scattering/transform.h"
#include "base/stage.h"

G_BEGIN_DECLS

#define GST_TYPE_GLS_TICK_STAGE (gst_gls_tick_stage_get_type ())
#define GST_GLS_TICK_STAGE(object)                                             \
  (G_TYPE_CHECK_INSTANCE_CAST ((object), GST_TYPE_GLS_TICK_STAGE,              \
      GstGlsTickStage))

typedef struct _GstGlsTickStage GstGlsTickStage;
typedef struct _GstGlsTickStageClass GstGlsTickStageClass;

/**
 * GstGlsTickStage:
 * @n_threads: that share the work; 0: one for each processor; under the
 *   object's lock
 * @spec: what was negotiated
 * @in: tensors of a tick that comes
 * @out: the tensor of a frame that goes
 * @plan: of the transform; kept while the element is stopped
 * @stream: of @plan, %NULL while the element is stopped
 * @scratch: float[of a tick], for ticks that cannot be read in place; or %NULL
 * @blank: the frame that is made now
 * @origin: upstream's number (GST_BUFFER_OFFSET) of the stretch's first sample
 * @next: first sample of the tick that must come now, from @origin; negative
 *   before the audio
 * @base: time of the stretch's first sample
 * @n_samples: inside the audio, that came
 * @ended: no more of them will come
 * @n_frames: that went out
 */
struct _GstGlsTickStage
{
  GstGlsStage parent;
  guint n_threads;

  GlsSpec spec;
  GstGlsTensors in, out;
  GlsTransformPlan *plan;
  GlsTransformStream *stream;
  float *scratch;
  GstGlsBlank blank;

  guint64 origin;
  gint64 next;
  GstClockTime base;
  guint64 n_samples;
  gboolean ended;
  guint64 n_frames;
};

struct _GstGlsTickStageClass
{
  GstGlsStageClass parent_class;
};

GType gst_gls_tick_stage_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstGlsTickStage, gst_object_unref)

G_END_DECLS

#endif
