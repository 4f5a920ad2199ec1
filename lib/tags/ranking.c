/* Rows by falling score; those of one score count as one point.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/ranking.h"

#include <math.h>
#include <stdlib.h>

typedef struct
{
  float score;
  guint32 row;
  guint8 positive;
} Ranked;

struct _GlsRanking
{
  size_t n;
  Ranked rows[];
};

/* What lies above a point, in rows as often as they count. */
typedef struct
{
  size_t at; /* in rows of the ranking */
  float score;
  guint64 n, n_positive;               /* of this score */
  guint64 n_so_far, n_positive_so_far; /* with those above */
} Point;

static int
compare_falling (const void *a, const void *b)
{
  float x = ((const Ranked *) a)->score, y = ((const Ranked *) b)->score;

  return (x < y) - (x > y);
}

GlsRanking *
gls_ranking_new (const float *score, const guint8 *positive, size_t n)
{
  g_autoptr (GlsRanking) self =
      g_malloc (sizeof *self + MAX (n, 1) * sizeof *self->rows);

  self->n = n;
  for (size_t i = 0; i < n; i++) {
    if (isnan (score[i]))
      return NULL;
    self->rows[i] = (Ranked){ score[i], (guint32) i, positive[i] != 0 };
  }
  qsort (self->rows, n, sizeof *self->rows, compare_falling);
  return g_steal_pointer (&self);
}

void
gls_ranking_free (GlsRanking *self)
{
  g_free (self);
}

/* point: (inout): the last one, at first empty. Returns: whether there was a
 * next one that counts */
static gboolean
next_point (const GlsRanking *self, const guint32 *weight, Point *point)
{
  point->n = point->n_positive = 0;
  while (point->n == 0 && point->at < self->n) {
    point->score = self->rows[point->at].score;
    for (; point->at < self->n && self->rows[point->at].score == point->score;
         point->at++) {
      const Ranked *row = &self->rows[point->at];
      guint64 w = weight != NULL ? weight[row->row] : 1;

      point->n += w;
      point->n_positive += row->positive ? w : 0;
    }
  }
  point->n_so_far += point->n;
  point->n_positive_so_far += point->n_positive;
  return point->n > 0;
}

/* The last point: all rows. */
static Point
count_all (const GlsRanking *self, const guint32 *weight)
{
  Point all = { 0 };

  for (size_t i = 0; i < self->n; i++) {
    guint64 w = weight != NULL ? weight[self->rows[i].row] : 1;

    all.n_so_far += w;
    all.n_positive_so_far += self->rows[i].positive ? w : 0;
  }
  return all;
}

double
gls_ranking_roc_auc (const GlsRanking *self, const guint32 *weight)
{
  const Point all = count_all (self, weight);
  double n = (double) all.n_so_far, n_pos = (double) all.n_positive_so_far;
  double n_neg = n - n_pos, rank_sum = 0;
  Point point = { 0 };

  if (n_pos == 0 || n_neg == 0)
    return NAN;
  /* Rank 1 is the lowest score: those of a tie hold the ranks n - end + 1 ..
   * n - begin, whose mean each of them gets.
   * AUC = (sum of positive ranks - n_pos (n_pos + 1) / 2) / (n_pos n_neg) */
  while (next_point (self, weight, &point)) {
    double end = (double) point.n_so_far, begin = end - (double) point.n;

    rank_sum += ((n - end + 1) + (n - begin)) / 2 * (double) point.n_positive;
  }
  return (rank_sum - n_pos * (n_pos + 1) / 2) / (n_pos * n_neg);
}

double
gls_ranking_pr_auc (const GlsRanking *self, const guint32 *weight)
{
  const double n_pos = (double) count_all (self, weight).n_positive_so_far;
  Point point = { 0 };
  double area = 0;

  if (n_pos == 0)
    return NAN;
  /* AP = sum over points of (R_k - R_{k-1}) P_k */
  while (next_point (self, weight, &point))
    area += (double) point.n_positive / n_pos
        * ((double) point.n_positive_so_far / (double) point.n_so_far);
  return area;
}

static double
get_f (guint64 hits, guint64 predicted, guint64 wanted)
{
  return predicted + wanted > 0
      ? 2 * (double) hits / (double) (predicted + wanted)
      : NAN;
}

double
gls_ranking_f (const GlsRanking *self, const guint32 *weight, float threshold)
{
  guint64 wanted = count_all (self, weight).n_positive_so_far;
  guint64 hits = 0, predicted = 0;
  Point point = { 0 };

  while (next_point (self, weight, &point) && point.score >= threshold) {
    hits = point.n_positive_so_far;
    predicted = point.n_so_far;
  }
  return get_f (hits, predicted, wanted);
}

double
gls_ranking_best_f (const GlsRanking *self, const guint32 *weight,
    float *threshold)
{
  guint64 wanted = count_all (self, weight).n_positive_so_far;
  Point point = { 0 };
  double best = -1;

  if (wanted == 0)
    return NAN;
  while (next_point (self, weight, &point)) {
    double f = get_f (point.n_positive_so_far, point.n_so_far, wanted);

    if (f > best && threshold != NULL)
      *threshold = point.score;
    best = MAX (best, f);
  }
  return best;
}
