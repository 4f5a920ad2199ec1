/* Ranking measures and correlation between predictions and labels, one tag at
 * a time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/metrics.h"

#include <math.h>
#include <stdlib.h>

#include "tags/ranking.h"

double
gls_metric_roc_auc (const float *score, const guint8 *positive, size_t n)
{
  g_autoptr (GlsRanking) ranking = gls_ranking_new (score, positive, n);

  return ranking != NULL ? gls_ranking_roc_auc (ranking, NULL) : NAN;
}

double
gls_metric_pr_auc (const float *score, const guint8 *positive, size_t n)
{
  g_autoptr (GlsRanking) ranking = gls_ranking_new (score, positive, n);

  return ranking != NULL ? gls_ranking_pr_auc (ranking, NULL) : NAN;
}

double
gls_metric_f_measure (const float *score, const guint8 *positive, size_t n,
    float threshold)
{
  g_autoptr (GlsRanking) ranking = gls_ranking_new (score, positive, n);

  return ranking != NULL ? gls_ranking_f (ranking, NULL, threshold) : NAN;
}

double
gls_metric_best_f_measure (const float *score, const guint8 *positive, size_t n,
    float *threshold)
{
  g_autoptr (GlsRanking) ranking = gls_ranking_new (score, positive, n);

  return ranking != NULL ? gls_ranking_best_f (ranking, NULL, threshold) : NAN;
}

typedef struct
{
  float score, label;
} Pair;

static int
compare_pairs (const void *a, const void *b)
{
  const Pair *x = a, *y = b;

  return (x->score > y->score) - (x->score < y->score);
}

/* Returns: (transfer full) (nullable): by rising score; NULL if one is NAN */
static Pair *
sort_pairs (const float *score, const float *label, size_t n)
{
  g_autofree Pair *pairs = g_new (Pair, MAX (n, 1));

  for (size_t i = 0; i < n; i++) {
    if (isnan (score[i]))
      return NULL;
    pairs[i] = (Pair){ score[i], label[i] };
  }
  qsort (pairs, n, sizeof *pairs, compare_pairs);
  return g_steal_pointer (&pairs);
}

double
gls_metric_calibration_error (const float *score, const float *label, size_t n,
    size_t n_bins)
{
  g_autofree Pair *pairs = sort_pairs (score, label, n);
  double error = 0;

  if (pairs == NULL || n < n_bins)
    return NAN;
  for (size_t b = 1, i = 0; b <= n_bins; b++) {
    const size_t end = b * n / n_bins;
    double difference = 0;

    while (i < end
        || (i > 0 && i < n && pairs[i].score == pairs[i - 1].score)) {
      difference += (double) pairs[i].label - (double) pairs[i].score;
      i++;
    }
    error += fabs (difference);
  }
  return error / (double) n;
}

static double
get_weight (const guint32 *weight, size_t i)
{
  return weight != NULL ? weight[i] : 1;
}

/* Whether x is not the same in all rows that count. */
static gboolean
varies (const float *x, const guint32 *weight, size_t n)
{
  size_t first = 0;

  while (first < n && weight != NULL && weight[first] == 0)
    first++;
  for (size_t i = first; i < n; i++)
    if (x[i] != x[first] && (weight == NULL || weight[i] > 0))
      return TRUE;
  return FALSE;
}

static double
get_mean (const float *x, const guint32 *weight, size_t n)
{
  double sum = 0, total = 0;

  for (size_t i = 0; i < n; i++) {
    sum += get_weight (weight, i) * (double) x[i];
    total += get_weight (weight, i);
  }
  return sum / total;
}

double
gls_metric_pearson_weighted (const float *a, const float *b,
    const guint32 *weight, size_t n)
{
  double mean_a, mean_b, aa = 0, bb = 0, ab = 0, r;

  if (!varies (a, weight, n) || !varies (b, weight, n))
    return NAN;
  mean_a = get_mean (a, weight, n);
  mean_b = get_mean (b, weight, n);
  for (size_t i = 0; i < n; i++) {
    double w = get_weight (weight, i);
    double x = (double) a[i] - mean_a, y = (double) b[i] - mean_b;

    aa += w * x * x;
    bb += w * y * y;
    ab += w * x * y;
  }
  r = ab / (sqrt (aa) * sqrt (bb));
  return isnan (r) ? NAN : CLAMP (r, -1, 1);
}

double
gls_metric_pearson (const float *a, const float *b, size_t n)
{
  return gls_metric_pearson_weighted (a, b, NULL, n);
}

double
gls_metric_deviation (const float *x, size_t n)
{
  double mean = 0, sum = 0;

  if (n == 0)
    return NAN;
  for (size_t i = 0; i < n; i++)
    mean += (double) x[i];
  mean /= (double) n;
  for (size_t i = 0; i < n; i++)
    sum += ((double) x[i] - mean) * ((double) x[i] - mean);
  return sqrt (sum / (double) n);
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

double
gls_metric_quantile (const float *x, size_t n, double q)
{
  g_autofree float *sorted = NULL;
  double position, fraction;
  size_t below;

  if (n == 0)
    return NAN;
  sorted = g_memdup2 (x, n * sizeof *x);
  qsort (sorted, n, sizeof *sorted, compare_floats);
  position = CLAMP (q, 0, 1) * (double) (n - 1);
  below = (size_t) position;
  fraction = position - (double) below;
  if (below + 1 >= n)
    return (double) sorted[n - 1];
  return (double) sorted[below]
      + fraction * ((double) sorted[below + 1] - (double) sorted[below]);
}
