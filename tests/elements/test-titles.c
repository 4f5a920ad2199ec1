/* Titles and other tags stay with the audio that they are about, whatever looks
 * ahead on the way.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <stdio.h>

#include "base/held.h"

/* Samples from one title to the next: not in step with ticks or segments. */
#define EVERY 3000

/* --- held events by themselves --- */

static GstEvent *
make_title (guint n)
{
  g_autofree char *title = g_strdup_printf ("title %u", n);

  return gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, title, NULL));
}

/* Returns: how many events wait at the harness */
static guint
count_events (GstHarness *h, GstEventType type)
{
  GstEvent *event;
  guint n = 0;

  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    n += GST_EVENT_TYPE (event) == type;
    gst_event_unref (event);
  }
  return n;
}

static void
test_held (void)
{
  GstHarness *h = gst_harness_new ("identity");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (h->element, "src");
  GstGlsHeld held = { 0 };

  gst_harness_set_src_caps_str (h, AUDIO);
  count_events (h, GST_EVENT_TAG);
  for (guint i = 1; i <= 4; i++)
    gst_gls_held_add (&held, make_title (i), i * GST_SECOND);
  gst_gls_held_release (&held, pad, GST_SECOND - 1);
  g_assert_cmpuint (count_events (h, GST_EVENT_TAG), ==, 0);
  gst_gls_held_release (&held, pad, 2 * GST_SECOND);
  g_assert_cmpuint (count_events (h, GST_EVENT_TAG), ==, 2);
  gst_gls_held_release (&held, pad, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (count_events (h, GST_EVENT_TAG), ==, 2);
  gst_gls_held_add (&held, make_title (5), 0);
  gst_gls_held_clear (&held);
  gst_gls_held_release (&held, pad, GST_CLOCK_TIME_NONE);
  g_assert_cmpuint (count_events (h, GST_EVENT_TAG), ==, 0);
  gst_harness_teardown (h);
}

/* --- the whole chain --- */

static GstHarness *
start_chain (const char *front_end, size_t n_frames, const char *before)
{
  g_autofree char *model = make_model (front_end, n_frames, 1);
  g_autofree char *launch =
      g_strdup_printf ("%s ! packnet model=%s ! tagsink silent=true", before,
          model);

  return start (launch);
}

/* A new title before every so many samples. */
static void
push_titled (GstHarness *h, const float *x, size_t n)
{
  for (size_t at = 0; at < n; at += EVERY) {
    g_assert_true (gst_harness_push_event (h,
        make_title ((guint) (at / EVERY))));
    g_assert_cmpint (gst_harness_push (h,
                         make_audio (x, at, MIN (EVERY, n - at), 0)),
        ==, GST_FLOW_OK);
  }
}

static guint64
get_samples (const GstStructure *s, const char *field)
{
  GstClockTime time;

  g_assert_true (gst_structure_get_clock_time (s, field, &time));
  return gst_util_uint64_scale_round (time, RATE, GST_SECOND);
}

static guint
get_title (const GstStructure *s)
{
  const char *title = gst_structure_get_string (s, "title");
  guint n = 0;

  g_assert_nonnull (title);
  g_assert_cmpint (sscanf (title, "title %u", &n), ==, 1);
  return n;
}

/* A prediction has the title that its middle has, but for the half tick that a
 * scalogram rounds to. */
static void
check_title (const GstStructure *s)
{
  guint64 middle = (get_samples (s, "start") + get_samples (s, "end")) / 2;
  guint title = get_title (s);

  g_test_message ("%s in the middle of sample %" G_GUINT64_FORMAT,
      gst_structure_get_string (s, "title"), middle);
  g_assert_cmpuint (middle + TICK / 2 + 1, >=, title * EVERY);
  g_assert_cmpuint (middle, <=, (title + 1) * EVERY + TICK / 2 + 1);
}

typedef struct
{
  const char *name, *front_end, *before;
  size_t n_frames;
} Chain;

/* Titles do not overtake the half minute that a segment lasts, and each has its
 * summary. */
static void
test_chain (gconstpointer data)
{
  const Chain *chain = data;
  const size_t n = 20 * EVERY;
  g_autofree float *x = make_noise (n);
  GstHarness *h =
      start_chain (chain->front_end, chain->n_frames, chain->before);
  g_autoptr (GstBus) bus = watch (h);
  guint n_tags = 0, n_summaries = 0;
  guint64 span = 0;
  GstMessage *message;

  push_titled (h, x, n);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT)) != NULL) {
    const GstStructure *s = gst_message_get_structure (message);

    if (gst_message_has_name (message, "glissando-tags")) {
      check_title (s);
      span = get_samples (s, "end") - get_samples (s, "start");
      n_tags++;
    } else
      g_assert_cmpuint (get_title (s), <, 20);
    n_summaries += gst_message_has_name (message, "glissando-summary");
    gst_message_unref (message);
  }
  g_assert_cmpuint (n_tags, >, 40);
  /* of all but those that no segment has in its middle */
  g_assert_cmpuint (n_summaries, >=, (n - span) / EVERY);
  g_assert_cmpuint (n_summaries, <=, 20);
  stop (h);
}

