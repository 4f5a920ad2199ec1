/* scalogram: audio in, ticks out, each at its time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <math.h>
#include <string.h>

#include "scattering/scalogram.h"
#include "scattering/transform.h"

/* A length that no tick, no stride and no cut divides. */
#define N (7 * TICK + 19)

static GlsSpec
small_spec (void)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_SCALOGRAM);
  spec.rate = RATE;
  spec.J = OCTAVES;
  spec.Q1 = 8;
  return spec;
}

/* The caps say the shape of each octave, and how it was made. */
static void
test_caps (void)
{
  GstHarness *h = start (SMALL_SCALOGRAM);
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (h->sinkpad);
  g_autoptr (GstCaps) wanted = gst_caps_from_string (
      "other/tensors,format=(string)static,framerate=125/4,"
      "transform=(string)scalogram,layout=(string)multirate,"
      "axes=(string)time:lambda,rate=8000,octaves=8,q=8,edges=(string)inside,"
      "precision=(string)default");
  GlsSpec spec = small_spec ();
  g_autoptr (GlsScalogramPlan) plan = gls_scalogram_plan_new (&spec, NULL);
  const GlsScalogramGroup *groups;
  GstGlsTensors tensors;
  size_t n;

  g_assert_true (gst_caps_is_subset (caps, wanted));
  g_assert_true (gst_gls_tensors_from_caps (&tensors, caps, NULL));
  groups = gls_scalogram_plan_get_groups (plan, &n);
  g_assert_cmpuint (tensors.n, ==, n);
  for (size_t g = 0; g < n; g++) {
    g_assert_cmpuint (tensors.shape[g].size[0], ==, groups[g].n_times);
    g_assert_cmpuint (gst_gls_shape_get_n (&tensors.shape[g]), ==,
        groups[g].n_times * groups[g].n_lambda);
  }
  stop (h);
}

/* One memory per tensor, and the library's numbers in them, bit for bit. */
static void
test_is_the_library (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) out = analyse (SMALL_SCALOGRAM, x, N, 333);
  GlsSpec spec = small_spec ();
  g_autoptr (GlsScalogramPlan) plan = gls_scalogram_plan_new (&spec, NULL);
  g_autoptr (GlsScalogramStream) stream = gls_scalogram_stream_new (plan);
  size_t n, at = 0, size = 0;
  const GlsScalogramGroup *groups = gls_scalogram_plan_get_groups (plan, &n);
  float *u[GLS_SCALOGRAM_MAX_GROUPS];
  g_autofree float *all = NULL;
  gboolean drained = FALSE;
  guint i = 0;
  GlsTick tick;

  for (size_t g = 0; g < n; g++)
    size += groups[g].n_lambda * groups[g].n_times;
  all = g_new (float, size);
  for (size_t g = 0, to = 0; g < n; g++) {
    u[g] = all + to;
    to += groups[g].n_lambda * groups[g].n_times;
  }
  for (;;) {
    while (gls_scalogram_stream_pull (stream, u, &tick))
      if (tick.n_inside > 0) {
        GstBuffer *buffer = output_get (out, i);

        g_assert_cmpuint (gst_buffer_n_memory (buffer), ==, n);
        g_assert_cmpuint (gst_buffer_get_size (buffer), ==, size * 4);
        g_assert_cmpint (gst_buffer_memcmp (buffer, 0, all, size * sizeof *all),
            ==, 0);
        i++;
      }
    if (drained)
      break;
    at += gls_scalogram_stream_push (stream, x + at, N - at);
    if (at == N) {
      gls_scalogram_stream_drain (stream);
      drained = TRUE;
    }
  }
  g_assert_cmpuint (out->buffers->len, ==, i);
  g_assert_cmpuint (i, ==, 8);
}

/* Buffer sizes are upstream's business. */
static void
test_cuts_do_not_matter (void)
{
  const char *const launches[] = { SMALL_SCALOGRAM,
    SMALL_SCALOGRAM " stride=64" };
  const size_t cuts[] = { 1, 333, TICK, 4 * TICK };
  g_autofree float *x = make_noise (N);

  for (guint l = 0; l < G_N_ELEMENTS (launches); l++) {
    g_autoptr (Output) whole = analyse (launches[l], x, N, N);

    g_assert_cmpuint (whole->buffers->len, >, 0);
    for (guint c = 0; c < G_N_ELEMENTS (cuts); c++) {
      g_autoptr (Output) out = analyse (launches[l], x, N, cuts[c]);

      assert_same_output (whole, out);
    }
  }
}

