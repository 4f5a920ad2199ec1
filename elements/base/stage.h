/* What the elements between audio and tags have in common: two pads, a place
 * in time, negotiation, and what to do on each event and query.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An element fills in the methods of the class. All of them but get_sink_caps
 * run in the streaming thread, or while no streaming thread runs.
 */
#ifndef GST_GLISSANDO_STAGE_H
#define GST_GLISSANDO_STAGE_H

#include <gst/gst.h>

#include "base/held.h"
#include "base/parameters.h"

G_BEGIN_DECLS

#define GST_TYPE_GLS_STAGE (gst_gls_stage_get_type ())
#define GST_GLS_STAGE(object)                                                  \
  (G_TYPE_CHECK_INSTANCE_CAST ((object), GST_TYPE_GLS_STAGE, GstGlsStage))
#define GST_GLS_STAGE_CLASS(klass)                                             \
  (G_TYPE_CHECK_CLASS_CAST ((klass), GST_TYPE_GLS_STAGE, GstGlsStageClass))
#define GST_GLS_STAGE_GET_CLASS(object)                                        \
  (G_TYPE_INSTANCE_GET_CLASS ((object), GST_TYPE_GLS_STAGE, GstGlsStageClass))

typedef struct _GstGlsStage GstGlsStage;
typedef struct _GstGlsStageClass GstGlsStageClass;

/**
 * GstGlsStage:
 * @sinkpad: where buffers come in
 * @srcpad: where tensors go out
 * @parameters: what was set, under the object lock
 * @latency: the element's own, under the object lock
 * @segment: the one that came last, in time
 * @held: tags that wait for what they are about
 * @backwards: that one runs backwards
 * @said_backwards: a warning of it was posted
 * @started: gst_gls_stage_start() was called, and the element did not stop
 * @discont: the next buffer out is the first of a stretch of audio
 * @refused: an error was posted
 *
 * Elements read these; they are set here.
 */
struct _GstGlsStage
{
  GstElement parent;
  GstPad *sinkpad, *srcpad;
  GstGlsParameters parameters;
  GstClockTime latency;
  GstSegment segment;
  GstGlsHeld held;
  gboolean backwards, said_backwards;
  gboolean started;
  gboolean discont;
  gboolean refused;
};

/**
 * GstGlsStageClass:
 * @name: what messages call the element
 * @transform: the transform whose parameters are properties; see
 *   gst_gls_stage_class_install_parameters()
 * @needs: what is missing upstream if buffers come before caps, a sentence
 * @get_sink_caps: (transfer full): what the sink pad takes now
 * @check_offer: optional: before anything flows, whether @offered, which is all
 *   that upstream can deliver, will do; sets @error if not
 * @negotiate: chooses source caps for @caps and calls gst_gls_stage_start();
 *   sets @error if nothing fits
 * @chain: (transfer none): one buffer, after caps
 * @drain: the stretch of audio is over, what is inside comes out
 * @reset: forgets the stretch of audio
 * @forget: the element stops: frees what runs, but may keep what was costly to
 *   plan
 * @get_position: of what comes out for it, the time of what comes in next; NONE
 *   if nothing of the stretch of audio came yet
 * @sink_event: (transfer full): optional, for what the base class does not do
 *
 * @reset, @forget and @get_position must do no harm before anything was negotiated.
 */
struct _GstGlsStageClass
{
  GstElementClass parent_class;

  const char *name;
  GlsTransform transform;
  const char *needs;

  GstCaps *(*get_sink_caps) (GstGlsStage *self);
  gboolean (*check_offer) (GstGlsStage *self, const GstCaps *offered,
      GError **error);
  gboolean (*negotiate) (GstGlsStage *self, GstCaps *caps, GError **error);
  GstFlowReturn (*chain) (GstGlsStage *self, GstBuffer *buffer);
  GstFlowReturn (*drain) (GstGlsStage *self);
  void (*reset) (GstGlsStage *self);
  void (*forget) (GstGlsStage *self);
  GstClockTime (*get_position) (GstGlsStage *self);
  gboolean (*sink_event) (GstGlsStage *self, GstEvent *event);
};

GType gst_gls_stage_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstGlsStage, gst_object_unref)

/* Makes properties of the parameters of @transform. */
void gst_gls_stage_class_install_parameters (GstGlsStageClass *klass,
    GlsTransform transform);

/* Returns: (transfer none) (nullable): what downstream, which takes @peer, says
 *   about tensors of this element's transform */
const GstStructure *gst_gls_stage_find_asked (GstGlsStage *self,
    const GstCaps *peer);

/**
 * gst_gls_stage_choose_spec:
 * @given: (nullable): what upstream says
 * @asked: (nullable): what downstream says
 * @spec: (out): properties, then downstream, then upstream, then defaults
 *
 * Fails with %GLS_ERROR_INVALID_SPEC if a property was set to nonsense, with
 * %GLS_ERROR_SHAPE if what was set and what is asked for do not go together.
 */
gboolean gst_gls_stage_choose_spec (GstGlsStage *self,
    const GstStructure *given, const GstStructure *asked, GlsSpec *spec,
    GError **error);

/* Whether these source caps are at work already. */
gboolean gst_gls_stage_has_caps (GstGlsStage *self, const GstCaps *caps);

/**
 * gst_gls_stage_start:
 * @caps: fixed source caps
 * @latency: the element's own, in samples
 * @rate: in Hz
 *
 * The last step of negotiation: resets, tells the latency and sends the caps.
 * What came before must have been drained.
 *
 * Returns: whether downstream took the caps
 */
gboolean gst_gls_stage_start (GstGlsStage *self, GstCaps *caps, guint64 latency,
    guint rate);

/* Negotiates once more what comes in already; an error is posted if that does
 * not go. Returns: whether it went */
gboolean gst_gls_stage_renegotiate (GstGlsStage *self);

/* buffer: (transfer full): the first one of a stretch becomes DISCONT; the tags
 * that are about it go before it */
GstFlowReturn gst_gls_stage_push (GstGlsStage *self, GstBuffer *buffer);
/* What came before comes out; a new stretch of audio begins. */
GstFlowReturn gst_gls_stage_drain (GstGlsStage *self);

G_END_DECLS

#endif
