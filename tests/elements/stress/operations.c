/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "operations.h"

#include "support.h"

#define PATIENCE_S 60

/* --- states --- */

static void
go_to (World *world, GstState state)
{
  GstStateChangeReturn ret;

  if (state <= GST_STATE_READY)
    world_begin_interruption (world);
  ret = gst_element_set_state (world->pipeline, state);
  world_end_interruption (world);
  g_assert_cmpint (ret, !=, GST_STATE_CHANGE_FAILURE);
}

static void
go_playing (World *world)
{
  go_to (world, GST_STATE_PLAYING);
}

static void
go_paused (World *world)
{
  go_to (world, GST_STATE_PAUSED);
}

static void
go_ready (World *world)
{
  go_to (world, GST_STATE_READY);
}

static void
go_null (World *world)
{
  go_to (world, GST_STATE_NULL);
}

static void
start_and_stop (World *world)
{
  for (int n = world_pick (world, 1, 6); n > 0; n--) {
    go_playing (world);
    g_usleep ((gulong) world_pick (world, 0, 3000));
    go_to (world,
        (GstState) world_pick (world, GST_STATE_READY, GST_STATE_PAUSED + 1));
  }
}

static void
wait (World *world)
{
  g_usleep ((gulong) world_pick (world, 0, 30000));
}

static void
wait_for_state (World *world)
{
  gst_element_get_state (world->pipeline, NULL, NULL,
      (GstClockTime) world_pick (world, 0, 50) * GST_MSECOND);
}

/* --- seeks --- */

static gboolean
is_in (World *world, GstState wanted)
{
  GstState state;

  return gst_element_get_state (world->pipeline, &state, NULL, 0)
      == GST_STATE_CHANGE_SUCCESS
      && state == wanted;
}

static gboolean
is_playing (World *world)
{
  return is_in (world, GST_STATE_PLAYING);
}

static gboolean
is_paused (World *world)
{
  return is_in (world, GST_STATE_PAUSED);
}

/* A live source cannot be sought. The base class of GStreamer's (1.22) lets it
 * happen, and then gives times below zero, which a sink waits for until the end of
 * all time, and does not let itself be woken. */
static void
seek_with (World *world, GstSeekFlags flags)
{
  static const gdouble rates[] = { 1, 1, 1, 0.5, 2, 4, -1 };
  gdouble rate = rates[world_pick (world, 0, G_N_ELEMENTS (rates))];
  gint64 start = world_pick (world, 0, 1500) * (gint64) GST_MSECOND;
  gint64 stop = start + world_pick (world, 1, 400) * (gint64) GST_MSECOND;
  gboolean bounded = world_pick (world, 0, 3) == 0 || rate < 0;

  if (world->is_live)
    return;
  /* audiotestsrc is at fault at the end of a segment. */
  if (bounded && !world->is_file)
    return;

  world_begin_interruption (world);
  gst_element_seek (world->pipeline, rate, GST_FORMAT_TIME, flags,
      GST_SEEK_TYPE_SET, start, GST_SEEK_TYPE_SET, bounded ? stop : -1);
  world_end_interruption (world);
}

static void
seek (World *world)
{
  seek_with (world, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE);
}

static void
seek_in_a_row (World *world)
{
  for (int n = world_pick (world, 2, 8); n > 0; n--)
    seek (world);
}

/* Without a flush it waits for what flows, which in a pause is for ever. */
static void
seek_segment (World *world)
{
  gboolean flush = !is_playing (world) || world_pick (world, 0, 2) == 0;

  seek_with (world,
      GST_SEEK_FLAG_SEGMENT
          | (flush ? GST_SEEK_FLAG_FLUSH : GST_SEEK_FLAG_NONE));
}

/* --- events and queries --- */

/* Before it has read the head of a file, wavparse takes it for a broken one. */
static void
end_stream (World *world)
{
  gint64 time;

  if (is_playing (world)
      && gst_element_query_duration (world->source, GST_FORMAT_TIME, &time))
    gst_element_send_event (world->pipeline, gst_event_new_eos ());
}

