/* packnet: frames in, tag probabilities out, one set per segment.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "base/embedding.h"
#include "net/model.h"

/* Segments of 8 frames, one every 4; a frame every 256 samples. */
#define N_FRAMES 8
#define HOP 4
#define FRAME samples_to_time (TICK)

typedef struct
{
  GlsModel *model;
  size_t frame_size; /* floats */
  char *path;
  char *caps; /* plain tensor caps of a frame */
  GstHarness *h;
  GstBus *bus;
  gboolean discont; /* flag the next frame */
} Fixture;

static void
set_up_with (Fixture *f, const char *front_end)
{
  g_autoptr (GError) error = NULL;
  GstGlsTensors tensors = { .n = 1 };
  g_autofree char *dimensions = NULL;
  const size_t *shape;
  size_t n_axes;

  f->path = make_model (front_end, N_FRAMES, HOP);
  f->model = gls_model_load (f->path, &error);
  g_assert_no_error (error);
  shape = gls_model_get_frame_shape (f->model, &n_axes);
  gst_gls_shape_init (&tensors.shape[0], shape, n_axes);
  f->frame_size = gst_gls_shape_get_n (&tensors.shape[0]);
  dimensions = gst_gls_tensors_print (&tensors);
  f->caps =
      g_strdup_printf ("other/tensors,format=(string)static,num_tensors=1,"
                       "dimensions=(string)%s,types=(string)float32,framerate="
                       "125/4",
          dimensions);
  f->h = gst_harness_new ("packnet");
  f->bus = watch (f->h);
  /* The harness has started it with the model of the plugin. */
  gst_element_set_state (f->h->element, GST_STATE_NULL);
  g_object_set (f->h->element, "model", f->path, NULL);
  gst_element_set_state (f->h->element, GST_STATE_PLAYING);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  set_up_with (f, data);
}

static void
set_up_plain (Fixture *f, gconstpointer data)
{
  set_up_with (f, "mu-skip=1");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  stop (f->h);
  gst_object_unref (f->bus);
  gls_model_unref (f->model);
  g_free (f->path);
  g_free (f->caps);
}

/* x: float[n][frame_size] */
static void
push_frames (Fixture *f, const float *x, size_t n, GstClockTime base)
{
  for (size_t k = 0; k < n; k++) {
    GstBuffer *buffer = gst_buffer_new_memdup (x + k * f->frame_size,
        f->frame_size * sizeof *x);

    GST_BUFFER_PTS (buffer) = base + samples_to_time (k * TICK);
    GST_BUFFER_DURATION (buffer) = FRAME;
    if (f->discont)
      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
    f->discont = FALSE;
    g_assert_cmpint (gst_harness_push (f->h, buffer), ==, GST_FLOW_OK);
  }
}

/* What the model says of @n frames, repeated to fill a segment. */
static void
assert_prediction (Fixture *f, GstBuffer *buffer, const float *x, size_t n)
{
  g_autofree float *frames = g_new (float, N_FRAMES * f->frame_size);
  GlsPredictor *predictor = gls_predictor_new (f->model);
  float p[3];

  for (size_t k = 0; k < N_FRAMES; k++)
    memcpy (frames + k * f->frame_size, x + k % n * f->frame_size,
        f->frame_size * sizeof *x);
  gls_predictor_run (predictor, frames, p);
  gls_predictor_free (predictor);
  g_assert_cmpuint (gst_buffer_get_size (buffer), ==, sizeof p);
  g_assert_cmpint (gst_buffer_memcmp (buffer, 0, p, sizeof p), ==, 0);
}

static void
assert_time (GstBuffer *buffer, GstClockTime start, GstClockTime end)
{
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, start);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer) + GST_BUFFER_DURATION (buffer), ==,
      end);
}

/* The sink asks for what the model was trained on, in any spelling. */
static void
test_sink_caps (Fixture *f, gconstpointer data)
{
  g_autoptr (GstCaps) asked = gst_pad_peer_query_caps (f->h->srcpad, NULL);
  g_autoptr (GstCaps) frame = gst_caps_from_string (f->caps);
  const GstStructure *s = gst_caps_get_structure (asked, 0);
  gint rate, octaves, skip;

  g_assert_true (gst_caps_can_intersect (asked, frame));
  g_assert_cmpstr (gst_structure_get_string (s, "transform"), ==, "jtfst");
  g_assert_cmpstr (gst_structure_get_string (s, "q"), ==, "8,1");
  g_assert_true (gst_structure_get_int (s, "rate", &rate));
  g_assert_cmpint (rate, ==, RATE);
  g_assert_true (gst_structure_get_int (s, "octaves", &octaves));
  g_assert_cmpint (octaves, ==, OCTAVES);
  g_assert_true (gst_structure_get_int (s, "mu-skip", &skip));
  g_assert_cmpint (skip, ==, 1);
  g_assert_true (GST_VALUE_HOLDS_LIST (gst_structure_get_value (s,
      "dimensions")));
}

