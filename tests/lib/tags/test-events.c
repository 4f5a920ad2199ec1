/* Events found in windows that are labelled as docs/techniques.md says, and
 * matched with those that there were.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tags/event-scores.h"
#include "tags/events.h"
#include "tags/metrics.h"

static const float HALF[] = { 0.5f, 0.5f, 0.5f };

/* --- finding --- */

static GArray *
new_list (void)
{
  return g_array_new (FALSE, FALSE, sizeof (GlsEvent));
}

static const GlsEvent *
get (const GArray *list, guint i)
{
  g_assert_cmpuint (i, <, list->len);
  return &g_array_index (list, GlsEvent, i);
}

static void
pull_all (GlsEventFinder *finder, GArray *list)
{
  GlsEvent event;

  while (gls_event_finder_pull (finder, &event))
    g_array_append_val (list, event);
}

static void
hear (GlsEventFinder *finder, double start, double end, const float *p,
    GArray *list)
{
  const GlsPrediction segment = { .start = start, .end = end, .p = p };

  g_assert_true (gls_event_finder_push (finder, &segment));
  pull_all (finder, list);
}

static gboolean
has_event (double start, double end, const double event[2])
{
  double inside = fmin (event[1], end) - fmax (event[0], start);

  return inside >= (event[1] - event[0]) / 2 || inside >= (end - start) / 2;
}

/* A window of @window every @hop until @length, which have label 0 as @events
 * say, and no other label. */
static GArray *
find (const double (*events)[2], size_t n, double window, double hop,
    double length)
{
  g_autoptr (GlsEventFinder) finder = gls_event_finder_new (HALF, 2);
  GArray *list = new_list ();

  for (size_t k = 0; (double) k * hop + window <= length + 1e-9; k++) {
    double start = (double) k * hop;
    float p[2] = { 0.1f, 0.2f };

    for (size_t i = 0; i < n; i++)
      if (has_event (start, start + window, events[i]))
        p[0] = 0.9f;
    hear (finder, start, start + window, p, list);
  }
  gls_event_finder_drain (finder);
  pull_all (finder, list);
  return list;
}

/* As exact as the header promises, wherever an event lies and however long it
 * is, for hops that divide the window and for others. */
static void
test_onsets_are_near (void)
{
  static const double sizes[][2] = { { 1.024, 0.512 }, { 1, 0.37 },
    { 2.048, 1.024 }, { 0.5, 0.1 }, { 1, 1 } };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int trial = 0; trial < 500; trial++) {
      const double w = sizes[s][0], h = sizes[s][1];
      double onset = g_rand_double_range (rand, w, 4 * w);
      double duration = g_rand_double_range (rand, 0.01, 4 * w);
      double events[1][2] = { { onset, onset + duration } };
      g_autoptr (GArray) found = find (events, 1, w, h, 12 * w);
      const GlsEvent *event = get (found, 0);
      double most = duration <= w ? h / 2 + w / 4 : h / 2;

      g_assert_cmpuint (found->len, ==, 1);
      g_assert_cmpuint (event->label, ==, 0);
      g_assert_cmpfloat (event->p, ==, 0.9f);
      g_assert_cmpfloat (event->onset, <, event->offset);
      if (duration > w && duration < w + 2 * h)
        continue;
      g_assert_cmpfloat (fabs (event->onset - onset), <=, most + 1e-9);
      g_assert_cmpfloat (fabs (event->offset - onset - duration), <=,
          most + 1e-9);
    }
}

/* On the whole an onset is found neither too early nor too late. */
static void
test_onsets_have_no_bias (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  double sum[2] = { 0, 0 };

  for (int trial = 0; trial < 4000; trial++) {
    double onset = g_rand_double_range (rand, 2, 4);
    double duration =
        trial % 2 ? g_rand_double_range (rand, 0, 1.024) : 2.5 * 1.024;
    double events[1][2] = { { onset, onset + duration } };
    g_autoptr (GArray) found = find (events, 1, 1.024, 0.512, 12);

    sum[trial % 2] += get (found, 0)->onset - onset;
  }
  g_assert_cmpfloat (fabs (sum[0] / 2000), <, 0.01);
  g_assert_cmpfloat (fabs (sum[1] / 2000), <, 0.01);
}

