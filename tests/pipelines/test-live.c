/* What streams without end need: durations, labels, moments, means, places.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "live/arrivals.h"
#include "live/connection.h"
#include "crew.h"
#include "duration.h"
#include "live/early.h"
#include "live/labels.h"
#include "net/models.h"
#include "live/sums.h"
#include "tagger.h"

static void
test_durations (void)
{
  static const struct
  {
    const char *text;
    double seconds;
  } cases[] = {
    { "5", 5 },
    { "5.5", 5.5 },
    { "90s", 90 },
    { "10m", 600 },
    { "10min", 600 },
    { "2h", 7200 },
    { "1h30m", 5400 },
    { "1d0.5h", 88200 },
    { "3650d", DURATION_MAX_S },
    { "3651d", 0 },
    { "1e9", 0 },
    { "0", 0 },
    { "", 0 },
    { "h", 0 },
    { "-5s", 0 },
    { "+5", 0 },
    { "0x10", 0 },
    { "nan", 0 },
    { "inf", 0 },
    { "1.2.3", 0 },
    { ".", 0 },
    { "5 s", 0 },
    { "1h30", 0 },
    { "10x", 0 },
    { "99999999999999999999999999999999999999", 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat (duration_parse (cases[i].text), ==, cases[i].seconds);
}

/* Of each name its label, without the spaces behind it. */
static void
assert_labels (const char *const *names, const char *const *wanted)
{
  g_autoptr (GPtrArray) array = g_ptr_array_new ();
  g_auto (GStrv) labels = NULL;
  glong columns;

  for (size_t i = 0; names[i] != NULL; i++)
    g_ptr_array_add (array, (gpointer) names[i]);
  labels = labels_new (array);
  g_assert_cmpuint (g_strv_length (labels), ==, array->len);
  columns = g_utf8_strlen (labels[0], -1);
  for (size_t i = 0; names[i] != NULL; i++) {
    g_assert_cmpint (g_utf8_strlen (labels[i], -1), ==, columns);
    g_assert_cmpstr (g_strchomp (labels[i]), ==, wanted[i]);
  }
}

static void
test_labels (void)
{
  static const char *const names[] = { "http://a:80/one.mp3", "http://a/x/live",
    "http://b/x/live", "https://a/x/live", "http://c:8000/", "fünf/é\n.ogg",
    NULL };
  static const char *const wanted[] = { "one.mp3", "a/x/live", "b/x/live",
    "a/x/live", "c:8000/", "é?.ogg", NULL };
  static const char *const same[] = { "http://a/b", "http://a/b", "", NULL };
  static const char *const whole[] = { "a/b", "a/b", "", NULL };

  assert_labels (names, wanted);
  assert_labels (same, whole);
}

/* A burst at the start, then as it is played; what is asked for beyond either
 * end is as far away as it is. */
static void
test_arrivals (void)
{
  const gint64 t = 1000 * G_TIME_SPAN_SECOND, s = G_TIME_SPAN_SECOND;
  Arrivals *self = arrivals_new ();

  g_assert_cmpint (arrivals_find (self, 3), ==, 0);
  for (int i = 1; i <= 50; i++)
    arrivals_add (self, i * 0.1, t);
  for (int i = 1; i <= 1000; i++)
    arrivals_add (self, 5 + i, t + i * s);
  g_assert_cmpint (arrivals_find (self, 1005), ==, t + 1000 * s);
  g_assert_cmpint (arrivals_find (self, 1004.5), ==, t + 999 * s + s / 2);
  g_assert_cmpint (arrivals_find (self, 1006), ==, t + 1001 * s);
  g_assert_cmpint (arrivals_find (self, 800), ==, t + 795 * s);
  arrivals_free (self);

  self = arrivals_new ();
  for (int i = 1; i <= 50; i++)
    arrivals_add (self, i * 0.1, t);
  arrivals_add (self, 7, t + 2 * s);
  g_assert_cmpint (arrivals_find (self, 3), ==, t);
  g_assert_cmpint (arrivals_find (self, 5.05), ==, t + s / 20);
  g_assert_cmpint (arrivals_find (self, 7), ==, t + 2 * s);
  /* The end of what came before a break came before it. */
  arrivals_add (self, 7.5, t + 2 * s);
  arrivals_add (self, 8, t + 90 * s);
  g_assert_cmpint (arrivals_find (self, 7.5 + 1e-6), <=, t + 3 * s);
  g_assert_cmpint (arrivals_find (self, 7.75), ==, t + 90 * s - s / 4);
  g_assert_cmpint (arrivals_find_end (self, 7.75), <=, t + 3 * s);
  g_assert_cmpint (arrivals_find_end (self, 7), ==, t + 2 * s);
  g_assert_cmpint (arrivals_find_start (self, 8), ==, t + 90 * s);
  g_assert_cmpint (arrivals_find_start (self, 7.5), >=, t + 89 * s);
  arrivals_free (self);
}