/* Tick k starts at sample k T; the last one ends with the audio. */
static void
test_times (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) out = analyse (SMALL_SCALOGRAM, x, N, 100);

  g_assert_cmpuint (out->buffers->len, ==, 8);
  for (guint i = 0; i < 8; i++) {
    GstBuffer *buffer = output_get (out, i);
    guint64 end = MIN ((i + 1) * TICK, N);

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, samples_to_time (i * TICK));
    g_assert_cmpuint (GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer),
        ==, samples_to_time (end));
    g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, i * TICK);
    g_assert_cmpuint (GST_BUFFER_OFFSET_END (buffer), ==, end);
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (buffer), ==, i == 0);
  }
}

/* Who asks for the edges gets them, marked; the inside stays the same. */
static void
test_edges (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) plain = analyse (SMALL_SCALOGRAM, x, N, N);
  g_autoptr (Output) all =
      analyse (SMALL_SCALOGRAM ONLY ("other/tensors,edges=(string)all"), x, N,
          N);
  GlsSpec spec = small_spec ();
  g_autoptr (GlsScalogramPlan) plan = gls_scalogram_plan_new (&spec, NULL);
  guint n = (guint) gls_scalogram_plan_get_n_edge_ticks (plan);

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (all->buffers->len, ==, plain->buffers->len + 2 * n);
  for (guint i = 0; i < all->buffers->len; i++) {
    GstBuffer *buffer = output_get (all, i);
    gboolean edge = i < n || i >= n + plain->buffers->len;

    g_assert_cmpint (GST_BUFFER_FLAG_IS_SET (buffer,
                         GST_BUFFER_FLAG_DECODE_ONLY),
        ==, edge);
    g_assert_cmpint (GST_BUFFER_PTS_IS_VALID (buffer), ==, !edge);
    g_assert_cmpint ((gint64) GST_BUFFER_OFFSET (buffer), ==,
        ((gint64) i - n) * TICK);
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (buffer), ==, i == 0);
    if (!edge) {
      GstMapInfo map;

      gst_buffer_map (output_get (plain, i - n), &map, GST_MAP_READ);
      g_assert_cmpint (gst_buffer_memcmp (buffer, 0, map.data, map.size), ==,
          0);
      gst_buffer_unmap (output_get (plain, i - n), &map);
    }
  }
}

/* Where one tensor is asked for, every buffer is a frame: as many as there are
 * strides begun, each at its sample. */
static void
test_uniform (void)
{
  const char *const launches[] = {
    SMALL_SCALOGRAM ONLY ("other/tensors,num_tensors=1"),
    SMALL_SCALOGRAM " stride=64",
    SMALL_SCALOGRAM ONLY ("other/tensors,num_tensors=1,stride=32,"
                          "compress=(string)log")
  };
  const guint stride[] = { TICK, 64, 32 };
  g_autofree float *x = make_noise (N);

  for (guint l = 0; l < G_N_ELEMENTS (launches); l++) {
    GstHarness *h = start (launches[l]);
    g_autoptr (GstCaps) caps = gst_pad_get_current_caps (h->sinkpad);
    const GstStructure *s = gst_caps_get_structure (caps, 0);
    g_autoptr (Output) out = analyse (launches[l], x, N, 1000);
    gint is, fps_n, fps_d;

    g_assert_cmpstr (gst_structure_get_string (s, "layout"), ==, "uniform");
    g_assert_true (gst_structure_get_int (s, "stride", &is));
    g_assert_cmpint (is, ==, stride[l]);
    g_assert_true (gst_structure_get_fraction (s, "framerate", &fps_n, &fps_d));
    g_assert_cmpint (fps_n * (gint) stride[l], ==, RATE * fps_d);
    g_assert_cmpstr (gst_structure_get_string (s, "compress"), ==,
        l == 2 ? "log" : "none");

    g_assert_cmpuint (out->buffers->len, ==, (N + stride[l] - 1) / stride[l]);
    for (guint i = 0; i < out->buffers->len; i++) {
      GstBuffer *buffer = output_get (out, i);

      g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
          samples_to_time (i * stride[l]));
      g_assert_cmpuint (GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer),
          ==, samples_to_time (MIN ((i + 1) * stride[l], N)));
    }
    stop (h);
  }
}

static int
get_rate_asked_upstream (GstHarness *h)
{
  g_autoptr (GstCaps) caps = gst_pad_peer_query_caps (h->srcpad, NULL);
  gint rate = 0;

  gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate);
  return rate;
}

