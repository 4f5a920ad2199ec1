/* tensorview: known coefficients become known pixels at known times.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <gst/video/video.h>
#include <math.h>

#include "picture/colormap.h"
#include "scattering/scalogram.h"
#include "support.h"

#define W 200
#define H 120
#define PLAIN " axes=false width=200 height=120 colormap=grey"
#define FRAMES(dimensions)                                                     \
  "other/tensors,format=(string)static,num_tensors=1,types=(string)float32,"   \
  "framerate=10/1,dimensions=(string)" dimensions
#define TENTH (GST_SECOND / 10)

/* --- what all tests do --- */

static GstBuffer *
make_tensor (const float *x, size_t n, guint i)
{
  GstBuffer *buffer = gst_buffer_new_memdup (x, n * sizeof *x);

  GST_BUFFER_PTS (buffer) = i * TENTH;
  GST_BUFFER_DURATION (buffer) = TENTH;
  return buffer;
}

/* Pushes the same tensor @n_times, the first at @from tenths of a second. */
static void
push_tensors (GstHarness *h, const float *x, size_t n, guint from,
    guint n_times)
{
  for (guint i = 0; i < n_times; i++)
    g_assert_cmpint (gst_harness_push (h, make_tensor (x, n, from + i)), ==,
        GST_FLOW_OK);
}

static void
push_eos (GstHarness *h)
{
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
}

/* Red, green and blue of a picture, tightly packed. */
typedef struct
{
  size_t width, height;
  guint8 *rgb; /* [height][width][3] */
} Picture;

static void
picture_free (Picture *self)
{
  g_free (self->rgb);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Picture, picture_free)

static Picture *
read_picture (GstHarness *h, GstBuffer *buffer)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (h->sinkpad);
  Picture *self = g_new0 (Picture, 1);
  GstVideoFrame frame;
  GstVideoInfo info;
  guint8 *to;

  g_assert_true (gst_video_info_from_caps (&info, caps));
  g_assert_true (gst_video_frame_map (&frame, &info, buffer, GST_MAP_READ));
  self->width = (size_t) GST_VIDEO_INFO_WIDTH (&info);
  self->height = (size_t) GST_VIDEO_INFO_HEIGHT (&info);
  to = self->rgb = g_malloc (self->width * self->height * 3);
  for (size_t y = 0; y < self->height; y++)
    for (size_t x = 0; x < self->width; x++)
      for (guint c = 0; c < 3; c++) {
        const guint8 *from = GST_VIDEO_FRAME_COMP_DATA (&frame, c);
        gint stride = GST_VIDEO_FRAME_COMP_STRIDE (&frame, c);
        gint step = GST_VIDEO_FRAME_COMP_PSTRIDE (&frame, c);

        *to++ = from[(gint) y * stride + (gint) x * step];
      }
  gst_video_frame_unmap (&frame);
  return self;
}

/* The picture that comes next, which must be there. */
static Picture *
pull_picture (GstHarness *h)
{
  g_autoptr (GstBuffer) buffer = gst_harness_try_pull (h);

  g_assert_nonnull (buffer);
  return read_picture (h, buffer);
}

/* Red, which is the shade where colours are greys. */
static guint8
get_shade (const Picture *self, size_t x, size_t y)
{
  return self->rgb[3 * (y * self->width + x)];
}

/* Row of the brightest pixel of a column. */
static size_t
find_ridge (const Picture *self, size_t x)
{
  size_t best = 0;

  for (size_t y = 1; y < self->height; y++)
    if (get_shade (self, x, y) > get_shade (self, x, best))
      best = y;
  return best;
}

static guint64
sum_shades (const Picture *self, size_t from_x, size_t to_x)
{
  guint64 sum = 0;

  for (size_t y = 0; y < self->height; y++)
    for (size_t x = from_x; x < to_x; x++)
      sum += get_shade (self, x, y);
  return sum;
}

/* from_hz, to_hz: in octaves evenly, at the start and the end */
static float *
make_chirp (size_t n, double from_hz, double to_hz)
{
  float *x = g_new (float, n);
  double phase = 0;

  for (size_t i = 0; i < n; i++) {
    double hz = from_hz * pow (to_hz / from_hz, (double) i / (double) n);

    x[i] = 0.5f * (float) sin (phase);
    phase += 2 * G_PI * hz / RATE;
  }
  return x;
}

/* The one picture of some audio. */
static Picture *
draw_audio (const char *launch, const float *x, size_t n, size_t cut)
{
  GstHarness *h = gst_harness_new_parse (launch);
  Picture *picture;

  gst_harness_set_src_caps_str (h, AUDIO);
  push_audio (h, x, n, cut, 0);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 0);
  push_eos (h);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 1);
  picture = pull_picture (h);
  stop (h);
  return picture;
}

/* --- what is to be seen --- */