/* A title that came with the last samples is said at the end, when all that was
 * heard has been told. */
static void
test_end (void)
{
  g_autofree float *x = make_noise (20 * TICK);
  GstHarness *h = start_chain ("lambda=pooled", 8, "scalogram ! jtfst");
  g_autoptr (GstBus) bus = watch (h);
  GstStructure *s;

  g_assert_true (gst_harness_push_event (h, make_title (1)));
  push_audio (h, x, 20 * TICK, 1000, 0);
  g_assert_true (gst_harness_push_event (h, make_title (2)));
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  for (guint i = 0; i < 13; i++) {
    s = pop_element (bus, "glissando-tags");
    g_assert_cmpuint (get_title (s), ==, 1);
    gst_structure_free (s);
  }
  s = pop_element (bus, "glissando-summary");
  g_assert_cmpuint (get_title (s), ==, 1);
  gst_structure_free (s);
  g_assert_cmpuint (count_messages (bus, GST_MESSAGE_ELEMENT), ==, 0);
  stop (h);
}

/* A flush drops audio, but no title: it would not be said again. */
static void
test_flush (void)
{
  g_autofree float *x = make_noise (20 * TICK);
  GstHarness *h = start_chain ("lambda=pooled", 8, "scalogram ! jtfst");
  g_autoptr (GstBus) bus = watch (h);
  GstStructure *s;

  g_assert_true (gst_harness_push_event (h, make_title (1)));
  push_audio (h, x, 10 * TICK, 1000, 0);
  g_assert_true (gst_harness_push_event (h, make_title (2)));
  g_assert_true (gst_harness_push_event (h, make_title (3)));
  count_messages (bus, GST_MESSAGE_ANY);
  flush (h);
  push_audio (h, x, 20 * TICK, 1000, 0);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  s = pop_element (bus, "glissando-tags");
  g_assert_cmpuint (get_title (s), ==, 3);
  gst_structure_free (s);
  stop (h);
}

/* --- one filter by itself --- */

static GstPadProbeReturn
note (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GString *log = data;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    g_string_append_c (log, '.');
  else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_TAG)
    g_string_append_c (log, 'T');
  else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info))
      == GST_EVENT_CUSTOM_DOWNSTREAM)
    g_string_append_c (log, 'C');
  else if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS)
    g_string_append_c (log, 'E');
  return GST_PAD_PROBE_OK;
}

/* What comes in and what goes out keep their order: of 60 mel frames, centred
 * 100 samples apart, the tags of sample 3000 come after the first 30. A frame
 * shows nothing of what lies half a window behind it. */
static void
test_order (void)
{
  g_autofree float *x = make_noise (6000);
  GstHarness *h = start ("melspectrogram fft=400 hop=100 bands=20");
  GstStructure *custom = gst_structure_new_empty ("of-an-application");
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *wanted = NULL;

  gst_pad_add_probe (h->sinkpad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, note,
      log, NULL);
  push_audio (h, x, 3000, 700, 0);
  g_assert_true (gst_harness_push_event (h, make_title (1)));
  g_assert_true (gst_harness_push_event (h,
      gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, custom)));
  gst_harness_push (h, make_audio (x, 3000, 3000, 0));
  g_assert_true (gst_harness_push_event (h, make_title (2)));
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  wanted = g_strdup_printf ("%.30s%s%.30s%s", "..............................",
      "TC", "..............................", "TE");
  g_assert_cmpstr (log->str, ==, wanted);
  stop (h);
}

static void
add_tests (void)
{
  static const Chain chains[] = {
    { "/titles/jtfst", "lambda=pooled", "scalogram ! jtfst", 8 },
    { "/titles/strided", "stride=64", "scalogram ! jtfst", 32 },
    { "/titles/long", "lambda=pooled", "scalogram ! jtfst", 100 },
    { "/titles/uniform", "transform=scalogram;stride=64", "scalogram", 16 },
    { "/titles/mel", "transform=mel;bands=20;fft=400;hop=100", "melspectrogram",
        64 },
  };

  g_test_add_func ("/titles/held", test_held);
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    g_test_add_data_func (chains[i].name, &chains[i], test_chain);
  g_test_add_func ("/titles/end", test_end);
  g_test_add_func ("/titles/flush", test_flush);
  g_test_add_func ("/titles/order", test_order);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