/* The rate that downstream needs is asked from upstream. */
static void
test_rate_travels_upstream (void)
{
  GstHarness *h = gst_harness_new_parse ("scalogram" ONLY (
      "other/tensors,transform=(string)scalogram,rate=22050"));

  g_assert_cmpint (get_rate_asked_upstream (h), ==, 22050);
  stop (h);
  h = gst_harness_new_parse ("scalogram");
  g_assert_cmpint (get_rate_asked_upstream (h), ==, 0); /* a range */
  stop (h);
}

/* What is downstream decides where no property does. */
static void
test_follows_downstream (void)
{
  GstHarness *h = start ("scalogram" ONLY ("other/tensors,octaves=6,q=4"));
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (h->sinkpad);
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  gint octaves, q;

  g_assert_true (gst_structure_get_int (s, "octaves", &octaves));
  g_assert_true (gst_structure_get_int (s, "q", &q));
  g_assert_cmpint (octaves, ==, 6);
  g_assert_cmpint (q, ==, 4);
  stop (h);
}

/* A property that was set is binding: one sentence says what does not fit. */
static void
test_contradiction (void)
{
  GstHarness *h = gst_harness_new_parse (
      "scalogram octaves=7" ONLY ("other/tensors,octaves=6,"
                                  "layout=(string)multirate"));
  g_autoptr (GstBus) bus = watch (h);
  g_autofree char *text = NULL;
  g_autofree float *x = make_noise (100);

  gst_harness_set_src_caps_str (h, AUDIO);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, "128:");
  assert_holds (text, "octaves=7");
  assert_holds (text, "octaves=6");
  g_assert_cmpint (gst_harness_push (h, make_audio (x, 0, 100, 0)), ==,
      GST_FLOW_NOT_NEGOTIATED);
  stop (h);
}

static void
test_bad_property (void)
{
  const char *const bad[] = { "scalogram q=a,b", "scalogram q=99",
    "scalogram octaves=8 stride=5" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    GstHarness *h = gst_harness_new_parse (bad[i]);
    g_autoptr (GstBus) bus = watch (h);
    g_autofree char *text = NULL;

    gst_harness_set_src_caps_str (h, AUDIO);
    text = pop_text (bus, GST_MESSAGE_ERROR);
    assert_holds (text, i < 2 ? "q must" : "stride must");
    stop (h);
  }
}

/* Caps and formats that it cannot take are refused with a sentence. */
static void
test_foreign_audio (void)
{
  GstHarness *h = gst_harness_new_parse ("scalogram");
  g_autoptr (GstBus) bus = watch (h);
  g_autofree char *text = NULL;

  gst_harness_set_src_caps_str (h,
      "audio/x-raw,format=S16LE,rate=8000,channels=1,layout=interleaved");
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, "audioconvert");
  stop (h);
}

static void
test_half_a_sample (void)
{
  GstHarness *h = start (SMALL_SCALOGRAM);
  g_autoptr (GstBus) bus = watch (h);
  g_autofree char *text = NULL;

  g_assert_cmpint (gst_harness_push (h,
                       gst_buffer_new_allocate (NULL, 10, NULL)),
      ==, GST_FLOW_ERROR);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, "10 bytes");
  stop (h);
}

/* Upstream's latency and what the library says of its own. */
static void
test_latency (void)
{
  const char *const launches[] = { SMALL_SCALOGRAM,
    SMALL_SCALOGRAM " stride=64" };
  GlsSpec spec = small_spec ();
  g_autoptr (GlsScalogramPlan) plan = gls_scalogram_plan_new (&spec, NULL);
  g_autoptr (GlsTransformPlan) frames = NULL;
  guint64 own[2];

  spec.stride = 64;
  frames = gls_transform_plan_new (&spec, NULL);
  own[0] = gls_scalogram_plan_get_latency_samples (plan);
  own[1] = gls_transform_plan_get_latency_samples (frames);
  for (guint l = 0; l < G_N_ELEMENTS (launches); l++) {
    GstHarness *h = gst_harness_new_parse (launches[l]);
    g_autoptr (GstBus) bus = watch (h);

    g_assert_cmpuint (count_messages (bus, GST_MESSAGE_LATENCY), ==, 0);
    gst_harness_set_src_caps_str (h, AUDIO);
    g_assert_cmpuint (count_messages (bus, GST_MESSAGE_LATENCY), ==, 1);
    gst_harness_set_upstream_latency (h, 7 * GST_MSECOND);
    g_assert_cmpuint (own[l], >, 0);
    g_assert_cmpuint (gst_harness_query_latency (h), ==,
        7 * GST_MSECOND + samples_to_time (own[l]));
    stop (h);
  }
}