/* A tone lights the rows of its wavelets, in every column. */
static void
test_tone (void)
{
  const double hertz[] = { 2000, 700, 300 };
  GlsSpec spec;
  g_autoptr (GlsScalogramPlan) plan = NULL;
  g_autofree double *xi = NULL;
  size_t n;

  gls_spec_init (&spec, GLS_TRANSFORM_SCALOGRAM);
  spec.rate = RATE;
  spec.J = OCTAVES;
  spec.Q1 = 8;
  plan = gls_scalogram_plan_new (&spec, NULL);
  n = gls_scalogram_plan_get_n_lambda (plan);
  xi = g_new (double, n);
  gls_scalogram_plan_get_xi (plan, xi);
  for (guint f = 0; f < G_N_ELEMENTS (hertz); f++) {
    g_autofree float *x = make_chirp (20 * TICK, hertz[f], hertz[f]);
    g_autoptr (Picture) picture =
        draw_audio (SMALL_SCALOGRAM " ! tensorview mode=picture lowest=0" PLAIN,
            x, 20 * TICK, 1000);

    for (size_t column = 20; column < W - 20; column++) {
      size_t row = find_ridge (picture, column) * n / H;

      g_assert_cmpfloat (fabs (log2 (xi[row] * RATE / hertz[f])), <, 1.0 / 8);
    }
  }
}

/* The ridge of a rising chirp rises. */
static void
test_chirp (void)
{
  g_autofree float *x = make_chirp (40 * TICK, 150, 3000);
  g_autoptr (Picture) picture =
      draw_audio (SMALL_SCALOGRAM " ! tensorview mode=picture" PLAIN, x,
          40 * TICK, 777);
  size_t last = H;

  for (size_t column = 20; column < W; column += 20) {
    size_t ridge = find_ridge (picture, column);

    g_assert_cmpuint (ridge, <, last);
    last = ridge;
  }
  g_assert_cmpuint (last, <, H / 4);
}

/* A mel spectrogram is a power or decibels of it: the picture is the same, and
 * a tone of a tenth of the amplitude is a third of the default range darker. */
static void
test_mel (void)
{
  const char *const launches[] = {
    "melspectrogram fft=128 hop=64 bands=24 ! tensorview mode=picture" PLAIN,
    "melspectrogram fft=128 hop=64 bands=24 compress=log "
    "! tensorview mode=picture" PLAIN,
  };
  gsize n = 400 * 64, ridge;
  g_autofree float *x = make_chirp (n, 1000, 1000);
  g_autoptr (Picture) power = NULL, decibels = NULL;

  for (gsize i = n / 2; i < n; i++)
    x[i] *= 0.1f;
  power = draw_audio (launches[0], x, n, 1000);
  decibels = draw_audio (launches[1], x, n, 1000);
  ridge = find_ridge (power, W / 4);
  g_assert_cmpuint (ridge, >, H / 4);
  g_assert_cmpuint (find_ridge (power, 3 * W / 4), ==, ridge);
  g_assert_cmpint (get_shade (power, W / 4, ridge), >=, 250);
  g_assert_cmpint (get_shade (power, 3 * W / 4, ridge), >=, 165);
  g_assert_cmpint (get_shade (power, 3 * W / 4, ridge), <=, 175);
  for (size_t y = 0; y < H; y++)
    for (size_t column = 0; column < W; column += 10)
      g_assert_cmpint (ABS (get_shade (power, column, y)
                           - get_shade (decibels, column, y)),
          <=, 1);
}

/* Rows below a frequency are left out, and the rest has more room. */
static void
test_lowest (void)
{
  g_autofree float *x = make_chirp (20 * TICK, 600, 600);
  g_autoptr (Picture) all =
      draw_audio (SMALL_SCALOGRAM " ! tensorview mode=picture lowest=0" PLAIN,
          x, 20 * TICK, 1000);
  g_autoptr (Picture) some =
      draw_audio (SMALL_SCALOGRAM " ! tensorview mode=picture lowest=500" PLAIN,
          x, 20 * TICK, 1000);

  g_assert_cmpuint (find_ridge (all, W / 2), <, H * 6 / 10);
  g_assert_cmpuint (find_ridge (some, W / 2), >, H * 8 / 10);
}

/* Each tenth of the coefficient is 20 dB, a third of the default range. */
static void
test_scales (void)
{
  const struct
  {
    const char *properties;
    guint8 shade[4];
  } cases[] = {
    { "", { 255, 170, 85, 0 } },
    { " range=40", { 255, 128, 0, 0 } },
    { " reference=10", { 170, 85, 0, 0 } },
    { " reference=0.01", { 255, 255, 255, 0 } },
    { " scale=linear", { 255, 26, 3, 0 } },
    { " scale=linear reference=2", { 128, 13, 1, 0 } },
  };
  const float x[] = { 1.0f, 0.1f, 0.01f, 0.0f };
  const char *const modes[] = { "scrolling window=0.5", "picture" };

  for (guint m = 0; m < G_N_ELEMENTS (modes); m++)
    for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
      g_autofree char *launch = g_strconcat ("tensorview mode=", modes[m],
          PLAIN, cases[c].properties, NULL);
      GstHarness *h = gst_harness_new_parse (launch);
      g_autoptr (Picture) picture = NULL;

      gst_harness_set_src_caps_str (h, FRAMES ("4"));
      push_tensors (h, x, 4, 0, 6);
      push_eos (h);
      while (gst_harness_buffers_in_queue (h) > 1)
        gst_buffer_unref (gst_harness_pull (h));
      picture = pull_picture (h);
      for (guint row = 0; row < 4; row++)
        for (size_t at = 10; at < W; at += 60)
          g_assert_cmpuint (get_shade (picture, at, H / 4 * row + H / 8), ==,
              cases[c].shade[row]);
      stop (h);
    }
}

