/* Audio in, tags out.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tagger.h"

#include <string.h>

#include "frames.h"
#include "net/models.h"
#include "train/architecture.h"

#define RATE 8000
#define HOP 200
#define N_FRAMES 8
#define N_BANDS 20

static const char *const labels[] = { "a", "b", NULL };

/* Segments of 0.2 s, one every 0.1 s; bands is what the front end makes. */
static GlsModel *
make_model (int bands)
{
  g_autofree char *text = g_strdup_printf (
      "{\"architecture\":1,\"name\":\"small\",\"front_end\":{\"transform\":"
      "\"mel\",\"rate\":%d,\"fft\":256,\"hop\":%d,\"bands\":%d},\"frames\":%d,"
      "\"hop\":4,\"layers\":[{\"type\":\"fold\"},{\"type\":\"conv2d\","
      "\"channels\":\"labels\",\"kernel\":\"all\",\"padding\":\"valid\"},"
      "{\"type\":\"sigmoid\"}]}",
      RATE, HOP, bands, N_FRAMES);
  const size_t shape[] = { 1, N_BANDS };
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsArchitecture) arch =
      gls_architecture_parse (text, strlen (text), &error);
  GlsModel *model;

  g_assert_no_error (error);
  model = gls_model_new_from_arch (arch, NULL, labels, shape, 2, 1, &error);
  g_assert_no_error (error);
  return model;
}

static float *
make_noise (size_t n)
{
  GRand *random = g_rand_new_with_seed (1);
  float *x = g_new (float, MAX (n, 1));

  for (size_t i = 0; i < n; i++)
    x[i] = (float) g_rand_double_range (random, -1, 1);
  g_rand_free (random);
  return x;
}

typedef struct
{
  double start, end;
  gboolean padded;
  float p[2];
} Heard;

static void
take (GlsTagger *tagger, GArray *heard)
{
  GlsPrediction segment;

  while (gls_tagger_pull (tagger, &segment)) {
    Heard one = { segment.start, segment.end, segment.padded,
      { segment.p[0], segment.p[1] } };

    g_assert_cmpuint (segment.n_tags, ==, 2);
    g_assert_cmpstr (segment.labels[1], ==, "b");
    g_array_append_val (heard, one);
  }
}

/* Returns: (transfer full): everything, pushed in pieces of @cut samples */
static GArray *
listen (GlsTagger *tagger, const float *x, size_t n, size_t cut)
{
  GArray *heard = g_array_new (FALSE, TRUE, sizeof (Heard));

  for (size_t at = 0; at < n;) {
    size_t piece = MIN (cut, n - at);
    size_t taken = gls_tagger_push (tagger, x + at, piece);

    /* Whatever it left waits for a segment to be taken. */
    at += taken;
    if (taken < piece || cut < n)
      take (tagger, heard);
  }
  gls_tagger_drain (tagger);
  take (tagger, heard);
  return heard;
}

/* float[N_FRAMES][N_BANDS] of the n frames from @first on, over and over */
static Heard
hear_by_hand (GlsModel *model, const float *frames, size_t first, size_t n)
{
  g_autoptr (GlsPredictor) predictor = gls_predictor_new (model);
  float segment[N_FRAMES][N_BANDS];
  Heard heard = { .start = (double) (first * HOP) / RATE };

  for (size_t k = 0; k < N_FRAMES; k++)
    memcpy (segment[k], frames + (first + k % n) * N_BANDS, sizeof segment[k]);
  gls_predictor_run (predictor, segment[0], heard.p);
  heard.padded = n < N_FRAMES;
  return heard;
}

/* The same by hand: all frames first, then all segments. */
static GArray *
listen_by_hand (GlsModel *model, const float *x, size_t n_samples)
{
  GArray *all = g_array_new (FALSE, TRUE, sizeof (Heard));
  g_autofree float *frames = NULL;
  size_t n, first = 0;
  GlsSpec spec;

  gls_spec_from_strv (&spec, gls_model_get_front_end (model), NULL);
  frames = frames_of_spec (&spec, x, n_samples, 0, &n);
  n /= N_BANDS;
  for (; n > 0 && first + N_FRAMES < n + 4; first += 4) {
    size_t from = n < N_FRAMES ? 0 : MIN (first, n - N_FRAMES);
    size_t to = MIN (from + N_FRAMES, n);
    Heard heard = hear_by_hand (model, frames, from, to - from);

    heard.end = (double) MIN (to * HOP, n_samples) / RATE;
    g_array_append_val (all, heard);
  }
  if (n > 0 && all->len == 0) {
    Heard heard = hear_by_hand (model, frames, 0, n);

    heard.end = (double) n_samples / RATE;
    g_array_append_val (all, heard);
  }
  return all;
}