/* After a flush nothing is left of what came before. */
static void
test_flush (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) after = assert_flush_forgets (SMALL_SCALOGRAM, x, N);

  g_assert_true (GST_BUFFER_IS_DISCONT (output_get (after, 0)));
}

/* The tensors of a tick lie side by side, so that who maps a buffer whole, as
 * jtfst does, has them without a copy. */
static void
test_one_block (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) out = analyse (SMALL_SCALOGRAM, x, N, N);
  GstBuffer *buffer = output_get (out, 0);
  GstMapInfo whole, one;
  gsize at = 0;

  g_assert_cmpuint (gst_buffer_n_memory (buffer), >, 1);
  g_assert_true (gst_buffer_map (buffer, &whole, GST_MAP_READ));
  for (guint i = 0; i < gst_buffer_n_memory (buffer); i++) {
    GstMemory *memory = gst_buffer_peek_memory (buffer, i);

    g_assert_true (gst_memory_map (memory, &one, GST_MAP_READ));
    g_assert_true (one.data == whole.data + at);
    at += one.size;
    gst_memory_unmap (memory, &one);
  }
  gst_buffer_unmap (buffer, &whole);
}

/* A harness is a live source; a file is none. */
static GstPadProbeReturn
answer_as_a_file (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return GST_PAD_PROBE_OK;
  gst_query_set_latency (query, FALSE, 0, GST_CLOCK_TIME_NONE);
  return GST_PAD_PROBE_HANDLED;
}

static GstHarness *
start_as_file (const char *launch)
{
  GstHarness *h = start (launch);

  gst_pad_add_probe (h->srcpad,
      GST_PAD_PROBE_TYPE_QUERY_UPSTREAM | GST_PAD_PROBE_TYPE_PUSH,
      answer_as_a_file, NULL, NULL);
  return h;
}

/* Two stretches of N samples of @x, the first one from @base on. */
static Output *
analyse_apart (GstHarness *h, const float *x, GstClockTime base,
    GstClockTimeDiff jump, gboolean discont)
{
  GstClockTime second = base + samples_to_time (N);
  GstBuffer *buffer = make_audio (x, N, N, 0);

  GST_BUFFER_PTS (buffer) = (GstClockTime) ((GstClockTimeDiff) second + jump);
  if (discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  push_audio (h, x, N, N, base);
  g_assert_cmpint (gst_harness_push (h, buffer), ==, GST_FLOW_OK);
  gst_harness_push_event (h, gst_event_new_eos ());
  return take_output (h);
}

/* The two stretches do not know of each other. */
static void
check_break (GstClockTimeDiff jump, gboolean discont)
{
  const GstClockTime base = 10 * GST_SECOND;
  g_autofree float *x = make_noise (2 * N);
  g_autoptr (Output) first = analyse (SMALL_SCALOGRAM, x, N, N);
  g_autoptr (Output) second = analyse (SMALL_SCALOGRAM, x + N, N, N);
  GstHarness *h = start_as_file (SMALL_SCALOGRAM);
  g_autoptr (Output) both = analyse_apart (h, x, base, jump, discont);
  guint n = first->buffers->len;

  g_assert_cmpuint (both->buffers->len, ==, n + second->buffers->len);
  g_assert_cmpmem (both->bytes->str, first->bytes->len, first->bytes->str,
      first->bytes->len);
  g_assert_cmpmem (both->bytes->str + first->bytes->len, second->bytes->len,
      second->bytes->str, second->bytes->len);
  for (guint i = 0; i < both->buffers->len; i++) {
    GstBuffer *out = output_get (both, i);
    GstClockTime second_base = base + samples_to_time (N) + (GstClockTime) jump;

    g_assert_cmpint (GST_BUFFER_IS_DISCONT (out), ==, i == 0 || i == n);
    g_assert_cmpuint (GST_BUFFER_PTS (out), ==,
        i < n ? base + samples_to_time (i * TICK)
              : second_base + samples_to_time ((i - n) * TICK));
  }
  stop (h);
}

/* A hole of more than 5 s, whatever upstream calls it, and DISCONT with a step
 * back of more than a second. */
static void
test_breaks (void)
{
  check_break (5001 * GST_MSECOND, FALSE);
  check_break (5001 * GST_MSECOND, TRUE);
  check_break (-1001 * (GstClockTimeDiff) GST_MSECOND, TRUE);
  check_break (3600 * GST_SECOND, FALSE);
}

/* The samples are as if nothing had been between them but @n_between of
 * silence, and so is time. */
static void
check_join (GstClockTimeDiff jump, gboolean discont, gsize n_between)
{
  gsize n = 2 * N + n_between;
  g_autofree float *x = make_noise (2 * N);
  g_autofree float *joined = g_new0 (float, n);
  g_autoptr (Output) wanted = NULL, out = NULL;
  GstHarness *h = start_as_file (SMALL_SCALOGRAM);

  memcpy (joined, x, N * sizeof *x);
  memcpy (joined + N + n_between, x + N, N * sizeof *x);
  wanted = analyse (SMALL_SCALOGRAM, joined, n, n);
  out = analyse_apart (h, x, 10 * GST_SECOND, jump, discont);
  g_assert_cmpuint (out->buffers->len, ==, wanted->buffers->len);
  g_assert_cmpmem (out->bytes->str, out->bytes->len, wanted->bytes->str,
      wanted->bytes->len);
  for (guint i = 0; i < out->buffers->len; i++) {
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (output_get (out, i)), ==, i == 0);
    g_assert_cmpuint (GST_BUFFER_PTS (output_get (out, i)), ==,
        10 * GST_SECOND + samples_to_time (i * TICK));
  }
  stop (h);
}

