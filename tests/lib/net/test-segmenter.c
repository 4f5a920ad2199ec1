/* Where segments lie in a stretch, and which frames are in them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/segmenter.h"

#define FRAME_SIZE 3
#define MAX_FRAMES 64

/* Frame k holds 10 k, 10 k + 1, 10 k + 2. */
static void
fill (float *frames, size_t n)
{
  for (size_t i = 0; i < n * FRAME_SIZE; i++)
    frames[i] = (float) (10 * (i / FRAME_SIZE) + i % FRAME_SIZE);
}

static void
append_ready (GlsSegmenter *self, size_t n_frames, GString *out)
{
  float frames[MAX_FRAMES * FRAME_SIZE];
  GlsSegment segment;

  while (gls_segmenter_pull (self, frames, &segment)) {
    g_string_append_printf (out, "%s%" G_GUINT64_FORMAT "+%zu%s",
        out->len > 0 ? " " : "", segment.first, segment.n_real,
        segment.padded ? "*" : "");
    g_assert_cmpint (segment.padded, ==, segment.n_real < n_frames);
    for (size_t i = 0; i < n_frames * FRAME_SIZE; i++) {
      size_t k = segment.first + i / FRAME_SIZE % segment.n_real;

      g_assert_cmpfloat (frames[i], ==, (float) (10 * k + i % FRAME_SIZE));
    }
  }
}

/* Segments of a stretch as "first+n_real", padded ones with a star; frames are
 * pushed in pieces of @piece. */
static char *
cut (GlsSegmenter *self, size_t n_frames, size_t n, size_t piece)
{
  float frames[MAX_FRAMES * FRAME_SIZE];
  GString *out = g_string_new (NULL);

  fill (frames, n);
  for (size_t at = 0; at < n;) {
    size_t taken = gls_segmenter_push (self, frames + at * FRAME_SIZE,
        MIN (piece, n - at));

    at += taken;
    append_ready (self, n_frames, out);
    if (taken == 0)
      break;
  }
  gls_segmenter_drain (self);
  append_ready (self, n_frames, out);
  gls_segmenter_reset (self);
  return g_string_free (out, FALSE);
}

typedef struct
{
  GlsCut how;
  size_t n_frames, hop, n;
  const char *segments;
} Case;

static const Case cases[] = {
  { GLS_CUT_HEAR, 8, 8, 0, "" },
  { GLS_CUT_HEAR, 8, 8, 1, "0+1*" },
  { GLS_CUT_HEAR, 8, 8, 7, "0+7*" },
  { GLS_CUT_HEAR, 8, 8, 8, "0+8" },
  { GLS_CUT_HEAR, 8, 8, 9, "0+8 1+8" },
  { GLS_CUT_HEAR, 8, 8, 16, "0+8 8+8" },
  { GLS_CUT_HEAR, 8, 8, 21, "0+8 8+8 13+8" },
  { GLS_CUT_HEAR, 8, 4, 7, "0+7*" },
  { GLS_CUT_HEAR, 8, 4, 8, "0+8" },
  { GLS_CUT_HEAR, 8, 4, 10, "0+8 2+8" },
  { GLS_CUT_HEAR, 8, 4, 12, "0+8 4+8" },
  { GLS_CUT_HEAR, 8, 4, 17, "0+8 4+8 8+8 9+8" },
  { GLS_CUT_HEAR, 4, 6, 10, "0+4 6+4" },
  { GLS_CUT_HEAR, 4, 6, 12, "0+4 6+4 8+4" },
  { GLS_CUT_HEAR, 1, 1, 3, "0+1 1+1 2+1" },
  { GLS_CUT_LEARN, 8, 4, 0, "" },
  { GLS_CUT_LEARN, 8, 4, 3, "0+3*" },
  { GLS_CUT_LEARN, 8, 4, 8, "0+8" },
  { GLS_CUT_LEARN, 8, 4, 11, "0+8" },
  { GLS_CUT_LEARN, 8, 4, 12, "0+8 8+4*" },
  { GLS_CUT_LEARN, 8, 4, 17, "0+8 8+8" },
  { GLS_CUT_LEARN, 8, 4, 22, "0+8 8+8 16+6*" },
  { GLS_CUT_LEARN, 7, 7, 10, "0+7" },
  { GLS_CUT_LEARN, 7, 7, 11, "0+7 7+4*" },
};

/* Each case by its definition; however the frames are cut into pieces, and also
 * in a segmenter that has worked before. */