/* Many rows and columns under a pixel: their mean, not one of them. */
static void
test_no_aliasing (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview mode=picture scale=linear "
                                         "reference=1" PLAIN);
  g_autofree float *x = g_new (float, 2400);
  g_autoptr (Picture) picture = NULL;

  for (size_t i = 0; i < 2400; i++)
    x[i] = i % 2 ? 1.0f : 0.0f;
  gst_harness_set_src_caps_str (h, FRAMES ("2400"));
  push_tensors (h, x, 2400, 0, 3);
  push_eos (h);
  picture = pull_picture (h);
  for (size_t i = 0; i < W * H; i++)
    g_assert_cmpuint (picture->rgb[3 * i], ==, 128);
  stop (h);
}

/* Each tensor of a multirate stream has its own rate. */
static void
test_multirate (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview mode=picture" PLAIN);
  const float x[] = { 1, 0, 1, 0, 0, 1 };
  g_autoptr (Picture) picture = NULL;

  gst_harness_set_src_caps_str (h,
      "other/tensors,format=(string)static,num_tensors=2,framerate=10/1,"
      "types=(string)float32.float32,dimensions=(string)4:1.2:1");
  push_tensors (h, x, 6, 0, 1);
  push_eos (h);
  picture = pull_picture (h);
  for (size_t i = 0; i < 4; i++) {
    g_assert_cmpuint (get_shade (picture, W / 4 * i + W / 8, H / 4), ==,
        i % 2 ? 0 : 255);
    g_assert_cmpuint (get_shade (picture, W / 4 * i + W / 8, H * 3 / 4), ==,
        i < 2 ? 0 : 255);
  }
  stop (h);
}

/* Values that are no magnitudes count as none. */
static void
test_odd_values (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview mode=picture" PLAIN);
  const float x[] = { NAN, INFINITY, -3.0f, 0.5f };
  g_autoptr (Picture) picture = NULL;

  gst_harness_set_src_caps_str (h, FRAMES ("4"));
  push_tensors (h, x, 4, 0, 3);
  push_eos (h);
  picture = pull_picture (h);
  for (guint row = 0; row < 4; row++)
    g_assert_cmpuint (get_shade (picture, W / 2, H / 4 * row + H / 8), ==,
        row == 3 ? 255 : 0);
  stop (h);
}

/* Silence has the darkest colour, and does not make noise bright. */
static void
test_silence (void)
{
  const char *const modes[] = { "scrolling", "picture" };
  guint8 colors[256][3];

  gls_colormap_fill (GLS_COLORMAP_VIRIDIS, colors);
  for (guint m = 0; m < G_N_ELEMENTS (modes); m++) {
    g_autofree char *launch = g_strconcat ("tensorview mode=", modes[m],
        PLAIN " colormap=viridis", NULL);
    GstHarness *h = gst_harness_new_parse (launch);
    const float x[] = { 0.0f, 1e-9f };
    g_autoptr (Picture) picture = NULL;

    gst_harness_set_src_caps_str (h, FRAMES ("2"));
    push_tensors (h, x, 2, 0, 5);
    push_eos (h);
    picture = pull_picture (h);
    for (size_t i = 0; i < W * H; i++)
      g_assert_cmpmem (picture->rgb + 3 * i, 3, colors[0], 3);
    stop (h);
  }
}

/* What rises in pitch is right of the middle of the plane, what falls left. */
static void
test_plane (void)
{
  const char *const launches[] = {
    SMALL_SCALOGRAM " ! " SMALL_JTFST " orientation=both ! tensorview "
                    "layout=plane mode=picture range=30" PLAIN,
    SMALL_SCALOGRAM " ! " SMALL_JTFST " orientation=both lambda=local ! "
                    "tensorview layout=plane mode=picture range=30" PLAIN,
  };
  const size_t n = 40 * TICK;
  g_autofree float *up = make_chirp (n, 150, 3000);
  g_autofree float *down = make_chirp (n, 3000, 150);
  g_autoptr (Picture) rising = draw_audio (launches[0], up, n, 999);
  g_autoptr (Picture) falling = draw_audio (launches[0], down, n, 999);
  g_autoptr (Picture) tiles = draw_audio (launches[1], up, n, 999);

  g_assert_cmpuint (sum_shades (rising, W / 2, W), >,
      2 * sum_shades (rising, 0, W / 2));
  g_assert_cmpuint (sum_shades (falling, 0, W / 2), >,
      2 * sum_shades (falling, W / 2, W));
  g_assert_cmpuint (sum_shades (tiles, 0, W), >, 0);
}

