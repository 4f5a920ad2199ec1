/* timescattering: ticks of a scalogram in, frames out. What it has in common
 * with jtfst is tested there.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include "scattering/transform.h"

#define SMALL "timescattering octaves=8 q=8,1"
#define CHAIN "scalogram ! " SMALL
#define STRIDE 64
/* A length that no tick and no stride divides. */
#define N (11 * TICK + 19)

static GlsSpec
small_spec (void)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_TIMESCATTERING);
  spec.rate = RATE;
  spec.J = OCTAVES;
  spec.Q1 = 8;
  spec.Q2 = 1;
  return spec;
}

/* By default 136 coefficients of the first order and 1754 of the second. */
static void
test_caps (void)
{
  GstHarness *h = gst_harness_new_parse ("scalogram ! timescattering "
                                         "stride=1024 normalise=true");
  g_autoptr (GstCaps) wanted = gst_caps_from_string (
      "other/tensors,format=(string)static,num_tensors=1,types=(string)float32,"
      "dimensions=(string)1890,framerate=125/8,"
      "transform=(string)timescattering,axes=(string)path,rate=16000,"
      "octaves=13,q=(string)\"12,2\",stride=1024,s0=false,normalise=true,"
      "compress=(string)none");
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
  const size_t lengths[] = { 1, STRIDE, STRIDE + 1, TICK, 4 * TICK, N };
  g_autofree float *x = make_noise (N);
  GlsSpec spec = small_spec ();

  spec.stride = STRIDE;
  for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
    assert_is_the_library (CHAIN " stride=64", &spec, x, lengths[l]);
  spec.normalise = TRUE;
  spec.compress = GLS_COMPRESS_LOG;
  assert_is_the_library (CHAIN " stride=64 normalise=true compress=log", &spec,
      x, N);
}

static void
test_cuts_do_not_matter (void)
{
  const size_t cuts[] = { 1, 333, TICK, 4 * TICK };
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) whole = analyse (CHAIN " stride=32", x, N, N);

  for (guint c = 0; c < G_N_ELEMENTS (cuts); c++) {
    g_autoptr (Output) out = analyse (CHAIN " stride=32", x, N, cuts[c]);

    assert_same_output (whole, out);
  }
}

/* Frame k stands at sample k stride; the last one ends with the audio. */
static void
test_times (void)
{
  const GstClockTime base = 3 * GST_SECOND;
  g_autofree float *x = make_noise (N);
  GstHarness *h = start (CHAIN " stride=64");
  g_autoptr (Output) out = NULL;
  guint n = (N + STRIDE - 1) / STRIDE;

  push_audio (h, x, N, 100, base);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  g_assert_cmpuint (out->buffers->len, ==, n);
  for (guint i = 0; i < n; i++) {
    GstBuffer *buffer = output_get (out, i);

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
        base + samples_to_time (i * STRIDE));
    g_assert_cmpuint (GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer),
        ==, base + samples_to_time (MIN ((i + 1) * STRIDE, N)));
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (buffer), ==, i == 0);
  }
  stop (h);
}

/* Both elements together have the transform's latency. */
static void
test_latency (void)
{
  GlsSpec spec = small_spec ();
  g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (&spec, NULL);
  GstHarness *h = start (CHAIN);

  g_assert_cmpuint (gst_harness_query_latency (h), ==,
      samples_to_time (gls_transform_plan_get_latency_samples (plan)));
  stop (h);
}

/* After a flush nothing is left of what came before. */
static void
test_flush (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) after = assert_flush_forgets (CHAIN, x, N);

  g_assert_true (GST_BUFFER_IS_DISCONT (output_get (after, 0)));
}

/* A model downstream decides, also what the scalogram is. */
static void
test_with_a_network (void)
{
  g_autofree char *path = make_model ("transform=timescattering;octaves=4;"
                                      "q=2,1;stride=16;normalise=true",
      8, 8);
  g_autofree char *launch =
      g_strdup_printf ("scalogram ! timescattering ! packnet model=%s", path);
  g_autofree float *x = make_noise (24 * 16);
  g_autoptr (Output) out = analyse (launch, x, 24 * 16, 333);

  g_assert_cmpuint (out->buffers->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (GST_BUFFER_PTS (output_get (out, i)), ==,
        samples_to_time (i * 8 * 16));
}

static void
test_refused (void)
{
  static const char *const cases[][3] = {
    { "scalogram octaves=7 ! " SMALL, "octaves=7", "octaves=8" },
    { CHAIN " normalise=false" ONLY (
          "other/tensors,transform=(string)timescattering,normalise=true"),
        "timescattering would deliver frames of", "normalise=false" },
    { CHAIN ONLY ("other/tensors,transform=(string)timescattering,s0=true"),
        "s0", "not in a scalogram" },
    { CHAIN " stride=3", "stride must be", "not 3" },
    /* stride=256 of downstream would be right with 8 octaves */
    { "scalogram ! timescattering octaves=7" ONLY (
          "other/tensors,transform=(string)timescattering,octaves=8,"
          "stride=256"),
        "timescattering was set to octaves=7", "downstream wants octaves=8" },
    { CHAIN ONLY ("other/tensors,transform=(string)timescattering,rate=16000"),
        "16000 Hz", "only 8000 Hz: put audioresample" },
    { "scalogram ! tee name=t ! jtfst octaves=8 ! fakesink t. ! "
      "jtfst octaves=9",
        "behind a tee", "different things" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i][0], cases[i][1], cases[i][2]);
}

static void
add_tests (void)
{
#define ADD(name, function) g_test_add_func ("/timescattering/" name, function)
  ADD ("caps", test_caps);
  ADD ("is-the-library", test_is_the_library);
  ADD ("cuts-do-not-matter", test_cuts_do_not_matter);
  ADD ("times", test_times);
  ADD ("latency", test_latency);
  ADD ("flush", test_flush);
  ADD ("with-a-network", test_with_a_network);
  ADD ("refused", test_refused);
#undef ADD
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
