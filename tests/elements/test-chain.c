/* The whole chain, as in a launch line: what travels up and down it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <string.h>

#define N_FRAMES 8
#define HOP 8

typedef struct
{
  GstElement *pipeline;
  GstBus *bus;
  GArray *spans; /* of predictions: guint64 start, end, in samples */
} Pipeline;

static void
set_up (Pipeline *p, const char *launch)
{
  g_autoptr (GError) error = NULL;

  p->pipeline = gst_parse_launch (launch, &error);
  g_assert_no_error (error);
  p->bus = gst_element_get_bus (p->pipeline);
  p->spans = g_array_new (FALSE, FALSE, sizeof (guint64));
}

static void
tear_down (Pipeline *p)
{
  gst_bus_set_flushing (p->bus, TRUE);
  gst_element_set_state (p->pipeline, GST_STATE_NULL);
  gst_object_unref (p->bus);
  gst_object_unref (p->pipeline);
  g_array_unref (p->spans);
}

/* Notes the span of a prediction, start and end in samples. */
static void
note_span (Pipeline *p, const GstStructure *s)
{
  static const char *const fields[] = { "start", "end" };

  for (int i = 0; i < 2; i++) {
    GstClockTime time;

    g_assert_true (gst_structure_get_clock_time (s, fields[i], &time));
    time = gst_util_uint64_scale_round (time, RATE, GST_SECOND);
    g_array_append_val (p->spans, time);
  }
}

/* Waits for the end, noting predictions; an error is returned as its text. */
static char *
wait_for_end (Pipeline *p)
{
  g_autoptr (GError) error = NULL;

  g_array_set_size (p->spans, 0);
  for (;;) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (p->bus, 60 * GST_SECOND,
            GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT);

    g_assert_nonnull (message);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
      return NULL;
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
      gst_message_parse_error (message, &error, NULL);
      g_test_message ("%s", error->message);
      return g_strdup (error->message);
    }
    if (gst_message_has_name (message, "glissando-tags"))
      note_span (p, gst_message_get_structure (message));
  }
}

static GstCaps *
get_caps (Pipeline *p, const char *element, const char *pad)
{
  g_autoptr (GstElement) e =
      gst_bin_get_by_name (GST_BIN (p->pipeline), element);
  g_autoptr (GstPad) one = gst_element_get_static_pad (e, pad);

  return gst_pad_get_current_caps (one);
}

static int
get_int (const GstCaps *caps, const char *field)
{
  gint value = -1;

  gst_structure_get_int (gst_caps_get_structure (caps, 0), field, &value);
  return value;
}

/* With no property set, audioresample delivers the rate that the model was
 * trained on, and every element has what it needs. Returns: (transfer full):
 * caps of the frames */
static GstCaps *
configure_itself (const char *front_end)
{
  g_autofree char *model = make_model (front_end, 8, 8);
  g_autofree char *launch = g_strdup_printf (
      "audiotestsrc num-buffers=20 samplesperbuffer=4410 wave=pink-noise !"
      " audio/x-raw,rate=44100,channels=2 ! audioconvert ! audioresample !"
      " scalogram name=s ! jtfst name=j ! packnet name=p model=%s !"
      " tagsink silent=true",
      model);
  g_autoptr (GstCaps) audio = NULL, tags = NULL;
  g_autofree char *error = NULL;
  GstCaps *frames;
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
  error = wait_for_end (&p);
  g_assert_cmpstr (error, ==, NULL);
  audio = get_caps (&p, "s", "sink");
  frames = get_caps (&p, "j", "src");
  tags = get_caps (&p, "p", "src");
  g_assert_cmpint (get_int (audio, "rate"), ==, RATE);
  g_assert_cmpint (get_int (frames, "octaves"), ==, OCTAVES);
  g_assert_cmpint (get_int (frames, "octaves-fr"), ==, 3);
  g_assert_cmpint (get_int (tags, "frames"), ==, 8);
  tear_down (&p);
  return frames;
}

static void
test_configures_itself (void)
{
  g_autoptr (GstCaps) frames =
      configure_itself ("lambda=local;orientation=both");

  g_assert_cmpstr (gst_structure_get_string (gst_caps_get_structure (frames, 0),
                       "orientation"),
      ==, "both");
}