/* Along time, each direction has a panel: rising above, falling below. */
static void
test_directions (void)
{
  const char *launch =
      SMALL_SCALOGRAM " ! " SMALL_JTFST " orientation=both ! tensorview "
                      "mode=picture range=30" PLAIN;
  const size_t n = 40 * TICK;
  g_autofree float *up = make_chirp (n, 150, 3000);
  g_autofree float *down = make_chirp (n, 3000, 150);
  g_autoptr (Picture) rising = draw_audio (launch, up, n, 999);
  g_autoptr (Picture) falling = draw_audio (launch, down, n, 999);
  guint64 above[2] = { 0 }, below[2] = { 0 };

  for (size_t y = 0; y < H; y++)
    for (size_t x = W / 4; x < W * 3 / 4; x++) {
      (y < H / 2 ? above : below)[0] += get_shade (rising, x, y);
      (y < H / 2 ? above : below)[1] += get_shade (falling, x, y);
    }
  g_assert_cmpuint (above[0], >, below[0] * 5 / 4);
  g_assert_cmpuint (below[1], >, above[1] * 5 / 4);
}

/* A tone whose loudness goes up and down. */
static float *
make_tremolo (size_t n, double hertz, double rate)
{
  float *x = g_new (float, n);

  for (size_t i = 0; i < n; i++) {
    double t = 2 * G_PI * (double) i / RATE;

    x[i] = (float) (0.25 * (1 + cos (rate * t)) * sin (hertz * t));
  }
  return x;
}

/* Of time scattering, pitch is seen in the upper panel and modulation in the
 * lower one. */
static void
test_orders (void)
{
  const char *launch =
      SMALL_SCALOGRAM " ! timescattering octaves=8 q=8,1 ! tensorview "
                      "mode=picture" PLAIN;
  const double hertz[] = { 1000, 2500, 1000 }, rate[] = { 60, 60, 240 };
  const size_t n = 40 * TICK;
  size_t ridge[3][2] = { 0 };

  for (guint i = 0; i < 3; i++) {
    g_autofree float *x = make_tremolo (n, hertz[i], rate[i]);
    g_autoptr (Picture) picture = draw_audio (launch, x, n, 999);

    for (size_t y = 0; y < H; y++) {
      size_t *best = &ridge[i][y >= H / 2];

      if (*best == 0
          || get_shade (picture, W / 2, y) > get_shade (picture, W / 2, *best))
        *best = y;
    }
  }
  g_assert_cmpuint (ridge[1][0], <, ridge[0][0]);
  g_assert_cmpuint (ridge[1][1], ==, ridge[0][1]);
  g_assert_cmpuint (ridge[2][0], ==, ridge[0][0]);
  g_assert_cmpuint (ridge[2][1], <, ridge[0][1]);
}

/* Axes leave a smaller panel; without room there are none. */
static void
test_axes (void)
{
  const char *const launches[] = {
    "tensorview mode=picture colormap=grey width=400 height=200",
    "tensorview mode=picture colormap=grey width=40 height=20",
  };
  const float x[] = { 1, 1 };

  for (guint l = 0; l < G_N_ELEMENTS (launches); l++) {
    GstHarness *h = gst_harness_new_parse (launches[l]);
    g_autoptr (Picture) picture = NULL;
    size_t n_bright = 0;

    gst_harness_set_src_caps_str (h,
        FRAMES ("2") ",labels=(string)<one,\"zw\xc3\xb6lf\">");
    push_tensors (h, x, 2, 0, 3);
    push_eos (h);
    picture = pull_picture (h);
    for (size_t i = 0; i < picture->width * picture->height; i++)
      n_bright += picture->rgb[3 * i] == 255;
    if (l == 0) {
      g_assert_cmpuint (n_bright, >, 400 * 200 / 2);
      g_assert_cmpuint (n_bright, <, 400 * 200 * 9 / 10);
    } else
      g_assert_cmpuint (n_bright, ==, 40 * 20);
    stop (h);
  }
}

/* --- time --- */

/* A video has a frame every 25th of a second from the first tensor on, and ends
 * where the tensors end; the newest is at the right. */
static void
test_scrolling (void)
{
  GstHarness *h =
      gst_harness_new_parse ("tensorview window=1 reference=1" PLAIN);
  const float loud[] = { 1 }, silent[] = { 0 };
  GstBuffer *buffer;
  guint i = 0;

  gst_harness_set_src_caps_str (h, FRAMES ("1"));
  push_tensors (h, loud, 1, 20, 5);
  push_tensors (h, silent, 1, 25, 4);
  /* 0.9 s are 22 frames and a half */
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 22);
  push_eos (h);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 23);
  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    g_autoptr (Picture) picture = read_picture (h, buffer);
    size_t end = MIN (W, 8 * (i + 1)); /* 200 pixels a second */
    size_t n_loud = 0, n_silent_at_right = 0;

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
        2 * GST_SECOND + i * GST_SECOND / 25);
    g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==, GST_SECOND / 25);
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (buffer), ==, i == 0);
    for (size_t x = 0; x < W; x++)
      n_loud += get_shade (picture, x, H / 2) == 255;
    while (get_shade (picture, W - 1 - n_silent_at_right, H / 2) == 0)
      n_silent_at_right++;
    g_assert_cmpuint (n_loud, ==, MIN (end, 100));
    g_assert_cmpuint (n_silent_at_right, ==,
        end > 100 ? MIN (end, 180) - 100 : 0);
    gst_buffer_unref (buffer);
    i++;
  }
  stop (h);
}

