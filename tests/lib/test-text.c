/* What may stand in labels, on a terminal and on a clock.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "text.h"

static void
test_printable (void)
{
  g_autofree char *longest = g_strnfill (GLS_MAX_TEXT, 'x');
  g_autofree char *longer = g_strnfill (GLS_MAX_TEXT + 1, 'x');

  g_assert_true (gls_text_is_printable ("new age", GLS_MAX_TEXT));
  g_assert_true (gls_text_is_printable ("m\xc3\xa9lancolie", GLS_MAX_TEXT));
  g_assert_true (gls_text_is_printable (longest, GLS_MAX_TEXT));
  g_assert_false (gls_text_is_printable (longer, GLS_MAX_TEXT));
  g_assert_false (gls_text_is_printable ("", GLS_MAX_TEXT));
  g_assert_false (gls_text_is_printable ("a\nb", GLS_MAX_TEXT));
  g_assert_false (gls_text_is_printable ("\x7f", GLS_MAX_TEXT));
  g_assert_false (gls_text_is_printable ("\xc2\x9b", GLS_MAX_TEXT));
  g_assert_false (gls_text_is_printable ("\xff", GLS_MAX_TEXT));
}

/* Nothing that would move a cursor or break a line comes through. */
static void
test_make_printable (void)
{
  static const char *const cases[][2] = {
    { "", "" },
    { "a b", "a b" },
    { "a\nb\x1b[2J", "a?b?[2J" },
    { "\xc2\x9b"
      "2J",
        "?2J" },
    { "\x7f", "?" },
    { "\xff\xc3\xa9", "\xef\xbf\xbd\xc3\xa9" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = gls_text_make_printable (cases[i][0]);

    g_assert_cmpstr (text, ==, cases[i][1]);
  }
}

static void
test_clock (void)
{
  static const struct
  {
    double seconds;
    guint decimals;
    const char *text;
  } cases[] = {
    { 0, 0, "0:00" },
    { 7, 0, "0:07" },
    { 7.4, 0, "0:07" },
    { 59.6, 0, "1:00" },
    { 754, 0, "12:34" },
    { 3599.4, 0, "59:59" },
    { 3599.5, 0, "1:00:00" },
    { 3723, 0, "1:02:03" },
    { 360000, 0, "100:00:00" },
    { -3, 0, "0:00" },
    { NAN, 0, "0:00" },
    { 0.14, 1, "0:00.1" },
    { 59.96, 1, "1:00.0" },
    { 1.0005, 3, "0:01.001" },
    { 3600.05, 2, "1:00:00.05" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text =
        gls_text_clock (cases[i].seconds, cases[i].decimals);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/printable", test_printable);
  g_test_add_func ("/text/make-printable", test_make_printable);
  g_test_add_func ("/text/clock", test_clock);
  return g_test_run ();
}
