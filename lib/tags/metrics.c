/* Ranking measures and correlation between predictions and labels, one tag at
 * a time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  float score;
  guint8 positive;
} Row;

static int
compare_rows_descending (const void *a, const void *b)
{
  float x = ((const Row *) a)->score, y = ((const Row *) b)->score;

  return (x < y) - (x > y);
}

/* Returns: rows by falling score, or NULL if a score is not a number */
static Row *
sorted_rows (const float *score, const guint8 *positive, size_t n)
{
  g_autofree Row *rows = g_new (Row, MAX (n, 1));

  for (size_t i = 0; i < n; i++) {
    if (isnan (score[i]))
      return NULL;
    rows[i].score = score[i];
    rows[i].positive = positive[i] != 0;
  }
  qsort (rows, n, sizeof *rows, compare_rows_descending);
  return g_steal_pointer (&rows);
}

/* One past the last row of the same score as rows[i]; adds up its positives. */
static size_t
tie_end (const Row *rows, size_t n, size_t i, size_t *n_positive)
{
  size_t end = i;

  *n_positive = 0;
  while (end < n && rows[end].score == rows[i].score)
    *n_positive += rows[end++].positive;
  return end;
}

static size_t
count_positive (const Row *rows, size_t n)
{
  size_t count = 0;

  for (size_t i = 0; i < n; i++)
    count += rows[i].positive;
  return count;
}

double
gls_metric_roc_auc (const float *score, const guint8 *positive, size_t n)
{
  g_autofree Row *rows = sorted_rows (score, positive, n);
  double rank_sum = 0, n_pos, n_neg;

  if (rows == NULL)
    return NAN;
  n_pos = (double) count_positive (rows, n);
  n_neg = (double) n - n_pos;
  if (n_pos == 0 || n_neg == 0)
    return NAN;

  /* Rank 1 is the lowest score: rows i .. end - 1 of a tie hold the ranks
   * n - end + 1 .. n - i, whose mean each of them gets.
   * AUC = (sum of positive ranks - n_pos (n_pos + 1) / 2) / (n_pos n_neg) */
  for (size_t i = 0; i < n;) {
    size_t n_tied;
    size_t end = tie_end (rows, n, i, &n_tied);
    double rank = ((double) (n - end + 1) + (double) (n - i)) / 2;

    rank_sum += rank * (double) n_tied;
    i = end;
  }
  return (rank_sum - n_pos * (n_pos + 1) / 2) / (n_pos * n_neg);
}

double
gls_metric_pr_auc (const float *score, const guint8 *positive, size_t n)
{
  g_autofree Row *rows = sorted_rows (score, positive, n);
  double n_pos, hits = 0, area = 0;

  if (rows == NULL)
    return NAN;
  n_pos = (double) count_positive (rows, n);
  if (n_pos == 0)
    return NAN;

  /* AP = sum over points of (R_k - R_{k-1}) P_k */
  for (size_t i = 0; i < n;) {
    size_t n_tied;
    size_t end = tie_end (rows, n, i, &n_tied);

    hits += (double) n_tied;
    area += (double) n_tied / n_pos * (hits / (double) end);
    i = end;
  }
  return area;
}

double
gls_metric_f_measure (const float *score, const guint8 *positive, size_t n,
    float threshold)
{
  size_t hits = 0, predicted = 0, wanted = 0;

  for (size_t i = 0; i < n; i++) {
    gboolean says_yes = score[i] >= threshold;

    predicted += says_yes;
    wanted += positive[i] != 0;
    hits += says_yes && positive[i] != 0;
  }
  if (predicted + wanted == 0)
    return NAN;
  return 2 * (double) hits / (double) (predicted + wanted);
}

double
gls_metric_best_f_measure (const float *score, const guint8 *positive, size_t n,
    float *threshold)
{
  g_autofree Row *rows = sorted_rows (score, positive, n);
  size_t n_pos, hits = 0;
  double best = -1;

  if (rows == NULL)
    return NAN;
  n_pos = count_positive (rows, n);
  if (n_pos == 0)
    return NAN;

  for (size_t i = 0; i < n;) {
    size_t n_tied;
    size_t end = tie_end (rows, n, i, &n_tied);
    double f;

    hits += n_tied;
    f = 2 * (double) hits / (double) (end + n_pos);
    if (f > best) {
      best = f;
      if (threshold != NULL)
        *threshold = rows[i].score;
    }
    i = end;
  }
  return best;
}

double
gls_metric_pearson (const float *a, const float *b, size_t n)
{
  double mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0, r;
  gboolean a_varies = FALSE, b_varies = FALSE;

  for (size_t i = 0; i < n; i++) {
    mean_a += (double) a[i];
    mean_b += (double) b[i];
    a_varies |= a[i] != a[0];
    b_varies |= b[i] != b[0];
  }
  if (!a_varies || !b_varies)
    return NAN;
  mean_a /= (double) n;
  mean_b /= (double) n;
  for (size_t i = 0; i < n; i++) {
    double x = (double) a[i] - mean_a, y = (double) b[i] - mean_b;

    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  r = ab / (sqrt (aa) * sqrt (bb));
  return isnan (r) ? NAN : CLAMP (r, -1, 1);
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