/* The tags' names travel in the caps. */
static void
test_src_caps (Fixture *f, gconstpointer data)
{
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GstCaps) wanted = gst_caps_from_string (
      "other/tensors,format=(string)static,num_tensors=1,"
      "dimensions=(string)3,types=(string)float32,framerate=125/16,"
      "labels=(string)<one,two,three>,frames=8,"
      "segment-duration=(guint64)256000000,model=(string)small");

  gst_harness_set_src_caps_str (f->h, f->caps);
  caps = gst_pad_get_current_caps (f->h->sinkpad);
  g_assert_true (gst_caps_is_equal (caps, wanted));
}

static void
test_labels_property (Fixture *f, gconstpointer data)
{
  GValue labels = G_VALUE_INIT;

  g_value_init (&labels, GST_TYPE_ARRAY);
  g_object_get_property (G_OBJECT (f->h->element), "labels", &labels);
  g_assert_cmpuint (gst_value_array_get_size (&labels), ==, 3);
  g_assert_cmpstr (g_value_get_string (gst_value_array_get_value (&labels, 2)),
      ==, "three");
  g_value_unset (&labels);
}

/* A segment in which nothing sounds is a gap; one sound in it, and it is none.
 */
static void
test_silence (Fixture *f, gconstpointer data)
{
  const size_t n = 2 * N_FRAMES;
  g_autofree float *x = g_new0 (float, n * f->frame_size);
  g_autoptr (Output) out = NULL;

  x[(N_FRAMES + HOP) * f->frame_size] = 1e-3f;
  gst_harness_set_src_caps_str (f->h, f->caps);
  push_frames (f, x, n, 0);
  gst_harness_push_event (f->h, gst_event_new_eos ());
  out = take_output (f->h);
  g_assert_cmpuint (out->buffers->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (GST_BUFFER_FLAG_IS_SET (out->buffers->pdata[i],
                         GST_BUFFER_FLAG_GAP),
        ==, i < 2);
}

/* Embeddings come where they are asked for, and with copies; the tags are the
 * same with and without. */
static void
test_embeddings (Fixture *f, gconstpointer data)
{
  g_autofree float *x = make_noise (N_FRAMES * f->frame_size);
  g_autoptr (GlsPredictor) predictor = gls_predictor_new (f->model);
  const size_t n = gls_model_get_n_embedding (f->model);
  g_autoptr (GstBuffer) copy = NULL;
  g_autoptr (Output) out = NULL;
  const float *embedding;
  float p[3];
  size_t n_got;

  gst_element_set_state (f->h->element, GST_STATE_NULL);
  g_object_set (f->h->element, "embeddings", GPOINTER_TO_INT (data), NULL);
  gst_element_set_state (f->h->element, GST_STATE_PLAYING);
  gst_harness_set_src_caps_str (f->h, f->caps);
  push_frames (f, x, N_FRAMES, 0);
  out = take_output (f->h);
  g_assert_cmpuint (out->buffers->len, ==, 1);
  gls_predictor_run (predictor, x, p);
  assert_prediction (f, out->buffers->pdata[0], x, N_FRAMES);
  copy = gst_buffer_copy (out->buffers->pdata[0]);
  embedding = gst_gls_embedding_get (copy, &n_got);
  if (!GPOINTER_TO_INT (data)) {
    g_assert_null (embedding);
    return;
  }
  g_assert_cmpmem (embedding, n_got * sizeof *embedding,
      gls_predictor_get_embedding (predictor), n * sizeof *embedding);
}

/* Whole segments every hop, and the end in one more that overlaps. */
static void
test_segments (Fixture *f, gconstpointer data)
{
  const size_t n = N_FRAMES + 2 * HOP + 1;
  g_autofree float *x = make_noise (n * f->frame_size);
  g_autoptr (Output) out = NULL;
  const GstClockTime base = 2 * GST_SECOND;

  gst_harness_set_src_caps_str (f->h, f->caps);
  push_frames (f, x, n, base);
  g_assert_cmpuint (gst_harness_buffers_in_queue (f->h), ==, 3);
  gst_harness_push_event (f->h, gst_event_new_eos ());
  out = take_output (f->h);
  g_assert_cmpuint (out->buffers->len, ==, 4);
  for (guint i = 0; i < 4; i++) {
    size_t first = i < 3 ? i * HOP : n - N_FRAMES;
    GstBuffer *buffer = output_get (out, i);

    assert_prediction (f, buffer, x + first * f->frame_size, N_FRAMES);
    assert_time (buffer, base + samples_to_time (first * TICK),
        base + samples_to_time ((first + N_FRAMES) * TICK));
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (buffer), ==, i == 0);
  }
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_INFO), ==, 0);
}