/* Damage between whole frames of an MP3: DISCONT, and time that matches. A
 * decoder of IMA ADPCM: steps back. Of a file the samples are the truth. */
static void
test_no_breaks (void)
{
  check_join (0, TRUE, 0);
  check_join (41 * GST_MSECOND, FALSE, 0);
  check_join (999 * GST_MSECOND, TRUE, 0);
  check_join (-93 * (GstClockTimeDiff) GST_MSECOND, FALSE, 0);
  check_join (-999 * (GstClockTimeDiff) GST_MSECOND, TRUE, 0);
  check_join (-9 * (GstClockTimeDiff) GST_SECOND, FALSE, 0);
}

static void
test_hole (void)
{
  check_join (2 * GST_SECOND, FALSE, 2 * RATE);
  check_join (5 * GST_SECOND, TRUE, 5 * RATE);
}

/* A hundred small steps back, as that decoder makes them, are none either. */
static void
test_many_steps_back (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) steady = analyse (SMALL_SCALOGRAM, x, N, 64);
  g_autoptr (Output) out = NULL;
  GstHarness *h = start_as_file (SMALL_SCALOGRAM);

  for (size_t at = 0; at < N; at += 64) {
    GstBuffer *buffer = make_audio (x, at, MIN (64, N - at), 0);

    GST_BUFFER_PTS (buffer) /= 2;
    gst_harness_push (h, buffer);
  }
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  assert_same_output (steady, out);
  stop (h);
}

/* A live stream goes by its clock: after a small jump the samples are joined
 * as well, and time follows. */
static void
test_live_time (void)
{
  g_autofree float *x = make_noise (2 * N);
  g_autoptr (Output) wanted = analyse (SMALL_SCALOGRAM, x, 2 * N, N);
  GstHarness *h = start (SMALL_SCALOGRAM);
  g_autoptr (Output) out = analyse_apart (h, x, 0, 500 * GST_MSECOND, FALSE);
  guint last = out->buffers->len - 1;

  g_assert_cmpmem (out->bytes->str, out->bytes->len, wanted->bytes->str,
      wanted->bytes->len);
  g_assert_cmpuint (GST_BUFFER_PTS (output_get (out, last)), ==,
      samples_to_time (last * TICK) + 500 * GST_MSECOND);
  stop (h);
}

/* Milliseconds of jitter are no break, and time is counted by samples. */
static void
test_jitter (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) steady = analyse (SMALL_SCALOGRAM, x, N, 64);
  g_autoptr (Output) shaky = NULL;
  GstHarness *h = start (SMALL_SCALOGRAM);

  for (size_t at = 0; at < N; at += 64) {
    GstBuffer *buffer = make_audio (x, at, MIN (64, N - at), 0);

    if (at > 0)
      GST_BUFFER_PTS (buffer) += ((at / 64) % 3) * 10 * GST_MSECOND;
    if (at % 5 == 4)
      GST_BUFFER_PTS (buffer) = GST_CLOCK_TIME_NONE;
    gst_harness_push (h, buffer);
  }
  gst_harness_push_event (h, gst_event_new_eos ());
  shaky = take_output (h);
  assert_same_output (steady, shaky);
  stop (h);
}

/* A gap is silence of its length: as an event, or as a flagged buffer with
 * anything in it. */
