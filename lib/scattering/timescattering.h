/* Streaming time scattering of a scalogram.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     S1_n1    = U1_n1 *_t phi_T
 *     S2_n1,n2 = | U1_n1 *_t psi_n2 | *_t phi_T,    pairs with j1 < j2
 *
 * (Anden and Mallat, "Deep scattering spectrum", 2014, eq. 11-16; the exact
 * filters and rates are in docs/mathematics.md). A frame is float[n_paths]:
 * first S1 by n1, then S2 by n1 and then n2. S0 = x * phi_T is no matter of the
 * scalogram; see gls_transform_plan_new().
 */
#ifndef GLS_SCATTERING_TIMESCATTERING_H
#define GLS_SCATTERING_TIMESCATTERING_H

#include "scattering/axes.h"
#include "scattering/scalogram.h"

G_BEGIN_DECLS

typedef struct _GlsTimescatteringPlan GlsTimescatteringPlan;
typedef struct _GlsTimescatteringStream GlsTimescatteringStream;

/**
 * gls_timescattering_plan_new:
 * @spec: rate, J, Q1, Q2, stride, normalise, compress and precision are used
 *
 * Fails with %GLS_ERROR_INVALID_SPEC.
 */
GLS_API GlsTimescatteringPlan *gls_timescattering_plan_new (const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GLS_API GlsTimescatteringPlan *
gls_timescattering_plan_ref (GlsTimescatteringPlan *plan);
GLS_API void gls_timescattering_plan_unref (GlsTimescatteringPlan *plan);

/* Returns: (transfer none): [n] what each float of a frame is */
GLS_API const GlsPath *
gls_timescattering_plan_get_paths (const GlsTimescatteringPlan *plan,
    size_t *n);
/* Samples between frames. */
GLS_API size_t
gls_timescattering_plan_get_stride (const GlsTimescatteringPlan *plan);
/* From a tick's first sample to the frame centred on it, beyond the
 * scalogram's own latency. */
GLS_API size_t
gls_timescattering_plan_get_latency_samples (const GlsTimescatteringPlan *plan);

GLS_API GlsTimescatteringStream *
gls_timescattering_stream_new (GlsTimescatteringPlan *plan);
/* @n_threads: as of gls_jtfst_stream_new_threaded() */
GLS_API GlsTimescatteringStream *
gls_timescattering_stream_new_threaded (GlsTimescatteringPlan *plan,
    guint n_threads);
GLS_API void gls_timescattering_stream_free (GlsTimescatteringStream *self);

/**
 * gls_timescattering_stream_push:
 * @u: [n_groups] a tick of a scalogram with the same rate, J, Q1;
 *   each group float[n_lambda][n_times]
 * @tick: as gls_scalogram_stream_pull() gave it
 *
 * Ticks must come in order and whole, the ones before the audio's start and
 * after its end too. Pull until it returns %FALSE before the next push.
 */
GLS_API void gls_timescattering_stream_push (GlsTimescatteringStream *self,
    const float *const *u, const GlsTick *tick);

/**
 * gls_timescattering_stream_pull:
 * @frame: float[n_paths]; frame k of the stream is centred on sample k * stride
 *
 * Returns: %FALSE when it needs more ticks, or when every frame centred inside
 *   the audio is out
 */
GLS_API gboolean gls_timescattering_stream_pull (GlsTimescatteringStream *self,
    float *frame);

/* No tick will follow; pull until it returns FALSE, then reset. */
GLS_API void gls_timescattering_stream_drain (GlsTimescatteringStream *self);
GLS_API void gls_timescattering_stream_reset (GlsTimescatteringStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsTimescatteringPlan,
    gls_timescattering_plan_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsTimescatteringStream,
    gls_timescattering_stream_free)

G_END_DECLS

#endif
