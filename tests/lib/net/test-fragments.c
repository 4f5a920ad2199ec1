/* Which segments of a stream are told, for streams of several stretches.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/fragments.h"

#define N_FRAMES 8

/* Segments of so many frames each, up to a 0, and what becomes of them: t they
 * are told, T told while what is held back stays so, H what is held back is told
 * instead, h held back, - left out. Numbers below 0 are silence. Then how many
 * frames are in no prediction at the end, and whether what is held back is told
 * there. */
typedef struct
{
  int n_real[6];
  const char *worth;
  guint64 n_left_out;
  gboolean ends_with_held;
} Case;

static const Case cases[] = {
  { { 8, 8, 5, 4 }, "tttt", 0, FALSE },
  { { 4, 3, 4 }, "tht", 3, FALSE },
  { { 8, 3, 1 }, "th-", 4, FALSE },
  { { 1, 8, 3 }, "hth", 4, FALSE },
  { { 2, 3, 1 }, "hh-", 3, TRUE },
  { { 2, 3, 1, 3, 2 }, "hh-Hh", 8, FALSE },
  { { 2, 2, 1, 3, 3 }, "h--th", 8, FALSE },
  { { 8, 3, 3, 3, 8 }, "th-Ht", 6, FALSE },
  { { 1, 2, 3, 4, 3 }, "hhhth", 9, FALSE },
  { { -8, -8, -3 }, "tt-", 0, TRUE },
  { { 2, -8, 1 }, "hT-", 1, TRUE },
  { { -8, 2, 3 }, "thh", 2, TRUE },
  { { -3, 1, -2 }, "hh-", 0, TRUE },
  { { 8, -5, -2 }, "tt-", 0, FALSE },
};

static char
judge (GlsFragments *self, int n_real)
{
  GlsSegment segment = { 0, (size_t) ABS (n_real), ABS (n_real) < N_FRAMES };

  return "tTHh-"[gls_fragments_judge (self, &segment, n_real < 0)];
}

/* Half a segment is enough; of what is less, only what is longer than all since
 * the last one is held back, and told once they would fill a segment. */
static void
test_worth (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    char worth[7] = "";
    GlsFragments self;
    guint64 n_left_out;

    gls_fragments_init (&self, N_FRAMES);
    for (size_t k = 0; cases[i].n_real[k] != 0; k++)
      worth[k] = judge (&self, cases[i].n_real[k]);
    g_assert_cmpstr (worth, ==, cases[i].worth);
    g_assert_cmpint (gls_fragments_end (&self, &n_left_out), ==,
        cases[i].ends_with_held);
    g_assert_cmpuint (n_left_out, ==, cases[i].n_left_out);
  }
}

/* Half of an odd number is not rounded down. */
static void
test_odd_segment (void)
{
  GlsSegment segment = { 0, 4, TRUE };
  GlsFragments self;

  gls_fragments_init (&self, 9);
  g_assert_cmpint (gls_fragments_judge (&self, &segment, FALSE), ==,
      GLS_WORTH_HOLDING);
  segment.n_real = 5;
  g_assert_cmpint (gls_fragments_judge (&self, &segment, FALSE), ==,
      GLS_WORTH_TELLING);
}

/* What one stream told says nothing about the next. */
static void
test_next_stream (void)
{
  GlsFragments self;
  guint64 n_left_out;

  gls_fragments_init (&self, N_FRAMES);
  g_assert_cmpint (judge (&self, 3), ==, 'h');
  g_assert_cmpint (judge (&self, 8), ==, 't');
  gls_fragments_end (&self, &n_left_out);
  g_assert_cmpint (judge (&self, 1), ==, 'h');
  g_assert_true (gls_fragments_end (&self, &n_left_out));
  g_assert_cmpuint (n_left_out, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fragments/worth", test_worth);
  g_test_add_func ("/fragments/odd-segment", test_odd_segment);
  g_test_add_func ("/fragments/next-stream", test_next_stream);
  return g_test_run ();
}
