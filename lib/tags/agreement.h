/* How well a model's predictions agree with labels, over many tags.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Measures that the data do not define are NAN, as in tags/metrics.h.
 */
#ifndef GLS_TAGS_AGREEMENT_H
#define GLS_TAGS_AGREEMENT_H

#include "gls.h"

G_BEGIN_DECLS

/* Tags that hardly vary are not scored; see gls_agreement_measure(). */
#define GLS_AGREEMENT_MIN_DEVIATION 0.03
/* Of a tag with soft labels, what counts as "has the tag": a label above this
 * quantile of the training rows. */
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
 * @hard: whether all its labels are 0 or 1
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
  gboolean hard;
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
 * The project's score: over the tags whose label has a standard deviation of at
 * least %GLS_AGREEMENT_MIN_DEVIATION over all @n_rows, the mean Pearson
 * correlation and the mean ROC-AUC of "the row has the tag". Hard labels, 0 or
 * 1 in every row, say so themselves; of soft ones, those do that lie above the
 * %GLS_AGREEMENT_QUANTILE quantile of the rows that set the threshold. If no
 * row sets it, all rows do.
 */
GLS_API void gls_agreement_measure (const float *labels,
    const float *predictions, const guint8 *use, size_t n_rows, size_t n_tags,
    GlsTagAgreement *tags, GlsAgreement *mean);

G_END_DECLS

#endif
