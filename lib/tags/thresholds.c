/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tags/thresholds.h"

#include <math.h>

#include "tags/metrics.h"

/* One tag, on the rows whose label is known. */
typedef struct
{
  float *score; /* [n] */
  guint8 *has;  /* [n] */
  size_t n, n_positive;
} Column;

static void
column_take (Column *self, const float *labels, const guint8 *positive,
    const float *scores, size_t n_rows, size_t n_tags, size_t tag)
{
  self->n = self->n_positive = 0;
  for (size_t i = tag; i < n_rows * n_tags; i += n_tags)
    if (!isnan (labels[i])) {
      self->score[self->n] = scores[i];
      self->has[self->n++] = positive[i];
      self->n_positive += positive[i] != 0;
    }
}

static void
column_init (Column *self, size_t n_rows)
{
  self->score = g_new (float, MAX (n_rows, 1));
  self->has = g_new (guint8, MAX (n_rows, 1));
}

static void
column_clear (Column *self)
{
  g_free (self->score);
  g_free (self->has);
}

void
gls_thresholds_choose (const float *labels, const guint8 *positive,
    const float *scores, size_t n_rows, size_t n_tags, float *thresholds)
{
  Column column;

  column_init (&column, n_rows);
  for (size_t t = 0; t < n_tags; t++) {
    column_take (&column, labels, positive, scores, n_rows, n_tags, t);
    thresholds[t] = NAN;
    gls_metric_best_f_measure (column.score, column.has, column.n,
        &thresholds[t]);
  }
  column_clear (&column);
}

void
gls_thresholds_measure (const float *labels, const guint8 *positive,
    const float *scores, size_t n_rows, size_t n_tags, const float *thresholds,
    double *f)
{
  Column column;

  column_init (&column, n_rows);
  for (size_t t = 0; t < n_tags; t++) {
    column_take (&column, labels, positive, scores, n_rows, n_tags, t);
    f[t] = isnan (thresholds[t]) || column.n_positive == 0
        ? NAN
        : gls_metric_f_measure (column.score, column.has, column.n,
            thresholds[t]);
  }
  column_clear (&column);
}

float *
gls_thresholds_new_same (size_t n_tags, float threshold,
    const gboolean *untaught)
{
  float *thresholds = g_new (float, MAX (n_tags, 1));

  for (size_t t = 0; t < n_tags; t++)
    thresholds[t] = untaught != NULL && untaught[t] ? NAN : threshold;
  return thresholds;
}
