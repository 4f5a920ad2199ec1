/* Streaming mel spectrogram, the usual input of music tagging networks.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     M_b[k] = sum_f H_b[f] |sum_n w[n] x[k hop + n - fft / 2]
 *                            exp (-2 pi i f n / fft)|^2
 *
 * with a Hann window w and triangles H_b of height 1 on the HTK mel scale:
 * the front end of Won, Ferraro, Bogdanov and Serra, "Evaluation of CNN-based
 * automatic music tagging models" (2020), which is that of torchaudio's
 * MelSpectrogram. docs/mathematics.md tells it from others. Outside the audio
 * there is silence.
 */
#ifndef GLS_SCATTERING_MEL_H
#define GLS_SCATTERING_MEL_H

#include "scattering/spec.h"

G_BEGIN_DECLS

/* With compress=log a frame is 10 log10 (max (M, this)), in decibels re 1. */
#define GLS_MEL_FLOOR 1e-10f

typedef struct _GlsMelPlan GlsMelPlan;
typedef struct _GlsMelStream GlsMelStream;

/**
 * gls_mel_plan_new:
 * @spec: rate, bands, fft, hop and compress are used
 *
 * Fails with %GLS_ERROR_INVALID_SPEC.
 */
GLS_API GlsMelPlan *gls_mel_plan_new (const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GLS_API GlsMelPlan *gls_mel_plan_ref (GlsMelPlan *plan);
GLS_API void gls_mel_plan_unref (GlsMelPlan *plan);

/* Floats in a frame. */
GLS_API size_t gls_mel_plan_get_n_bands (const GlsMelPlan *plan);
/* Samples between frames. */
GLS_API size_t gls_mel_plan_get_hop (const GlsMelPlan *plan);
/* From a sample going in to the frame centred on it coming out. */
GLS_API size_t gls_mel_plan_get_latency_samples (const GlsMelPlan *plan);
/* hz: (out): double[bands], where each triangle has its peak, rising */
GLS_API void gls_mel_get_hz (const GlsSpec *spec, double *hz);

GLS_API GlsMelStream *gls_mel_stream_new (GlsMelPlan *plan);
GLS_API void gls_mel_stream_free (GlsMelStream *self);

/**
 * gls_mel_stream_push:
 * @x: float[n], full scale is -1 .. +1; a value that is not finite, or beyond
 *   1e15, counts as silence
 * @n: how many
 *
 * Returns: how many samples it took: fewer than @n when a frame is ready, which
 *   gls_mel_stream_pull() must take first
 */
GLS_API size_t gls_mel_stream_push (GlsMelStream *self, const float *x,
    size_t n);

/**
 * gls_mel_stream_pull:
 * @frame: float[n_bands], power (full scale squared) or decibels, the lowest
 *   band first; frame k is centred on sample k * hop
 *
 * Returns: %FALSE when it needs more samples, or when every frame centred
 *   inside the audio is out after gls_mel_stream_drain()
 */
GLS_API gboolean gls_mel_stream_pull (GlsMelStream *self, float *frame);

/* The audio has ended: pull until it returns FALSE, then reset. */
GLS_API void gls_mel_stream_drain (GlsMelStream *self);
GLS_API void gls_mel_stream_reset (GlsMelStream *self);
/* How many samples since new() or reset() were not finite, or beyond 1e15. */
GLS_API uint64_t gls_mel_stream_get_n_not_finite (const GlsMelStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsMelPlan, gls_mel_plan_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsMelStream, gls_mel_stream_free)

G_END_DECLS

#endif