static void
assert_frame_rate (GstHarness *h, guint hop)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (h->element, "src");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  gint n, d;

  g_assert_true (gst_structure_get_fraction (gst_caps_get_structure (caps, 0),
      "framerate", &n, &d));
  g_assert_cmpint (n * (gint) hop * TICK, ==, d * RATE);
}

/* Another hop than the model's: set before it starts, and while frames come,
 * where nothing is broken off and nothing comes twice. */
static void
test_hop (Fixture *f, gconstpointer data)
{
  static const size_t first[] = { 0, 2, 4, 7, 10, 12 };
  const size_t n = N_FRAMES + 12;
  g_autofree float *x = make_noise (n * f->frame_size);
  g_autoptr (Output) out = NULL;

  g_object_set (f->h->element, "hop", 2. * TICK / RATE, NULL);
  gst_harness_set_src_caps_str (f->h, f->caps);
  assert_frame_rate (f->h, 2);
  push_frames (f, x, N_FRAMES + 5, 0);
  g_object_set (f->h->element, "hop", 3.3 * TICK / RATE, NULL);
  push_frames (f, x + (N_FRAMES + 5) * f->frame_size, n - N_FRAMES - 5,
      samples_to_time ((N_FRAMES + 5) * TICK));
  assert_frame_rate (f->h, 3);
  gst_harness_push_event (f->h, gst_event_new_eos ());
  out = take_output (f->h);
  g_assert_cmpuint (out->buffers->len, ==, G_N_ELEMENTS (first));
  for (guint i = 0; i < G_N_ELEMENTS (first); i++) {
    GstBuffer *buffer = output_get (out, i);

    assert_prediction (f, buffer, x + first[i] * f->frame_size, N_FRAMES);
    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
        samples_to_time (first[i] * TICK));
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (buffer), ==, i == 0);
  }
}

/* If no frame is left over, nothing is heard twice. */
static void
test_nothing_left (Fixture *f, gconstpointer data)
{
  const size_t n = N_FRAMES + HOP;
  g_autofree float *x = make_noise (n * f->frame_size);

  gst_harness_set_src_caps_str (f->h, f->caps);
  push_frames (f, x, n, 0);
  gst_harness_push_event (f->h, gst_event_new_eos ());
  g_assert_cmpuint (gst_harness_buffers_in_queue (f->h), ==, 2);
}

/* Audio shorter than a segment is repeated, keeps its true length, and it is
 * said. */
static void
test_short_audio (Fixture *f, gconstpointer data)
{
  const size_t n = 3;
  g_autofree float *x = make_noise (n * f->frame_size);
  g_autoptr (Output) out = NULL;
  g_autofree char *text = NULL;

  gst_harness_set_src_caps_str (f->h, f->caps);
  push_frames (f, x, n, 0);
  gst_harness_push_event (f->h, gst_event_new_eos ());
  out = take_output (f->h);
  g_assert_cmpuint (out->buffers->len, ==, 1);
  assert_prediction (f, output_get (out, 0), x, n);
  assert_time (output_get (out, 0), 0, samples_to_time (n * TICK));
  text = pop_text (f->bus, GST_MESSAGE_INFO);
  assert_holds (text, "0.1 s");
  assert_holds (text, "0.3 s");
}

/* By a shorter hop a segment may be whole before the next frame, which is not
 * lost for that. */
static void
test_shorter_hop (Fixture *f, gconstpointer data)
{
  const guint64 ends[] = { N_FRAMES, 11, 12, 13 };
  g_autofree float *x = make_noise (13 * f->frame_size);
  g_autoptr (Output) out = NULL;

  gst_harness_set_src_caps_str (f->h, f->caps);
  push_frames (f, x, 11, 0);
  g_object_set (f->h->element, "hop", 0.032, NULL);
  push_frames (f, x + 11 * f->frame_size, 2, 11 * FRAME);
  out = take_output (f->h);
  g_assert_cmpuint (out->buffers->len, ==, G_N_ELEMENTS (ends));
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_assert_cmpuint (GST_BUFFER_OFFSET_END (output_get (out, i)), ==, ends[i]);
    assert_prediction (f, output_get (out, i),
        x + (ends[i] - N_FRAMES) * f->frame_size, N_FRAMES);
  }
}