static void
test_gap (void)
{
  enum
  {
    A = 500,
    B = 800,
    C = 700
  };
  g_autofree float *x = make_noise (A + B + C);
  g_autofree float *silent = g_memdup2 (x, (A + B + C) * sizeof *x);
  g_autoptr (Output) wanted = NULL;

  memset (silent + A, 0, B * sizeof *silent);
  wanted = analyse (SMALL_SCALOGRAM, silent, A + B + C, 300);
  for (int event = 0; event < 2; event++) {
    GstHarness *h = start (SMALL_SCALOGRAM);
    g_autoptr (Output) out = NULL;

    gst_harness_push (h, make_audio (x, 0, A, 0));
    if (event)
      g_assert_true (gst_harness_push_event (h,
          gst_event_new_gap (samples_to_time (A), samples_to_time (B))));
    else {
      GstBuffer *buffer = make_audio (x, A, B, 0);

      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_GAP);
      gst_harness_push (h, buffer);
    }
    gst_harness_push (h, make_audio (x, A + B, C, 0));
    gst_harness_push_event (h, gst_event_new_eos ());
    out = take_output (h);
    assert_same_output (wanted, out);
    stop (h);
  }
}

/* A gap of an hour is no hour of silence: what was is drained, and the gap goes
 * on downstream. */
static void
test_long_gap (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) wanted = analyse (SMALL_SCALOGRAM, x, N, N);
  GstHarness *h = start (SMALL_SCALOGRAM);
  g_autoptr (Output) out = NULL;
  gboolean seen = FALSE;
  GstEvent *event;

  push_audio (h, x, N, N, 0);
  gst_harness_push_event (h,
      gst_event_new_gap (samples_to_time (N), 3600 * GST_SECOND));
  out = take_output (h);
  assert_same_output (wanted, out);
  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    seen |= GST_EVENT_TYPE (event) == GST_EVENT_GAP;
    gst_event_unref (event);
  }
  g_assert_true (seen);
  stop (h);
}

/* What is no number counts as silence, and is told once. */
static void
test_not_finite (void)
{
  g_autofree float *x = make_noise (N);
  g_autofree float *clean = g_memdup2 (x, N * sizeof *x);
  g_autoptr (Output) wanted = NULL, out = NULL;
  GstHarness *h = gst_harness_new_parse (SMALL_SCALOGRAM);
  g_autoptr (GstBus) bus = watch (h);
  g_autofree char *text = NULL;

  for (size_t i = 3; i < N; i += 100) {
    x[i] = i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : -INFINITY;
    clean[i] = 0;
  }
  wanted = analyse (SMALL_SCALOGRAM, clean, N, N);
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

/* After a seek to 4 s time goes on from 4 s, and what lies before the segment
 * is clipped. */
static void
test_segment (void)
{
  const GstClockTime begin = 4 * GST_SECOND;
  g_autofree float *x = make_noise (N + 100);
  g_autoptr (Output) plain = analyse (SMALL_SCALOGRAM, x + 100, N, N);
  g_autoptr (Output) out = NULL;
  GstHarness *h = start (SMALL_SCALOGRAM);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = begin;
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  push_audio (h, x, N + 100, 77, begin - samples_to_time (100));
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  assert_same_bytes (plain, out);
  g_assert_cmpuint (GST_BUFFER_PTS (output_get (out, 0)), ==, begin);
  stop (h);
}

/* A rate that can never fit is refused before anything flows, with both rates
 * in a sentence. */
static void
test_wrong_rate (void)
{
  g_autoptr (GstElement) pipeline = gst_parse_launch (
      "audiotestsrc ! audioconvert ! audioresample ! audio/x-raw,rate=22050 ! "
      "scalogram ! other/tensors,transform=scalogram,rate=16000 ! fakesink",
      NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autofree char *text = NULL;

  g_assert_cmpint (gst_element_set_state (pipeline, GST_STATE_PAUSED), ==,
      GST_STATE_CHANGE_FAILURE);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, "16000 Hz");
  assert_holds (text, "only 22050 Hz");
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
push_segment (GstHarness *h, double rate)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.rate = rate;
  segment.stop = 100 * GST_SECOND;
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
}

static GstEvent *
seek_at (double rate)
{
  return gst_event_new_seek (rate, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
      GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_NONE, 0);
}

/* A player that plays backwards goes on: the seek is refused here, and where
 * another branch brings it about, its audio is left out until it runs forwards
 * again. */
static void
test_backwards (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) wanted = analyse (SMALL_SCALOGRAM, x, N, N);
  g_autoptr (Output) out = NULL;
  GstHarness *h = start (SMALL_SCALOGRAM);
  g_autoptr (GstBus) bus = watch (h);
  guint n_gaps = 0, n_upstream = gst_harness_upstream_events_received (h);
  GstEvent *event;

  g_assert_false (gst_harness_push_upstream_event (h, seek_at (-1)));
  g_assert_cmpuint (gst_harness_upstream_events_received (h), ==, n_upstream);
  gst_harness_push_upstream_event (h, seek_at (2));
  g_assert_cmpuint (gst_harness_upstream_events_received (h), ==,
      n_upstream + 1);
  push_segment (h, -1);
  push_audio (h, x, N, N / 4, GST_SECOND);
  out = take_output (h);
  g_assert_cmpuint (out->buffers->len, ==, 0);
  g_clear_pointer (&out, output_free);
  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    n_gaps += GST_EVENT_TYPE (event) == GST_EVENT_GAP;
    gst_event_unref (event);
  }
  g_assert_cmpuint (n_gaps, >=, 4);
  g_assert_cmpuint (count_messages (bus,
                        GST_MESSAGE_ERROR | GST_MESSAGE_WARNING),
      ==, 1);
  push_segment (h, 1);
  push_audio (h, x, N, N, 0);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  assert_same_bytes (wanted, out);
  stop (h);
}

