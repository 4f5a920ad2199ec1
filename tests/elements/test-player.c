/* The elements beside a player: pauses, seeks, stops at any moment.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

/* Longer than anything is played here: no prediction ever comes. */
#define MANY_FRAMES 1000
#define PATIENCE (20 * GST_SECOND)

typedef struct
{
  GstElement *pipeline;
  GstBus *bus;
} Player;

static void
start_player (Player *p, const char *launch)
{
  g_autoptr (GError) error = NULL;

  p->pipeline = gst_parse_launch (launch, &error);
  g_assert_no_error (error);
  p->bus = gst_element_get_bus (p->pipeline);
}

static void
stop_player (Player *p)
{
  gst_bus_set_flushing (p->bus, TRUE);
  gst_element_set_state (p->pipeline, GST_STATE_NULL);
  gst_object_unref (p->bus);
  gst_object_unref (p->pipeline);
}

static void
go_to (Player *p, GstState state)
{
  GstState reached;

  gst_element_set_state (p->pipeline, state);
  g_assert_cmpint (gst_element_get_state (p->pipeline, &reached, NULL,
                       PATIENCE),
      ==, GST_STATE_CHANGE_SUCCESS);
  g_assert_cmpint (reached, ==, state);
}

static gint64
get_position (Player *p)
{
  gint64 position = 0;

  g_assert_true (gst_element_query_position (p->pipeline, GST_FORMAT_TIME,
      &position));
  return position;
}

static void
wait_for_progress (Player *p)
{
  gint64 before = get_position (p);

  for (guint i = 0; get_position (p) <= before; i++) {
    g_assert_cmpuint (i, <, 20 * 100);
    g_usleep (10000);
  }
}

/* Queues of a fifth of a second, and a model that hears a minute. */
static char *
make_player (const char *source, const char *sink)
{
  g_autofree char *model = make_model ("orientation=max", MANY_FRAMES, 8);

  return g_strdup_printf (
      "%s ! tee name=t ! queue max-size-time=200000000 ! fakesink sync=true"
      " t. ! queue max-size-time=200000000 ! audioconvert ! audioresample !"
      " scalogram ! jtfst ! packnet model=%s ! tagsink silent=true %s",
      source, model, sink);
}

/* Once it plays, nothing more is waited for: not after a pause, which
 * gst-launch-1.0 makes by itself when a network stream buffers, nor after a
 * seek. */
static void
test_pauses (gconstpointer sink)
{
  g_autofree char *launch = make_player ("audiotestsrc samplesperbuffer=256 ! "
                                         "audio/x-raw,rate=8000,channels=1",
      sink);
  Player p;

  limit_time (120);
  start_player (&p, launch);
  go_to (&p, GST_STATE_PAUSED);
  for (int i = 0; i < 4; i++) {
    go_to (&p, GST_STATE_PLAYING);
    wait_for_progress (&p);
    go_to (&p, GST_STATE_PAUSED);
    if (i % 2 == 1)
      g_assert_true (gst_element_seek_simple (p.pipeline, GST_FORMAT_TIME,
          GST_SEEK_FLAG_FLUSH, i * GST_SECOND));
  }
  stop_player (&p);
  limit_time (0);
}

static void
wait_for (Player *p, GstMessageType type)
{
  g_autoptr (GstMessage) message =
      gst_bus_timed_pop_filtered (p->bus, PATIENCE, type | GST_MESSAGE_ERROR);

  g_autoptr (GError) error = NULL;

  g_assert_nonnull (message);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  g_assert_no_error (error);
}

/* Applications wait for ASYNC_DONE after a seek, also where tagsink is alone,
 * and where it has reached the end. */
