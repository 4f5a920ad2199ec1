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
 * Returns: 0 .. 1, or NAN if nothing is positive, neither label nor prediction,
 *   or a score is NAN
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

/* The same where row i counts weight[i] times: guint32[n]; (nullable): once. */
GLS_API double gls_metric_pearson_weighted (const float *a, const float *b,
    const guint32 *weight, size_t n);

/**
 * gls_metric_calibration_error:
 * @score: float[n], probabilities
 * @label: float[n], 0 .. 1
 * @n_bins: 1 or more
 *
 * By how much the mean label of rows differs from the mean score that they have,
 * in the mean over bins of rows with similar scores: the expected calibration
 * error (Guo et al., "On calibration of modern neural networks", 2017, equation
 * 3) with bins of as many rows each (Nixon et al., "Measuring calibration in
 * deep learning", 2019). Equal scores share a bin.
 *
 * Returns: 0 .. 1, or NAN if there are fewer rows than bins, or a score is NAN
 */
GLS_API double gls_metric_calibration_error (const float *score,
    const float *label, size_t n, size_t n_bins);

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

G_END_DECLS

#endif
