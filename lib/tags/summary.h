/* One prediction for a whole input: the mean over its segments. Silence says
 * nothing, and counts only where there is nothing else.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TAGS_SUMMARY_H
#define GLS_TAGS_SUMMARY_H

#include "tags/prediction.h"

G_BEGIN_DECLS

typedef struct _GlsSummary GlsSummary;

GLS_API GlsSummary *gls_summary_new (size_t n_tags) G_GNUC_WARN_UNUSED_RESULT;
GLS_API void gls_summary_free (GlsSummary *self);

/**
 * gls_summary_add:
 * @p: float[n_tags], probabilities of one segment
 * @start: seconds
 * @end: seconds; the segment weighs end - start, so that a short last segment
 *   counts for no more than it is
 */
GLS_API void gls_summary_add (GlsSummary *self, const float *p, double start,
    double end);

/* The same for a segment in which nothing is to be heard: it is left out of the
 * mean, unless all are like that. */
GLS_API void gls_summary_add_silence (GlsSummary *self, const float *p,
    double start, double end);

/* The one or the other, as the segment's prediction says. */
GLS_API void gls_summary_add_prediction (GlsSummary *self,
    const GlsPrediction *segment);

/**
 * gls_summary_get:
 * @p: (out): float[n_tags], the mean weighted by duration
 * @start: (out) (optional): start of the earliest segment, seconds
 * @end: (out) (optional): end of the latest segment, seconds
 *
 * Returns: %FALSE, with nothing written, if no segment was added
 */
GLS_API gboolean gls_summary_get (const GlsSummary *self, float *p,
    double *start, double *end);

/**
 * gls_summary_get_prediction:
 * @p: (out): float[n_tags], which @whole->p will point to
 * @whole: (inout): gets start and end and is a summary; silent if all segments
 *   were; padded if all of those that were added as predictions were
 *
 * Returns: %FALSE, with nothing written, if no segment was added
 */
GLS_API gboolean gls_summary_get_prediction (const GlsSummary *self, float *p,
    GlsPrediction *whole);

GLS_API size_t gls_summary_get_n_segments (const GlsSummary *self);
/* How many of them are left out, being silent */
GLS_API size_t gls_summary_get_n_silent (const GlsSummary *self);
GLS_API void gls_summary_reset (GlsSummary *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsSummary, gls_summary_free)

G_END_DECLS

#endif
