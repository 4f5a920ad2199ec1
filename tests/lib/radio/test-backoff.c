/* How long to wait before the next try.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "radio/backoff.h"

/* Each wait is between half and the whole of a time that doubles. */
static void
test_doubles (void)
{
  double whole_s = 1;

  for (guint attempt = 1; attempt <= 6; attempt++, whole_s *= 2) {
    g_assert_cmpfloat (gls_backoff_wait_s (attempt, 60, 0), ==, whole_s / 2);
    g_assert_cmpfloat (gls_backoff_wait_s (attempt, 60, 1), ==, whole_s);
    g_assert_cmpfloat (gls_backoff_wait_s (attempt, 60, 0.5), ==,
        0.75 * whole_s);
  }
}

/* However often it was tried, the wait has a bound, and it may be none. */
static void
test_bound (void)
{
  const guint attempts[] = { 7, 64, 1000, G_MAXUINT };

  for (size_t i = 0; i < G_N_ELEMENTS (attempts); i++) {
    g_assert_cmpfloat (gls_backoff_wait_s (attempts[i], 60, 1), ==, 60);
    g_assert_cmpfloat (gls_backoff_wait_s (attempts[i], 60, 0), ==, 30);
    g_assert_cmpfloat (gls_backoff_wait_s (attempts[i], 0, 1), ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backoff/doubles", test_doubles);
  g_test_add_func ("/backoff/bound", test_bound);
  return g_test_run ();
}