static void
ask (World *world)
{
  g_autoptr (GstQuery) latency = gst_query_new_latency ();
  gint64 time;

  gst_element_query_position (world->pipeline, GST_FORMAT_TIME, &time);
  gst_element_query_duration (world->pipeline, GST_FORMAT_TIME, &time);
  gst_element_query (world->pipeline, latency);
  gst_bin_recalculate_latency (GST_BIN (world->pipeline));
}

/* In GStreamer 1.22 audioresample reads past the end of its own memory when the
 * rate changes: harmless, but sanitizers stop there. */
static void
change_caps (World *world)
{
  static const char *const caps[] = {
    "ANY",
    "audio/x-raw,format=F32LE",
    "audio/x-raw,format=S16LE,channels=1",
    "audio/x-raw,channels=2",
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    "audio/x-raw,rate=8000",
    "audio/x-raw,rate=16000,channels=2",
    "audio/x-raw,rate=44100"
#endif
  };

  gst_util_set_object_arg (G_OBJECT (world->filter), "caps",
      world_choose (world, caps, G_N_ELEMENTS (caps)));
}

static void
change_damage (World *world)
{
  static const gint damages[] = { 0, 0, 10, 50, 500 };

  g_atomic_int_set (&world->damage,
      damages[world_pick (world, 0, G_N_ELEMENTS (damages))]);
}

/* --- branches --- */

static void
add_branch (World *world)
{
  world_add_branch (world, -1);
}

static void
remove_branch (World *world)
{
  if (world->branches->len > 0)
    world_remove_branch (world,
        (guint) world_pick (world, 0, (gint32) world->branches->len));
}

static void
rebuild (World *world)
{
  world_tear_down (world);
  world_build (world);
}

/* --- properties --- */

typedef struct
{
  const char *element, *property, *values;
} Change;

static const Change changes[] = {
  { "tagsink", "top", "0 1 5" },
  { "tagsink", "threshold", "0 0.5 1" },
  { "tagsink", "input", "one two" },
  { "tagsink", "smoothing", "0 2" },
  { "tagsink", "async", "true false" },
  { "packnet", "hop", "0 0.01 0.1 1 100" },
  { "jtfst", "compress", "none log" },
  { "jtfst", "normalise", "true false" },
  { "jtfst", "orientation", "max up both" },
  { "jtfst", "mu-skip", "0 1" },
  { "jtfst", "lambda", "pooled local bands" },
  { "jtfst", "threads", "1 2" },
  { "scalogram", "stride", "64 128 256" },
  { "scalogram", "compress", "none log" },
  { "timescattering", "compress", "none log" },
  { "timescattering", "stride", "0 64" },
  { "melspectrogram", "bands", "20 30" },
  { "melspectrogram", "hop", "100 200" },
  { "tensorview", "mode", "scrolling picture" },
  { "tensorview", "scale", "db linear auto" },
  { "tensorview", "window", "0.1 1" },
  { "tensorview", "axes", "true false" },
  { "tensorview", "title", "one two" },
  { "tensorview", "width", "64 32 0" },
};

/* Returns: (transfer full) (nullable): the element of that name in some branch */
static GstElement *
find (World *world, const char *name)
{
  guint n = world->branches->len;
  gint32 from = n > 0 ? world_pick (world, 0, (gint32) n) : 0;

  for (guint i = 0; i < n; i++) {
    GstBin *branch =
        g_ptr_array_index (world->branches, ((guint) from + i) % n);
    GstElement *element = gst_bin_get_by_name (branch, name);

    if (element != NULL)
      return element;
  }
  return NULL;
}

static void
change_property (World *world)
{
  const Change *change =
      &changes[world_pick (world, 0, G_N_ELEMENTS (changes))];
  g_autoptr (GstElement) element = find (world, change->element);
  g_auto (GStrv) values = g_strsplit (change->values, " ", -1);

  if (element != NULL)
    gst_util_set_object_arg (G_OBJECT (element), change->property,
        world_choose (world, (const char *const *) values,
            g_strv_length (values)));
}

