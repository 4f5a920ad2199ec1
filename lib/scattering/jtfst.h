/* Streaming joint time-frequency scattering of a scalogram.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     Y2 = | U1 *_t psi_mu *_lambda psi_{ell,theta} | *_t phi_T
 *
 * (Anden, Lostanlen and Mallat, "Joint time-frequency scattering", 2019,
 * eq. 9-13). theta = +1 is upward in pitch. One frame is
 * float[n_lambda][n_theta][n_mu][n_ell], of which gls_axes_new() knows the
 * sizes and what they stand for; mu row 0 is the fastest modulation
 * kept, ell column 0 the finest along log-frequency. With low-pass the last of
 * both stand for phi in place of psi, S1 where they meet.
 */
#ifndef GLS_SCATTERING_JTFST_H
#define GLS_SCATTERING_JTFST_H

#include "scattering/scalogram.h"

G_BEGIN_DECLS

typedef struct _GlsJtfstPlan GlsJtfstPlan;
typedef struct _GlsJtfstStream GlsJtfstStream;

/**
 * gls_jtfst_plan_new:
 * @spec: s0, bands, fft and hop do not count
 *
 * Fails with %GLS_ERROR_INVALID_SPEC.
 */
GLS_API GlsJtfstPlan *gls_jtfst_plan_new (const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GLS_API GlsJtfstPlan *gls_jtfst_plan_ref (GlsJtfstPlan *plan);
GLS_API void gls_jtfst_plan_unref (GlsJtfstPlan *plan);

/* Floats in a frame. */
GLS_API size_t gls_jtfst_plan_get_frame_size (const GlsJtfstPlan *plan);
/* Samples between frames. */
GLS_API size_t gls_jtfst_plan_get_stride (const GlsJtfstPlan *plan);
/* From a tick's first sample to the frame centred on it, beyond the
 * scalogram's own latency. */
GLS_API size_t gls_jtfst_plan_get_latency_samples (const GlsJtfstPlan *plan);

GLS_API GlsJtfstStream *gls_jtfst_stream_new (GlsJtfstPlan *plan);
/**
 * gls_jtfst_stream_new_threaded:
 * @n_threads: 1 .. GLS_MAX_THREADS; how many share the work. The bits that come
 *   out do not depend on it.
 */
GLS_API GlsJtfstStream *gls_jtfst_stream_new_threaded (GlsJtfstPlan *plan,
    guint n_threads);
GLS_API void gls_jtfst_stream_free (GlsJtfstStream *self);

/**
 * gls_jtfst_stream_push:
 * @u: [n_groups] a tick of a scalogram with the same rate, J, Q1;
 *   each group float[n_lambda][n_times]
 * @tick: as gls_scalogram_stream_pull() gave it
 *
 * Ticks must come in order and whole, the ones before the audio's start and
 * after its end too. Pull until it returns %FALSE before the next push.
 */
GLS_API void gls_jtfst_stream_push (GlsJtfstStream *self, const float *const *u,
    const GlsTick *tick);

/**
 * gls_jtfst_stream_pull:
 * @frame: float[n_lambda][n_theta][n_mu][n_ell]; frame k of the stream is
 *   centred on sample k * stride
 *
 * Returns: %FALSE when it needs more ticks, or when every frame centred inside
 *   the audio is out
 */
GLS_API gboolean gls_jtfst_stream_pull (GlsJtfstStream *self, float *frame);

/* No tick will follow; pull until it returns FALSE, then reset. */
GLS_API void gls_jtfst_stream_drain (GlsJtfstStream *self);
GLS_API void gls_jtfst_stream_reset (GlsJtfstStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsJtfstPlan, gls_jtfst_plan_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsJtfstStream, gls_jtfst_stream_free)

G_END_DECLS

#endif
