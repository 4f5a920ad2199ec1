/* jtfst: ticks of a scalogram in, frames out, each at its time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <string.h>

#include "scattering/jtfst.h"
#include "scattering/transform.h"

#define CHAIN "scalogram ! " SMALL_JTFST
#define STRIDE 64
/* A length that no tick and no stride divides. */
#define N (11 * TICK + 19)

static GlsSpec
small_spec (void)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.rate = RATE;
  spec.J = OCTAVES;
  spec.Q1 = 8;
  spec.Q2 = 1;
  spec.J_fr = 3;
  spec.Q_fr = 1;
  spec.F = 8;
  return spec;
}

static char *
get_string (const GstCaps *caps, const char *field)
{
  return g_strdup (gst_structure_get_string (gst_caps_get_structure (caps, 0),
      field));
}

/* The paper's frame is 9:23; local averages of both orientations without the
 * three fastest modulation scales are 9:20:2:9. */
static void
test_caps (void)
{
  static const struct
  {
    const char *launch, *dimensions, *framerate;
  } cases[] = {
    { "scalogram ! jtfst", "9:23", "125/64" },
    { "scalogram ! jtfst stride=1024 orientation=up", "9:23", "125/8" },
    { "scalogram ! jtfst lambda=local orientation=both mu-skip=3 "
      "compress=log normalise=true",
        "9:20:2:9", "125/64" },
    { "scalogram ! jtfst lambda=bands lambda-bands=7 low-pass=true",
        "10:24:1:7", "125/64" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GstHarness *h = gst_harness_new_parse (cases[i].launch);
    g_autoptr (GstCaps) caps = NULL, wanted = NULL;
    g_autofree char *dimensions = NULL, *text = NULL;

    gst_harness_set_src_caps_str (h,
        "audio/x-raw,format=" AUDIO_FORMAT
        ",rate=16000,channels=1,layout=interleaved");
    caps = gst_pad_get_current_caps (h->sinkpad);
    dimensions = get_string (caps, "dimensions");
    g_assert_cmpstr (dimensions, ==, cases[i].dimensions);
    text = g_strdup_printf (
        "other/tensors,format=(string)static,num_tensors=1,"
        "types=(string)float32,framerate=%s,transform=(string)jtfst,"
        "axes=(string)ell:mu:theta:lambda,rate=16000,octaves=13,"
        "q=(string)\"12,2\",octaves-fr=4,q-fr=2,f=24,stride=%d,"
        "orientation=(string)%s,lambda=(string)%s,normalise=%s,"
        "compress=(string)%s,mu-skip=%d%s",
        cases[i].framerate, i == 1 ? 1024 : 8192,
        i == 1       ? "up"
            : i == 2 ? "both"
                     : "max",
        i == 2       ? "local"
            : i == 3 ? "bands"
                     : "pooled",
        i == 2 ? "true" : "false", i == 2 ? "log" : "none", i == 2 ? 3 : 0,
        i == 3 ? ",lambda-bands=7,low-pass=true" : "");
    wanted = gst_caps_from_string (text);
    g_assert_true (gst_caps_is_subset (caps, wanted));
    g_assert_cmpint (gst_structure_has_field (gst_caps_get_structure (caps, 0),
                         "low-pass"),
        ==, i == 3);
    stop (h);
  }
}

static void
test_is_the_library_with_bands (void)
{
  g_autofree float *x = make_noise (N);
  GlsSpec spec = small_spec ();

  spec.lambda = GLS_LAMBDA_BANDS;
  spec.lambda_bands = 3;
  spec.low_pass = TRUE;
  assert_is_the_library (CHAIN " lambda=bands lambda-bands=3 low-pass=true",
      &spec, x, N);
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
}

static void
test_cuts_do_not_matter (void)
{
  const char *const launches[] = { CHAIN,
    CHAIN " lambda=local orientation=both stride=32",
    CHAIN " lambda=bands low-pass=true normalise=true" };
  const size_t cuts[] = { 1, 333, TICK, 4 * TICK };
  g_autofree float *x = make_noise (N);

  for (guint l = 0; l < G_N_ELEMENTS (launches); l++) {
    g_autoptr (Output) whole = analyse (launches[l], x, N, N);

    for (guint c = 0; c < G_N_ELEMENTS (cuts); c++) {
      g_autoptr (Output) out = analyse (launches[l], x, N, cuts[c]);

      assert_same_output (whole, out);
    }
  }
}

/* Nor does it matter how many threads share the work. */
static void
test_threads_do_not_matter (void)
{
  static const guint counts[] = { 0, 3 };
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) alone = analyse (CHAIN, x, N, 333);

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_autofree char *launch =
        g_strdup_printf (CHAIN " name=j threads=%u", counts[i]);
    g_autoptr (Output) out = analyse (launch, x, N, 333);
    GstHarness *h = start (launch);
    g_autoptr (GstElement) jtfst =
        gst_bin_get_by_name (GST_BIN (h->element), "j");
    guint threads;

    g_object_get (jtfst, "threads", &threads, NULL);
    g_assert_cmpuint (threads, ==, counts[i]);
    stop (h);
    assert_same_output (alone, out);
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

  push_audio (h, x, N, 500, base);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  for (guint i = 0; i < out->buffers->len; i++) {
    GstBuffer *buffer = output_get (out, i);

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
        base + samples_to_time (i * STRIDE));
    g_assert_cmpuint (GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer),
        ==, base + samples_to_time (MIN ((i + 1) * STRIDE, N)));
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (buffer), ==, i == 0);
  }
  stop (h);
}