/* After something loud, what is quiet comes back by and by. */
static void
test_reference_falls (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview window=0.2" PLAIN);
  const float loud[] = { 1 }, quiet[] = { 0.01f };
  guint8 last = 0;

  gst_harness_set_src_caps_str (h, FRAMES ("1"));
  push_tensors (h, loud, 1, 0, 2);
  push_tensors (h, quiet, 1, 2, 50);
  for (guint i = 0; i < 130; i++) {
    g_autoptr (Picture) picture = pull_picture (h);
    guint8 shade = get_shade (picture, W - 1, H / 2);

    if (i < 5)
      g_assert_cmpuint (shade, ==, 255);
    else if (i == 10)
      /* 0.2 s of 12 dB a second, above 85 */
      g_assert_cmpuint (shade, <, 85 + 20);
    else if (i > 10) {
      g_assert_cmpuint (shade, >=, last);
      g_assert_cmpuint (shade - last, <=, 4);
    }
    last = shade;
  }
  g_assert_cmpuint (last, ==, 255);
  stop (h);
}

/* One picture for each segment, with its time. */
static void
test_picture_times (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview mode=picture" PLAIN);
  const float x[] = { 1 };
  GstSegment segment;

  gst_harness_set_src_caps_str (h, FRAMES ("1"));
  push_tensors (h, x, 1, 3, 7);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.position = segment.time = 2 * GST_SECOND;
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  push_tensors (h, x, 1, 20, 2);
  push_eos (h);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 2);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (h);

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, i ? 20 * TENTH : 3 * TENTH);
    g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==,
        i ? 2 * TENTH : 7 * TENTH);
    g_assert_true (GST_BUFFER_IS_DISCONT (buffer));
  }
  stop (h);
}

/* Where nothing came, a picture is dark, and times stay right. */
static void
test_holes (void)
{
  for (int event = 0; event < 2; event++) {
    GstHarness *h =
        gst_harness_new_parse ("tensorview mode=picture reference=1" PLAIN);
    const float x[] = { 1 };
    g_autoptr (GstBuffer) buffer = NULL;
    g_autoptr (Picture) picture = NULL;

    gst_harness_set_src_caps_str (h, FRAMES ("1"));
    push_tensors (h, x, 1, 0, 5);
    if (event)
      g_assert_true (gst_harness_push_event (h,
          gst_event_new_gap (5 * TENTH, 10 * TENTH)));
    push_tensors (h, x, 1, 15, 5);
    push_eos (h);
    buffer = gst_harness_pull (h);
    g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==, 20 * TENTH);
    picture = read_picture (h, buffer);
    g_assert_cmpuint (get_shade (picture, 47, H / 2), ==, 255);
    g_assert_cmpuint (get_shade (picture, 53, H / 2), ==, 0);
    g_assert_cmpuint (get_shade (picture, 147, H / 2), ==, 0);
    g_assert_cmpuint (get_shade (picture, 153, H / 2), ==, 255);
    stop (h);
  }
}

/* A hole longer than the window: the video begins anew. */
static void
test_long_hole (void)
{
  GstHarness *h =
      gst_harness_new_parse ("tensorview window=1 reference=1" PLAIN);
  const float x[] = { 1 };
  guint n_discont = 0;

  gst_harness_set_src_caps_str (h, FRAMES ("1"));
  push_tensors (h, x, 1, 0, 2);
  push_tensors (h, x, 1, 1000000, 2);
  push_eos (h);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 10);
  for (guint i = 0; i < 10; i++) {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (h);

    g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==,
        i < 5 ? i * GST_SECOND / 25
              : 1000000 * TENTH + (i - 5) * GST_SECOND / 25);
    n_discont += GST_BUFFER_IS_DISCONT (buffer);
  }
  g_assert_cmpuint (n_discont, ==, 2);
  stop (h);
}

/* The last segment of a model overlaps the one before: only what is new of it
 * is drawn. */
static void
test_overlap (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview mode=picture reference=1 "
                                         "scale=linear" PLAIN);
  const float loud[] = { 1 }, quiet[] = { 0.5f };
  GstBuffer *last = make_tensor (quiet, 1, 0);
  g_autoptr (GstBuffer) buffer = NULL;
  g_autoptr (Picture) picture = NULL;

  gst_harness_set_src_caps_str (h, FRAMES ("1"));
  push_tensors (h, loud, 1, 0, 2);
  GST_BUFFER_PTS (last) = TENTH + TENTH / 2;
  gst_harness_push (h, last);
  push_eos (h);
  buffer = gst_harness_pull (h);
  g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==, 2 * TENTH + TENTH / 2);
  picture = read_picture (h, buffer);
  g_assert_cmpuint (get_shade (picture, 157, H / 2), ==, 255);
  g_assert_cmpuint (get_shade (picture, 163, H / 2), ==, 128);
  stop (h);
}

