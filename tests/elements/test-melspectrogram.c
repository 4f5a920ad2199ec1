/* melspectrogram: audio in, frames out, each at its time. What it has in common
 * with scalogram is tested there.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <math.h>

#define SMALL "melspectrogram bands=20 fft=128 hop=50"
#define HOP 50
#define N (31 * HOP + 19)

static GlsSpec
small_spec (void)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_MEL);
  spec.rate = RATE;
  spec.bands = 20;
  spec.fft = 128;
  spec.hop = HOP;
  return spec;
}

/* By default what the tagging literature uses: 96 bands, 62.5 times a second.
 */
static void
test_caps (void)
{
  GstHarness *h = gst_harness_new_parse ("melspectrogram compress=log");
  g_autoptr (GstCaps) wanted = gst_caps_from_string (
      "other/tensors,format=(string)static,num_tensors=1,types=(string)float32,"
      "dimensions=(string)96,framerate=125/2,transform=(string)mel,"
      "axes=(string)mel,rate=16000,bands=96,fft=512,hop=256,"
      "compress=(string)log");
  g_autoptr (GstCaps) caps = NULL;

  gst_harness_set_src_caps_str (h,
      "audio/x-raw,format=" AUDIO_FORMAT
      ",rate=16000,channels=1,layout=interleaved");
  caps = gst_pad_get_current_caps (h->sinkpad);
  g_assert_true (gst_caps_is_subset (caps, wanted));
  g_assert_true (gst_caps_is_subset (wanted, caps));
  stop (h);
}

static void
test_is_the_library (void)
{
  const size_t lengths[] = { 1, HOP, HOP + 1, 64, 65, N };
  g_autofree float *x = make_noise (N);
  GlsSpec spec = small_spec ();

  for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
    assert_is_the_library (SMALL, &spec, x, lengths[l]);
  spec.compress = GLS_COMPRESS_LOG;
  assert_is_the_library (SMALL " compress=log", &spec, x, N);
}

static void
test_cuts_do_not_matter (void)
{
  const size_t cuts[] = { 1, 37, HOP, 333 };
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) whole = analyse (SMALL, x, N, N);

  for (guint c = 0; c < G_N_ELEMENTS (cuts); c++) {
    g_autoptr (Output) out = analyse (SMALL, x, N, cuts[c]);

    assert_same_output (whole, out);
  }
}

/* Frame k stands at sample k hop; the last one ends with the audio. */
static void
test_times (void)
{
  const GstClockTime base = 3 * GST_SECOND;
  g_autofree float *x = make_noise (N);
  GstHarness *h = start (SMALL);
  g_autoptr (Output) out = NULL;

  push_audio (h, x, N, 100, base);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  g_assert_cmpuint (out->buffers->len, ==, 32);
  for (guint i = 0; i < 32; i++) {
    GstBuffer *buffer = output_get (out, i);

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
        base + samples_to_time (i * HOP));
    g_assert_cmpuint (GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer),
        ==, base + samples_to_time (MIN ((i + 1) * HOP, N)));
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (buffer), ==, i == 0);
  }
  stop (h);
}

/* A frame is there as soon as the second half of its window is, and no sample
 * earlier. */
static void
test_latency (void)
{
  g_autofree float *x = make_noise (N);
  GstHarness *h = start (SMALL);

  g_assert_cmpuint (gst_harness_query_latency (h), ==, samples_to_time (64));
  gst_harness_push (h, make_audio (x, 0, 63, 0));
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 0);
  gst_harness_push (h, make_audio (x, 63, 1, 0));
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 1);
  gst_harness_push (h, make_audio (x, 64, 49, 0));
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 1);
  gst_harness_push (h, make_audio (x, 113, 1, 0));
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 2);
  stop (h);
}

/* A break drains what came before; neither stretch hears the other. */
static void
test_break (void)
{
  g_autofree float *x = make_noise (2 * N);
  g_autoptr (Output) first = analyse (SMALL, x, N, N);
  g_autoptr (Output) second = analyse (SMALL, x + N, N, N);
  g_autoptr (Output) both = NULL;
  GstHarness *h = start (SMALL);

  push_audio (h, x, N, N, 0);
  gst_harness_push (h, make_audio (x + N, 0, N, 9 * GST_SECOND));
  gst_harness_push_event (h, gst_event_new_eos ());
  both = take_output (h);
  g_assert_cmpuint (both->buffers->len, ==, 64);
  g_assert_cmpmem (both->bytes->str, first->bytes->len, first->bytes->str,
      first->bytes->len);
  g_assert_cmpmem (both->bytes->str + first->bytes->len, second->bytes->len,
      second->bytes->str, second->bytes->len);
  g_assert_cmpuint (GST_BUFFER_PTS (output_get (both, 32)), ==, 9 * GST_SECOND);
  g_assert_true (GST_BUFFER_IS_DISCONT (output_get (both, 32)));
  stop (h);
}

