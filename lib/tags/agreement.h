/* How well a model's predictions agree with labels, over many tags.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Measures that the data do not define are NAN, as in tags/metrics.h.
 */
#ifndef GLS_TAGS_AGREEMENT_H
#define GLS_TAGS_AGREEMENT_H

#include "gls.h"

G_BEGIN_DECLS

/* Tags whose soft labels hardly vary are not scored; see
 * gls_agreement_measure(). */
#define GLS_AGREEMENT_MIN_DEVIATION 0.03
/* Of a tag with soft labels, what counts as "has the tag": a label above this
 * quantile of the training rows. */
#define GLS_AGREEMENT_QUANTILE 0.9
#define GLS_AGREEMENT_CALIBRATION_BINS 10

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
 * @hard: whether all its labels that are known are 0 or 1
 * @threshold: label above which a row is positive
 * @n_positive: scored rows above it
 * @n_negative: scored rows that are not; with @n_positive, those whose label is
 *   known
 * @pearson: between label and prediction, on scored rows; or NAN
 * @roc_auc: of "label above threshold", on scored rows; or NAN
 * @pr_auc: the same
 * @f: best F-measure over thresholds on the prediction, the same
 * @calibration_error: between label and prediction, in
 *   %GLS_AGREEMENT_CALIBRATION_BINS bins, on scored rows; or NAN
 */
typedef struct
{
  double deviation;
  gboolean scored;
  gboolean hard;
  double threshold;
  size_t n_positive, n_negative;
  double pearson, roc_auc, pr_auc, f, calibration_error;
} GlsTagAgreement;

/**
 * GlsAgreement:
 * @n_scored: how many tags count
 * @pearson: mean over these tags, those with NAN left out
 * @roc_auc: the same
 * @pr_auc: the same
 * @f: the same
 * @calibration_error: the same
 */
typedef struct
{
  size_t n_scored;
  double pearson, roc_auc, pr_auc, f, calibration_error;
} GlsAgreement;

/**
 * gls_agreement_measure:
 * @labels: float[n_rows][n_tags], targets 0 .. 1, or NAN where the label is not
 *   known: the row is then left out of that tag
 * @predictions: float[n_rows][n_tags]; read on scored rows only
 * @use: guint8[n_rows], bits of #GlsRowUse
 * @tags: (out) (optional): [n_tags]
 * @mean: (out): means over the tags that count
 *
 * The mean Pearson correlation, and the means of ROC-AUC, PR-AUC and F-measure
 * of "the row has the tag", over the tags that count. Hard labels, 0 or 1 in
 * every row, say themselves which rows have the tag, and all count of which a
 * scored row has it and a scored row has it not: these means are the macro
 * averages of the literature. Of soft labels, those rows have the tag that lie
 * above the %GLS_AGREEMENT_QUANTILE quantile of the rows that set the threshold,
 * or of all rows if none sets it, and tags count whose label has a standard
 * deviation of at least %GLS_AGREEMENT_MIN_DEVIATION over all @n_rows.
 */
GLS_API void gls_agreement_measure (const float *labels,
    const float *predictions, const guint8 *use, size_t n_rows, size_t n_tags,
    GlsTagAgreement *tags, GlsAgreement *mean);

G_END_DECLS

#endif
