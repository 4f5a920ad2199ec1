/* Each tag by itself, then the means of those that vary.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/agreement.h"

#include <math.h>
#include <string.h>

#include "tags/metrics.h"

/* A mean over the tags for which a measure is defined. */
typedef struct
{
  double sum;
  size_t n;
} Mean;

static void
mean_add (Mean *mean, double x)
{
  if (isnan (x))
    return;
  mean->sum += x;
  mean->n++;
}

static double
mean_get (const Mean *mean)
{
  return mean->n > 0 ? mean->sum / (double) mean->n : NAN;
}

typedef struct
{
  const float *labels, *predictions; /* [n_rows][n_tags] */
  const guint8 *use;                 /* [n_rows] */
  size_t n_rows, n_tags;
  float *label, *score; /* [n_rows], columns */
  guint8 *positive;     /* [n_rows] */
} Table;

/* Column of those rows of x[n_rows][n_tags] that have one of the bits, and a
 * label that is known. */
static size_t
gather (const Table *self, const float *x, guint8 bits, size_t tag,
    float *column)
{
  size_t n = 0;

  for (size_t i = 0; i < self->n_rows; i++)
    if ((bits == 0 || (self->use[i] & bits) != 0)
        && !isnan (self->labels[i * self->n_tags + tag]))
      column[n++] = x[i * self->n_tags + tag];
  return n;
}

static gboolean
are_hard (const float *label, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (label[i] != 0 && label[i] != 1)
      return FALSE;
  return TRUE;
}

/* The label above which a row has the tag. */
static double
find_threshold (const Table *self, size_t t)
{
  size_t n =
      gather (self, self->labels, GLS_ROW_SETS_THRESHOLD, t, self->label);

  if (n == 0)
    n = gather (self, self->labels, 0, t, self->label);
  return gls_metric_quantile (self->label, n, GLS_AGREEMENT_QUANTILE);
}

static GlsTagAgreement
measure_tag (const Table *self, size_t t)
{
  GlsTagAgreement tag = { 0 };
  size_t n = gather (self, self->labels, 0, t, self->label);

  tag.deviation = gls_metric_deviation (self->label, n);
  tag.hard = are_hard (self->label, n);
  tag.threshold = tag.hard ? 0.5 : find_threshold (self, t);

  n = gather (self, self->labels, GLS_ROW_IS_SCORED, t, self->label);
  gather (self, self->predictions, GLS_ROW_IS_SCORED, t, self->score);
  for (size_t i = 0; i < n; i++) {
    self->positive[i] = (double) self->label[i] > tag.threshold;
    tag.n_positive += self->positive[i];
  }
  tag.n_negative = n - tag.n_positive;
  tag.scored = tag.hard ? tag.n_positive > 0 && tag.n_negative > 0
                        : tag.deviation >= GLS_AGREEMENT_MIN_DEVIATION;
  tag.pearson = gls_metric_pearson (self->label, self->score, n);
  tag.roc_auc = gls_metric_roc_auc (self->score, self->positive, n);
  tag.pr_auc = gls_metric_pr_auc (self->score, self->positive, n);
  tag.f = gls_metric_best_f_measure (self->score, self->positive, n, NULL);
  tag.calibration_error = gls_metric_calibration_error (self->score,
      self->label, n, GLS_AGREEMENT_CALIBRATION_BINS);
  return tag;
}

void
gls_agreement_measure (const float *labels, const float *predictions,
    const guint8 *use, size_t n_rows, size_t n_tags, GlsTagAgreement *tags,
    GlsAgreement *mean)
{
  g_autofree float *label = g_new (float, MAX (n_rows, 1));
  g_autofree float *score = g_new (float, MAX (n_rows, 1));
  g_autofree guint8 *positive = g_new (guint8, MAX (n_rows, 1));
  const Table table = { labels, predictions, use, n_rows, n_tags, label, score,
    positive };
  Mean pearson = { 0, 0 }, roc = { 0, 0 }, pr = { 0, 0 }, f = { 0, 0 };
  Mean calibration = { 0, 0 };

  memset (mean, 0, sizeof *mean);
  for (size_t t = 0; t < n_tags; t++) {
    GlsTagAgreement tag = measure_tag (&table, t);

    if (tag.scored) {
      mean->n_scored++;
      mean_add (&pearson, tag.pearson);
      mean_add (&roc, tag.roc_auc);
      mean_add (&pr, tag.pr_auc);
      mean_add (&f, tag.f);
      mean_add (&calibration, tag.calibration_error);
    }
    if (tags != NULL)
      tags[t] = tag;
  }
  mean->pearson = mean_get (&pearson);
  mean->roc_auc = mean_get (&roc);
  mean->pr_auc = mean_get (&pr);
  mean->f = mean_get (&f);
  mean->calibration_error = mean_get (&calibration);
}