/* A damaged stream, with a break after every frame or two: not a prediction for
 * each, but one for as many frames as fill a segment, of the longest piece; and
 * a word on what is in none. */
static void
test_damaged_stream (Fixture *f, gconstpointer data)
{
  const size_t n_pieces = 40;
  g_autofree float *x = make_noise (2 * n_pieces * f->frame_size);
  g_autoptr (Output) out = NULL;
  g_autofree char *text = NULL;
  size_t at = 0;

  gst_harness_set_src_caps_str (f->h, f->caps);
  for (size_t i = 0; i < n_pieces; i++) {
    size_t n = 1 + i % 5 / 4; /* 1 1 1 1 2 */

    push_frames (f, x + at * f->frame_size, n, i * GST_SECOND);
    at += n;
  }
  gst_harness_push_event (f->h, gst_event_new_eos ());
  out = take_output (f->h);
  g_assert_cmpuint (out->buffers->len, ==, at / N_FRAMES);
  for (guint i = 0; i < out->buffers->len; i++)
    g_assert_cmpuint (GST_BUFFER_DURATION (output_get (out, i)), ==, 2 * FRAME);
  while (text == NULL || strstr (text, "breaks") == NULL) {
    g_free (text);
    text = pop_text (f->bus, GST_MESSAGE_INFO);
  }
  /* 48 frames but 6 times 2 */
  assert_holds (text, "1.2 s of it");
}

static void
test_no_frames (Fixture *f, gconstpointer data)
{
  gst_harness_set_src_caps_str (f->h, f->caps);
  g_assert_true (gst_harness_push_event (f->h, gst_event_new_eos ()));
  g_assert_cmpuint (gst_harness_buffers_in_queue (f->h), ==, 0);
}

/* A last frame that is cut short ends its segment where the audio ends. */
static void
test_end_of_audio (Fixture *f, gconstpointer data)
{
  g_autofree float *x = make_noise (N_FRAMES * f->frame_size);
  g_autoptr (Output) out = NULL;
  GstBuffer *last;

  gst_harness_set_src_caps_str (f->h, f->caps);
  push_frames (f, x, N_FRAMES - 1, 0);
  last = gst_buffer_new_memdup (x + (N_FRAMES - 1) * f->frame_size,
      f->frame_size * sizeof *x);
  GST_BUFFER_PTS (last) = samples_to_time ((N_FRAMES - 1) * TICK);
  GST_BUFFER_DURATION (last) = samples_to_time (10);
  gst_harness_push (f->h, last);
  out = take_output (f->h);
  assert_time (output_get (out, 0), 0,
      samples_to_time ((N_FRAMES - 1) * TICK + 10));
}

/* A break in time: both stretches are heard, neither is bridged. */
static void
test_break (Fixture *f, gconstpointer data)
{
  g_autofree float *x = make_noise (20 * f->frame_size);

  gst_harness_set_src_caps_str (f->h, f->caps);
  for (int how = 0; how < 4; how++) {
    g_autoptr (Output) out = NULL;
    GstClockTime base = how == 0 ? 5 * GST_SECOND : samples_to_time (5 * TICK);
    GstSegment segment;

    push_frames (f, x, 5, 0);
    if (how == 1)
      gst_harness_push_event (f->h, gst_event_new_gap (base, FRAME));
    if (how == 2)
      gst_harness_push_event (f->h, gst_event_new_stream_start ("next"));
    f->discont = how == 3;
    push_frames (f, x + 5 * f->frame_size, N_FRAMES, base);
    out = take_output (f->h);
    g_assert_cmpuint (out->buffers->len, ==, 2);
    assert_prediction (f, output_get (out, 0), x, 5);
    assert_prediction (f, output_get (out, 1), x + 5 * f->frame_size, N_FRAMES);
    g_assert_cmpuint (GST_BUFFER_PTS (output_get (out, 1)), ==, base);
    g_assert_true (GST_BUFFER_IS_DISCONT (output_get (out, 0)));
    g_assert_true (GST_BUFFER_IS_DISCONT (output_get (out, 1)));

    gst_segment_init (&segment, GST_FORMAT_TIME);
    gst_harness_push_event (f->h, gst_event_new_flush_start ());
    gst_harness_push_event (f->h, gst_event_new_flush_stop (TRUE));
    gst_harness_push_event (f->h, gst_event_new_segment (&segment));
  }
}