static void
test_seek_is_done (void)
{
  g_autofree char *model = make_model ("orientation=max", 8, 8);
  g_autofree char *launch =
      g_strdup_printf ("audiotestsrc num-buffers=40 samplesperbuffer=256 !"
                       " audio/x-raw,rate=8000,channels=1 !"
                       " scalogram ! jtfst ! packnet model=%s ! tagsink "
                       "silent=true",
          model);
  const GstState state[] = { GST_STATE_PAUSED, GST_STATE_PLAYING,
    GST_STATE_PAUSED };
  Player p;

  limit_time (120);
  start_player (&p, launch);
  for (guint i = 0; i < G_N_ELEMENTS (state); i++) {
    go_to (&p, state[i]);
    if (i == 1)
      wait_for (&p, GST_MESSAGE_EOS);
    count_messages (p.bus, GST_MESSAGE_ANY);
    g_assert_true (gst_element_seek_simple (p.pipeline, GST_FORMAT_TIME,
        GST_SEEK_FLAG_FLUSH, 0));
    wait_for (&p, GST_MESSAGE_ASYNC_DONE);
  }
  stop_player (&p);
  limit_time (0);
}

/* A live source holds its lock while it sends the start of a segment: whoever
 * blocks there can never be stopped. */
static void
test_live_stops (void)
{
  g_autofree char *model = make_model ("orientation=max", 8, 8);
  g_autofree char *launch =
      g_strdup_printf ("audiotestsrc is-live=true samplesperbuffer=64 !"
                       " audio/x-raw,rate=8000,channels=1 ! scalogram ! jtfst !"
                       " packnet model=%s ! tagsink silent=true",
          model);
  Player p;

  limit_time (240);
  start_player (&p, launch);
  for (guint i = 0; i < 500; i++) {
    gst_element_set_state (p.pipeline, GST_STATE_PLAYING);
    g_usleep (i % 7 * 500);
    gst_element_set_state (p.pipeline,
        i % 3 == 0 ? GST_STATE_READY : GST_STATE_NULL);
  }
  stop_player (&p);
  limit_time (0);
}

static void
push_segment (GstPad *pad)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
}

/* One thread changes a state while another one flushes: the change is over when
 * the next segment starts, and has taken the state that the flush was to give
 * back. Whoever was told then to wait is told to go on all the same. */
static void
test_flush_amid_a_change (void)
{
  GstElement *sink = gst_element_factory_make ("tagsink", NULL);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstPad) pad = gst_pad_new ("src", GST_PAD_SRC);
  g_autoptr (GstPad) peer = gst_element_get_static_pad (sink, "sink");

  gst_element_set_bus (sink, bus);
  g_assert_cmpint (gst_pad_link (pad, peer), ==, GST_PAD_LINK_OK);
  gst_pad_set_active (pad, TRUE);
  gst_element_set_state (sink, GST_STATE_PLAYING);
  gst_pad_push_event (pad, gst_event_new_stream_start ("one"));
  push_segment (pad);
  g_assert_cmpuint (count_messages (bus, GST_MESSAGE_ASYNC_DONE), ==, 1);

  GST_OBJECT_LOCK (sink);
  GST_STATE_PENDING (sink) = GST_STATE_PLAYING;
  GST_OBJECT_UNLOCK (sink);
  count_messages (bus, GST_MESSAGE_ASYNC_START);
  gst_pad_push_event (pad, gst_event_new_flush_start ());
  g_assert_cmpuint (count_messages (bus, GST_MESSAGE_ASYNC_START), ==, 1);
  GST_OBJECT_LOCK (sink);
  GST_STATE_PENDING (sink) = GST_STATE_VOID_PENDING;
  GST_OBJECT_UNLOCK (sink);
  gst_pad_push_event (pad, gst_event_new_flush_stop (TRUE));
  push_segment (pad);
  g_assert_cmpuint (count_messages (bus, GST_MESSAGE_ASYNC_DONE), ==, 1);

  gst_element_set_bus (sink, NULL);
  gst_element_set_state (sink, GST_STATE_NULL);
  gst_object_unref (sink);
}

static void
add_tests (void)
{
  g_test_add_data_func ("/player/pauses", "", test_pauses);
  g_test_add_data_func ("/player/pauses-without-preroll", "async=false",
      test_pauses);
  g_test_add_func ("/player/seek-is-done", test_seek_is_done);
  g_test_add_func ("/player/live-stops", test_live_stops);
  g_test_add_func ("/player/flush-amid-a-change", test_flush_amid_a_change);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
