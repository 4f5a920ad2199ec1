/* Weights against rows that are repeated, and intervals against what is known of
 * the bootstrap.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "rows.h"
#include "tags/intervals.h"
#include "tags/metrics.h"
#include "tags/ranking.h"

#define N 300

/* A row that counts three times is as three rows, one that counts no time is as
 * none. */
static void
test_weights_are_repetitions (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  float score[N], more_scores[4 * N], label[N], more_labels[4 * N];
  guint8 positive[N], more_positive[4 * N];
  guint32 weight[N];
  float at = -1, more_at = -2;
  size_t n = 0;

  random_rows (1, score, positive, N);
  for (size_t i = 0; i < N; i++) {
    label[i] = (float) g_rand_double (rand);
    weight[i] = (guint32) g_rand_int_range (rand, 0, 4);
    for (guint32 k = 0; k < weight[i]; k++) {
      more_scores[n] = score[i];
      more_labels[n] = label[i];
      more_positive[n++] = positive[i];
    }
  }

  g_autoptr (GlsRanking) ranking = gls_ranking_new (score, positive, N);

  g_assert_cmpfloat (gls_ranking_roc_auc (ranking, weight), ==,
      gls_metric_roc_auc (more_scores, more_positive, n));
  g_assert_cmpfloat_with_epsilon (gls_ranking_pr_auc (ranking, weight),
      gls_metric_pr_auc (more_scores, more_positive, n), 1e-12);
  g_assert_cmpfloat (gls_ranking_f (ranking, weight, 0.6f), ==,
      gls_metric_f_measure (more_scores, more_positive, n, 0.6f));
  g_assert_cmpfloat (gls_ranking_best_f (ranking, weight, &at), ==,
      gls_metric_best_f_measure (more_scores, more_positive, n, &more_at));
  g_assert_cmpfloat (at, ==, more_at);
  g_assert_cmpfloat_with_epsilon (gls_metric_pearson_weighted (label, score,
                                      weight, N),
      gls_metric_pearson (more_labels, more_scores, n), 1e-12);
}

/* Two systems and two tags; each track has some rows, which are alike. */
typedef struct
{
  size_t n_tracks, n_each;
  guint32 *track;
  float *labels, *scores[2];
  guint8 *positive;
  float threshold[2];
} Made;

static void
make (Made *self, size_t n_tracks, size_t n_each)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  size_t n = n_tracks * n_each;

  *self = (Made){ n_tracks, n_each, g_new (guint32, n), g_new (float, 2 * n),
    { g_new (float, 2 * n), g_new (float, 2 * n) }, g_new (guint8, 2 * n),
    { 0.5f, 0.5f } };
  for (size_t k = 0; k < n_tracks; k++) {
    float row[3][2];

    for (size_t t = 0; t < 2; t++) {
      row[0][t] = (float) g_rand_int_range (rand, 0, 2);
      row[1][t] = 0.3f * row[0][t] + 0.7f * (float) g_rand_double (rand);
      row[2][t] = 0.2f * row[0][t] + 0.8f * (float) g_rand_double (rand);
    }
    for (size_t i = k * n_each; i < (k + 1) * n_each; i++) {
      self->track[i] = (guint32) k;
      for (size_t t = 0; t < 2; t++) {
        self->labels[2 * i + t] = row[0][t];
        self->positive[2 * i + t] = row[0][t] > 0;
        self->scores[0][2 * i + t] = row[1][t];
        self->scores[1][2 * i + t] = row[2][t];
      }
    }
  }
}

static void
made_clear (Made *self)
{
  g_free (self->track);
  g_free (self->labels);
  g_free (self->scores[0]);
  g_free (self->scores[1]);
  g_free (self->positive);
}

typedef struct
{
  GlsEstimate mean[2][GLS_N_MEASURES], difference[2][GLS_N_MEASURES];
  GlsEstimate tags[2][2][GLS_N_MEASURES];
} Measured;