/* A stretch of less than half a segment says little: where there is more, it is
 * left out, and where there is not, the longest one is heard. */
static void
test_fragments (Fixture *f, gconstpointer data)
{
  static const size_t n[][3] = { { 2, N_FRAMES, 3 }, { 3, 2, N_FRAMES / 2 },
    { 2, 3, 1 } };
  static const guint heard[] = { 1, 2, 1 };
  g_autofree float *x = make_noise (N_FRAMES * f->frame_size);

  gst_harness_set_src_caps_str (f->h, f->caps);
  for (guint i = 0; i < G_N_ELEMENTS (n); i++) {
    g_autoptr (Output) out = NULL;

    gst_harness_push_event (f->h, gst_event_new_stream_start ("next"));
    for (guint k = 0; k < 3; k++)
      push_frames (f, x, n[i][k], k * 10 * GST_SECOND);
    gst_harness_push_event (f->h, gst_event_new_stream_start ("end"));
    out = take_output (f->h);
    g_assert_cmpuint (out->buffers->len, ==, 1);
    assert_prediction (f, output_get (out, 0), x, n[i][heard[i]]);
    g_assert_cmpuint (GST_BUFFER_PTS (output_get (out, 0)), ==,
        heard[i] * 10 * GST_SECOND);
    g_assert_cmpuint (GST_BUFFER_DURATION (output_get (out, 0)), ==,
        samples_to_time (n[i][heard[i]] * TICK));
  }
}

/* A tensor whose caps leave the frame rate open gets the model's; one that says
 * it does not know it, with the right front end, may come; a wrong one not. */
static void
test_frame_rate (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *rate, *says;
  } cases[] = { { "", NULL }, { ",framerate=0/1", NULL },
    { ",framerate=0/1,compress=(string)log", "compress=log" },
    { ",framerate=30/1", "framerate=30/1" } };
  char *at = strstr (f->caps, ",framerate");

  g_assert_nonnull (at);
  *at = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *launch =
        g_strdup_printf ("capsfilter caps=\"%s%s\" ! packnet model=%s", f->caps,
            cases[i].rate, f->path);
    g_autofree float *x = make_noise (N_FRAMES * f->frame_size);
    GstHarness *h = gst_harness_new_parse (launch);
    g_autoptr (GstBus) bus = watch (h);
    g_autofree char *text = NULL;
    GstSegment segment;

    gst_harness_play (h);
    gst_segment_init (&segment, GST_FORMAT_TIME);
    gst_harness_push_event (h, gst_event_new_stream_start ("s"));
    gst_harness_push_event (h, gst_event_new_segment (&segment));
    for (gsize k = 0; k < N_FRAMES; k++)
      gst_harness_push (h,
          gst_buffer_new_memdup (x + k * f->frame_size,
              f->frame_size * sizeof *x));
    g_assert_cmpuint (gst_harness_buffers_received (h), ==,
        cases[i].says == NULL);
    if (cases[i].says != NULL) {
      text = pop_text (bus, GST_MESSAGE_ERROR);
      assert_holds (text, cases[i].says);
    }
    stop (h);
  }
}

/* A model that is set too late is not taken without a word. */
/* Where caps know no rate, time stamps may be of the moment at which a frame was
 * made, as with NNStreamer's tensor_converter: then frames are counted, and only
 * a flag is a break. */
static void
test_no_rate (Fixture *f, gconstpointer data)
{
  const size_t n = 3 * N_FRAMES;
  g_autofree float *x = make_noise (n * f->frame_size);
  g_autofree char *caps = g_strdup (f->caps);
  g_autoptr (Output) out = NULL;

  memcpy (strstr (caps, "125/4"), "  0/1", 5);
  gst_harness_set_src_caps_str (f->h, caps);
  for (size_t k = 0; k < n; k++)
    push_frames (f, x + k * f->frame_size, 1, k * k * GST_MSECOND);
  f->discont = TRUE;
  push_frames (f, x, N_FRAMES, GST_SECOND);
  gst_harness_push_event (f->h, gst_event_new_eos ());
  out = take_output (f->h);
  g_assert_cmpuint (out->buffers->len, ==, 6);
  for (guint i = 0; i < 5; i++)
    assert_time (output_get (out, i), i * HOP * FRAME,
        (i * HOP + N_FRAMES) * FRAME);
  assert_time (output_get (out, 5), GST_SECOND, GST_SECOND + N_FRAMES * FRAME);
}

