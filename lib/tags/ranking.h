/* Scores in order, to be measured again and again with other weights.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A bootstrap counts each row as often as it was drawn, some thousand times
 * over; the order of the scores is always the same.
 */
#ifndef GLS_TAGS_RANKING_H
#define GLS_TAGS_RANKING_H

#include "gls.h"

G_BEGIN_DECLS

typedef struct _GlsRanking GlsRanking;

/**
 * gls_ranking_new:
 * @score: float[n], higher means more likely
 * @positive: guint8[n], 0 or not
 *
 * Returns: (transfer full) (nullable): %NULL if a score is not a number
 */
GlsRanking *gls_ranking_new (const float *score, const guint8 *positive,
    size_t n) G_GNUC_WARN_UNUSED_RESULT;
void gls_ranking_free (GlsRanking *self);

/* The measures of tags/metrics.h. weight: (nullable): guint32[n], how often each
 * row counts; once each if %NULL */
double gls_ranking_roc_auc (const GlsRanking *self, const guint32 *weight);
double gls_ranking_pr_auc (const GlsRanking *self, const guint32 *weight);
double gls_ranking_f (const GlsRanking *self, const guint32 *weight,
    float threshold);
/* threshold: (out) (optional): the highest one at which it is reached */
double gls_ranking_best_f (const GlsRanking *self, const guint32 *weight,
    float *threshold);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsRanking, gls_ranking_free)

G_END_DECLS

#endif
