/* Parts of files: their names, read and written.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "timespan.h"

#include <string.h>

static const struct
{
  const char *name;
  size_t length;
  double start_s, end_s;
} parts[] = {
  { "a.flac#t=61.133333,242.5", 6, 61.133333, 242.5 },
  { "file:///a.flac#t=0,40", 14, 0, 40 },
  { "a#t=10", 1, 10, INFINITY },
  { "a#1.flac#t=,20", 8, 0, 20 },
};

static const char *const others[] = { "", "a.flac", "a#", "a#t=", "a#t=,",
  "a#t=x", "a#t=2,1", "a#t=1,1", "a#t=-1", "a#t=1,2,3", "a#t=1e3", "a#t=0x10",
  "a#t=inf", "a#t=1, 2", "a#x=1", "a#t=1#", "a#t=9999999999" };

static void
test_split (void)
{
  GlsTimespan span;
  size_t length;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_assert_true (gls_timespan_split (parts[i].name, &length, &span));
    g_assert_cmpuint (length, ==, parts[i].length);
    g_assert_cmpfloat (span.start_s, ==, parts[i].start_s);
    g_assert_cmpfloat (span.end_s, ==, parts[i].end_s);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_assert_false (gls_timespan_split (others[i], &length, &span));
    g_assert_cmpuint (length, ==, strlen (others[i]));
    g_assert_true (gls_timespan_is_whole (&span));
  }
}

/* What is written is read as the same, to half a microsecond, in any frame of a
 * compact disc. */
static void
test_join (void)
{
  const GlsTimespan whole = GLS_TIMESPAN_WHOLE;
  const GlsTimespan plain = { 61.5, 242 };
  g_autofree char *same = gls_timespan_join ("a.flac", &whole);
  g_autofree char *short_one = gls_timespan_join ("a.flac", &plain);

  g_assert_cmpstr (same, ==, "a.flac");
  g_assert_cmpstr (short_one, ==, "a.flac#t=61.5,242");
  for (guint frame = 0; frame < 75 * 60; frame++) {
    const GlsTimespan from = { frame / 75., INFINITY };
    g_autofree char *name = gls_timespan_join ("a", &from);
    GlsTimespan span;
    size_t length;

    if (frame > 0)
      g_assert_true (gls_timespan_split (name, &length, &span));
    else
      g_assert_cmpstr (name, ==, "a");
    g_assert_cmpfloat_with_epsilon (frame > 0 ? span.start_s : 0, from.start_s,
        0.51e-6);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timespan/split", test_split);
  g_test_add_func ("/timespan/join", test_join);
  return g_test_run ();
}