static void
assert_event (const GArray *list, guint i, double onset, double offset)
{
  g_assert_cmpfloat_with_epsilon (get (list, i)->onset, onset, 1e-9);
  g_assert_cmpfloat_with_epsilon (get (list, i)->offset, offset, 1e-9);
}

/* What is under way at the start or at the end may have begun before, or go on:
 * its end is half-way between the border and the first centre. A short one is
 * where the end that was heard says. */
static void
test_borders (void)
{
  const double all[1][2] = { { -1, 20 } }, start[1][2] = { { -1, 4.1 } },
               end[1][2] = { { 5.6, 20 } }, first[1][2] = { { 0, 0.2 } },
               last[1][2] = { { 9.7, 10 } };
  g_autoptr (GArray) a = find (all, 1, 2, 1, 10);
  g_autoptr (GArray) b = find (start, 1, 2, 1, 10);
  g_autoptr (GArray) c = find (end, 1, 2, 1, 10);
  g_autoptr (GArray) d = find (first, 1, 2, 1, 10);
  g_autoptr (GArray) e = find (last, 1, 2, 1, 10);
  g_autoptr (GArray) none = find (NULL, 0, 2, 1, 10);

  assert_event (a, 0, 0.5, 9.5);
  assert_event (b, 0, 0.5, 4.5);
  assert_event (c, 0, 5.5, 9.5);
  assert_event (d, 0, 0, 1);
  assert_event (e, 0, 9, 10);
  g_assert_cmpuint (none->len, ==, 0);
}

/* The last window, which ends with the audio, overlaps more. */
static void
test_last_window_overlaps (void)
{
  g_autoptr (GlsEventFinder) finder = gls_event_finder_new (HALF, 1);
  g_autoptr (GArray) list = new_list ();
  const float no = 0, yes = 0.7f;

  hear (finder, 0, 2, &no, list);
  hear (finder, 1, 3, &yes, list);
  hear (finder, 2, 4, &yes, list);
  hear (finder, 3, 5, &yes, list);
  hear (finder, 3.4, 5.4, &no, list);
  g_assert_cmpuint (list->len, ==, 1);
  assert_event (list, 0, 1.5, 4.2);
}

/* What is silent has nothing in it; other audio ends what sounds; a label
 * without a threshold has no events, nor has a probability that is no number. */
static void
test_silence_and_breaks (void)
{
  const float thresholds[] = { 0.5f, NAN, 0.5f };
  const float p[] = { 0.5f, 1, NAN };
  g_autoptr (GlsEventFinder) finder = gls_event_finder_new (thresholds, 3);
  g_autoptr (GArray) list = new_list ();

  for (int k = 0; k < 4; k++)
    hear (finder, k, k + 2, p, list);
  g_assert_true (gls_event_finder_push (finder,
      &(GlsPrediction){ .start = 4, .end = 6, .p = p, .silent = TRUE }));
  pull_all (finder, list);
  g_assert_cmpuint (list->len, ==, 1);
  assert_event (list, 0, 0.5, 4.5);
  for (int k = 5; k < 9; k++)
    hear (finder, k, k + 2, p, list);
  hear (finder, 20, 22, p, list);
  g_assert_cmpuint (list->len, ==, 2);
  assert_event (list, 1, 5.5, 9.5);
  for (int k = 0; k < 3; k++)
    hear (finder, k, k + 2, p, list);
  g_assert_cmpuint (list->len, ==, 3);
  gls_event_finder_reset (finder);
  gls_event_finder_drain (finder);
  pull_all (finder, list);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpuint (get (list, 2)->label, ==, 0);
}

/* Nothing is lost where nobody pulls: what waits is taken first. Those that end
 * together come by onset. */
static void
test_waiting (void)
{
  static const float p[][3] = { { 0, 0, 0 }, { 0, 0.6f, 0 },
    { 0.7f, 0.6f, 0.8f }, { 0.7f, 0.9f, 0.8f }, { 0.7f, 0.6f, 0.8f },
    { 0, 0, 0 }, { 0, 0, 0 } };
  g_autoptr (GlsEventFinder) finder = gls_event_finder_new (HALF, 3);
  g_autoptr (GArray) list = new_list ();
  GlsPrediction segment = { .start = 6, .end = 8, .p = p[6] };

  for (int k = 0; k < 5; k++)
    hear (finder, k, k + 2, p[k], list);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_true (gls_event_finder_push (finder,
      &(GlsPrediction){ .start = 5, .end = 7, .p = p[5] }));
  g_assert_false (gls_event_finder_push (finder, &segment));
  pull_all (finder, list);
  g_assert_true (gls_event_finder_push (finder, &segment));
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpuint (get (list, 0)->label, ==, 1);
  g_assert_cmpfloat (get (list, 0)->p, ==, 0.9f);
  g_assert_cmpuint (get (list, 1)->label, ==, 0);
  g_assert_cmpuint (get (list, 2)->label, ==, 2);
}