static void
test_segments (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *c = &cases[i];
    g_autoptr (GlsSegmenter) self =
        gls_segmenter_new (c->how, c->n_frames, c->hop, FRAME_SIZE);

    for (size_t piece = 1; piece <= c->n + 1; piece++) {
      g_autofree char *segments = cut (self, c->n_frames, c->n, piece);

      g_assert_cmpstr (segments, ==, c->segments);
    }
  }
}

/* A frame more than is taken would push the first one out of the segment. */
static void
test_waits_to_be_pulled (void)
{
  g_autoptr (GlsSegmenter) self =
      gls_segmenter_new (GLS_CUT_HEAR, 4, 2, FRAME_SIZE);
  float frames[8 * FRAME_SIZE], out[4 * FRAME_SIZE];
  GlsSegment segment;

  fill (frames, 8);
  g_assert_cmpuint (gls_segmenter_push (self, frames, 8), ==, 4);
  g_assert_cmpuint (gls_segmenter_push (self, frames, 8), ==, 0);
  g_assert_true (gls_segmenter_pull (self, out, &segment));
  g_assert_cmpfloat (out[0], ==, 0);
  g_assert_cmpuint (gls_segmenter_push (self, frames + 4 * FRAME_SIZE, 4), ==,
      2);
  g_assert_true (gls_segmenter_pull (self, out, &segment));
  g_assert_cmpfloat (out[0], ==, 20);
  g_assert_false (gls_segmenter_pull (self, out, &segment));
}

/* Another hop counts from the segment that went out last. One that should have
 * been there already comes at once. */
static void
test_other_hop (void)
{
  g_autoptr (GlsSegmenter) self =
      gls_segmenter_new (GLS_CUT_HEAR, 4, 8, FRAME_SIZE);
  g_autoptr (GString) out = g_string_new (NULL);
  float frames[32 * FRAME_SIZE];
  size_t at = 0;

  static const struct
  {
    size_t n, hop;
    const char *segments;
  } steps[] = {
    { 2, 6, "" },
    { 2, 6, "0+4" },
    { 3, 6, "0+4" },
    { 0, 2, "0+4 3+4" },
    { 2, 2, "0+4 3+4 5+4" },
    { 1, 5, "0+4 3+4 5+4" },
    { 4, 5, "0+4 3+4 5+4 10+4" },
    { 3, 1, "0+4 3+4 5+4 10+4 13+4" },
    { 1, 1, "0+4 3+4 5+4 10+4 13+4 14+4" },
  };

  fill (frames, 32);
  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    at += gls_segmenter_push (self, frames + at * FRAME_SIZE, steps[i].n);
    gls_segmenter_set_hop (self, steps[i].hop);
    append_ready (self, 4, out);
    g_assert_cmpstr (out->str, ==, steps[i].segments);
  }
}

/* What came before a reset is no part of what comes after it. */
static void
test_reset (void)
{
  g_autoptr (GlsSegmenter) self =
      gls_segmenter_new (GLS_CUT_HEAR, 8, 8, FRAME_SIZE);
  float frames[8 * FRAME_SIZE];
  g_autofree char *segments = NULL;

  fill (frames, 8);
  gls_segmenter_push (self, frames, 5);
  gls_segmenter_reset (self);
  segments = cut (self, 8, 4, 4);
  g_assert_cmpstr (segments, ==, "0+4*");
}

/* Frames of no size: only where segments lie is asked for. */
static void
test_places_only (void)
{
  g_autoptr (GlsSegmenter) self = gls_segmenter_new (GLS_CUT_HEAR, 8, 4, 0);
  GlsSegment segment;
  guint64 first[] = { 0, 4, 6 };
  size_t at = 0;

  for (guint i = 0; i < G_N_ELEMENTS (first); i++) {
    at += gls_segmenter_push (self, NULL, 14 - at);
    if (at == 14)
      gls_segmenter_drain (self);
    g_assert_true (gls_segmenter_pull (self, NULL, &segment));
    g_assert_cmpuint (segment.first, ==, first[i]);
    g_assert_cmpuint (segment.n_real, ==, 8);
  }
  g_assert_false (gls_segmenter_pull (self, NULL, &segment));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/segmenter/segments", test_segments);
  g_test_add_func ("/segmenter/waits-to-be-pulled", test_waits_to_be_pulled);
  g_test_add_func ("/segmenter/other-hop", test_other_hop);
  g_test_add_func ("/segmenter/reset", test_reset);
  g_test_add_func ("/segmenter/places-only", test_places_only);
  return g_test_run ();
}