static void
test_flush_forgets (void)
{
  const char *const modes[] = { "picture", "scrolling window=1" };

  for (guint m = 0; m < G_N_ELEMENTS (modes); m++) {
    g_autofree char *launch =
        g_strconcat ("tensorview reference=1 mode=", modes[m], PLAIN, NULL);
    GstHarness *h = gst_harness_new_parse (launch);
    const float loud[] = { 1 }, silent[] = { 0 };
    g_autoptr (Picture) picture = NULL;
    GstSegment segment;

    gst_harness_set_src_caps_str (h, FRAMES ("1"));
    push_tensors (h, loud, 1, 0, 5);
    g_assert_true (gst_harness_push_event (h, gst_event_new_flush_start ()));
    g_assert_true (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
    while (gst_harness_buffers_in_queue (h) > 0)
      gst_buffer_unref (gst_harness_pull (h));
    gst_segment_init (&segment, GST_FORMAT_TIME);
    gst_harness_push_event (h, gst_event_new_segment (&segment));
    push_tensors (h, silent, 1, 0, 5);
    push_eos (h);
    picture = pull_picture (h);
    g_assert_cmpuint (sum_shades (picture, 0, W), ==, 0);
    stop (h);
  }
}

static void
test_nothing (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview mode=picture" PLAIN);

  gst_harness_set_src_caps_str (h, FRAMES ("1"));
  push_eos (h);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 0);
  stop (h);
}

/* The same pixels, however the audio is cut. */
static void
test_cuts_do_not_matter (void)
{
  const char *const launches[] = {
    SMALL_SCALOGRAM " ! tensorview mode=picture" PLAIN,
    SMALL_SCALOGRAM " ! tensorview window=0.37" PLAIN,
    SMALL_SCALOGRAM " stride=64 ! tensorview window=0.37" PLAIN,
    SMALL_SCALOGRAM " ! " SMALL_JTFST " ! tensorview layout=plane" PLAIN,
  };
  const size_t n = 8 * TICK - 100, cuts[] = { 1, 333, 2 * TICK };
  g_autofree float *x = make_noise (n);

  for (guint l = 0; l < G_N_ELEMENTS (launches); l++) {
    g_autoptr (Output) whole = NULL;

    for (guint c = 0; c <= G_N_ELEMENTS (cuts); c++) {
      GstHarness *h = gst_harness_new_parse (launches[l]);
      g_autoptr (Output) out = NULL;

      gst_harness_set_src_caps_str (h, AUDIO);
      push_audio (h, x, n, c == 0 ? n : cuts[c - 1], 0);
      push_eos (h);
      out = take_output (h);
      g_assert_cmpuint (out->buffers->len, >, 0);
      if (whole != NULL)
        assert_same_output (whole, out);
      else
        whole = g_steal_pointer (&out);
      stop (h);
    }
  }
}

/* The last picture ends with the audio, not with the tick. */
static void
test_ends_with_audio (void)
{
  const size_t n = 3 * TICK + 64;
  g_autofree float *x = make_noise (n);
  GstHarness *h = gst_harness_new_parse (SMALL_SCALOGRAM
      " ! tensorview mode=picture" PLAIN);
  g_autoptr (GstBuffer) buffer = NULL;

  gst_harness_set_src_caps_str (h, AUDIO);
  push_audio (h, x, n, 500, GST_SECOND);
  push_eos (h);
  buffer = gst_harness_pull (h);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, GST_SECOND);
  g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==, samples_to_time (n));
  stop (h);
}

/* A frame is out when what it shows is there: one of its durations later. */
static void
test_latency (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview" PLAIN);
  const float x[] = { 1 };

  gst_harness_set_upstream_latency (h, GST_SECOND);
  gst_harness_set_src_caps_str (h, FRAMES ("1"));
  push_tensors (h, x, 1, 0, 1);
  g_assert_cmpuint (gst_harness_query_latency (h), ==,
      GST_SECOND + GST_SECOND / 25);
  stop (h);
}

/* Frames that are too late to be shown are not drawn. */
static void
test_qos (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview" PLAIN);
  const float x[] = { 1 };
  GstBuffer *buffer;

  gst_harness_set_src_caps_str (h, FRAMES ("1"));
  push_tensors (h, x, 1, 0, 2);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 5);
  gst_harness_push_upstream_event (h,
      gst_event_new_qos (GST_QOS_TYPE_UNDERFLOW, 1.5, 3 * TENTH, TENTH));
  /* late by 0.1 s at 0.1 s: the next in time is that of 0.3 s */
  push_tensors (h, x, 1, 2, 2);
  while (gst_harness_buffers_in_queue (h) > 5)
    gst_buffer_unref (gst_harness_pull (h));
  push_tensors (h, x, 1, 4, 4);
  buffer = NULL;
  while (gst_harness_buffers_in_queue (h) > 0) {
    gst_clear_buffer (&buffer);
    buffer = gst_harness_pull (h);
  }
  /* Those between are missing, and the last one is in its place. */
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, 19 * GST_SECOND / 25);
  g_assert_cmpuint (gst_harness_buffers_received (h), <, 20);
  gst_buffer_unref (buffer);
  stop (h);
}

/* --- caps --- */

