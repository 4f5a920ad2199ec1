/* Pipelines of several branches, whose pads come late, at other rates, or that
 * come and go while all plays.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <string.h>

/* Of the file: half a tick more than 40. */
#define N_SAMPLES (40 * TICK + TICK / 2)
#define PATIENCE (60 * GST_SECOND)

typedef struct
{
  char *file, *model;
  GstElement *pipeline;
  GstBus *bus;
} Fixture;

static GstElement *
parse (const char *launch)
{
  g_autoptr (GError) error = NULL;
  GstElement *pipeline = gst_parse_launch (launch, &error);

  g_assert_no_error (error);
  return pipeline;
}

/* The next message of this type, or element message of this name. */
static GstMessage *
wait_for (GstBus *bus, GstMessageType type, const char *name)
{
  for (;;) {
    GstMessage *message =
        gst_bus_timed_pop_filtered (bus, PATIENCE, type | GST_MESSAGE_ERROR);

    g_assert_nonnull (message);
    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
    if (name == NULL || gst_message_has_name (message, name))
      return message;
    gst_message_unref (message);
  }
}

static void
wait_for_end (GstBus *bus)
{
  gst_message_unref (wait_for (bus, GST_MESSAGE_EOS, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *launch = NULL;

  limit_time (240);
  f->file = temporary_path ("branches.wav");
  f->model = make_model ("orientation=up", 8, 8);
  launch = g_strdup_printf (
      "audiotestsrc num-buffers=%d samplesperbuffer=128 wave=pink-noise !"
      " audio/x-raw,rate=8000,channels=1 ! wavenc ! filesink location=%s",
      N_SAMPLES / 128, f->file);
  f->pipeline = parse (launch);
  f->bus = gst_element_get_bus (f->pipeline);
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
  wait_for_end (f->bus);
  gst_element_set_state (f->pipeline, GST_STATE_NULL);
  g_clear_object (&f->bus);
  g_clear_object (&f->pipeline);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gst_bus_set_flushing (f->bus, TRUE);
  gst_element_set_state (f->pipeline, GST_STATE_NULL);
  gst_object_unref (f->bus);
  gst_object_unref (f->pipeline);
  g_free (f->file);
  g_free (f->model);
  limit_time (0);
}

/* launch: with FILE and MODEL in it */
static void
start_pipeline (Fixture *f, const char *launch)
{
  GString *text = g_string_new (launch);

  g_string_replace (text, "FILE", f->file, 0);
  g_string_replace (text, "MODEL", f->model, 0);
  f->pipeline = parse (text->str);
  f->bus = gst_element_get_bus (f->pipeline);
  g_string_free (text, TRUE);
}

static void
play (Fixture *f)
{
  gst_element_set_state (f->pipeline, GST_STATE_PLAYING);
}

static guint64
get_samples (const GstStructure *s, const char *field)
{
  GstClockTime time;

  g_assert_true (gst_structure_get_clock_time (s, field, &time));
  return gst_util_uint64_scale_round (time, RATE, GST_SECOND);
}

/* The next summary of a sink, or of any, is of all that lies between. */
static void
assert_summary (Fixture *f, guint64 start, guint64 end)
{
  g_autoptr (GstMessage) message =
      wait_for (f->bus, GST_MESSAGE_ELEMENT, "glissando-summary");
  const GstStructure *s = gst_message_get_structure (message);

  g_assert_cmpuint (get_samples (s, "start"), ==, start);
  g_assert_cmpuint (get_samples (s, "end"), ==, end);
}

#define TAGS                                                                   \
  "audioconvert ! audioresample ! scalogram ! jtfst ! packnet model=MODEL !"   \
  " tagsink silent=true "

/* Sinks of all kinds behind a tee: each hears everything, whoever ends first. */
static void
test_several_sinks (Fixture *f, gconstpointer data)
{
  start_pipeline (f,
      "filesrc location=FILE ! wavparse ! tee name=t"
      " t. ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! " TAGS
      " t. ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! " TAGS
      " t. ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 !"
      " audioconvert ! scalogram octaves=8 ! tensorview width=64 height=64 !"
      " fakesink sync=true"
      " t. ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 !"
      " fakesink sync=true");
  play (f);
  assert_summary (f, 0, N_SAMPLES);
  assert_summary (f, 0, N_SAMPLES);
  wait_for_end (f->bus);
}

/* decodebin's pads come when the pipeline has long been on its way to PLAYING. */
static void
test_late_pads (Fixture *f, gconstpointer data)
{
  start_pipeline (f, "filesrc location=FILE ! decodebin ! queue ! " TAGS);
  play (f);
  assert_summary (f, 0, N_SAMPLES);
  wait_for_end (f->bus);
}

/* However fast it is played, the audio is the same, and times are those of the
 * audio. */
static void
test_rates (Fixture *f, gconstpointer data)
{
  static const gdouble rates[] = { 2, 0.5, 4, 1 };

  start_pipeline (f, "filesrc location=FILE ! wavparse ! " TAGS);
  gst_element_set_state (f->pipeline, GST_STATE_PAUSED);
  gst_element_get_state (f->pipeline, NULL, NULL, PATIENCE);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_assert_true (gst_element_seek (f->pipeline, rates[i], GST_FORMAT_TIME,
        GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, GST_SEEK_TYPE_SET,
        samples_to_time (8 * TICK), GST_SEEK_TYPE_SET,
        samples_to_time (30 * TICK)));
    play (f);
    assert_summary (f, 8 * TICK, 30 * TICK);
    wait_for_end (f->bus);
  }
}

static GstPadProbeReturn
unlink_and_go (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstPad *peer = gst_pad_get_peer (pad);

  gst_pad_unlink (pad, peer);
  gst_object_unref (peer);
  g_atomic_int_set ((gint *) data, TRUE);
  return GST_PAD_PROBE_REMOVE;
}

/* A branch that is removed while it plays harms nobody, nor does one that is
 * added. */
static void
test_come_and_go (Fixture *f, gconstpointer data)
{
  g_autoptr (GstElement) tee = NULL;

  start_pipeline (f,
      "filesrc location=FILE ! wavparse ! tee name=t"
      " t. ! queue ! audioconvert ! scalogram octaves=8 ! fakesink sync=true"
      " t. ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 "
      "! " TAGS);
  tee = gst_bin_get_by_name (GST_BIN (f->pipeline), "t");
  play (f);
  for (guint i = 0; i < 20; i++) {
    GstElement *branch =
        gst_parse_bin_from_description ("queue ! audioconvert ! scalogram "
                                        "octaves=8 q=8,1 ! jtfst octaves-fr=3 "
                                        "f=8 ! fakesink async=false",
            TRUE, NULL);
    g_autoptr (GstPad) src = gst_element_request_pad_simple (tee, "src_%u");
    g_autoptr (GstPad) sink = gst_element_get_static_pad (branch, "sink");
    gint is_gone = FALSE;

    gst_bin_add (GST_BIN (f->pipeline), branch);
    g_assert_true (gst_element_sync_state_with_parent (branch));
    g_assert_cmpint (gst_pad_link (src, sink), ==, GST_PAD_LINK_OK);
    g_usleep (i * 2000);
    gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_IDLE, unlink_and_go, &is_gone,
        NULL);
    while (!g_atomic_int_get (&is_gone))
      g_usleep (100);
    gst_element_release_request_pad (tee, src);
    gst_element_set_locked_state (branch, TRUE);
    gst_element_set_state (branch, GST_STATE_NULL);
    gst_bin_remove (GST_BIN (f->pipeline), branch);
  }
  assert_summary (f, 0, N_SAMPLES);
  wait_for_end (f->bus);
}