/* An event is written as a prediction is, in every format; where there was none,
 * only people are told. */
static void
test_formats (void)
{
  const char *const labels[] = { "trill", "glissando", NULL };
  const GlsPrediction segment = { .input = "a",
    .title = "T",
    .silent = TRUE,
    .summary = TRUE,
    .n_tags = 2,
    .labels = labels };
  const GlsSelection strict = { .threshold = 0.99f };
  const GlsEvent event = { 1, 3.21, 64.05, 0.93f };
  g_autoptr (GString) out = g_string_new (NULL);
  float p[2];
  GlsPrediction prediction;

  gls_event_describe (&event, &segment, p, &prediction);
  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++)
    gls_prediction_append (&prediction, &strict, (GlsFormat) format, out);
  p[1] = NAN;
  prediction.summary = TRUE;
  for (int format = GLS_FORMAT_TEXT; format <= GLS_FORMAT_CSV; format++)
    gls_prediction_append (&prediction, NULL, (GlsFormat) format, out);
  g_assert_cmpstr (out->str, ==,
      " 0:03.2 –  1:04.1   glissando 0.93\n"
      "{\"input\":\"a\",\"title\":\"T\",\"event\":true,\"start\":3.210,"
      "\"end\":64.050,\"tags\":[{\"tag\":\"glissando\",\"p\":0.93}]}\n"
      "a,3.210,64.050,glissando,0.93,event,T,\n"
      "  whole             no events\n");
}

/* --- matching --- */

/* Most pairs by trying all. */
static size_t
try_all (const GlsEvent *found, size_t n, const GlsEvent *wanted, size_t m,
    guint used, double tolerance)
{
  size_t best;

  if (n == 0)
    return 0;
  best = try_all (found + 1, n - 1, wanted, m, used, tolerance);
  for (size_t k = 0; k < m; k++)
    if (!(used >> k & 1) && found->label == wanted[k].label
        && fabs (found->onset - wanted[k].onset) <= tolerance)
      best = MAX (best,
          1 + try_all (found + 1, n - 1, wanted, m, used | 1u << k, tolerance));
  return best;
}

static size_t
draw_events (GRand *rand, GlsEvent *events)
{
  size_t n = (size_t) g_rand_int_range (rand, 0, 8);

  for (size_t i = 0; i < n; i++) {
    events[i].label = (size_t) g_rand_int_range (rand, 0, 2);
    events[i].onset = g_rand_double_range (rand, 0, 3);
    events[i].offset = events[i].onset + 1;
    events[i].p = 1;
  }
  return n;
}

static void
test_most_pairs (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  size_t n_hits = 0;

  for (int trial = 0; trial < 2000; trial++) {
    GlsEvent found[8], wanted[8];
    GlsEventCounts counts[2] = { { 0 } };
    size_t n = draw_events (rand, found), m = draw_events (rand, wanted);

    gls_events_count (found, n, wanted, m, 2, 0.5, counts);
    g_assert_cmpuint (counts[0].n_found + counts[1].n_found, ==, n);
    g_assert_cmpuint (counts[0].n_true + counts[1].n_true, ==, m);
    g_assert_cmpuint (counts[0].n_hits + counts[1].n_hits, ==,
        try_all (found, n, wanted, m, 0, 0.5));
    n_hits += counts[0].n_hits;
  }
  g_assert_cmpuint (n_hits, >, 1000);
}

/* What touches is one; other labels, and what is further away, stay. */
static void
test_merge (void)
{
  GlsEvent events[] = { { 1, 3, 4, 0.1f }, { 0, 2.05, 3, 0.9f },
    { 0, 1, 2, 0.2f }, { 0, 3.2, 4, 0.3f }, { 0, 1.1, 1.2, 0.4f } };

  g_assert_cmpuint (gls_events_merge (events, 5, 0.1), ==, 3);
  g_assert_cmpfloat (events[0].onset, ==, 1);
  g_assert_cmpfloat (events[0].offset, ==, 3);
  g_assert_cmpfloat (events[0].p, ==, 0.9f);
  g_assert_cmpfloat (events[1].onset, ==, 3.2);
  g_assert_cmpuint (events[2].label, ==, 1);
  g_assert_cmpuint (gls_events_merge (events, 0, 0.1), ==, 0);
}

