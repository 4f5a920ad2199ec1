/* Streaming multirate Morlet scalogram.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     U1_lambda[m] = |(x * psi_lambda)[2^j m]|
 *
 * each wavelet at its own rate 2^-j (Anden and Mallat, "Deep scattering
 * spectrum", 2014, section II; the exact filters are in docs/mathematics.md).
 * Wavelets of equal j form an octave group. Output comes in ticks of T = 2^J
 * samples; in a tick, group g holds T >> j values of each of its wavelets.
 */
#ifndef GLS_SCATTERING_SCALOGRAM_H
#define GLS_SCATTERING_SCALOGRAM_H

#include "scattering/spec.h"

G_BEGIN_DECLS

#define GLS_SCALOGRAM_MAX_GROUPS 16

typedef struct _GlsScalogramPlan GlsScalogramPlan;
typedef struct _GlsScalogramStream GlsScalogramStream;

/**
 * GlsScalogramGroup:
 * @j: wavelets of this group are sampled every 2^j samples
 * @first: lambda of its first wavelet (lambda 0 has the highest frequency)
 * @n_lambda: number of its wavelets
 * @n_times: values of each wavelet in a tick, T >> j
 */
typedef struct
{
  guint j;
  size_t first;
  size_t n_lambda;
  size_t n_times;
} GlsScalogramGroup;

/**
 * GlsTick:
 * @start: time of the tick's first column, in samples from the first sample
 *   of the stream; negative before it
 * @n_inside: how many of the tick's T samples lie inside the audio; 0 in ticks
 *   before its start and after its end
 *
 * Wavelets respond before the first sample and after the last one. What is
 * made from a scalogram needs these ticks; who looks at it leaves them out.
 */
typedef struct
{
  int64_t start;
  size_t n_inside;
} GlsTick;

/**
 * gls_scalogram_plan_new:
 * @spec: rate, J, Q1 and precision are used
 *
 * Fails with %GLS_ERROR_INVALID_SPEC.
 */
GLS_API GlsScalogramPlan *gls_scalogram_plan_new (const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GLS_API GlsScalogramPlan *gls_scalogram_plan_ref (GlsScalogramPlan *plan);
GLS_API void gls_scalogram_plan_unref (GlsScalogramPlan *plan);

GLS_API size_t gls_scalogram_plan_get_n_lambda (const GlsScalogramPlan *plan);
/* T = 2^J, in samples */
GLS_API size_t gls_scalogram_plan_get_tick (const GlsScalogramPlan *plan);
/* Returns: (transfer none): [n_groups] descriptions, fastest first */
GLS_API const GlsScalogramGroup *
gls_scalogram_plan_get_groups (const GlsScalogramPlan *plan, size_t *n_groups);
/* How many ticks a stream puts out before the one that starts at sample 0, and
 * how many after the last one inside the audio. */
GLS_API size_t
gls_scalogram_plan_get_n_edge_ticks (const GlsScalogramPlan *plan);
/* From a sample going in to the tick that starts at it coming out. */
GLS_API size_t
gls_scalogram_plan_get_latency_samples (const GlsScalogramPlan *plan);
/* Centre frequencies, in cycles per sample. xi: double[n_lambda] */
GLS_API void gls_scalogram_plan_get_xi (const GlsScalogramPlan *plan,
    double *xi);

GLS_API GlsScalogramStream *gls_scalogram_stream_new (GlsScalogramPlan *plan);
GLS_API void gls_scalogram_stream_free (GlsScalogramStream *self);

/**
 * gls_scalogram_stream_push:
 * @x: float[n], full scale is -1 .. +1; a value that is not finite, or beyond
 *   1e15, counts as silence
 * @n: how many
 *
 * Returns: how many samples it took: fewer than @n when a tick is ready, which
 *   gls_scalogram_stream_pull() must take first
 */
GLS_API size_t gls_scalogram_stream_push (GlsScalogramStream *self,
    const float *x, size_t n);

/**
 * gls_scalogram_stream_pull:
 * @u: [n_groups] where to write each group, float[n_lambda][n_times]
 * @tick: (out): its place in time
 *
 * Returns: %FALSE when it needs more samples, or when all is out after
 *   gls_scalogram_stream_drain()
 */
GLS_API gboolean gls_scalogram_stream_pull (GlsScalogramStream *self,
    float *const *u, GlsTick *tick);

/* The audio has ended: pull until it returns FALSE, then reset. */
GLS_API void gls_scalogram_stream_drain (GlsScalogramStream *self);
GLS_API void gls_scalogram_stream_reset (GlsScalogramStream *self);
/* How many samples since new() or reset() were not finite, or beyond 1e15. */
GLS_API uint64_t
gls_scalogram_stream_get_n_not_finite (const GlsScalogramStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsScalogramPlan, gls_scalogram_plan_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsScalogramStream, gls_scalogram_stream_free)

G_END_DECLS

#endif