static void
test_configures_bands (void)
{
  g_autoptr (GstCaps) frames =
      configure_itself ("lambda=bands;lambda-bands=3;low-pass=true");
  gboolean low_pass = FALSE;

  g_assert_cmpint (get_int (frames, "lambda-bands"), ==, 3);
  g_assert_true (gst_structure_get_boolean (gst_caps_get_structure (frames, 0),
      "low-pass", &low_pass));
  g_assert_true (low_pass);
}

static void
assert_spans (GArray *spans, const guint64 *wanted, guint n)
{
  for (guint i = 0; i < spans->len; i += 2)
    g_test_message ("%" G_GUINT64_FORMAT " - %" G_GUINT64_FORMAT,
        g_array_index (spans, guint64, i),
        g_array_index (spans, guint64, i + 1));
  g_assert_cmpmem (spans->data, spans->len * sizeof (guint64), wanted,
      n * sizeof (guint64));
}

static char *
make_wav (guint n_buffers)
{
  char *path = temporary_path ("noise.wav");
  g_autofree char *launch = g_strdup_printf (
      "audiotestsrc num-buffers=%u samplesperbuffer=256 wave=pink-noise !"
      " audio/x-raw,rate=8000,channels=1 ! wavenc ! filesink location=%s",
      n_buffers, path);
  g_autofree char *error = NULL;
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
  error = wait_for_end (&p);
  g_assert_cmpstr (error, ==, NULL);
  tear_down (&p);
  return path;
}

/* What is heard: segments from the start to the last sample, and after a
 * seek from where it went to. */
static void
test_seek (void)
{
  g_autofree char *wav = make_wav (19);
  g_autofree char *model = make_model ("orientation=up", N_FRAMES, HOP);
  g_autofree char *launch = g_strdup_printf (
      "filesrc location=%s ! wavparse ! audioconvert ! audioresample !"
      " scalogram ! jtfst ! packnet model=%s ! tagsink silent=true",
      wav, model);
  /* 19 frames */
  const guint64 before[] = { 0, 8 * 256, 8 * 256, 16 * 256, 11 * 256,
    19 * 256 };
  /* 12 frames from sample 2000 on, the last one short */
  const guint64 after[] = { 2000, 2000 + 8 * 256, 2000 + 4 * 256, 19 * 256 };
  g_autofree char *error = NULL;
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
  error = wait_for_end (&p);
  g_assert_cmpstr (error, ==, NULL);
  assert_spans (p.spans, before, G_N_ELEMENTS (before));
  for (int i = 0; i < 3; i++) {
    g_assert_true (gst_element_seek_simple (p.pipeline, GST_FORMAT_TIME,
        GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, GST_SECOND / 4));
    error = wait_for_end (&p);
    g_assert_cmpstr (error, ==, NULL);
    assert_spans (p.spans, after, G_N_ELEMENTS (after));
  }
  tear_down (&p);
}

/* The next summary on the bus, with "start" and "end" in samples. */
static void
wait_for_summary (Pipeline *p, guint64 start, guint64 end)
{
  for (;;) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (p->bus,
        60 * GST_SECOND, GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT);

    g_assert_nonnull (message);
    g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_ELEMENT);
    if (!gst_message_has_name (message, "glissando-summary"))
      continue;
    g_array_set_size (p->spans, 0);
    note_span (p, gst_message_get_structure (message));
    g_assert_cmpuint (g_array_index (p->spans, guint64, 0), ==, start);
    g_assert_cmpuint (g_array_index (p->spans, guint64, 1), ==, end);
    return;
  }
}

/* A segment seek ends without EOS: what was heard is summed up all the same,
 * each time round, and be it a fragment. */
static void
test_segment_seek (void)
{
  const GstSeekFlags flags = GST_SEEK_FLAG_SEGMENT | GST_SEEK_FLAG_ACCURATE;
  g_autofree char *wav = make_wav (40);
  g_autofree char *model = make_model ("orientation=up", N_FRAMES, HOP);
  g_autofree char *launch = g_strdup_printf (
      "filesrc location=%s ! wavparse ! audioconvert ! audioresample !"
      " scalogram ! jtfst ! packnet model=%s ! tagsink silent=true",
      wav, model);
  const guint64 end[] = { 8000, 8000, 4700 };
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PAUSED);
  gst_element_get_state (p.pipeline, NULL, NULL, 60 * GST_SECOND);
  for (guint i = 0; i < G_N_ELEMENTS (end); i++) {
    g_assert_true (gst_element_seek (p.pipeline, 1, GST_FORMAT_TIME,
        flags | (i == 0 ? GST_SEEK_FLAG_FLUSH : 0), GST_SEEK_TYPE_SET,
        samples_to_time (4000), GST_SEEK_TYPE_SET, samples_to_time (end[i])));
    gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
    wait_for_summary (&p, 4000, end[i]);
  }
  tear_down (&p);
}