static void
test_latency (void)
{
  GstHarness *h = start (CHAIN);
  GlsSpec spec = small_spec ();
  g_autoptr (GlsScalogramPlan) first = gls_scalogram_plan_new (&spec, NULL);
  g_autoptr (GlsJtfstPlan) second = gls_jtfst_plan_new (&spec, NULL);

  gst_harness_set_upstream_latency (h, 5 * GST_MSECOND);
  g_assert_cmpuint (gst_harness_query_latency (h), ==,
      5 * GST_MSECOND
          + samples_to_time (gls_scalogram_plan_get_latency_samples (first))
          + samples_to_time (gls_jtfst_plan_get_latency_samples (second)));
  stop (h);
}

/* What a model downstream was trained on is what it gets, back to the rate. */
static void
test_follows_downstream (void)
{
  GstHarness *h = gst_harness_new_parse (
      "scalogram ! jtfst" ONLY ("other/tensors,transform=(string)jtfst,"
                                "rate=8000,octaves=8,q=(string)\\\"8\\\\,1\\\","
                                "octaves-fr=3,q-fr=1,f=8,stride=128,"
                                "orientation=(string)both,"
                                "lambda=(string)local,normalise=true,"
                                "compress=(string)log,mu-skip=1"));
  g_autoptr (GstCaps) asked = gst_pad_peer_query_caps (h->srcpad, NULL);
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *dimensions = NULL;
  gint rate;

  g_assert_true (gst_structure_get_int (gst_caps_get_structure (asked, 0),
      "rate", &rate));
  g_assert_cmpint (rate, ==, RATE);
  gst_harness_set_src_caps_str (h, AUDIO);
  caps = gst_pad_get_current_caps (h->sinkpad);
  g_assert_nonnull (caps);
  dimensions = get_string (caps, "dimensions");
  g_assert_cmpstr (dimensions, ==, "4:5:2:7");
  stop (h);
}

/* One sentence, with both shapes and the parameter that differs. */
static void
test_contradiction (void)
{
  GstHarness *h = gst_harness_new_parse ("scalogram ! jtfst lambda=local" ONLY (
      "other/tensors,transform=(string)jtfst,octaves=13,"
      "lambda=(string)pooled,dimensions=(string)9:23"));
  g_autoptr (GstBus) bus = watch (h);
  g_autofree char *text = NULL;
  g_autofree float *x = make_noise (100);

  gst_harness_set_src_caps_str (h, AUDIO);
  gst_harness_push (h, make_audio (x, 0, 100, 0));
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, "9:23:1:9");
  assert_holds (text, "9:23 ");
  assert_holds (text, "lambda=local");
  assert_holds (text, "lambda=pooled");
  g_assert_cmpuint (count_messages (bus, GST_MESSAGE_ERROR), ==, 0);
  stop (h);
}

/* Downstream may pad the shape with ones. */
static void
test_padded_dimensions (void)
{
  GstHarness *h = start ("scalogram octaves=13 q=12,2 ! jtfst" ONLY (
      "other/tensors,dimensions=(string)9:23:1:1"));
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (h->sinkpad);
  g_autofree char *dimensions = get_string (caps, "dimensions");

  g_assert_cmpstr (dimensions, ==, "9:23:1:1");
  stop (h);
}