/* Frames that come, and what is said of them: for each of @n predictions a
 * number of frames. */
static void
assert_lengths (Fixture *f, const guint *n_frames, guint n)
{
  g_autoptr (Output) out = take_output (f->h);

  g_assert_cmpuint (out->buffers->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (GST_BUFFER_OFFSET_END (output_get (out, i))
            - GST_BUFFER_OFFSET (output_get (out, i)),
        ==, n_frames[i]);
}

static gint
get_frames_in_caps (Fixture *f)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (f->h->sinkpad);
  gint n = 0;

  gst_structure_get_int (gst_caps_get_structure (caps, 0), "frames", &n);
  return n;
}

/* A model that is set while frames come takes over at the next one: what came
 * before is heard to its end by the one before, and nothing by both. */
static void
test_model_while_playing (Fixture *f, gconstpointer data)
{
  const guint lengths[] = { N_FRAMES, N_FRAMES, 4, 4, N_FRAMES };
  g_autofree char *shorter = make_model ("mu-skip=1", 4, 4);
  g_autofree float *x = make_noise (30 * f->frame_size);

  gst_harness_set_src_caps_str (f->h, f->caps);
  push_frames (f, x, N_FRAMES + 2, 0);
  g_object_set (f->h->element, "model", shorter, NULL);
  g_assert_cmpint (get_frames_in_caps (f), ==, N_FRAMES);
  push_frames (f, x, 8, (N_FRAMES + 2) * FRAME);
  g_assert_cmpint (get_frames_in_caps (f), ==, 4);
  g_object_set (f->h->element, "model", f->path, NULL);
  push_frames (f, x, N_FRAMES, (N_FRAMES + 10) * FRAME);
  assert_lengths (f, lengths, G_N_ELEMENTS (lengths));
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_WARNING), ==, 0);
  /* and the same one again, with the same caps */
  g_object_set (f->h->element, "model", f->path, NULL);
  push_frames (f, x, N_FRAMES, (2 * N_FRAMES + 10) * FRAME);
  assert_lengths (f, lengths, 1);
}

/* One that cannot be read, or that hears other frames, does not: the one before
 * goes on, and one warning says so. */
static void
test_wrong_model_while_playing (Fixture *f, gconstpointer data)
{
  g_autofree char *other = make_model ("orientation=both", N_FRAMES, HOP);
  const char *const paths[] = { "/nowhere", other };
  const char *const words[] = { "/nowhere", "4:6:2" };
  const guint length = N_FRAMES;
  g_autofree float *x = make_noise (N_FRAMES * f->frame_size);

  gst_harness_set_src_caps_str (f->h, f->caps);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autofree char *text = NULL;

    f->discont = TRUE;
    push_frames (f, x, 3, i * GST_SECOND);
    g_object_set (f->h->element, "model", paths[i], NULL);
    push_frames (f, x, N_FRAMES - 3, i * GST_SECOND + 3 * FRAME);
    assert_lengths (f, &length, 1);
    text = pop_text (f->bus, GST_MESSAGE_WARNING);
    assert_holds (text, words[i]);
    assert_holds (text, "goes on");
    g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_WARNING), ==, 0);
  }
}

static void
test_flush (Fixture *f, gconstpointer data)
{
  g_autofree float *x = make_noise (20 * f->frame_size);
  g_autoptr (Output) out = NULL;
  GstSegment segment;

  gst_harness_set_src_caps_str (f->h, f->caps);
  push_frames (f, x, 5, 0);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (f->h, gst_event_new_flush_start ());
  gst_harness_push_event (f->h, gst_event_new_flush_stop (TRUE));
  gst_harness_push_event (f->h, gst_event_new_segment (&segment));
  push_frames (f, x + 5 * f->frame_size, N_FRAMES, 0);
  gst_harness_push_event (f->h, gst_event_new_eos ());
  out = take_output (f->h);
  g_assert_cmpuint (out->buffers->len, ==, 1);
  assert_prediction (f, output_get (out, 0), x + 5 * f->frame_size, N_FRAMES);
}

static void
test_latency (Fixture *f, gconstpointer data)
{
  gst_harness_set_src_caps_str (f->h, f->caps);
  gst_harness_set_upstream_latency (f->h, GST_MSECOND);
  g_assert_cmpuint (gst_harness_query_latency (f->h), ==,
      GST_MSECOND + samples_to_time (N_FRAMES * TICK));
}