static void
assert_same (const GArray *got, const GArray *wanted)
{
  g_assert_cmpuint (got->len, ==, wanted->len);
  for (guint i = 0; i < got->len; i++) {
    const Heard *a = &g_array_index (got, Heard, i);
    const Heard *b = &g_array_index (wanted, Heard, i);

    g_assert_cmpfloat (a->start, ==, b->start);
    g_assert_cmpfloat (a->end, ==, b->end);
    g_assert_cmpint (a->padded, ==, b->padded);
    g_assert_cmpmem (a->p, sizeof a->p, b->p, sizeof b->p);
  }
}

/* However the samples are cut, from none to many segments with or without a
 * rest, it is what frames, segments and predictions by hand are; and again
 * after a reset in the middle. */
static void
test_is_what_it_is_by_hand (void)
{
  static const size_t lengths[] = { 0, 1, 777, 8 * HOP, 8 * HOP + 1, 12 * HOP,
    15 * HOP + 30, 5000 };
  static const size_t cuts[] = { 1, 333, 100000 };
  g_autoptr (GlsModel) model = make_model (N_BANDS);
  g_autoptr (GlsTagger) tagger = gls_tagger_new (model, NULL);

  g_assert_cmpuint (gls_tagger_get_rate (tagger), ==, RATE);
  for (size_t i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree float *x = make_noise (lengths[i]);
    g_autoptr (GArray) wanted = listen_by_hand (model, x, lengths[i]);

    for (size_t c = 0; c < G_N_ELEMENTS (cuts); c++) {
      g_autoptr (GArray) got = listen (tagger, x, lengths[i], cuts[c]);

      assert_same (got, wanted);
      gls_tagger_reset (tagger);
      gls_tagger_push (tagger, x, MIN (lengths[i], 900));
      gls_tagger_reset (tagger);
    }
  }
}

/* The whole is the mean over what was pulled, weighted by duration. */
static void
test_sums_up (void)
{
  g_autoptr (GlsModel) model = make_model (N_BANDS);
  g_autoptr (GlsTagger) tagger = gls_tagger_new (model, NULL);
  g_autofree float *x = make_noise (5000);
  g_autoptr (GArray) heard = NULL;
  double sum = 0, weight = 0;
  GlsPrediction whole;

  g_assert_false (gls_tagger_sum_up (tagger, &whole));
  heard = listen (tagger, x, 5000, 100000);
  for (guint i = 0; i < heard->len; i++) {
    const Heard *one = &g_array_index (heard, Heard, i);

    sum += (one->end - one->start) * (double) one->p[1];
    weight += one->end - one->start;
  }
  g_assert_true (gls_tagger_sum_up (tagger, &whole));
  g_assert_true (whole.summary);
  g_assert_cmpfloat (whole.end, ==, 5000.0 / RATE);
  g_assert_cmpfloat_with_epsilon ((double) whole.p[1], sum / weight, 1e-6);
  gls_tagger_reset (tagger);
  g_assert_false (gls_tagger_sum_up (tagger, &whole));
}

/* A model whose front end makes other frames than it takes is refused. */
static void
test_refuses (void)
{
  g_autoptr (GlsModel) model = make_model (N_BANDS + 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (gls_tagger_new (model, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_SHAPE);
}

/* The built-in model is to be had. */
static void
test_built_in (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = gls_models_open (NULL, &error);
  g_autoptr (GlsTagger) tagger = NULL;

  g_assert_no_error (error);
  tagger = gls_tagger_new (model, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gls_tagger_get_rate (tagger), ==, 16000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tagger/by-hand", test_is_what_it_is_by_hand);
  g_test_add_func ("/tagger/sums-up", test_sums_up);
  g_test_add_func ("/tagger/refuses", test_refuses);
  g_test_add_func ("/tagger/built-in", test_built_in);
  return g_test_run ();
}