/* A new stream without EOS, as from a radio that reconnects: the old one is
 * drained. */
static void
test_new_stream (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) wanted = analyse (SMALL_SCALOGRAM, x, N, N);
  g_autoptr (Output) out = NULL;
  GstHarness *h = start (SMALL_SCALOGRAM);

  push_audio (h, x, N, N, 0);
  gst_harness_push_event (h, gst_event_new_stream_start ("another"));
  out = take_output (h);
  assert_same_output (wanted, out);
  stop (h);
}

/* Nothing in, nothing out; one sample in, one tick out. */
static void
test_hardly_anything (void)
{
  const float x[] = { 1 };
  g_autoptr (Output) none = analyse (SMALL_SCALOGRAM, x, 0, 1);
  g_autoptr (Output) one = analyse (SMALL_SCALOGRAM, x, 1, 1);

  g_assert_cmpuint (none->buffers->len, ==, 0);
  g_assert_cmpuint (one->buffers->len, ==, 1);
  g_assert_cmpuint (GST_BUFFER_DURATION (output_get (one, 0)), ==,
      samples_to_time (1));
}

/* Downstream changes its mind in mid-stream: what came before is drained as it
 * was, what comes after is as asked. */
static void
test_reconfigure (void)
{
  g_autofree float *x = make_noise (N);
  GstHarness *h = gst_harness_new_parse ("scalogram q=8 ! capsfilter name=only "
                                         "caps=\"other/tensors,octaves=8\"");
  g_autoptr (GstElement) only =
      gst_bin_get_by_name (GST_BIN (h->element), "only");
  g_autoptr (GstCaps) seven = gst_caps_from_string ("other/tensors,octaves=7");
  g_autoptr (Output) before = NULL, after = NULL;

  gst_harness_set_src_caps_str (h, AUDIO);
  push_audio (h, x, N, N, 0);
  output_free (take_output (h));
  g_object_set (only, "caps", seven, NULL);
  gst_harness_push (h, make_audio (x, 0, TICK, samples_to_time (N)));
  before = take_output (h);
  /* in flight when the caps changed */
  g_assert_cmpuint (before->buffers->len, >, 0);
  for (guint i = 0; i < before->buffers->len; i++)
    g_assert_cmpuint (GST_BUFFER_OFFSET (output_get (before, i)) % TICK, ==, 0);
  gst_harness_push_event (h, gst_event_new_eos ());
  after = take_output (h);
  g_assert_cmpuint (after->buffers->len, ==, 2); /* ticks of 128 */
  g_assert_true (GST_BUFFER_IS_DISCONT (output_get (after, 0)));
  g_assert_cmpuint (GST_BUFFER_PTS (output_get (after, 0)), ==,
      samples_to_time (N));
  stop (h);
}