/* What may be changed while it plays changes nothing else: all is heard. */
static void
test_properties_while_playing (Fixture *f, gconstpointer data)
{
  static const char *const tops[] = { "0", "1", "5" };
  static const char *const hops[] = { "0", "0.1", "0.2" };
  g_autoptr (GstElement) packnet = NULL;
  g_autoptr (GstElement) sink = NULL;

  start_pipeline (f,
      "filesrc location=FILE ! wavparse ! audioconvert ! audioresample !"
      " scalogram ! jtfst ! packnet name=p model=MODEL !"
      " tagsink name=s silent=true");
  packnet = gst_bin_get_by_name (GST_BIN (f->pipeline), "p");
  sink = gst_bin_get_by_name (GST_BIN (f->pipeline), "s");
  play (f);
  for (guint i = 0; i < 300; i++) {
    gst_util_set_object_arg (G_OBJECT (sink), "top", tops[i % 3]);
    gst_util_set_object_arg (G_OBJECT (sink), "input", tops[i % 2]);
    gst_util_set_object_arg (G_OBJECT (packnet), "hop", hops[i % 3]);
    g_usleep (100);
  }
  assert_summary (f, 0, N_SAMPLES);
  wait_for_end (f->bus);
}

static void
add_tests (void)
{
#define ADD(name, function)                                                    \
  g_test_add ("/branches/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("several-sinks", test_several_sinks);
  ADD ("late-pads", test_late_pads);
  ADD ("rates", test_rates);
  ADD ("come-and-go", test_come_and_go);
  ADD ("properties-while-playing", test_properties_while_playing);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
