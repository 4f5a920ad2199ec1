/* Predictions that do not jump: exponential smoothing over segments.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_SMOOTHING_H
#define GLS_TAGS_SMOOTHING_H

#include "gls.h"

G_BEGIN_DECLS

typedef struct _GlsSmoothing GlsSmoothing;

/**
 * gls_smoothing_new:
 * @n_tags: how many probabilities a prediction has
 * @time_constant_s: seconds after which 1 - 1/e of a step has arrived; 0 means
 *   no smoothing
 *
 *     y <- y + (1 - exp (-d / time_constant)) (p - y)
 *
 * for a segment of d seconds; the first one is taken as it is. This is the
 * first-order low-pass y' = (p - y) / time_constant driven by steps, so that
 * two halves of a segment with equal p do what the whole one does.
 */
GLS_API GlsSmoothing *gls_smoothing_new (size_t n_tags,
    double time_constant_s) G_GNUC_WARN_UNUSED_RESULT;
GLS_API void gls_smoothing_free (GlsSmoothing *self);

/* p: float[n_tags]; y: float[n_tags] (out), may be p; duration_s >= 0.
 * A value that is not finite leaves its tag as it was. */
GLS_API void gls_smoothing_push (GlsSmoothing *self, const float *p,
    double duration_s, float *y);
GLS_API void gls_smoothing_reset (GlsSmoothing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsSmoothing, gls_smoothing_free)

G_END_DECLS

#endif