/* The caps of a scalogram as it comes from elsewhere. */
static GstHarness *
start_with_scalogram (GstBus **bus, GstCaps **caps)
{
  GstHarness *source = gst_harness_new_parse (SMALL_SCALOGRAM
          ONLY ("other/tensors,edges=(string)all"));
  GstHarness *h = gst_harness_new_parse (SMALL_JTFST);

  gst_harness_set_src_caps_str (source, AUDIO);
  *caps = gst_caps_make_writable (gst_pad_get_current_caps (source->sinkpad));
  *bus = watch (h);
  stop (source);
  return h;
}

/* A buffer that is smaller than its caps is not read. */
static void
test_short_buffer (void)
{
  g_autoptr (GstBus) bus = NULL;
  g_autofree char *text = NULL;
  GstCaps *caps;
  GstHarness *h = start_with_scalogram (&bus, &caps);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 3000, NULL);

  gst_harness_set_src_caps (h, caps);
  GST_BUFFER_OFFSET (buffer) = 0;
  g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_ERROR);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, "3000 bytes");
  stop (h);
}

static GstBuffer *
make_tick (const GstCaps *caps, gint64 start)
{
  GstGlsTensors tensors;
  GstBuffer *buffer;

  g_assert_true (gst_gls_tensors_from_caps (&tensors, caps, NULL));
  buffer =
      gst_buffer_new_allocate (NULL, gst_gls_tensors_get_size (&tensors), NULL);
  gst_buffer_memset (buffer, 0, 0, gst_buffer_get_size (buffer));
  GST_BUFFER_OFFSET (buffer) = (guint64) start;
  GST_BUFFER_OFFSET_END (buffer) = (guint64) (start + TICK);
  GST_BUFFER_PTS (buffer) = samples_to_time ((guint64) start);
  return buffer;
}

/* Ticks without a number cannot be put in order. */
static void
test_without_offset (void)
{
  g_autoptr (GstBus) bus = NULL;
  g_autofree char *text = NULL;
  GstCaps *caps;
  GstHarness *h = start_with_scalogram (&bus, &caps);
  GstBuffer *buffer = make_tick (caps, 0);

  gst_harness_set_src_caps (h, caps);
  GST_BUFFER_OFFSET (buffer) = GST_BUFFER_OFFSET_NONE;
  g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_ERROR);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, "sample offset");
  stop (h);
}

/* A scalogram of another shape is refused with both shapes. */
static void
test_other_scalogram (void)
{
  g_autoptr (GstBus) bus = NULL;
  g_autofree char *text = NULL, *wanted = NULL;
  GstCaps *caps;
  GstHarness *h = start_with_scalogram (&bus, &caps);

  wanted = get_string (caps, "dimensions");
  gst_caps_set_simple (caps, "dimensions", G_TYPE_STRING, "480:2,1,1,1,1,1,1,1",
      NULL);
  gst_harness_set_src_caps (h, caps);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, wanted);
  assert_holds (text, "480:2");
  stop (h);
}

static void
test_foreign_caps (void)
{
  g_autoptr (GstBus) bus = NULL;
  g_autofree char *edges = NULL, *foreign = NULL;
  GstCaps *caps;
  GstHarness *h = start_with_scalogram (&bus, &caps);

  gst_caps_set_simple (caps, "edges", G_TYPE_STRING, "inside", NULL);
  gst_harness_set_src_caps (h, caps);
  edges = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (edges, "edges=inside");
  stop (h);

  gst_object_unref (bus);
  h = start_with_scalogram (&bus, &caps);
  gst_caps_unref (caps);
  gst_harness_set_src_caps_str (h, "audio/x-raw");
  foreign = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (foreign, "audio/x-raw");
  stop (h);
}

/* Without our fields, as behind an element that drops them, the shape and the
 * frame rate say enough. */
static void
test_missing_fields (void)
{
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstCaps) out = NULL;
  GstCaps *caps;
  GstHarness *h = start_with_scalogram (&bus, &caps);
  gint rate;

  gst_structure_remove_fields (gst_caps_get_structure (caps, 0), "transform",
      "rate", "octaves", "q", "axes", "layout", "edges", "precision", NULL);
  gst_harness_set_src_caps (h, caps);
  g_assert_cmpuint (count_messages (bus, GST_MESSAGE_ERROR), ==, 0);
  out = gst_pad_get_current_caps (h->sinkpad);
  g_assert_true (gst_structure_get_int (gst_caps_get_structure (out, 0), "rate",
      &rate));
  g_assert_cmpint (rate, ==, RATE);
  stop (h);
}

