/* What makes tensors of samples: the library's six calls, with caps.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An element that takes audio owns one and feeds it; which one it is, is the
 * element's choice. New ones are made with gst_gls_producer_new_NAME().
 */
#ifndef GST_GLISSANDO_PRODUCERS_H
#define GST_GLISSANDO_PRODUCERS_H

#include "base/blank.h"
#include "scattering/scalogram.h"

G_BEGIN_DECLS

typedef struct _GstGlsProducer GstGlsProducer;
typedef struct _GstGlsProducerClass GstGlsProducerClass;

/**
 * GstGlsProducer:
 * @spec: what it computes
 * @tensors: what a buffer holds
 * @caps: of its buffers
 * @latency: from a sample going in to the buffer that stands for it coming out,
 *   in samples
 */
struct _GstGlsProducer
{
  const GstGlsProducerClass *klass;
  GlsSpec spec;
  GstGlsTensors tensors;
  GstCaps *caps;
  guint64 latency;
  GstGlsBlank blank;
};

/* One buffer per frame of the transform of @spec.
 * Fails with GLS_ERROR_INVALID_SPEC.
 * Returns: (transfer full) (nullable): free with gst_gls_producer_free() */
GstGlsProducer *gst_gls_producer_new_frames (const GlsSpec *spec,
    GError **error);
/* One buffer per tick of a multirate scalogram. @edges: with those outside the
 * audio. The rest as above. */
GstGlsProducer *gst_gls_producer_new_ticks (const GlsSpec *spec, gboolean edges,
    GError **error);
void gst_gls_producer_free (GstGlsProducer *self);

/* Returns: how many of the n samples it took; pull before pushing the rest */
size_t gst_gls_producer_push (GstGlsProducer *self, const float *x, size_t n);
/**
 * gst_gls_producer_pull:
 * @place: (out): where in the stretch of audio the buffer begins, and how many
 *   samples it stands for; none outside the audio
 *
 * Returns: (transfer full) (nullable): the next buffer, if one is ready
 */
GstBuffer *gst_gls_producer_pull (GstGlsProducer *self, GlsTick *place);
/* No sample will follow; pull until it returns NULL, then reset. */
void gst_gls_producer_drain (GstGlsProducer *self);
void gst_gls_producer_reset (GstGlsProducer *self);
/* How many samples since new() or reset() were not finite, or beyond 1e15. */
guint64 gst_gls_producer_get_n_not_finite (const GstGlsProducer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstGlsProducer, gst_gls_producer_free)

G_END_DECLS

#endif
