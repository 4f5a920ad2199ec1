/* Which segments of a stream are told, for streams of several stretches.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/fragments.h"

#define N_FRAMES 8

/* Segments of so many frames each, up to a 0, and what becomes of them: t they
 * are told, T told while what is held back stays so, h held back, - left out.
 * Numbers below 0 are silence. */
typedef struct
{
  int n_real[6];
  const char *worth;
} Case;

static const Case cases[] = {
  { { 8, 8, 5, 4 }, "tttt" },
  { { 4, 3, 4 }, "t-t" },
  { { 8, 3, 1 }, "t--" },
  { { 1, 8, 3 }, "ht-" },
  { { 2, 3, 1, 3, 2 }, "hh---" },
  { { 1, 2, 3, 4, 3 }, "hhht-" },
  { { -8, -8, -3 }, "tt-" },
  { { 2, -8, 1 }, "hT-" },
  { { -8, 2, 3 }, "thh" },
  { { -3, 1, -2 }, "hh-" },
  { { 8, -5, -2 }, "tt-" },
};

static char
judge (GlsFragments *self, int n_real)
{
  GlsSegment segment = { 0, (size_t) ABS (n_real), ABS (n_real) < N_FRAMES };

  return "tTh-"[gls_fragments_judge (self, &segment, n_real < 0)];
}

/* Half a segment is enough; of what is less, only what is longer than all
 * before is held back, and that as long as nothing was told. */
static void
test_worth (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    char worth[7] = "";
    GlsFragments self;

    gls_fragments_init (&self, N_FRAMES);
    for (size_t k = 0; cases[i].n_real[k] != 0; k++)
      worth[k] = judge (&self, cases[i].n_real[k]);
    g_assert_cmpstr (worth, ==, cases[i].worth);
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

  gls_fragments_init (&self, N_FRAMES);
  g_assert_cmpint (judge (&self, 3), ==, 'h');
  g_assert_cmpint (judge (&self, 8), ==, 't');
  gls_fragments_init (&self, N_FRAMES);
  g_assert_cmpint (judge (&self, 1), ==, 'h');
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