/* --- means --- */

static const char *const LABELS[] = { "t", NULL };

static void
append_summary (GlsPrediction *summary, gpointer data)
{
  static const char *const scopes[] = { "all", "title", "period" };
  const gint64 hour_us = G_TIME_SPAN_HOUR;

  g_assert_true (summary->summary);
  g_string_append_printf (data, "%s%s %s %.0f-%.0f %d:%02d-%d:%02d %.2f; ",
      scopes[summary->scope], summary->partial ? "*" : "",
      summary->title != NULL ? summary->title : "-", summary->start,
      summary->end, (int) (summary->moment_us / hour_us),
      (int) (summary->moment_us % hour_us / G_TIME_SPAN_MINUTE),
      (int) (summary->until_us / hour_us),
      (int) (summary->until_us % hour_us / G_TIME_SPAN_MINUTE),
      (double) summary->p[0]);
}

/* Ten minutes from this minute of the first day on. */
static void
add_segment (Sums *sums, const char *title, int minute, float p)
{
  GlsPrediction segment = { .title = title,
    .start = minute * 60,
    .end = minute * 60 + 600,
    .moment_us = minute * G_TIME_SPAN_MINUTE,
    .until_us = (minute + 10) * G_TIME_SPAN_MINUTE,
    .n_tags = 1,
    .labels = LABELS,
    .p = &p };

  sums_add (sums, &segment);
}

static void
test_sums (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Sums *sums = sums_new (G_TIME_SPAN_HOUR, append_summary, out);

  add_segment (sums, NULL, 40, 0);
  add_segment (sums, "a", 50, 1);
  g_assert_cmpstr (out->str, ==, "");
  /* Its middle lies in the next hour. */
  add_segment (sums, "a", 56, 0.5f);
  g_assert_cmpstr (out->str, ==, "period - 2400-3600 0:40-1:00 0.50; ");
  g_string_truncate (out, 0);
  add_segment (sums, "b", 60, 0.25f);
  g_assert_cmpstr (out->str, ==, "title a 3000-3960 0:50-1:06 0.75; ");
  g_string_truncate (out, 0);
  /* The hour is over, but a segment may be on its way. */
  sums_look (sums, 120 * G_TIME_SPAN_MINUTE);
  g_assert_cmpstr (out->str, ==, "");
  sums_look (sums, 122 * G_TIME_SPAN_MINUTE);
  g_assert_cmpstr (out->str, ==, "period - 3360-4200 1:00-1:10 0.38; ");
  g_string_truncate (out, 0);
  sums_look (sums, 123 * G_TIME_SPAN_MINUTE);
  add_segment (sums, NULL, 180, 0);
  g_assert_cmpstr (out->str, ==, "title b 3600-4200 1:00-1:10 0.25; ");
  g_string_truncate (out, 0);
  sums_end (sums, FALSE);
  g_assert_cmpstr (out->str, ==,
      "period* - 10800-11400 3:00-3:10 0.00; "
      "all* - 2400-11400 0:40-3:10 0.35; ");
  sums_free (sums);
}

/* Hours are those of the clock on the wall. */
static void
test_local_hours (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Sums *sums = sums_new (24 * G_TIME_SPAN_HOUR, append_summary, out);

  g_setenv ("TZ", "XXX-5:30", TRUE);
  add_segment (sums, NULL, 18 * 60, 0);
  add_segment (sums, NULL, 18 * 60 + 40, 0);
  g_setenv ("TZ", "UTC", TRUE);
  g_assert_cmpstr (out->str, ==, "period - 64800-65400 18:00-18:10 0.00; ");
  sums_free (sums);
}