/* Of files that follow one another without an end of stream, each is summed up
 * by itself. */
static void
test_concat (void)
{
  g_autofree char *model = make_model ("orientation=up", N_FRAMES, HOP);
  g_autofree char *launch = g_strdup_printf (
      "audiotestsrc num-buffers=10 samplesperbuffer=256 ! audio/x-raw,rate=8000"
      " ! c. audiotestsrc num-buffers=20 samplesperbuffer=256 !"
      " audio/x-raw,rate=8000 ! c. concat name=c ! audioconvert !"
      " audioresample ! scalogram ! jtfst ! packnet model=%s !"
      " tagsink silent=true",
      model);
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
  wait_for_summary (&p, 0, 10 * 256);
  wait_for_summary (&p, 0, 20 * 256);
  tear_down (&p);
}

/* A chain that was stopped starts again. */
static void
test_states (void)
{
  g_autofree char *model = make_model ("orientation=down", N_FRAMES, HOP);
  g_autofree char *launch =
      g_strdup_printf ("audiotestsrc num-buffers=16 samplesperbuffer=256 !"
                       " audio/x-raw,rate=8000 ! audioconvert ! audioresample !"
                       " scalogram ! jtfst ! packnet model=%s ! tagsink "
                       "silent=true",
          model);
  const guint64 wanted[] = { 0, 8 * 256, 8 * 256, 16 * 256 };
  const GstState down[] = { GST_STATE_READY, GST_STATE_NULL, GST_STATE_NULL };
  Pipeline p;

  set_up (&p, launch);
  for (guint i = 0; i < G_N_ELEMENTS (down); i++) {
    g_autofree char *error = NULL;

    gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
    error = wait_for_end (&p);
    g_assert_cmpstr (error, ==, NULL);
    assert_spans (p.spans, wanted, G_N_ELEMENTS (wanted));
    gst_element_set_state (p.pipeline, down[i]);
  }
  /* and when it was stopped in the middle of things */
  for (guint i = 0; i < 5; i++) {
    g_autofree char *error = NULL;

    gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
    g_usleep (1000 * i);
    g_assert_cmpint (gst_element_set_state (p.pipeline, GST_STATE_READY), ==,
        GST_STATE_CHANGE_SUCCESS);
    /* What it said before it was stopped is not waited for. */
    gst_bus_set_flushing (p.bus, TRUE);
    gst_bus_set_flushing (p.bus, FALSE);
    gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
    error = wait_for_end (&p);
    g_assert_cmpstr (error, ==, NULL);
    assert_spans (p.spans, wanted, G_N_ELEMENTS (wanted));
    gst_element_set_state (p.pipeline, GST_STATE_READY);
  }
  tear_down (&p);
}

/* A model that does not fit fails with one sentence naming both shapes, though
 * the elements upstream try several times. */
static void
test_mismatch (void)
{
  g_autofree char *model = make_model ("orientation=max", N_FRAMES, HOP);
  g_autofree char *launch =
      g_strdup_printf ("audiotestsrc num-buffers=50 ! audioconvert ! "
                       "audioresample !"
                       " scalogram ! jtfst lambda=local orientation=both !"
                       " packnet model=%s ! tagsink silent=true",
          model);
  g_autofree char *error = NULL;
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
  error = wait_for_end (&p);
  g_assert_nonnull (error);
  assert_holds (error, "4:6:2:7");
  assert_holds (error, "4:6 ");
  tear_down (&p);
}

