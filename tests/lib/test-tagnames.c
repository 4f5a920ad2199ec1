/* What people call tags.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tagnames.h"

/* What stands behind the category is the tag, where there is something. */
static void
test_short (void)
{
  static const struct
  {
    const char *label, *name;
  } cases[] = {
    { "genre---rock", "rock" },
    { "mood/theme---film", "film" },
    { "rock", "rock" },
    { "drum-and-bass", "drum-and-bass" },
    { "a---b---c", "b---c" },
    { "---rock", "---rock" },
    { "genre---", "genre---" },
    { "", "" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (gls_tagname_get_short (cases[i].label), ==, cases[i].name);
}

static void
assert_names (const char *labels, const char *expected)
{
  g_auto (GStrv) all = g_strsplit (labels, ",", -1);
  g_auto (GStrv) wanted = g_strsplit (expected, ",", -1);
  const size_t n = g_strv_length (all);
  g_autofree const char **names =
      gls_tagnames_new ((const char *const *) all, n);

  for (size_t i = 0; i < n; i++)
    g_assert_cmpstr (names[i], ==, wanted[i]);
}

/* All are short or none is: not where two would be called the same, and not
 * where others have no category. */
static void
test_of_all_or_none (void)
{
  assert_names ("genre---rock,instrument---voice", "rock,voice");
  assert_names ("genre---children,mood/theme---children,genre---rock",
      "genre---children,mood/theme---children,genre---rock");
  assert_names ("rock,genre---rock", "rock,genre---rock");
  assert_names ("slow,genre---rock", "slow,genre---rock");
  assert_names ("slow,rock", "slow,rock");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tagnames/short", test_short);
  g_test_add_func ("/tagnames/of-all-or-none", test_of_all_or_none);
  return g_test_run ();
}
