/* Calibration, on rows of which it is known how far they are off.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "tags/calibration.h"
#include "tags/metrics.h"

#define N 4000

typedef struct
{
  float score[N], label[N];
} Rows;

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

/* Scores all over, and labels that are those scores by another slope and
 * offset; soft ones, or drawn. */
static Rows *
make_rows (double slope, double offset, gboolean drawn)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  Rows *rows = g_new (Rows, 1);

  for (size_t i = 0; i < N; i++) {
    double logit = g_rand_double_range (rand, -5, 5);
    double p = sigmoid (slope * logit + offset);

    rows->score[i] = (float) sigmoid (logit);
    rows->label[i] = (float) (drawn ? g_rand_double (rand) < p : p);
  }
  return rows;
}

static void
test_soft_labels (void)
{
  g_autofree Rows *rows = make_rows (0.5, -1, FALSE);
  GlsCalibration c;

  g_assert_true (gls_calibration_fit (rows->score, rows->label, N, &c));
  g_assert_cmpfloat_with_epsilon (c.slope, 0.5, 0.003);
  g_assert_cmpfloat_with_epsilon (c.offset, -1, 0.003);
}

static void
test_drawn_labels (void)
{
  g_autofree Rows *rows = make_rows (2, 1, TRUE);
  double before =
      gls_metric_calibration_error (rows->score, rows->label, N, 10);
  double after;
  GlsCalibration c;

  g_assert_true (gls_calibration_fit (rows->score, rows->label, N, &c));
  g_assert_cmpfloat_with_epsilon (c.slope, 2, 0.2);
  g_assert_cmpfloat_with_epsilon (c.offset, 1, 0.2);
  for (size_t i = 0; i < N; i++)
    rows->score[i] = gls_calibration_apply (&c, rows->score[i]);
  after = gls_metric_calibration_error (rows->score, rows->label, N, 10);
  g_assert_cmpfloat (before, >, 0.05);
  g_assert_cmpfloat (after, <, 0.02);
}

/* What is right stays as it is; a label that is not known does not count. */
static void
test_calibrated_stays (void)
{
  g_autofree Rows *rows = make_rows (1, 0, FALSE);
  GlsCalibration c;

  for (size_t i = 0; i < N; i += 2) {
    rows->score[i] = 1 - rows->score[i];
    rows->label[i] = NAN;
  }
  g_assert_true (gls_calibration_fit (rows->score, rows->label, N, &c));
  g_assert_cmpfloat_with_epsilon (c.slope, 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (c.offset, 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (gls_calibration_apply (&c, 0.3f), 0.3, 1e-6);
}

/* Rows that a threshold parts have no best slope, but get one. */
static void
test_separable (void)
{
  g_autofree Rows *rows = make_rows (1, 0, FALSE);
  GlsCalibration c;

  for (size_t i = 0; i < N; i++)
    rows->label[i] = rows->score[i] > 0.5f;
  g_assert_true (gls_calibration_fit (rows->score, rows->label, N, &c));
  g_assert_cmpfloat (c.slope, >, 5);
  g_assert_cmpfloat (c.slope, <, 1000);
  for (size_t i = 0; i < 200; i++)
    rows->score[i] = rows->label[i];
  g_assert_true (gls_calibration_fit (rows->score, rows->label, 200, &c));
  g_assert_true (isfinite (c.slope) && isfinite (c.offset));
}

static void
assert_none (const Rows *rows, size_t n)
{
  GlsCalibration c = { 7, 7 };

  g_assert_false (gls_calibration_fit (rows->score, rows->label, n, &c));
  g_assert_cmpfloat (c.slope, ==, 1);
  g_assert_cmpfloat (c.offset, ==, 0);
}

static void
test_too_little (void)
{
  g_autofree Rows *rows = make_rows (1, 0, FALSE);
  g_autofree Rows *wrong = make_rows (-1, 0, FALSE);

  assert_none (rows, GLS_CALIBRATION_MIN_ROWS - 1);
  assert_none (rows, 0);
  assert_none (wrong, N);
  for (size_t i = 0; i < N; i++)
    rows->label[i] = 0;
  assert_none (rows, N);
  for (size_t i = 0; i < N; i++)
    rows->score[i] = 0.3f, rows->label[i] = (float) (i % 2);
  assert_none (rows, N);
}

/* In two bins: 0.1 and 0.2 beside 0 and 1, 0.6 and 0.9 beside 1 and 1: 0.7 and
 * 0.5 over four rows. Equal scores are never parted: one bin has all. */
static void
test_error_by_hand (void)
{
  static const float score[] = { 0.9f, 0.1f, 0.6f, 0.2f };
  static const float label[] = { 1, 0, 1, 1 };
  static const float same[] = { 0.5f, 0.5f, 0.5f, 0.5f };
  static const float wrong[] = { 0.5f, NAN, 0.5f, 0.5f };

  g_assert_cmpfloat_with_epsilon (gls_metric_calibration_error (score, label, 4,
                                      2),
      1.2 / 4, 1e-6);
  g_assert_cmpfloat_with_epsilon (gls_metric_calibration_error (same, label, 4,
                                      4),
      1.0 / 4, 1e-6);
  g_assert_true (isnan (gls_metric_calibration_error (score, label, 4, 5)));
  g_assert_true (isnan (gls_metric_calibration_error (wrong, label, 4, 2)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calibration/soft-labels", test_soft_labels);
  g_test_add_func ("/calibration/drawn-labels", test_drawn_labels);
  g_test_add_func ("/calibration/stays", test_calibrated_stays);
  g_test_add_func ("/calibration/separable", test_separable);
  g_test_add_func ("/calibration/too-little", test_too_little);
  g_test_add_func ("/calibration/error-by-hand", test_error_by_hand);
  return g_test_run ();
}