/* --- scores --- */

/* Three labels; the second is in no mean, the third never sounds, but is found. */
static void
test_scores (void)
{
  const gboolean in_means[] = { TRUE, FALSE, TRUE };
  GlsEventCounts counts[40][3];
  GlsEventScore labels[3], macro, micro, again;

  for (size_t k = 0; k < 40; k++) {
    counts[k][0] = (GlsEventCounts){ 2, 3, k % 2 ? 2 : 1 };
    counts[k][1] = (GlsEventCounts){ 7, 5, 1 };
    counts[k][2] = (GlsEventCounts){ k % 4 == 0, 0, 0 };
  }
  gls_event_scores_measure (counts[0], 40, 3, in_means, 500, 1, labels, &macro,
      &micro);
  g_assert_cmpfloat_with_epsilon (labels[0].precision.value, 60. / 80, 1e-12);
  g_assert_cmpfloat_with_epsilon (labels[0].recall.value, 60. / 120, 1e-12);
  g_assert_cmpfloat_with_epsilon (labels[0].f.value, 2 * 60. / 200, 1e-12);
  g_assert_cmpfloat (labels[0].f.low, <, 0.6);
  g_assert_cmpfloat (labels[0].f.high, >, 0.6);
  /* Hits of a track have a deviation of 1/2: 2 * 1.96 * 0.5 / sqrt (40) / 3. */
  g_assert_cmpfloat_with_epsilon (labels[0].recall.high - labels[0].recall.low,
      0.103, 0.015);
  g_assert_cmpfloat_with_epsilon (labels[1].f.low, labels[1].f.high, 1e-6);
  g_assert_cmpfloat (labels[2].precision.value, ==, 0);
  g_assert_true (isnan (labels[2].recall.value) && isnan (labels[2].f.value));
  g_assert_cmpfloat (macro.f.value, ==, labels[0].f.value);
  g_assert_cmpfloat (macro.f.low, ==, labels[0].f.low);
  g_assert_cmpfloat (macro.precision.value, ==, labels[0].precision.value);
  g_assert_cmpfloat_with_epsilon (micro.precision.value, 60. / 90, 1e-12);
  g_assert_cmpfloat_with_epsilon (micro.f.value, 2 * 60. / 210, 1e-12);
  gls_event_scores_measure (counts[0], 40, 3, in_means, 500, 1, labels, &again,
      &micro);
  g_assert_cmpmem (&macro, sizeof macro, &again, sizeof again);
}

/* For test-events.py: lines of “found|true ONSET”, sorted or not; prints how
 * many pairs there are. */
static int
match_input (double tolerance)
{
  g_autoptr (GArray) found = new_list (), wanted = new_list ();
  GlsEventCounts counts = { 0 };
  char which[8];
  double onset;

  while (scanf ("%7s %lf", which, &onset) == 2) {
    const GlsEvent event = { 0, onset, onset + 1, 1 };

    g_array_append_val (strcmp (which, "true") == 0 ? wanted : found, event);
  }
  gls_events_count ((GlsEvent *) found->data, found->len,
      (GlsEvent *) wanted->data, wanted->len, 1, tolerance, &counts);
  printf ("%zu %zu %zu\n", counts.n_found, counts.n_true, counts.n_hits);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--match") == 0)
    return match_input (g_ascii_strtod (argv[2], NULL));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/events/near", test_onsets_are_near);
  g_test_add_func ("/events/no-bias", test_onsets_have_no_bias);
  g_test_add_func ("/events/borders", test_borders);
  g_test_add_func ("/events/last-window", test_last_window_overlaps);
  g_test_add_func ("/events/breaks", test_silence_and_breaks);
  g_test_add_func ("/events/waiting", test_waiting);
  g_test_add_func ("/events/formats", test_formats);
  g_test_add_func ("/events/pairs", test_most_pairs);
  g_test_add_func ("/events/merge", test_merge);
  g_test_add_func ("/events/scores", test_scores);
  return g_test_run ();
}
