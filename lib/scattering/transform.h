/* Any transform, from audio to frames, behind one face.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the program's `features` and `train` use: they do not care which
 * transform it is.
 */
#ifndef GLS_SCATTERING_TRANSFORM_H
#define GLS_SCATTERING_TRANSFORM_H

#include "scattering/axes.h"
#include "scattering/scalogram.h"

G_BEGIN_DECLS

typedef struct _GlsTransformPlan GlsTransformPlan;

#ifndef __GI_SCANNER__ /* gls_transform_plan_new_from_strv() does it */

/* Fails with GLS_ERROR_INVALID_SPEC. */
GLS_API GlsTransformPlan *gls_transform_plan_new (const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * gls_transform_plan_get_shared:
 *
 * As gls_transform_plan_new(), but all who ask for the same @spec get the same
 * plan while one of them holds it: a plan takes some 20 ms and 5 MB to make.
 *
 * Fails with %GLS_ERROR_INVALID_SPEC.
 */
GLS_API GlsTransformPlan *gls_transform_plan_get_shared (const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * gls_transform_get_shared_scalogram:
 *
 * As gls_scalogram_plan_new(), but a shared plan of a transform that begins
 * with the same scalogram gives its own, while anyone holds it.
 *
 * Fails with %GLS_ERROR_INVALID_SPEC.
 */
GLS_API GlsScalogramPlan *
gls_transform_get_shared_scalogram (const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
#endif

/**
 * gls_transform_plan_ref: (skip)
 */
GLS_API GlsTransformPlan *gls_transform_plan_ref (GlsTransformPlan *plan);
/**
 * gls_transform_plan_unref: (skip)
 */
GLS_API void gls_transform_plan_unref (GlsTransformPlan *plan);
/**
 * gls_transform_plan_get_axes: (skip)
 *
 * Returns: (transfer none): what a frame holds; see gls_axes_new()
 */
GLS_API const GlsAxes *
gls_transform_plan_get_axes (const GlsTransformPlan *plan);
/**
 * gls_transform_plan_get_frame_size:
 *
 * Returns: floats in a frame
 */
GLS_API size_t gls_transform_plan_get_frame_size (const GlsTransformPlan *plan);
/**
 * gls_transform_plan_get_stride:
 *
 * Returns: samples between frames; frame k is centred on sample k * stride
 */
GLS_API size_t gls_transform_plan_get_stride (const GlsTransformPlan *plan);
GLS_API size_t
gls_transform_plan_get_latency_samples (const GlsTransformPlan *plan);

#ifndef __GI_SCANNER__ /* gls_transform_plan_apply() does it */

typedef struct _GlsTransformStream GlsTransformStream;

/* Returns: (transfer none) (nullable): the scalogram that the frames are made
 *   of; NULL for mel */
GLS_API GlsScalogramPlan *
gls_transform_plan_get_scalogram (const GlsTransformPlan *plan);

/* The same six calls as every stream. */
GLS_API GlsTransformStream *gls_transform_stream_new (GlsTransformPlan *plan);
/**
 * gls_transform_stream_new_threaded:
 * @n_threads: 1 .. GLS_MAX_THREADS; how many share the work. The bits that come
 *   out do not depend on it.
 */
GLS_API GlsTransformStream *
gls_transform_stream_new_threaded (GlsTransformPlan *plan, guint n_threads);
GLS_API void gls_transform_stream_free (GlsTransformStream *self);
/* Returns: how many of the n samples it took; pull before pushing the rest */
GLS_API size_t gls_transform_stream_push (GlsTransformStream *self,
    const float *x, size_t n);
/* For jtfst and timescattering without S0 whose scalogram is made elsewhere:
 * such a stream takes ticks and no samples. n_threads: as above */
GLS_API GlsTransformStream *
gls_transform_stream_new_for_ticks (GlsTransformPlan *plan, guint n_threads);
/* As gls_jtfst_stream_push(). */
GLS_API void gls_transform_stream_push_tick (GlsTransformStream *self,
    const float *const *u, const GlsTick *tick);
/* frame: float[frame_size] */
GLS_API gboolean gls_transform_stream_pull (GlsTransformStream *self,
    float *frame);
GLS_API void gls_transform_stream_drain (GlsTransformStream *self);
GLS_API void gls_transform_stream_reset (GlsTransformStream *self);
/* How many samples since new() or reset() were not finite, or beyond 1e15. */
GLS_API uint64_t
gls_transform_stream_get_n_not_finite (const GlsTransformStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsTransformStream, gls_transform_stream_free)

#endif

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsTransformPlan, gls_transform_plan_unref)

G_END_DECLS

#endif