/* What downstream fixes is taken; every format shows the same. */
static void
test_downstream_caps (void)
{
  const char *const formats[] = { "RGB", "BGR", "RGBx", "BGRx", "xRGB",
    "xBGR" };
  const float x[] = { 1, 0.1f, 0.01f };
  g_autoptr (Picture) first = NULL;

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++) {
    g_autofree char *launch =
        g_strdup_printf ("tensorview width=999" ONLY (
                             "video/x-raw,format=%s,width=301,height=[1,80],"
                             "framerate=30000/1001"),
            formats[f]);
    GstHarness *h = gst_harness_new_parse (launch);
    g_autoptr (Picture) picture = NULL;
    g_autoptr (GstCaps) caps = NULL;
    GstVideoInfo info;

    gst_harness_set_src_caps_str (h, FRAMES ("3"));
    push_tensors (h, x, 3, 0, 4);
    caps = gst_pad_get_current_caps (h->sinkpad);
    g_assert_true (gst_video_info_from_caps (&info, caps));
    g_assert_cmpint (GST_VIDEO_INFO_FPS_N (&info), ==, 30000);
    picture = pull_picture (h);
    g_assert_cmpuint (picture->width, ==, 301);
    g_assert_cmpuint (picture->height, ==, 80);
    if (first == NULL)
      first = g_steal_pointer (&picture);
    else
      g_assert_cmpmem (picture->rgb, 301 * 80 * 3, first->rgb, 301 * 80 * 3);
    stop (h);
  }
}

/* Sizes that nobody asks for are those in the manual. */
static void
test_default_caps (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview");
  g_autoptr (GstCaps) caps = NULL, wanted = NULL;

  gst_harness_set_src_caps_str (h, FRAMES ("3"));
  caps = gst_pad_get_current_caps (h->sinkpad);
  wanted = gst_caps_from_string ("video/x-raw,format=RGB,width=960,height=540,"
                                 "framerate=25/1,pixel-aspect-ratio=1/1");
  g_assert_true (gst_caps_is_subset (caps, wanted));
  stop (h);
}

/* Each with one sentence that says why. */
static void
test_refusals (void)
{
  const struct
  {
    const char *launch, *caps, *sentence;
    const char *takes; /* downstream, if not all */
  } cases[] = {
    { "tensorview",
        "other/tensors,format=(string)static,num_tensors=1,types=(string)uint8,"
        "framerate=10/1,dimensions=(string)4",
        "float32 is needed", NULL },
    { "tensorview", FRAMES ("4.4"), "num_tensors=1", NULL },
    { "tensorview", FRAMES ("70000"), "up to 65536 rows", NULL },
    { "tensorview layout=plane", FRAMES ("9:23"), "draws frames of jtfst",
        NULL },
    { "tensorview layout=plane", FRAMES ("136") ",transform=(string)scalogram",
        "delivers scalogram", NULL },
    { "tensorview layout=plane",
        FRAMES ("9:23:1:135") ",transform=(string)jtfst,lambda=local,f=1",
        "up to 64 rows of lambda, but upstream delivers 135", NULL },
    { "tensorview", FRAMES ("4"), "put videoconvert after it",
        "video/x-raw,format=GRAY8" },
    { "tensorview", FRAMES ("4"), "0.1 to 240 frames",
        "video/x-raw,framerate=0/1" },
    { "tensorview", FRAMES ("4"), "16 to 4096 pixels", "video/x-raw,width=8" },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    GstHarness *h = gst_harness_new_parse (cases[c].launch);
    g_autoptr (GstBus) bus = watch (h);
    g_autofree char *text = NULL;
    const float x[] = { 1, 1, 1, 1 };

    if (cases[c].takes != NULL)
      gst_harness_set_sink_caps_str (h, cases[c].takes);
    gst_harness_set_src_caps_str (h, cases[c].caps);
    text = pop_text (bus, GST_MESSAGE_ERROR);
    assert_holds (text, cases[c].sentence);
    g_assert_cmpint (gst_harness_push (h, make_tensor (x, 4, 0)), ==,
        GST_FLOW_NOT_NEGOTIATED);
    stop (h);
  }
}

static void
test_bad_buffers (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview");
  g_autoptr (GstBus) bus = watch (h);
  const float x[] = { 1, 1, 1 };
  g_autofree char *text = NULL;

  gst_harness_set_src_caps_str (h, FRAMES ("4"));
  g_assert_cmpint (gst_harness_push (h, make_tensor (x, 3, 0)), ==,
      GST_FLOW_ERROR);
  text = pop_text (bus, GST_MESSAGE_ERROR);
  assert_holds (text, "12 bytes came where 16");
  stop (h);
}

/* Without a frame rate, durations tell; without both, nothing does. */
static void
test_unknown_rate (void)
{
  for (int known = 0; known < 2; known++) {
    GstHarness *h = gst_harness_new_parse ("tensorview mode=picture" PLAIN);
    g_autoptr (GstBus) bus = watch (h);
    const float x[] = { 1 };
    GstBuffer *buffer = make_tensor (x, 1, 0);

    gst_harness_set_src_caps_str (h,
        "other/tensors,format=(string)static,num_tensors=1,"
        "types=(string)float32,framerate=0/1,dimensions=(string)1");
    if (!known)
      GST_BUFFER_DURATION (buffer) = GST_CLOCK_TIME_NONE;
    g_assert_cmpint (gst_harness_push (h, buffer), ==,
        known ? GST_FLOW_OK : GST_FLOW_ERROR);
    if (known) {
      push_eos (h);
      buffer = gst_harness_pull (h);
      g_assert_cmpuint (GST_BUFFER_DURATION (buffer), ==, TENTH);
      gst_buffer_unref (buffer);
    } else {
      g_autofree char *text = pop_text (bus, GST_MESSAGE_ERROR);

      assert_holds (text, "neither a frame rate nor a duration");
    }
    stop (h);
  }
}

