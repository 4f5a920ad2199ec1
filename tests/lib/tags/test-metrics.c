/* The measures against values worked out by hand and against their properties.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "rows.h"
#include "tags/agreement.h"
#include "tags/metrics.h"

#define N 500

/* Six pairs of a positive and a negative row. Ranked right: (0.35, 0.1),
 * (0.8, 0.1), (0.8, 0.4), (0.8, 0.35); half: (0.35, 0.35); wrong:
 * (0.35, 0.4). So 4.5 of 6. */
static void
test_roc_auc_by_hand (void)
{
  static const float score[] = { 0.1f, 0.4f, 0.35f, 0.35f, 0.8f };
  static const guint8 positive[] = { 0, 0, 0, 1, 1 };

  g_assert_cmpfloat_with_epsilon (gls_metric_roc_auc (score, positive, 5),
      4.5 / 6, 1e-12);
}

/* Points by falling score: 0.8 (1 of 1, recall 1/2), 0.4 (1 of 2), 0.35 (2 of
 * 4, recall 1): 1/2 * 1 + 1/2 * 2/4. */
static void
test_pr_auc_by_hand (void)
{
  static const float score[] = { 0.1f, 0.4f, 0.35f, 0.35f, 0.8f };
  static const guint8 positive[] = { 0, 0, 0, 1, 1 };

  g_assert_cmpfloat_with_epsilon (gls_metric_pr_auc (score, positive, 5), 0.75,
      1e-12);
}

/* At 0.35: 2 hits, 4 predicted, 2 wanted: 4/6. At 0.8: 1 hit, 1 predicted:
 * 2/3, the same, and higher. At 0.4: 2/4. */
static void
test_f_measure_by_hand (void)
{
  static const float score[] = { 0.1f, 0.4f, 0.35f, 0.35f, 0.8f };
  static const guint8 positive[] = { 0, 0, 0, 1, 1 };
  static const guint8 none[5] = { 0 };
  float at = 0;

  g_assert_cmpfloat_with_epsilon (gls_metric_f_measure (score, positive, 5,
                                      0.35f),
      4.0 / 6, 1e-12);
  g_assert_cmpfloat_with_epsilon (gls_metric_f_measure (score, positive, 5,
                                      0.4f),
      0.5, 1e-12);
  g_assert_cmpfloat (gls_metric_f_measure (score, positive, 5, 0.9f), ==, 0);
  g_assert_true (isnan (gls_metric_f_measure (score, none, 5, 0.9f)));
  g_assert_cmpfloat_with_epsilon (gls_metric_best_f_measure (score, positive, 5,
                                      &at),
      2.0 / 3, 1e-12);
  g_assert_cmpfloat (at, ==, 0.8f);
}

/* The definition, pair by pair, is the judge of the fast way. */
static void
test_roc_auc_counts_pairs (void)
{
  float score[N];
  guint8 positive[N];
  double right = 0, pairs = 0;

  random_rows (1, score, positive, N);
  for (size_t i = 0; i < N; i++)
    for (size_t k = 0; k < N; k++)
      if (positive[i] && !positive[k]) {
        pairs++;
        right += score[i] > score[k] ? 1 : score[i] == score[k] ? 0.5 : 0;
      }
  g_assert_cmpfloat_with_epsilon (gls_metric_roc_auc (score, positive, N),
      right / pairs, 1e-12);
}

static void
test_roc_auc_properties (void)
{
  float score[N], other[N];
  guint8 positive[N];
  double auc;

  random_rows (2, score, positive, N);
  auc = gls_metric_roc_auc (score, positive, N);
  g_assert_cmpfloat (auc, >, 0.55);
  g_assert_cmpfloat (auc, <, 0.95);

  /* Reversed scores rank the other way round. */
  for (size_t i = 0; i < N; i++)
    other[i] = -score[i];
  g_assert_cmpfloat_with_epsilon (gls_metric_roc_auc (other, positive, N),
      1 - auc, 1e-12);
  /* Only the order counts. */
  for (size_t i = 0; i < N; i++)
    other[i] = expf (3 * score[i]);
  g_assert_cmpfloat_with_epsilon (gls_metric_roc_auc (other, positive, N), auc,
      1e-12);
  /* Who knows nothing ranks by chance; who knows all, perfectly. */
  for (size_t i = 0; i < N; i++)
    other[i] = 0.5f;
  g_assert_cmpfloat_with_epsilon (gls_metric_roc_auc (other, positive, N), 0.5,
      1e-12);
  for (size_t i = 0; i < N; i++)
    other[i] = positive[i];
  g_assert_cmpfloat (gls_metric_roc_auc (other, positive, N), ==, 1);
  g_assert_cmpfloat (gls_metric_pr_auc (other, positive, N), ==, 1);
  g_assert_cmpfloat (gls_metric_best_f_measure (other, positive, N, NULL), ==,
      1);
}