/* What is no number counts as silence, and is told once. */
static void
test_not_finite (void)
{
  g_autofree float *x = make_noise (N);
  g_autofree float *clean = g_memdup2 (x, N * sizeof *x);
  g_autoptr (Output) wanted = NULL, out = NULL;
  GstHarness *h = gst_harness_new_parse (SMALL);
  g_autoptr (GstBus) bus = watch (h);
  g_autofree char *text = NULL;

  x[100] = NAN;
  x[700] = INFINITY;
  clean[100] = clean[700] = 0;
  wanted = analyse (SMALL, clean, N, N);
  gst_harness_set_src_caps_str (h, AUDIO);
  push_audio (h, x, N, 50, 0);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  assert_same_output (wanted, out);
  text = pop_text (bus, GST_MESSAGE_WARNING);
  assert_holds (text, "silence");
  g_assert_cmpuint (count_messages (bus, GST_MESSAGE_WARNING), ==, 0);
  stop (h);
}

/* A model downstream sets the rate and every parameter that no property binds.
 */
static void
test_follows_downstream (void)
{
  GstHarness *h = gst_harness_new_parse (
      "melspectrogram" ONLY ("other/tensors,transform=(string)mel,rate=8000,"
                             "bands=40,hop=100,compress=(string)log"));
  g_autoptr (GstCaps) asked = gst_pad_peer_query_caps (h->srcpad, NULL);
  g_autoptr (GstCaps) caps = NULL;
  gint rate = 0, hop = 0;

  gst_structure_get_int (gst_caps_get_structure (asked, 0), "rate", &rate);
  g_assert_cmpint (rate, ==, 8000);
  gst_harness_set_src_caps_str (h, AUDIO);
  caps = gst_pad_get_current_caps (h->sinkpad);
  g_assert_nonnull (caps);
  g_assert_cmpstr (gst_structure_get_string (gst_caps_get_structure (caps, 0),
                       "dimensions"),
      ==, "40");
  gst_structure_get_int (gst_caps_get_structure (caps, 0), "hop", &hop);
  g_assert_cmpint (hop, ==, 100);
  stop (h);
}

static void
test_refused (void)
{
  static const char *const cases[][3] = {
    { "melspectrogram bands=20" ONLY ("other/tensors,dimensions=(string)96"),
        "melspectrogram would deliver 20", "expects 96" },
    { "melspectrogram hop=600", "hop must be at most fft", "600" },
    { "melspectrogram fft=129 hop=9", "fft must be even", "129" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i][0], cases[i][1], cases[i][2]);
}

/* Its frames are a network's input like any other. */
static void
test_with_a_network (void)
{
  g_autofree char *path =
      make_model ("transform=mel;bands=24;fft=128;hop=64;compress=log", 6, 6);
  g_autofree char *launch =
      g_strdup_printf ("melspectrogram ! packnet model=%s", path);
  g_autofree float *x = make_noise (20 * 64);
  g_autoptr (Output) out = analyse (launch, x, 20 * 64, 333);

  g_assert_cmpuint (out->buffers->len, ==, 4);
  g_assert_cmpuint (GST_BUFFER_PTS (output_get (out, 1)), ==,
      samples_to_time (6 * 64));
}

static void
add_tests (void)
{
#define ADD(name, function) g_test_add_func ("/melspectrogram/" name, function)
  ADD ("caps", test_caps);
  ADD ("is-the-library", test_is_the_library);
  ADD ("cuts-do-not-matter", test_cuts_do_not_matter);
  ADD ("times", test_times);
  ADD ("latency", test_latency);
  ADD ("break", test_break);
  ADD ("not-finite", test_not_finite);
  ADD ("follows-downstream", test_follows_downstream);
  ADD ("refused", test_refused);
  ADD ("with-a-network", test_with_a_network);
#undef ADD
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
