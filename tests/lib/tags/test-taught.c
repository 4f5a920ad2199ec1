/* From which labels a tag can be learnt.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "tags/taught.h"

#define N 10000

/* Of N labels, so many are high and the others low. */
static gboolean
is_taught (size_t n_high, float high, float low)
{
  g_autofree float *label = g_new (float, N);

  for (size_t i = 0; i < N; i++)
    label[i] = i < n_high ? high : low;
  return gls_taught_by_labels (label, N);
}

/* What is everywhere the same is not taught, however much of it there is. */
static void
test_constant (void)
{
  g_assert_false (is_taught (0, 1, 0));
  g_assert_false (is_taught (0, 1, 0.7f));
  g_assert_false (is_taught (N / 2, 0.05f, 0.02f));
}

/* The deviation of halves is half their distance. */
static void
test_varied (void)
{
  const float half = (float) GLS_TAUGHT_MIN_DEVIATION;

  g_assert_true (is_taught (N / 2, 2.05f * half, 0));
  g_assert_false (is_taught (N / 2, 1.95f * half, 0));
}

/* A few songs with a voice among thousands without: their deviation is small,
 * but they are there. */
static void
test_rare (void)
{
  const size_t few = GLS_TAUGHT_MIN_ROWS;
  const double deviation = 0.5 * sqrt ((double) few / N);

  g_assert_cmpfloat (deviation, <, GLS_TAUGHT_MIN_DEVIATION);
  g_assert_true (is_taught (few, 0.5f, 0));
  g_assert_false (is_taught (few - 1, 0.5f, 0));
  g_assert_false (is_taught (few, (float) GLS_TAUGHT_DISTANCE - 0.01f, 0));
}

/* Rows whose label nobody knows teach nothing. */
static void
test_unknown (void)
{
  const float some[] = { NAN, 0, NAN, 1, NAN }, none[] = { NAN, NAN };
  const float one[] = { NAN, 1, NAN };

  g_assert_true (gls_taught_by_labels (some, G_N_ELEMENTS (some)));
  g_assert_false (gls_taught_by_labels (none, G_N_ELEMENTS (none)));
  g_assert_false (gls_taught_by_labels (one, G_N_ELEMENTS (one)));
  g_assert_false (gls_taught_by_labels (NULL, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/taught/constant", test_constant);
  g_test_add_func ("/taught/varied", test_varied);
  g_test_add_func ("/taught/rare", test_rare);
  g_test_add_func ("/taught/unknown", test_unknown);
  return g_test_run ();
}