/* Where ticks were lost, or the start was missed, a new stretch begins. */
static void
test_lost_ticks (void)
{
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (Output) out = NULL;
  GstCaps *caps;
  GstHarness *h = start_with_scalogram (&bus, &caps);
  guint n = 0;

  gst_caps_ref (caps);
  gst_harness_set_src_caps (h, caps);
  for (gint64 tick = 5; tick < 20; tick++)
    if (tick != 12)
      g_assert_cmpint (gst_harness_push (h, make_tick (caps, tick * TICK)), ==,
          GST_FLOW_OK);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  g_assert_cmpuint (out->buffers->len, ==, 7 + 7);
  for (guint i = 0; i < out->buffers->len; i++) {
    guint64 tick = i < 7 ? 5 + i : 13 + i - 7;

    g_assert_cmpuint (GST_BUFFER_PTS (output_get (out, i)), ==,
        samples_to_time (tick * TICK));
    n += GST_BUFFER_IS_DISCONT (output_get (out, i)) != 0;
  }
  g_assert_cmpuint (n, ==, 2);
  gst_caps_unref (caps);
  stop (h);
}

/* Breaks travel through the chain: each stretch is as if alone. */
static void
test_discont (void)
{
  g_autofree float *x = make_noise (2 * N);
  g_autoptr (Output) first = analyse (CHAIN, x, N, N);
  g_autoptr (Output) second = analyse (CHAIN, x + N, N, N);
  g_autoptr (Output) both = NULL;
  GstHarness *h = start (CHAIN);

  push_audio (h, x, N, N, 0);
  push_audio (h, x + N, N, N, 10 * GST_SECOND);
  gst_harness_push_event (h, gst_event_new_eos ());
  both = take_output (h);
  g_assert_cmpuint (both->buffers->len, ==,
      first->buffers->len + second->buffers->len);
  g_string_append_len (first->bytes, second->bytes->str,
      (gssize) second->bytes->len);
  g_assert_cmpmem (both->bytes->str, both->bytes->len, first->bytes->str,
      first->bytes->len);
  for (guint i = 0; i < both->buffers->len; i++)
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (output_get (both, i)), ==,
        i == 0 || i == first->buffers->len);
  g_assert_cmpuint (GST_BUFFER_PTS (output_get (both, first->buffers->len)), ==,
      10 * GST_SECOND);
  stop (h);
}

static void
test_flush (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) after = assert_flush_forgets (CHAIN, x, N);

  g_assert_true (GST_BUFFER_IS_DISCONT (output_get (after, 0)));
}

static void
test_states (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) wanted = analyse (CHAIN, x, N, N);
  GstHarness *h = start (CHAIN);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  for (int i = 0; i < 3; i++) {
    g_autoptr (Output) out = NULL;

    push_audio (h, x, 1000, 100, 0);
    output_free (take_output (h));
    gst_element_set_state (h->element, GST_STATE_READY);
    gst_element_set_state (h->element, GST_STATE_PLAYING);
    gst_harness_push_event (h, gst_event_new_stream_start ("again"));
    gst_harness_set_src_caps_str (h, AUDIO);
    gst_harness_push_event (h, gst_event_new_segment (&segment));
    push_audio (h, x, N, N, 0);
    gst_harness_push_event (h, gst_event_new_eos ());
    out = take_output (h);
    assert_same_output (wanted, out);
    gst_harness_push_event (h, gst_event_new_flush_start ());
    gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
    gst_harness_push_event (h, gst_event_new_segment (&segment));
  }
  stop (h);
}

static void
add_tests (void)
{
#define ADD(name, function) g_test_add_func ("/jtfst/" name, function)
  ADD ("caps", test_caps);
  ADD ("is-the-library", test_is_the_library);
  ADD ("is-the-library-with-bands", test_is_the_library_with_bands);
  ADD ("cuts-do-not-matter", test_cuts_do_not_matter);
  ADD ("threads-do-not-matter", test_threads_do_not_matter);
  ADD ("times", test_times);
  ADD ("latency", test_latency);
  ADD ("follows-downstream", test_follows_downstream);
  ADD ("contradiction", test_contradiction);
  ADD ("padded-dimensions", test_padded_dimensions);
  ADD ("short-buffer", test_short_buffer);
  ADD ("without-offset", test_without_offset);
  ADD ("other-scalogram", test_other_scalogram);
  ADD ("foreign-caps", test_foreign_caps);
  ADD ("missing-fields", test_missing_fields);
  ADD ("lost-ticks", test_lost_ticks);
  ADD ("discont", test_discont);
  ADD ("flush", test_flush);
  ADD ("states", test_states);
#undef ADD
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
