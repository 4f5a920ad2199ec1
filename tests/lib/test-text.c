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
test_tidy (void)
{
  static const char *const cases[][2] = {
    { " It broke.\n", "It broke" },
    { "two\nlines", "two lines" },
    { "", "" },
    { "...", "" },
    { "\xff", "\xEF\xBF\xBD" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *tidy = gls_text_tidy (cases[i][0]);

    g_assert_cmpstr (tidy, ==, cases[i][1]);
  }
}

static void
test_number (void)
{
  static const char *const wrong[] = { "", "x", "1x", "1 ", "0,5", "-0.1",
    "1.1", "nan", "inf", "--1" };
  double value = 0;

  g_assert_true (gls_text_to_number ("0.25", 0, 1, &value));
  g_assert_cmpfloat (value, ==, 0.25);
  g_assert_true (gls_text_to_number ("1", 0, 1, &value));
  g_assert_cmpfloat (value, ==, 1);
  g_assert_true (gls_text_to_number ("-1e1", -10, 0, &value));
  g_assert_cmpfloat (value, ==, -10);
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (gls_text_to_number (wrong[i], 0, 1, &value));
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

/* On both sides of the hour that clocks in Berlin leave out; and before 1970. */
static void
test_moments (void)
{
  static const struct
  {
    gint64 moment_us;
    const char *moment, *day, *time;
  } cases[] = {
    { 1774745999999999, "2026-03-29T01:59:59+01:00", "2026-03-29", "01:59:59" },
    { 1774746000000000, "2026-03-29T03:00:00+02:00", "2026-03-29", "03:00:00" },
    { -1, "1970-01-01T00:59:59+01:00", "1970-01-01", "00:59:59" },
    { G_MAXINT64, "", "", "" },
  };

  g_setenv ("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *moment = gls_text_moment (cases[i].moment_us);
    g_autofree char *day = gls_text_day (cases[i].moment_us);
    g_autofree char *time = gls_text_time_of_day (cases[i].moment_us);

    g_assert_cmpstr (moment, ==, cases[i].moment);
    g_assert_cmpstr (day, ==, cases[i].day);
    g_assert_cmpstr (time, ==, cases[i].time);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/printable", test_printable);
  g_test_add_func ("/text/make-printable", test_make_printable);
  g_test_add_func ("/text/tidy", test_tidy);
  g_test_add_func ("/text/number", test_number);
  g_test_add_func ("/text/clock", test_clock);
  g_test_add_func ("/text/moments", test_moments);
  return g_test_run ();
}