/* A shape is the same with trailing ones, and a frame rate may be unknown. */
static void
test_spellings (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *field, *value;
    gboolean ok;
  } cases[] = {
    { "dimensions", "%s:1", TRUE },
    { "dimensions", "%s:1:1", TRUE },
    { "dimensions", "%s:2", FALSE },
    { "framerate", "0/1", TRUE },
    { "framerate", "125/8", FALSE },
    { "orientation", "max", TRUE },
    { "orientation", "up", FALSE },
    { "who-knows", "what", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GstCaps *caps = gst_caps_from_string (f->caps);
    GstStructure *s = gst_caps_get_structure (caps, 0);
    g_autofree char *dimensions =
        g_strdup (gst_structure_get_string (s, "dimensions"));
    GString *value = g_string_new (cases[i].value);
    gint n, d;

    g_string_replace (value, "%s", dimensions, 1);
    if (sscanf (cases[i].value, "%d/%d", &n, &d) == 2)
      gst_caps_set_simple (caps, cases[i].field, GST_TYPE_FRACTION, n, d, NULL);
    else
      gst_caps_set_simple (caps, cases[i].field, G_TYPE_STRING, value->str,
          NULL);
    gst_harness_set_src_caps (f->h, caps);
    g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_ERROR), ==,
        cases[i].ok ? 0 : 1);
    g_string_free (value, TRUE);
    /* A refusal is said once in a run. */
    gst_element_set_state (f->h->element, GST_STATE_READY);
    gst_element_set_state (f->h->element, GST_STATE_PLAYING);
  }
}

/* One sentence that names the model and both shapes. */
static void
test_mismatch (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL, *foreign = NULL;
  g_autoptr (GstCaps) frame = gst_caps_from_string (f->caps);
  const char *dimensions =
      gst_structure_get_string (gst_caps_get_structure (frame, 0),
          "dimensions");

  gst_harness_set_src_caps_str (f->h,
      "other/tensors,format=(string)static,num_tensors=1,"
      "dimensions=(string)9:20:2:9,types=(string)float32,framerate=125/4");
  text = pop_text (f->bus, GST_MESSAGE_ERROR);
  assert_holds (text, "“small”");
  assert_holds (text, dimensions);
  assert_holds (text, "9:20:2:9");
  g_assert_cmpuint (count_messages (f->bus, GST_MESSAGE_ERROR), ==, 0);

  gst_element_set_state (f->h->element, GST_STATE_READY);
  gst_element_set_state (f->h->element, GST_STATE_PLAYING);
  gst_harness_set_src_caps_str (f->h, "audio/x-raw");
  foreign = pop_text (f->bus, GST_MESSAGE_ERROR);
  assert_holds (foreign, dimensions);
  assert_holds (foreign, "audio/x-raw");
}

static void
test_short_buffer (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  gst_harness_set_src_caps_str (f->h, f->caps);
  g_assert_cmpint (gst_harness_push (f->h,
                       gst_buffer_new_allocate (NULL, 7, NULL)),
      ==, GST_FLOW_ERROR);
  text = pop_text (f->bus, GST_MESSAGE_ERROR);
  assert_holds (text, "7 bytes");
}

/* From jtfst, which asked what the model wants. */
static void
test_with_jtfst (Fixture *f, gconstpointer data)
{
  g_autofree char *launch =
      g_strdup_printf ("scalogram ! jtfst ! packnet model=%s", f->path);
  GstHarness *h = gst_harness_new_parse (launch);
  const size_t n = 40 * TICK + 5;
  g_autofree float *x = make_noise (n);
  g_autoptr (Output) out = NULL;

  gst_harness_set_src_caps_str (h, AUDIO);
  push_audio (h, x, n, 3000, 0);
  gst_harness_push_event (h, gst_event_new_eos ());
  out = take_output (h);
  /* 41 frames: 0-7, 4-11, ..., 32-39, and the end, 33-40 */
  g_assert_cmpuint (out->buffers->len, ==, 10);
  assert_time (output_get (out, 9), samples_to_time (33 * TICK),
      samples_to_time (n));
  stop (h);
}

/* A file that is no model is told with its name. */
static void
test_bad_models (void)
{
  g_autofree char *missing = temporary_path ("missing.safetensors");
  g_autofree char *corrupt = temporary_path ("corrupt.safetensors");
  const char *const paths[] = { missing, corrupt };

  g_assert_true (g_file_set_contents (corrupt, "no model, but some text", -1,
      NULL));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GstElement) packnet = gst_element_factory_make ("packnet", NULL);
    g_autoptr (GstBus) bus = gst_bus_new ();
    g_autofree char *text = NULL;

    gst_object_ref_sink (packnet);
    gst_element_set_bus (packnet, bus);
    g_object_set (packnet, "model", paths[i], NULL);
    g_assert_cmpint (gst_element_set_state (packnet, GST_STATE_READY), ==,
        GST_STATE_CHANGE_FAILURE);
    text = pop_text (bus, GST_MESSAGE_ERROR);
    assert_holds (text, paths[i]);
    gst_bus_set_flushing (bus, TRUE);
    gst_element_set_state (packnet, GST_STATE_NULL);
  }
}