static void
change_model (World *world)
{
  g_autoptr (GstElement) packnet = find (world, "packnet");

  if (packnet == NULL)
    return;
  /* One that is not there is refused, if it is read before the next is set. */
  if (world_pick (world, 0, 4) == 0 && is_playing (world)) {
    g_object_set (packnet, "model", "/nowhere", NULL);
    g_usleep ((gulong) world_pick (world, 0, 20000));
  }
  g_object_set (packnet, "model",
      world->models[world_pick (world, 0, N_MODELS)], NULL);
}

/* --- that it is well --- */

static gboolean
seek_to_start (World *world)
{
  gboolean ok;

  world_begin_interruption (world);
  ok = gst_element_seek (world->pipeline, 1, GST_FORMAT_TIME,
      GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, GST_SEEK_TYPE_SET, 0,
      GST_SEEK_TYPE_SET, -1);
  world_end_interruption (world);
  return ok;
}

/* Where branches come and go, a bin may be left with a failed change of state
 * that no element had, and without a message: that much is the sum that GStreamer
 * (1.22) takes of its children. An application sets the state again. */
static gboolean
play_again (World *world)
{
  if (gst_element_get_state (world->pipeline, NULL, NULL, 0)
      == GST_STATE_CHANGE_FAILURE) {
    g_test_message ("a failed state that no element has: set again");
    go_playing (world);
  }
  return is_playing (world);
}

/* Tries again, since one that was just started may not be able to seek yet. */
static void
insist (World *world, const char *what, gboolean (*done) (World *world))
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (!done (world)) {
    if (g_get_monotonic_time () > end) {
      world_describe (world);
      g_error ("after %d s still not: %s", PATIENCE_S, what);
    }
    g_usleep (1000);
  }
}

/* Without a queue, a branch that is full keeps the others hungry: then nothing
 * prerolls, and rightly so. */
static void
remove_bare_branches (World *world)
{
  for (guint i = world->branches->len; i-- > 0;) {
    GstBin *branch = g_ptr_array_index (world->branches, i);
    g_autoptr (GstElement) bare = gst_bin_get_by_name (branch, "bare");

    if (bare != NULL)
      world_remove_branch (world, i);
  }
}

static void
settle (World *world)
{
  g_assert_true (world->is_file);
  g_atomic_int_set (&world->damage, 0);
  gst_util_set_object_arg (G_OBJECT (world->filter), "caps", "ANY");
  remove_bare_branches (world);
  if (world->branches->len == 5)
    world_remove_branch (world, 0);
  world_add_branch (world, 0);
  go_playing (world);
  insist (world, "sought to the start", seek_to_start);
  insist (world, "playing", play_again);
  /* What ended before that is no end of what is heard now; and in a pause
   * nothing ends. */
  go_paused (world);
  insist (world, "paused", is_paused);
  insist (world, "sought again", seek_to_start);
  world->n_summaries = 0;
  go_playing (world);
  insist (world, "ended", world_hear);
  g_assert_cmpuint (world->n_summaries, >, 0);
  g_assert_cmpuint (gst_util_uint64_scale_round (world->summary_end, RATE,
                        GST_SECOND),
      ==, FILE_SAMPLES);
}

const Operation operation_settle = { "settle", 0, settle };

static const Operation operations[] = {
  { "play", 30, go_playing },
  { "pause", 15, go_paused },
  { "ready", 4, go_ready },
  { "null", 3, go_null },
  { "start and stop", 3, start_and_stop },
  { "wait", 20, wait },
  { "wait for state", 10, wait_for_state },
  { "seek", 12, seek },
  { "seek in a row", 3, seek_in_a_row },
  { "segment seek", 6, seek_segment },
  { "end of stream", 3, end_stream },
  { "ask", 6, ask },
  { "change caps", 6, change_caps },
  { "change damage", 6, change_damage },
  { "add branch", 8, add_branch },
  { "remove branch", 7, remove_branch },
  { "rebuild", 2, rebuild },
  { "change property", 15, change_property },
  { "change model", 8, change_model },
};

const Operation *
operation_pick (World *world)
{
  guint total = 0, at;

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    total += operations[i].weight;
  at = (guint) world_pick (world, 0, (gint32) total);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++) {
    if (at < operations[i].weight)
      return &operations[i];
    at -= operations[i].weight;
  }
  g_assert_not_reached ();
}