/* A second run is like the first one. */
static void
test_states (void)
{
  g_autofree float *x = make_noise (N);
  g_autoptr (Output) wanted = analyse (SMALL_SCALOGRAM, x, N, N);
  GstHarness *h = start (SMALL_SCALOGRAM);

  for (int i = 0; i < 3; i++) {
    g_autoptr (Output) out = NULL;

    push_audio (h, x, 1000, 100, 0);
    output_free (take_output (h));
    g_assert_cmpint (gst_element_set_state (h->element, GST_STATE_READY), ==,
        GST_STATE_CHANGE_SUCCESS);
    g_assert_cmpint (gst_element_set_state (h->element, GST_STATE_PLAYING), ==,
        GST_STATE_CHANGE_SUCCESS);
    gst_harness_push_event (h, gst_event_new_stream_start ("again"));
    gst_harness_set_src_caps_str (h, AUDIO);
    push_audio (h, x, N, N, 0);
    gst_harness_push_event (h, gst_event_new_eos ());
    out = take_output (h);
    assert_same_output (wanted, out);
    flush (h);
  }
  stop (h);
}

/* While it is being stopped, caps are refused, and that is no error. */
static void
test_stopped_meanwhile (void)
{
  GstHarness *h = gst_harness_new ("scalogram");
  g_autoptr (GstPad) src = gst_element_get_static_pad (h->element, "src");
  g_autoptr (GstCaps) caps = gst_caps_from_string (AUDIO);
  g_autoptr (GstBus) bus = gst_bus_new ();

  gst_element_set_bus (h->element, bus);
  g_assert_true (gst_pad_push_event (h->srcpad,
      gst_event_new_stream_start ("audio")));
  g_assert_true (gst_pad_set_active (src, FALSE));
  gst_pad_push_event (h->srcpad, gst_event_new_caps (caps));
  g_assert_null (gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR));
  gst_element_set_bus (h->element, NULL);
  gst_harness_teardown (h);
}

/* What a buffer says of its time may be wrong: below zero, as audioresample has
 * it after a seek, or longer than its samples. Then its samples count. */
static void
test_wrong_times (void)
{
  g_autofree float *x = make_noise (2000);
  g_autoptr (Output) out = NULL;
  GstHarness *h = start ("scalogram octaves=8 q=8,1 stride=64");
  GstBuffer *negative = make_audio (x, 0, 1000, 0);
  GstBuffer *longer = make_audio (x, 1000, 1000, 0);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.stop = samples_to_time (1500);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  GST_BUFFER_PTS (negative) = (GstClockTime) -GST_SECOND;
  GST_BUFFER_DURATION (longer) = 10 * GST_SECOND;
  g_assert_cmpint (gst_harness_push (h, negative), ==, GST_FLOW_OK);
  g_assert_cmpint (gst_harness_push (h, longer), ==, GST_FLOW_OK);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  g_assert_cmpuint (out->buffers->len, ==, (1500 + 63) / 64);
  for (guint i = 0; i < out->buffers->len; i++)
    g_assert_cmpuint (GST_BUFFER_PTS (output_get (out, i)), ==,
        samples_to_time (64 * i));
  stop (h);
}

static void
add_tests (void)
{
#define ADD(name, function) g_test_add_func ("/scalogram/" name, function)
  ADD ("caps", test_caps);
  ADD ("is-the-library", test_is_the_library);
  ADD ("cuts-do-not-matter", test_cuts_do_not_matter);
  ADD ("times", test_times);
  ADD ("edges", test_edges);
  ADD ("wrong-times", test_wrong_times);
  ADD ("uniform", test_uniform);
  ADD ("rate-travels-upstream", test_rate_travels_upstream);
  ADD ("follows-downstream", test_follows_downstream);
  ADD ("contradiction", test_contradiction);
  ADD ("bad-property", test_bad_property);
  ADD ("foreign-audio", test_foreign_audio);
  ADD ("half-a-sample", test_half_a_sample);
  ADD ("latency", test_latency);
  ADD ("flush", test_flush);
  ADD ("stopped-meanwhile", test_stopped_meanwhile);
  ADD ("one-block", test_one_block);
  ADD ("breaks", test_breaks);
  ADD ("no-breaks", test_no_breaks);
  ADD ("hole", test_hole);
  ADD ("many-steps-back", test_many_steps_back);
  ADD ("live-time", test_live_time);
  ADD ("jitter", test_jitter);
  ADD ("gap", test_gap);
  ADD ("long-gap", test_long_gap);
  ADD ("not-finite", test_not_finite);
  ADD ("segment", test_segment);
  ADD ("wrong-rate", test_wrong_rate);
  ADD ("backwards", test_backwards);
  ADD ("new-stream", test_new_stream);
  ADD ("hardly-anything", test_hardly_anything);
  ADD ("reconfigure", test_reconfigure);
  ADD ("states", test_states);
#undef ADD
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
