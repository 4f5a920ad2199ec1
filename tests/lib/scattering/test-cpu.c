/* Which instruction set is chosen.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>

#include "scattering/cpu.h"
#include "scattering/products.h"

static GlsCpu
find_best (void)
{
  GlsCpu best = GLS_CPU_PLAIN;

  for (GlsCpu i = 0; i < GLS_N_CPUS; i++)
    if (gls_cpu_runs (i))
      best = i;
  return best;
}

/* Whatever this processor runs can be asked for, and nothing is said. */
static void
test_by_name (void)
{
  for (GlsCpu i = 0; i < GLS_N_CPUS; i++) {
    g_autofree char *complaint = NULL;

    if (!gls_cpu_runs (i))
      continue;
    g_assert_cmpint (gls_cpu_choose (gls_cpu_get_name (i), &complaint), ==, i);
    g_assert_null (complaint);
  }
  g_assert_true (gls_cpu_runs (GLS_CPU_PLAIN));
}

static void
test_the_best_unless_asked (void)
{
  char *complaint = NULL;

  g_assert_cmpint (gls_cpu_choose (NULL, &complaint), ==, find_best ());
  g_assert_null (complaint);
  g_assert_cmpint (gls_cpu_choose ("", &complaint), ==, find_best ());
  g_assert_null (complaint);
}

/* No processor is of two architectures. */
static void
test_what_cannot_be_followed (void)
{
  const char *name[] = { "sse9", "AVX2",
    gls_cpu_runs (GLS_CPU_NEON) ? "avx2" : "neon" };

  for (gsize i = 0; i < G_N_ELEMENTS (name); i++) {
    g_autofree char *complaint = NULL;
    g_autofree char *begin =
        g_strdup_printf ("GLISSANDO_CPU=%s is not followed: ", name[i]);

    g_assert_cmpint (gls_cpu_choose (name[i], &complaint), ==, find_best ());
    g_assert_true (g_str_has_prefix (complaint, begin));
    g_assert_nonnull (g_strstr_len (complaint, -1, "runs plain, "));
  }
}

/* Meson runs this file with and without GLISSANDO_CPU: the choice is made once
 * a process. */
static void
test_environment (void)
{
  const char *asked = g_getenv ("GLISSANDO_CPU");
  g_autofree char *complaint = NULL;
  GlsCpu expected = gls_cpu_choose (asked, &complaint);

  if (complaint != NULL)
    g_test_expect_message ("Glissando", G_LOG_LEVEL_WARNING,
        "GLISSANDO_CPU=* is not followed: *");
  g_assert_cmpint (gls_cpu_get (), ==, expected);
  g_test_assert_expected_messages ();
  /* a second warning would end the process */
  g_setenv ("GLISSANDO_CPU", "something else", TRUE);
  g_assert_cmpint (gls_cpu_get (), ==, expected);
  g_assert_cmpstr (gls_products_best ()->name, ==, gls_cpu_get_name (expected));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu/by-name", test_by_name);
  g_test_add_func ("/cpu/the-best-unless-asked", test_the_best_unless_asked);
  g_test_add_func ("/cpu/what-cannot-be-followed",
      test_what_cannot_be_followed);
  g_test_add_func ("/cpu/environment", test_environment);
  return g_test_run ();
}