/* Without knowledge, precision is the share of positive rows everywhere. */
static void
test_pr_auc_of_chance_is_the_share (void)
{
  float score[N];
  guint8 positive[N];
  double share = 0;

  random_rows (3, score, positive, N);
  for (size_t i = 0; i < N; i++) {
    score[i] = 0.5f;
    share += positive[i];
  }
  g_assert_cmpfloat_with_epsilon (gls_metric_pr_auc (score, positive, N),
      share / N, 1e-12);
}

static void
test_best_f_is_the_best_of_all (void)
{
  float score[N];
  guint8 positive[N];
  double best = 0, got;
  float at;

  random_rows (4, score, positive, N);
  for (size_t i = 0; i < N; i++)
    best = fmax (best, gls_metric_f_measure (score, positive, N, score[i]));
  got = gls_metric_best_f_measure (score, positive, N, &at);
  g_assert_cmpfloat_with_epsilon (got, best, 1e-12);
  g_assert_cmpfloat_with_epsilon (gls_metric_f_measure (score, positive, N, at),
      best, 1e-12);
}

/* What the data do not say is NAN, not 0 or 1. */
static void
test_undefined_is_nan (void)
{
  static const float score[] = { 0.1f, 0.2f }, broken[] = { 0.1f, NAN };
  static const guint8 all[] = { 1, 1 }, none[] = { 0, 0 }, both[] = { 0, 1 };
  static const float flat[] = { 0.3f, 0.3f };

  g_assert_true (isnan (gls_metric_roc_auc (score, all, 2)));
  g_assert_true (isnan (gls_metric_roc_auc (score, none, 2)));
  g_assert_true (isnan (gls_metric_roc_auc (broken, both, 2)));
  g_assert_true (isnan (gls_metric_roc_auc (NULL, NULL, 0)));
  g_assert_true (isnan (gls_metric_pr_auc (score, none, 2)));
  g_assert_true (isnan (gls_metric_pr_auc (broken, both, 2)));
  g_assert_true (isnan (gls_metric_best_f_measure (score, none, 2, NULL)));
  g_assert_true (isnan (gls_metric_pearson (score, flat, 2)));
  g_assert_true (isnan (gls_metric_pearson (score, score, 0)));
  g_assert_true (isnan (gls_metric_quantile (NULL, 0, 0.5)));
  g_assert_true (isnan (gls_metric_deviation (NULL, 0)));
}

/* sum (x - 2)(y - 8/3) = 3, sum (x - 2)^2 = 2, sum (y - 8/3)^2 = 14/3. */
static void
test_pearson_by_hand (void)
{
  static const float x[] = { 1, 2, 3 }, y[] = { 1, 3, 4 };
  float scaled[3];

  g_assert_cmpfloat_with_epsilon (gls_metric_pearson (x, y, 3),
      3 / sqrt (2 * 14.0 / 3), 1e-12);
  for (int i = 0; i < 3; i++)
    scaled[i] = 5 - 0.25f * x[i];
  g_assert_cmpfloat_with_epsilon (gls_metric_pearson (x, scaled, 3), -1, 1e-12);
}

