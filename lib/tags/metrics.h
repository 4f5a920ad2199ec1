/* How well predictions agree with labels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A measure that the data do not define (one class only, no variance, no rows)
 * is NAN, never a made-up number; means leave such tags out and say over how
 * many they were taken.
 */
#ifndef GLS_TAGS_METRICS_H
#define GLS_TAGS_METRICS_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * gls_metric_roc_auc:
 * @score: float[n], higher means more likely
 * @positive: guint8[n], 0 or not
 * @n: how many rows
 *
 * The area under the ROC curve: the probability that a positive row scores
 * above a negative one, ties counting one half (Fawcett, "An introduction to
 * ROC analysis", 2006, section 7). By ranks, equal scores sharing their mean
 * rank.
 *
 * Returns: 0 .. 1, or NAN if not both classes are there or a score is not a
 *   number
 */
GLS_API double gls_metric_roc_auc (const float *score, const guint8 *positive,
    size_t n);

/**
 * gls_metric_pr_auc:
 *
 * The area under the precision-recall curve as average precision, the sum of
 * precision times the step in recall, without interpolation between points,
 * which would flatter (Davis and Goadrich, "The relationship between
 * precision-recall and ROC curves", 2006). Equal scores are one point.
 *
 * Returns: 0 .. 1, or NAN if there is no positive row or a score is NAN
 */
GLS_API double gls_metric_pr_auc (const float *score, const guint8 *positive,
    size_t n);

/**
 * gls_metric_f_measure:
 * @threshold: rows scoring at least this are predicted positive
 *
 *     F = 2 TP / (2 TP + FP + FN)
 *
 * Returns: 0 .. 1, or NAN if nothing is positive, neither label nor prediction
 */
GLS_API double gls_metric_f_measure (const float *score, const guint8 *positive,
    size_t n, float threshold);

/**
 * gls_metric_best_f_measure:
 * @threshold: (out) (optional): the score at which it is reached; the highest
 *   one if several do
 *
 * Returns: the largest F-measure over all thresholds, or NAN if there is no
 *   positive row or a score is NAN
 */
GLS_API double gls_metric_best_f_measure (const float *score,
    const guint8 *positive, size_t n, float *threshold);

/**
 * gls_metric_pearson:
 * @a: float[n]
 * @b: float[n]
 *
 * Returns: the correlation coefficient, -1 .. 1, or NAN if either does not vary
 */
GLS_API double gls_metric_pearson (const float *a, const float *b, size_t n);

/* Population standard deviation of float[n]; NAN if n is 0. */
GLS_API double gls_metric_deviation (const float *x, size_t n);

/**
 * gls_metric_quantile:
 * @q: 0 .. 1
 *
 * Linear between order statistics: at position q (n - 1) of the sorted values
 * (Hyndman and Fan, "Sample quantiles in statistical packages", 1996, type 7).
 *
 * Returns: the quantile, or NAN if n is 0
 */
GLS_API double gls_metric_quantile (const float *x, size_t n, double q);

/* Tags that hardly vary are not scored; see gls_agreement_measure(). */
#define GLS_AGREEMENT_MIN_DEVIATION 0.03
/* What counts as "has the tag": above this quantile of the training rows. */
#define GLS_AGREEMENT_QUANTILE 0.9

/* How a row takes part in gls_agreement_measure(); bits. */
typedef enum
{
  GLS_ROW_SETS_THRESHOLD = 1, /* a training row */
  GLS_ROW_IS_SCORED = 2,
} GlsRowUse;

/**
 * GlsTagAgreement:
 * @deviation: of the label over all rows
 * @scored: whether the tag counts in the means
 * @threshold: label above which a row is positive
 * @n_positive: scored rows above it
 * @pearson: between label and prediction, on scored rows; or NAN
 * @roc_auc: of "label above threshold", on scored rows; or NAN
 * @pr_auc: the same
 * @f: best F-measure over thresholds on the prediction, the same
 */
typedef struct
{
  double deviation;
  gboolean scored;
  double threshold;
  size_t n_positive;
  double pearson, roc_auc, pr_auc, f;
} GlsTagAgreement;

/**
 * GlsAgreement:
 * @n_scored: how many tags vary enough
 * @pearson: mean over these tags, those with NAN left out
 * @roc_auc: the same
 * @pr_auc: the same
 * @f: the same
 */
typedef struct
{
  size_t n_scored;
  double pearson, roc_auc, pr_auc, f;
} GlsAgreement;

/**
 * gls_agreement_measure:
 * @labels: float[n_rows][n_tags], targets 0 .. 1
 * @predictions: float[n_rows][n_tags]; read on scored rows only
 * @use: guint8[n_rows], bits of #GlsRowUse
 * @tags: (out) (optional): [n_tags]
 * @mean: (out): means over the tags that vary
 *
 * The project's score of soft labels: over the tags whose label has a standard
 * deviation of at least %GLS_AGREEMENT_MIN_DEVIATION over all @n_rows, the
 * mean Pearson correlation and the mean ROC-AUC of "the label lies above the
 * %GLS_AGREEMENT_QUANTILE quantile of the rows that set the threshold". If no
 * row sets it, all rows do.
 */
GLS_API void gls_agreement_measure (const float *labels,
    const float *predictions, const guint8 *use, size_t n_rows, size_t n_tags,
    GlsTagAgreement *tags, GlsAgreement *mean);

G_END_DECLS

#endif
