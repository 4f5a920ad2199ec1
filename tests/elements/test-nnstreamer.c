/* NNStreamer's elements before and behind ours. Debian does not package them:
 * where they are not installed, these tests are skipped. That our caps and
 * buffers are what NNStreamer publishes, test-caps and test-packnet hold alone.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <string.h>

#define N_FRAMES 8
#define N_PUSHED 30
#define DIMENSIONS "4:6:2"
#define FRAME_SIZE (4 * 6 * 2)

/* Returns: whether all of them are there, or the test is skipped */
static gboolean
need (const char *const *elements)
{
  for (; *elements != NULL; elements++) {
    g_autoptr (GstElementFactory) factory =
        gst_element_factory_find (*elements);

    if (factory == NULL) {
      g_test_skip ("NNStreamer is not installed");
      return FALSE;
    }
  }
  return TRUE;
}

static char *
make_other_model (void)
{
  return make_model ("orientation=both", N_FRAMES, N_FRAMES);
}

/* What a model says of frames that come as @caps; times only if @timed. */
static Output *
hear (const char *launch, const char *caps, const float *x, gboolean timed)
{
  GstHarness *h = gst_harness_new_parse (launch);
  Output *out;

  gst_harness_set_src_caps_str (h, caps);
  for (guint i = 0; i < N_PUSHED; i++) {
    GstBuffer *buffer =
        gst_buffer_new_memdup (x + i * FRAME_SIZE, FRAME_SIZE * sizeof *x);

    if (timed) {
      GST_BUFFER_PTS (buffer) = samples_to_time (i * TICK);
      GST_BUFFER_DURATION (buffer) = samples_to_time (TICK);
    }
    g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  }
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  stop (h);
  return out;
}

/* Frames from tensor_converter, with a frame rate and without: the same
 * predictions at the same times as of frames from jtfst. */
static void
test_converter (gconstpointer octets)
{
  static const char *const needed[] = { "tensor_converter", NULL };
  g_autofree float *x = make_noise (N_PUSHED * FRAME_SIZE);
  g_autofree char *model = make_other_model ();
  g_autofree char *plain = g_strdup_printf ("packnet model=%s", model);
  g_autofree char *converted =
      g_strdup_printf ("tensor_converter input-dim=" DIMENSIONS
                       " input-type=float32 ! packnet model=%s",
          model);
  g_autoptr (Output) wanted = NULL, got = NULL;

  if (!need (needed))
    return;
  wanted = hear (plain,
      "other/tensors,format=(string)static,num_tensors=1,types=(string)float32,"
      "dimensions=(string)" DIMENSIONS ",framerate=125/4",
      x, TRUE);
  got = hear (converted, octets, x, FALSE);
  g_assert_cmpuint (wanted->buffers->len, ==, 4);
  assert_same_bytes (wanted, got);
}

/* Tags go through tensor_transform, and stay tags: labels are lost, values are
 * not. */
static void
test_transform (void)
{
  static const char *const needed[] = { "tensor_transform", NULL };
  const char *const chain = "scalogram ! jtfst ! packnet model=%s";
  g_autofree float *x = make_noise (40 * TICK);
  g_autofree char *model = make_other_model ();
  g_autofree char *plain = g_strdup_printf (chain, model);
  g_autofree char *doubled = g_strconcat (plain,
      " ! tensor_transform mode=arithmetic option=mul:2.0", NULL);
  g_autoptr (Output) wanted = NULL, got = NULL;

  if (!need (needed))
    return;
  wanted = analyse (plain, x, 40 * TICK, 1000);
  got = analyse (doubled, x, 40 * TICK, 1000);
  g_assert_cmpuint (wanted->buffers->len, ==, 5);
  g_assert_cmpuint (wanted->bytes->len, ==, got->bytes->len);
  for (guint i = 0; i < wanted->bytes->len / sizeof (float); i++) {
    float one, two;

    memcpy (&one, wanted->bytes->str + i * sizeof one, sizeof one);
    memcpy (&two, got->bytes->str + i * sizeof two, sizeof two);
    g_assert_cmpfloat (2 * one, ==, two);
  }
}

/* A trailing axis, which some of NNStreamer's elements want, is there when it is
 * asked for. */
static void
test_trailing_axis (void)
{
  g_autofree float *x = make_noise (20 * TICK);
  g_autoptr (Output) out = analyse (SMALL_SCALOGRAM
      " ! " SMALL_JTFST ONLY ("other/tensors,dimensions=(string)4:6:1"),
      x, 20 * TICK, 1000);

  g_assert_cmpuint (out->buffers->len, ==, 20);
}

static void
count (GstElement *sink, GstBuffer *buffer, guint *n)
{
  (*n)++;
}

/* Frames reach tensor_sink, each once. */
static void
test_sink (void)
{
  static const char *const needed[] = { "tensor_sink", NULL };
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;
  guint n = 0;

  if (!need (needed))
    return;
  pipeline =
      gst_parse_launch ("audiotestsrc num-buffers=20 samplesperbuffer=256 "
                        "!" AUDIO " ! " SMALL_SCALOGRAM " ! " SMALL_JTFST
                        " ! tensor_sink name=sink",
          NULL);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_signal_connect (sink, "new-data", G_CALLBACK (count), &n);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  g_assert_cmpuint (n, ==, 20);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
add_tests (void)
{
  g_test_add_data_func ("/nnstreamer/converter",
      "application/octet-stream,framerate=125/4", test_converter);
  g_test_add_data_func ("/nnstreamer/converter-without-rate",
      "application/octet-stream", test_converter);
  g_test_add_func ("/nnstreamer/transform", test_transform);
  g_test_add_func ("/nnstreamer/trailing-axis", test_trailing_axis);
  g_test_add_func ("/nnstreamer/sink", test_sink);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
