/* An element that takes the ticks of a multirate scalogram, edges and all, and
 * sends one frame per buffer: jtfst and timescattering.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The transform of the class is all that a subclass has to say.
 */
#ifndef GST_GLISSANDO_TICKSTAGE_H
#define GST_GLISSANDO_TICKSTAGE_H

#include "base/caps.h"
#include "scattering/transform.h"
#include "base/stage.h"

G_BEGIN_DECLS

#define GST_TYPE_GLS_TICK_STAGE (gst_gls_tick_stage_get_type ())
#define GST_GLS_TICK_STAGE(object)                                             \
  (G_TYPE_CHECK_INSTANCE_CAST ((object), GST_TYPE_GLS_TICK_STAGE,              \
      GstGlsTickStage))

typedef struct _GstGlsTickStage GstGlsTickStage;
typedef struct _GstGlsTickStageClass GstGlsTickStageClass;

struct _GstGlsTickStage
{
  GstGlsStage parent;
  guint n_threads; /* 0: one for each processor; under the object's lock */

  /* what was negotiated */
  GlsSpec spec;
  GstGlsTensors in, out;
  GlsTransformPlan *plan;
  GlsTransformStream *stream;
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

struct _GstGlsTickStageClass
{
  GstGlsStageClass parent_class;
};

GType gst_gls_tick_stage_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstGlsTickStage, gst_object_unref)

G_END_DECLS

#endif