/* A model that is set in READY is the one that is used. */
static void
test_other_model (Fixture *f, gconstpointer data)
{
  g_autofree char *other = make_model ("orientation=both", N_FRAMES, HOP);
  g_autofree char *corrupt = temporary_path ("corrupt.safetensors");
  g_autoptr (GstCaps) before = gst_pad_peer_query_caps (f->h->srcpad, NULL);
  g_autoptr (GstCaps) after = NULL;

  gst_element_set_state (f->h->element, GST_STATE_READY);
  g_object_set (f->h->element, "model", other, NULL);
  g_assert_cmpint (gst_element_set_state (f->h->element, GST_STATE_PLAYING), ==,
      GST_STATE_CHANGE_SUCCESS);
  after = gst_pad_peer_query_caps (f->h->srcpad, NULL);
  g_assert_cmpstr (gst_structure_get_string (gst_caps_get_structure (before, 0),
                       "orientation"),
      ==, "max");
  g_assert_cmpstr (gst_structure_get_string (gst_caps_get_structure (after, 0),
                       "orientation"),
      ==, "both");

  g_assert_true (g_file_set_contents (corrupt, "no model", -1, NULL));
  gst_element_set_state (f->h->element, GST_STATE_READY);
  g_object_set (f->h->element, "model", corrupt, NULL);
  g_assert_cmpint (gst_element_set_state (f->h->element, GST_STATE_PLAYING), ==,
      GST_STATE_CHANGE_FAILURE);
}

/* With no property set there is a model. */
static void
test_default_model (void)
{
  g_autoptr (GstElement) packnet = gst_element_factory_make ("packnet", NULL);
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstCaps) caps = NULL;

  gst_object_ref_sink (packnet);
  g_assert_cmpint (gst_element_set_state (packnet, GST_STATE_READY), ==,
      GST_STATE_CHANGE_SUCCESS);
  pad = gst_element_get_static_pad (packnet, "sink");
  caps = gst_pad_query_caps (pad, NULL);
  g_assert_true (gst_structure_has_field (gst_caps_get_structure (caps, 0),
      "transform"));
  gst_element_set_state (packnet, GST_STATE_NULL);
}

static void
add_tests (void)
{
  static const struct
  {
    const char *name;
    void (*function) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/packnet/sink-caps", test_sink_caps },
    { "/packnet/src-caps", test_src_caps },
    { "/packnet/labels-property", test_labels_property },
    { "/packnet/segments", test_segments },
    { "/packnet/silence", test_silence },
    { "/packnet/hop", test_hop },
    { "/packnet/shorter-hop", test_shorter_hop },
    { "/packnet/nothing-left", test_nothing_left },
    { "/packnet/short-audio", test_short_audio },
    { "/packnet/damaged-stream", test_damaged_stream },
    { "/packnet/no-frames", test_no_frames },
    { "/packnet/end-of-audio", test_end_of_audio },
    { "/packnet/break", test_break },
    { "/packnet/fragments", test_fragments },
    { "/packnet/frame-rate", test_frame_rate },
    { "/packnet/no-rate", test_no_rate },
    { "/packnet/model-while-playing", test_model_while_playing },
    { "/packnet/wrong-model-while-playing", test_wrong_model_while_playing },
    { "/packnet/flush", test_flush },
    { "/packnet/latency", test_latency },
    { "/packnet/spellings", test_spellings },
    { "/packnet/mismatch", test_mismatch },
    { "/packnet/short-buffer", test_short_buffer },
    { "/packnet/with-jtfst", test_with_jtfst },
    { "/packnet/other-model", test_other_model },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, "mu-skip=1", set_up, tests[i].function,
        tear_down);
  g_test_add ("/packnet/embeddings", Fixture, GINT_TO_POINTER (TRUE),
      set_up_plain, test_embeddings, tear_down);
  g_test_add ("/packnet/no-embeddings", Fixture, GINT_TO_POINTER (FALSE),
      set_up_plain, test_embeddings, tear_down);
  g_test_add_func ("/packnet/bad-models", test_bad_models);
  g_test_add_func ("/packnet/default-model", test_default_model);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