/* A model for another transform is not fed this one. */
static void
test_wrong_transform (void)
{
  g_autofree char *model = make_model ("orientation=max", N_FRAMES, HOP);
  g_autofree char *launch =
      g_strdup_printf ("audiotestsrc num-buffers=50 ! audioconvert ! "
                       "audioresample !"
                       " scalogram ! packnet model=%s ! tagsink silent=true",
          model);
  g_autofree char *error = NULL;
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
  error = wait_for_end (&p);
  g_assert_nonnull (error);
  assert_holds (error, "transform=scalogram");
  assert_holds (error, "transform=jtfst");
  tear_down (&p);
}

/* A model of scalograms gets them: one tensor, at its stride. */
static void
test_scalogram_model (void)
{
  g_autofree char *wav = make_wav (16);
  g_autofree char *model =
      make_model ("transform=scalogram;stride=64;compress=log", 32, 32);
  g_autofree char *launch = g_strdup_printf (
      "filesrc location=%s ! wavparse ! audioconvert ! audioresample !"
      " scalogram name=s ! packnet model=%s ! tagsink silent=true",
      wav, model);
  const guint64 wanted[] = { 0, 8 * 256, 8 * 256, 16 * 256 };
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *error = NULL;
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
  error = wait_for_end (&p);
  g_assert_cmpstr (error, ==, NULL);
  assert_spans (p.spans, wanted, G_N_ELEMENTS (wanted));
  caps = get_caps (&p, "s", "src");
  g_assert_cmpint (get_int (caps, "stride"), ==, 64);
  g_assert_cmpstr (gst_structure_get_string (gst_caps_get_structure (caps, 0),
                       "compress"),
      ==, "log");
  tear_down (&p);
}

/* A live pipeline runs, and knows that it is late by more than a segment. */
static void
test_live (void)
{
  g_autofree char *model = make_model ("orientation=max", N_FRAMES, HOP);
  g_autofree char *launch = g_strdup_printf (
      "audiotestsrc is-live=true num-buffers=10 samplesperbuffer=256 !"
      " audio/x-raw,rate=8000 ! queue ! audioconvert ! audioresample !"
      " scalogram ! jtfst ! packnet name=p model=%s ! tagsink silent=true",
      model);
  g_autoptr (GstQuery) query = gst_query_new_latency ();
  g_autoptr (GstElement) packnet = NULL;
  g_autofree char *error = NULL;
  GstClockTime min, max;
  gboolean live;
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
  error = wait_for_end (&p);
  g_assert_cmpstr (error, ==, NULL);
  /* Not from the sink: it does not synchronise, so it has no latency. */
  packnet = gst_bin_get_by_name (GST_BIN (p.pipeline), "p");
  g_assert_true (gst_element_query (packnet, query));
  gst_query_parse_latency (query, &live, &min, &max);
  g_assert_true (live);
  g_assert_cmpuint (min, >, samples_to_time (N_FRAMES * TICK));
  tear_down (&p);
}

/* A player beside it need not wait for the first prediction. */
static void
test_player_beside (void)
{
  g_autofree char *model = make_model ("orientation=max", 1000, HOP);
  g_autofree char *launch = g_strdup_printf (
      "audiotestsrc samplesperbuffer=256 ! audio/x-raw,rate=8000 !"
      " tee name=t ! queue max-size-buffers=2 ! fakesink sync=true"
      " t. ! queue max-size-buffers=2 ! audioconvert ! audioresample !"
      " scalogram ! jtfst ! packnet model=%s ! tagsink silent=true",
      model);
  Pipeline p;

  set_up (&p, launch);
  gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
  g_assert_cmpint (gst_element_get_state (p.pipeline, NULL, NULL,
                       20 * GST_SECOND),
      ==, GST_STATE_CHANGE_SUCCESS);
  tear_down (&p);
}

static void
add_tests (void)
{
  g_test_add_func ("/chain/configures-itself", test_configures_itself);
  g_test_add_func ("/chain/configures-bands", test_configures_bands);
  g_test_add_func ("/chain/seek", test_seek);
  g_test_add_func ("/chain/segment-seek", test_segment_seek);
  g_test_add_func ("/chain/concat", test_concat);
  g_test_add_func ("/chain/states", test_states);
  g_test_add_func ("/chain/mismatch", test_mismatch);
  g_test_add_func ("/chain/wrong-transform", test_wrong_transform);
  g_test_add_func ("/chain/scalogram-model", test_scalogram_model);
  g_test_add_func ("/chain/live", test_live);
  g_test_add_func ("/chain/player-beside", test_player_beside);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