/* Other tensors in mid-stream: the picture of the first ones comes out. */
/* A flush amid the negotiation: its caps come again, and count as new. */
static void
test_caps_again (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview" PLAIN);
  g_autoptr (GstElement) view = gst_harness_find_element (h, "tensorview");
  g_autoptr (GstPad) src = gst_element_get_static_pad (view, "src");
  g_autoptr (GstCaps) caps = gst_caps_from_string (FRAMES ("2"));
  const float x[] = { 1, 1 };
  GstSegment segment;

  gst_harness_play (h);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (h->srcpad, gst_event_new_stream_start ("s"));
  GST_PAD_SET_FLUSHING (src);
  gst_pad_push_event (h->srcpad, gst_event_new_caps (caps));
  GST_PAD_UNSET_FLUSHING (src);
  gst_pad_push_event (h->srcpad, gst_event_new_caps (caps));
  gst_pad_push_event (h->srcpad, gst_event_new_segment (&segment));
  push_tensors (h, x, 2, 0, 3);
  push_eos (h);
  g_assert_cmpuint (gst_harness_buffers_received (h), >, 0);
  stop (h);
}

static void
test_caps_change (void)
{
  GstHarness *h = gst_harness_new_parse ("tensorview mode=picture" PLAIN);
  const float x[] = { 1, 1, 1 };

  gst_harness_set_src_caps_str (h, FRAMES ("2"));
  push_tensors (h, x, 2, 0, 3);
  gst_harness_set_src_caps_str (h, FRAMES ("3"));
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 1);
  push_tensors (h, x, 3, 3, 3);
  push_eos (h);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 2);
  stop (h);
}

/* Edges, which come where jtfst asks for them too, are not drawn. */
static void
test_edges (void)
{
  const size_t n = 4 * TICK;
  g_autofree float *x = make_noise (n);
  g_autoptr (Picture) plain =
      draw_audio (SMALL_SCALOGRAM " ! tensorview mode=picture" PLAIN, x, n, n);
  g_autoptr (Picture) edges =
      draw_audio (SMALL_SCALOGRAM " ! other/tensors,edges=(string)all ! "
                                  "tensorview mode=picture" PLAIN,
          x, n, n);

  g_assert_cmpmem (plain->rgb, W * H * 3, edges->rgb, W * H * 3);
}

static void
add_tests (void)
{
  g_test_add_func ("/tensorview/tone", test_tone);
  g_test_add_func ("/tensorview/chirp", test_chirp);
  g_test_add_func ("/tensorview/mel", test_mel);
  g_test_add_func ("/tensorview/lowest", test_lowest);
  g_test_add_func ("/tensorview/scales", test_scales);
  g_test_add_func ("/tensorview/no-aliasing", test_no_aliasing);
  g_test_add_func ("/tensorview/multirate", test_multirate);
  g_test_add_func ("/tensorview/odd-values", test_odd_values);
  g_test_add_func ("/tensorview/silence", test_silence);
  g_test_add_func ("/tensorview/plane", test_plane);
  g_test_add_func ("/tensorview/directions", test_directions);
  g_test_add_func ("/tensorview/orders", test_orders);
  g_test_add_func ("/tensorview/axes", test_axes);
  g_test_add_func ("/tensorview/scrolling", test_scrolling);
  g_test_add_func ("/tensorview/reference-falls", test_reference_falls);
  g_test_add_func ("/tensorview/picture-times", test_picture_times);
  g_test_add_func ("/tensorview/holes", test_holes);
  g_test_add_func ("/tensorview/long-hole", test_long_hole);
  g_test_add_func ("/tensorview/overlap", test_overlap);
  g_test_add_func ("/tensorview/flush-forgets", test_flush_forgets);
  g_test_add_func ("/tensorview/nothing", test_nothing);
  g_test_add_func ("/tensorview/cuts-do-not-matter", test_cuts_do_not_matter);
  g_test_add_func ("/tensorview/ends-with-audio", test_ends_with_audio);
  g_test_add_func ("/tensorview/latency", test_latency);
  g_test_add_func ("/tensorview/qos", test_qos);
  g_test_add_func ("/tensorview/downstream-caps", test_downstream_caps);
  g_test_add_func ("/tensorview/default-caps", test_default_caps);
  g_test_add_func ("/tensorview/refusals", test_refusals);
  g_test_add_func ("/tensorview/bad-buffers", test_bad_buffers);
  g_test_add_func ("/tensorview/unknown-rate", test_unknown_rate);
  g_test_add_func ("/tensorview/caps-again", test_caps_again);
  g_test_add_func ("/tensorview/caps-change", test_caps_change);
  g_test_add_func ("/tensorview/edges", test_edges);
}

int
main (int argc, char **argv)
{
  return test_main (argc, argv, add_tests);
}