static void
test_quantile_and_deviation_by_hand (void)
{
  static const float x[] = { 4, 1, 3, 2 };

  g_assert_cmpfloat_with_epsilon (gls_metric_quantile (x, 4, 0), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (gls_metric_quantile (x, 4, 1), 4, 1e-12);
  g_assert_cmpfloat_with_epsilon (gls_metric_quantile (x, 4, 0.5), 2.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (gls_metric_quantile (x, 4, 0.9), 3.7, 1e-12);
  g_assert_cmpfloat_with_epsilon (gls_metric_deviation (x, 4), sqrt (1.25),
      1e-12);
}

/* Ten train rows set the threshold, four others are scored. Tag 0 varies, tag
 * 1 hardly does, so that only tag 0 counts; tag 2 varies but no scored row lies
 * above its threshold, so that it counts for Pearson alone. */
static void
test_agreement_by_hand (void)
{
  enum
  {
    ROWS = 14,
    TAGS = 3
  };
  static const float scored_label[][TAGS] = { { 0.95f, 0.5f, 0.0f },
    { 0.99f, 0.5f, 0.1f }, { 0.2f, 0.5f, 0.2f }, { 0.1f, 0.5f, 0.3f } };
  static const float scored_p[][TAGS] = { { 0.3f, 0.1f, 0.3f },
    { 0.9f, 0.2f, 0.2f }, { 0.4f, 0.3f, 0.1f }, { 0.1f, 0.4f, 0.0f } };
  float labels[ROWS][TAGS], p[ROWS][TAGS], x[4], y[4];
  guint8 use[ROWS];
  GlsTagAgreement tags[TAGS];
  GlsAgreement mean;

  for (int i = 0; i < 10; i++) {
    use[i] = GLS_ROW_SETS_THRESHOLD;
    labels[i][0] = labels[i][2] = (float) i / 10;
    labels[i][1] = 0.5f + 0.001f * (float) i;
    for (int t = 0; t < TAGS; t++)
      p[i][t] = NAN; /* must not be looked at */
  }
  for (int i = 0; i < 4; i++) {
    use[10 + i] = GLS_ROW_IS_SCORED;
    memcpy (labels[10 + i], scored_label[i], sizeof labels[0]);
    memcpy (p[10 + i], scored_p[i], sizeof p[0]);
    x[i] = scored_label[i][0];
    y[i] = scored_p[i][0];
  }
  gls_agreement_measure (&labels[0][0], &p[0][0], use, ROWS, TAGS, tags, &mean);

  g_assert_cmpuint (mean.n_scored, ==, 2);
  g_assert_true (tags[0].scored);
  g_assert_false (tags[1].scored);
  g_assert_true (tags[2].scored);
  g_assert_cmpfloat_with_epsilon (tags[0].threshold, 0.81, 1e-6);
  g_assert_cmpuint (tags[0].n_positive, ==, 2);
  g_assert_cmpuint (tags[2].n_positive, ==, 0);
  g_assert_cmpfloat_with_epsilon (tags[0].roc_auc, 0.75, 1e-12);
  g_assert_true (isnan (tags[2].roc_auc));
  g_assert_cmpfloat_with_epsilon (tags[2].pearson, -1, 1e-6);
  g_assert_cmpfloat_with_epsilon (mean.roc_auc, 0.75, 1e-12);
  g_assert_cmpfloat_with_epsilon (mean.pearson,
      (gls_metric_pearson (x, y, 4) - 1) / 2, 1e-6);
}

/* Ordinary labels, half of them 1: no row lies above the quantile of them, and
 * yet each says whether it has the tag. A label that is not quite one of the
 * two makes the tag a soft one. */
static void
test_agreement_with_hard_labels (void)
{
  static const float labels[] = { 1, 0, 1, 0, 1, 0 };
  static const float p[] = { 0.9f, 0.1f, 0.4f, 0.5f, 0.8f, 0.2f };
  static const guint8 use[] = { 3, 3, 3, 3, 2, 2 };
  static const float soft[] = { 1, 0, 1, 0, 1, 0.5f };
  GlsTagAgreement tag;
  GlsAgreement mean;

  gls_agreement_measure (labels, p, use, 6, 1, &tag, &mean);
  g_assert_true (tag.hard);
  g_assert_cmpuint (tag.n_positive, ==, 3);
  g_assert_cmpfloat (tag.threshold, ==, 0.5);
  /* eight of the nine pairs are in order */
  g_assert_cmpfloat_with_epsilon (tag.roc_auc, 8.0 / 9, 1e-12);
  g_assert_cmpfloat_with_epsilon (mean.roc_auc, 8.0 / 9, 1e-12);
  gls_agreement_measure (soft, p, use, 6, 1, &tag, &mean);
  g_assert_false (tag.hard);
  g_assert_cmpuint (tag.n_positive, ==, 0);
}

/* A rare tag with hard labels counts as any other, and one that no scored row
 * has, or all have, does not. A row whose label is not known is not there. */
static void
test_agreement_of_rare_and_unknown (void)
{
  enum
  {
    ROWS = 2000,
    TAGS = 3
  };
  g_autofree float *labels = g_new0 (float, ROWS *TAGS);
  g_autofree float *p = g_new (float, ROWS *TAGS);
  g_autofree guint8 *use = g_new (guint8, ROWS);
  GlsTagAgreement tags[TAGS];
  GlsAgreement mean;

  memset (use, GLS_ROW_IS_SCORED, ROWS);
  for (int i = 0; i < ROWS; i++) {
    p[i * TAGS] = p[i * TAGS + 1] = (float) i / ROWS;
    p[i * TAGS + 2] = i % 4 < 2 ? 0.25f : 0.75f;
    labels[i * TAGS + 2] = i < 4 ? (float) (i / 2) : NAN;
  }
  labels[(ROWS - 1) * TAGS] = 1;
  gls_agreement_measure (labels, p, use, ROWS, TAGS, tags, &mean);
  g_assert_true (tags[0].scored && tags[0].deviation < 0.03);
  g_assert_cmpfloat (tags[0].roc_auc, ==, 1);
  g_assert_false (tags[1].scored);
  g_assert_true (tags[2].scored && tags[2].hard);
  g_assert_cmpuint (tags[2].n_positive, ==, 2);
  g_assert_cmpuint (tags[2].n_negative, ==, 2);
  g_assert_cmpfloat (tags[2].pr_auc, ==, 1);
  g_assert_cmpuint (mean.n_scored, ==, 2);
  g_assert_cmpfloat (mean.roc_auc, ==, 1);
}

/* For test-metrics.py: rows "score positive" on standard input. */
static int
measure_standard_input (void)
{
  g_autoptr (GArray) score = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GByteArray) positive = g_byte_array_new ();
  float s;
  unsigned p;
  const float *x;
  float *y;

  while (scanf ("%f %u", &s, &p) == 2) {
    guint8 bit = (guint8) p;

    g_array_append_val (score, s);
    g_byte_array_append (positive, &bit, 1);
  }
  x = (const float *) (gpointer) score->data;
  y = g_new (float, score->len + 1);
  for (guint i = 0; i < positive->len; i++)
    y[i] = positive->data[i];
  printf ("%.17g %.17g %.17g %.17g %.17g %.17g\n",
      gls_metric_roc_auc (x, positive->data, score->len),
      gls_metric_pr_auc (x, positive->data, score->len),
      gls_metric_f_measure (x, positive->data, score->len, 0.5f),
      gls_metric_best_f_measure (x, positive->data, score->len, NULL),
      gls_metric_pearson (x, y, score->len),
      gls_metric_quantile (x, score->len, 0.9));
  g_free (y);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc > 1 && g_str_equal (argv[1], "--measure"))
    return measure_standard_input ();

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/roc-auc/by-hand", test_roc_auc_by_hand);
  g_test_add_func ("/metrics/roc-auc/pairs", test_roc_auc_counts_pairs);
  g_test_add_func ("/metrics/roc-auc/properties", test_roc_auc_properties);
  g_test_add_func ("/metrics/pr-auc/by-hand", test_pr_auc_by_hand);
  g_test_add_func ("/metrics/pr-auc/chance",
      test_pr_auc_of_chance_is_the_share);
  g_test_add_func ("/metrics/f/by-hand", test_f_measure_by_hand);
  g_test_add_func ("/metrics/f/best", test_best_f_is_the_best_of_all);
  g_test_add_func ("/metrics/undefined", test_undefined_is_nan);
  g_test_add_func ("/metrics/pearson", test_pearson_by_hand);
  g_test_add_func ("/metrics/quantile", test_quantile_and_deviation_by_hand);
  g_test_add_func ("/agreement/by-hand", test_agreement_by_hand);
  g_test_add_func ("/agreement/hard-labels", test_agreement_with_hard_labels);
  g_test_add_func ("/agreement/rare-and-unknown",
      test_agreement_of_rare_and_unknown);
  return g_test_run ();
}