/* Silence throughout is silence on the whole; nothing at all is no summary. */
static void
test_sums_of_nothing (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Sums *sums = sums_new (0, append_summary, out);

  sums_look (sums, G_MAXINT64);
  sums_end (sums, TRUE);
  g_assert_cmpstr (out->str, ==, "");
  sums_free (sums);
}

/* --- the first tags --- */

static float *
make_noise (size_t n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  float *x = g_new (float, n);

  for (size_t i = 0; i < n; i++)
    x[i] = (float) g_rand_double_range (rand, -0.1, 0.1);
  return x;
}

/* What a tagger says of the first @seconds of x. */
static void
assert_heard (GlsModel *model, const GlsPrediction *heard, const float *x,
    size_t n)
{
  g_autoptr (GlsTagger) tagger = gls_tagger_new (model, NULL);
  GlsPrediction wanted;

  g_assert_cmpuint (gls_tagger_push (tagger, x, n), ==, n);
  gls_tagger_drain (tagger);
  g_assert_true (gls_tagger_pull (tagger, &wanted));
  g_assert_true (heard->provisional && heard->padded);
  g_assert_cmpfloat (heard->end - heard->start, ==, wanted.end);
  g_assert_cmpmem (heard->p, heard->n_tags * sizeof (float), wanted.p,
      wanted.n_tags * sizeof (float));
}

/* After 5 and 20 s where it comes too fast for 10; anew where something begins;
 * and not where nothing is wanted. */
static void
test_early (void)
{
  g_autoptr (GlsModel) model = gls_models_open (NULL, NULL);
  Early *early = early_new (model);
  const guint rate = early_get_rate (early);
  g_autofree float *x = make_noise (30 * (size_t) rate);
  GlsPrediction heard = { 0 };

  early_push (early, x, 6 * (size_t) rate);
  g_assert_false (early_pull (early, &heard));
  early_begin (early, 0);
  early_push (early, x, 5 * (size_t) rate - 1);
  g_assert_false (early_pull (early, &heard));
  early_push (early, x + 5 * rate - 1, 1);
  g_assert_true (early_pull (early, &heard));
  assert_heard (model, &heard, x, 5 * (size_t) rate);
  g_assert_false (early_pull (early, &heard));
  early_push (early, x + 5 * rate, 25 * (size_t) rate);
  g_assert_true (early_pull (early, &heard));
  assert_heard (model, &heard, x, 20 * (size_t) rate);
  early_push (early, x, 30 * (size_t) rate);
  g_assert_false (early_pull (early, &heard));
  early_begin (early, 100);
  early_push (early, x, 3 * (size_t) rate);
  early_begin (early, 103);
  early_push (early, x + 3 * rate, 6 * (size_t) rate);
  g_assert_true (early_pull (early, &heard));
  g_assert_cmpfloat (heard.start, ==, 103);
  assert_heard (model, &heard, x + 3 * rate, 5 * (size_t) rate);
  early_end (early);
  early_push (early, x, 10 * (size_t) rate);
  g_assert_false (early_pull (early, &heard));
  early_free (early);
}

/* --- what is said of a connection --- */

/* Returns: (transfer full): what is said, or "" */
static char *
describe (Connection *self, const char *name, const char *reason, guint attempt,
    double hours)
{
  g_autoptr (GstStructure) state = gst_structure_new ("glissando-radio",
      "state", G_TYPE_STRING, name, "reason", G_TYPE_STRING, reason, "attempt",
      G_TYPE_UINT, attempt, NULL);
  char *sentence = connection_describe (self, state,
      (gint64) ((24 * 365 + hours) * G_TIME_SPAN_HOUR + 0.5));

  return sentence != NULL ? sentence : g_strdup ("");
}

static void
assert_described (Connection *self, const char *name, const char *reason,
    guint attempt, double hours, const char *wanted)
{
  g_autofree char *sentence = describe (self, name, reason, attempt, hours);

  g_assert_cmpstr (sentence, ==, wanted);
}