static void
measure (const Made *made, guint32 seed, size_t n_threads, Measured *out)
{
  const float *const scores[] = { made->scores[0], made->scores[1] };
  const float *const thresholds[] = { made->threshold, made->threshold };
  const guint32 system[] = { 0, 1 };
  const GlsTrial trial = { .n_rows = made->n_tracks * made->n_each,
    .n_tracks = made->n_tracks,
    .n_tags = 2,
    .n_systems = 2,
    .n_runs = 2,
    .system = system,
    .track = made->track,
    .labels = made->labels,
    .positive = made->positive,
    .scores = scores,
    .thresholds = thresholds };

  gls_intervals_measure (&trial, 400, seed, n_threads, out->mean[0],
      out->difference[0], out->tags[0][0]);
}

static double
get_width (const GlsEstimate *estimate)
{
  return estimate->high - estimate->low;
}

/* The value is that of the rows as they are, and lies within; of the first
 * system the difference is none; threads change nothing, another seed little. */
static void
test_intervals_hold (void)
{
  Made made;
  Measured one, two, other;

  make (&made, 200, 1);
  measure (&made, 1, 1, &one);
  measure (&made, 1, 3, &two);
  measure (&made, 2, 2, &other);
  g_assert_cmpmem (&one, sizeof one, &two, sizeof two);
  for (int m = 0; m < GLS_N_MEASURES; m++) {
    const GlsEstimate *mean = &one.mean[0][m], *less = &one.difference[1][m];

    g_assert_cmpfloat (mean->low, <, mean->value);
    g_assert_cmpfloat (mean->value, <, mean->high);
    g_assert_cmpfloat (one.difference[0][m].low, ==, 0);
    g_assert_cmpfloat (one.difference[0][m].high, ==, 0);
    g_assert_cmpfloat_with_epsilon (less->value,
        one.mean[1][m].value - mean->value, 1e-12);
    g_assert_cmpfloat_with_epsilon (mean->value,
        (one.tags[0][0][m].value + one.tags[0][1][m].value) / 2, 1e-12);
    g_assert_cmpfloat (fabs (get_width (mean) / get_width (&other.mean[0][m])),
        <, 1.25);
  }
  g_assert_cmpfloat (one.difference[1][GLS_MEASURE_ROC_AUC].high, <, 0);
  made_clear (&made);
}

/* Four times as many tracks: half as wide. As many rows more of the same tracks:
 * not narrower by a hair. */
static void
test_tracks_count_not_rows (void)
{
  Made few, many, repeated;
  Measured of_few, of_many, of_repeated;

  make (&few, 200, 1);
  make (&many, 800, 1);
  make (&repeated, 200, 4);
  measure (&few, 1, 2, &of_few);
  measure (&many, 1, 2, &of_many);
  measure (&repeated, 1, 2, &of_repeated);
  for (int m = 0; m < GLS_N_MEASURES; m++) {
    double width = get_width (&of_few.mean[0][m]);

    g_assert_cmpfloat_with_epsilon (width, 2 * get_width (&of_many.mean[0][m]),
        0.3 * width);
    g_assert_cmpfloat_with_epsilon (width, get_width (&of_repeated.mean[0][m]),
        m == GLS_MEASURE_PEARSON ? 1e-6 : 1e-9);
  }
  made_clear (&few);
  made_clear (&many);
  made_clear (&repeated);
}

/* Of two rows one has the tag: a draw may hold no such row, or only such. A tag
 * that nobody has is undefined and not in the mean; nor is a label that is not
 * known. */
static void
test_undefined_is_left_out (void)
{
  Made made;
  Measured measured;

  make (&made, 50, 1);
  for (size_t i = 0; i < 50; i++) {
    made.labels[2 * i] = i < 25 ? NAN : 0;
    made.positive[2 * i] = i < 25;
  }
  measure (&made, 1, 1, &measured);
  g_assert_true (isnan (measured.tags[0][0][GLS_MEASURE_ROC_AUC].value));
  g_assert_true (isnan (measured.tags[0][0][GLS_MEASURE_ROC_AUC].low));
  g_assert_cmpfloat (measured.mean[0][GLS_MEASURE_ROC_AUC].value, ==,
      measured.tags[0][1][GLS_MEASURE_ROC_AUC].value);
  made_clear (&made);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ranking/weights", test_weights_are_repetitions);
  g_test_add_func ("/intervals/hold", test_intervals_hold);
  g_test_add_func ("/intervals/tracks", test_tracks_count_not_rows);
  g_test_add_func ("/intervals/undefined", test_undefined_is_left_out);
  return g_test_run ();
}