/* A night without the server is eight sentences. */
static void
test_long_break (void)
{
  Connection connection = { 0 };
  guint n_said = 0;

  assert_described (&connection, "connected", NULL, 0, 1, "");
  assert_described (&connection, "lost", "it stopped", 1, 2,
      "at 02:00:00 it stopped; trying again");
  assert_described (&connection, "waiting", "it stopped", 1, 2, "");
  assert_described (&connection, "waiting", "no answer", 3, 2.001, "");
  assert_described (&connection, "waiting", "no answer", 4, 2.5,
      "not there again after 30:00 and 4 tries: no answer");
  for (guint i = 5; i <= 500; i++) {
    g_autofree char *said =
        describe (&connection, "waiting", "no answer", i, 2.5 + i / 60.);

    n_said += said[0] != '\0';
  }
  g_assert_cmpuint (n_said, ==, 6);
  assert_described (&connection, "connected", NULL, 0, 11,
      "at 11:00:00 it is there again, after 9:00:00");
  assert_described (&connection, "connected", NULL, 0, 11.1, "");
  assert_described (&connection, "ended", NULL, 0, 12, "");
}

/* A server that is not there at the start. */
static void
test_late_server (void)
{
  Connection connection = { 0 };

  assert_described (&connection, "waiting", "no answer", 1, 1,
      "at 01:00:00 no answer; trying again");
  assert_described (&connection, "waiting", "no answer", 2, 1, "");
  assert_described (&connection, "connected", NULL, 0, 1.01,
      "at 01:00:36 it is there again, after 0:36");
}

/* A month of breaks, one a minute, is told ten times and then every ten
 * minutes, with how many there were. */
static void
test_many_breaks (void)
{
  Connection connection = { 0 };
  guint n_said = 0, n_broken = 30 * 24 * 60, n_told = 0;

  for (guint i = 0; i < n_broken; i++) {
    g_autofree char *lost =
        describe (&connection, "lost", "it broke", 1, i / 60.);
    g_autofree char *found =
        describe (&connection, "connected", NULL, 0, i / 60. + 0.005);
    const char *before = strstr (lost, "this one: ");

    g_assert_cmpint (lost[0] == '\0', ==, found[0] == '\0');
    n_said += lost[0] != '\0';
    n_told += lost[0] != '\0';
    if (before != NULL)
      n_told += (guint) atoi (before + strlen ("this one: "));
  }
  g_assert_cmpuint (n_said, >=, n_broken / 11);
  g_assert_cmpuint (n_said, <=, 10 + n_broken / 10);
  g_assert_cmpuint (n_told + connection.n_unsaid, ==, n_broken);
}

/* --- places --- */

typedef struct
{
  GMutex lock;
  GCond changed;
  size_t n_here, most, n_done;
  gboolean is_last_there;
} Works;

/* Number 0 and 1 have no end; they go when the last one has come. */
static void
work (CrewMember *me, size_t index, gpointer data)
{
  Works *works = data;

  if (index < 2) {
    crew_leave_place (me);
    crew_leave_place (me);
  }
  g_mutex_lock (&works->lock);
  works->n_here += index >= 2;
  works->most = MAX (works->most, works->n_here);
  works->is_last_there |= index == 19;
  g_cond_broadcast (&works->changed);
  while (index < 2 && !works->is_last_there)
    g_cond_wait (&works->changed, &works->lock);
  g_mutex_unlock (&works->lock);
  g_usleep (1000);
  g_mutex_lock (&works->lock);
  works->n_here -= index >= 2;
  works->n_done++;
  g_mutex_unlock (&works->lock);
}

static void
test_crew (void)
{
  for (size_t n_places = 1; n_places <= 4; n_places++) {
    Works works = { 0 };

    g_mutex_init (&works.lock);
    g_cond_init (&works.changed);
    crew_run (n_places, 20, work, &works);
    g_assert_cmpuint (works.n_done, ==, 20);
    g_assert_cmpuint (works.most, <=, n_places);
    g_mutex_clear (&works.lock);
    g_cond_clear (&works.changed);
  }
  crew_run (1, 0, work, NULL);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/live/durations", test_durations);
  g_test_add_func ("/live/labels", test_labels);
  g_test_add_func ("/live/arrivals", test_arrivals);
  g_test_add_func ("/live/sums", test_sums);
  g_test_add_func ("/live/local-hours", test_local_hours);
  g_test_add_func ("/live/sums-of-nothing", test_sums_of_nothing);
  g_test_add_func ("/live/early", test_early);
  g_test_add_func ("/live/long-break", test_long_break);
  g_test_add_func ("/live/late-server", test_late_server);
  g_test_add_func ("/live/many-breaks", test_many_breaks);
  g_test_add_func ("/live/crew", test_crew);
  return g_test_run ();
}
