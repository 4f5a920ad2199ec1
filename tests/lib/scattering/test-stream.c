/* What a stream promises, whatever the transform.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "draw.h"
#include "frames.h"

static GlsSpec
small_spec (GlsTransform transform)
{
  GlsSpec spec;

  gls_spec_init (&spec, transform);
  spec.J = 8;
  spec.Q1 = 8;
  spec.J_fr = 3;
  spec.F = 8;
  spec.orientation = GLS_ORIENTATION_BOTH;
  spec.s0 = TRUE;
  spec.low_pass = TRUE;
  spec.precision = GLS_PRECISION_EXACT;
  return spec;
}

static float *
run (const GlsSpec *spec, const float *x, gsize n, guint max_cut, gsize *n_out)
{
  return frames_of_spec (spec, x, n, max_cut, n_out);
}

/* As different from each other as they are few: what the default model takes,
 * the shortest T with the finest stride, a stride between rates, and a coarse
 * bank with long filters along lambda. */
static GlsSpec
configuration (guint i, GlsTransform transform)
{
  GlsSpec spec = small_spec (transform);

  switch (i) {
    case 0:
      break;
    case 1:
      spec.J = 4;
      spec.stride = 2;
      spec.lambda = GLS_LAMBDA_LOCAL;
      spec.low_pass = FALSE;
      break;
    case 2:
      spec.J = 10;
      spec.Q1 = 12;
      spec.Q2 = 2;
      spec.stride = 128;
      spec.orientation = GLS_ORIENTATION_MAX;
      spec.lambda = GLS_LAMBDA_BANDS;
      spec.normalise = transform == GLS_TRANSFORM_JTFST;
      spec.compress = transform == GLS_TRANSFORM_JTFST ? GLS_COMPRESS_LOG
                                                       : GLS_COMPRESS_NONE;
      spec.precision = GLS_PRECISION_DEFAULT;
      break;
    default:
      spec.J = 7;
      spec.Q1 = 1;
      spec.Q2 = 5;
      spec.J_fr = 5;
      spec.F = 1;
      spec.mu_skip = 2;
      spec.lambda = GLS_LAMBDA_LOCAL;
      spec.precision = GLS_PRECISION_FAST;
  }
  return spec;
}

/* How the samples are cut changes no bit: in pieces of any size, of one sample,
 * and of none. */
static void
test_cutting (gconstpointer data)
{
  for (guint i = 0; i < draw_rounds (4); i++) {
    GlsSpec spec = configuration (i, GPOINTER_TO_UINT (data));
    gsize n = 5000, n_whole, n_cut;
    g_autofree float *x = frames_noise (n, 1);
    g_autofree float *whole = run (&spec, x, n, 0, &n_whole);

    for (guint cut = 1; cut <= 1000; cut *= 10) {
      g_autofree float *pieces = run (&spec, x, n, cut, &n_cut);
      g_assert_cmpmem (whole, n_whole * sizeof (float), pieces,
          n_cut * sizeof (float));
    }
  }
}

/* A signal that comes k T later gives the same frames k later, bit for bit,
 * from its very first sample on: what lies before the stream is silence. */
static void
test_shift (gconstpointer data)
{
  GlsSpec spec = small_spec (GPOINTER_TO_UINT (data));
  gsize T = 256, k = 24, n = 16 * T, n_a, n_b, size;
  g_autofree float *x = frames_noise (n, 2);
  g_autofree float *late = g_new0 (float, n + k * T);
  g_autofree float *a = NULL, *b = NULL;

  memcpy (late + k * T, x, n * sizeof (float));
  a = run (&spec, x, n, 0, &n_a);
  b = run (&spec, late, n + k * T, 0, &n_b);
  size = n_a / 16;
  g_assert_cmpmem (a, n_a * sizeof (float), b + k * size,
      (n_b - k * size) * sizeof (float));
}

/* A signal that comes again after long silence gives the same frames again, bit
 * for bit: what was skipped of the silence would have left nothing. Its own
 * rests are of all lengths, and begin and end anywhere. */
static void
test_again (gconstpointer data)
{
  GlsSpec spec = small_spec (GPOINTER_TO_UINT (data));
  gsize T = 256, k = 80, n = 24 * T, n_all, size;
  g_autofree float *x = g_new0 (float, (k + 24) * T);
  g_autofree float *sound = frames_noise (n, 14), *frames = NULL;

  for (gsize begin = 100, rest = 40; begin < n; begin += 500 + 2 * rest) {
    memset (sound + begin, 0, MIN (rest, n - begin) * sizeof (float));
    rest = rest * 17 / 10;
  }
  memcpy (x, sound, n * sizeof (float));
  memcpy (x + k * T, sound, n * sizeof (float));
  frames = run (&spec, x, (k + 24) * T, 0, &n_all);
  size = n_all / (k + 24);
  g_assert_cmpmem (frames, 24 * size * sizeof (float), frames + k * size,
      24 * size * sizeof (float));
}

/* Silence is exactly zero; nothing exceeds the peak of the input. */
static void
test_bounds (gconstpointer data)
{
  GlsSpec spec = small_spec (GPOINTER_TO_UINT (data));
  gsize n = 6000, n_out;
  g_autofree float *x = frames_noise (n, 3);
  g_autofree float *zero = g_new0 (float, n);
  g_autofree float *a = run (&spec, x, n, 0, &n_out);
  g_autofree float *b = run (&spec, zero, n, 0, &n_out);

  for (gsize i = 0; i < n_out; i++) {
    g_assert_cmpfloat (b[i], ==, 0.0f);
    g_assert_cmpfloat (fabsf (a[i]), <=, 1.0f);
  }
}

/* Long after a sound nothing is left of it. */
static void
test_dies_away (gconstpointer data)
{
  GlsSpec spec = small_spec (GPOINTER_TO_UINT (data));
  gsize n = 80 * 256, n_out, size;
  g_autofree float *x = frames_noise (n, 12), *frames = NULL;

  memset (x + 4 * 256, 0, (n - 4 * 256) * sizeof (float));
  frames = run (&spec, x, n, 0, &n_out);
  size = n_out / 80;
  for (gsize i = 60 * size; i < n_out; i++)
    g_assert_cmpfloat (frames[i], ==, 0.0f);
}

/* What is no sound counts as silence, and is counted: it changes no bit of any
 * frame, near or far. */
static void
test_not_finite (gconstpointer data)
{
  static const float bad[] = { NAN, -NAN, INFINITY, -INFINITY, FLT_MAX,
    -1.1e15f };
  GlsSpec spec = small_spec (GPOINTER_TO_UINT (data));
  gsize n = 6000, n_a, n_b;
  g_autofree float *x = frames_noise (n, 4);
  g_autofree float *y = g_memdup2 (x, n * sizeof (float));
  g_autofree float *a = NULL, *b = NULL;
  GlsTransformPlan *plan = gls_transform_plan_new (&spec, NULL);
  GlsTransformStream *stream = gls_transform_stream_new (plan);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    x[700 * i + 13] = 0.0f;
    y[700 * i + 13] = bad[i];
  }
  a = run (&spec, x, n, 0, &n_a);
  b = run (&spec, y, n, 0, &n_b);
  g_assert_cmpmem (a, n_a * sizeof (float), b, n_b * sizeof (float));

  g_assert_cmpuint (gls_transform_stream_push (stream, y, 256), ==, 256);
  g_assert_cmpuint (gls_transform_stream_get_n_not_finite (stream), ==, 1);
  gls_transform_stream_reset (stream);
  g_assert_cmpuint (gls_transform_stream_get_n_not_finite (stream), ==, 0);
  gls_transform_stream_free (stream);
  gls_transform_plan_unref (plan);
}

/* The loudest that counts as sound stays finite. */
static void
test_loudest (gconstpointer data)
{
  for (guint i = 0; i < draw_rounds (4); i++) {
    GlsSpec spec = configuration (i, GPOINTER_TO_UINT (data));
    gsize n = 6000, n_out;
    g_autofree float *x = g_new (float, n);
    g_autofree float *frames = NULL;

    for (gsize k = 0; k < n; k++)
      x[k] = k / 40 % 2 ? 1e15f : -1e15f;
    frames = run (&spec, x, n, 0, &n_out);
    for (gsize k = 0; k < n_out; k++)
      g_assert_true (isfinite (frames[k]));
  }
}

/* A sound that fades through all that a float can hold, then silence: no frame
 * holds a subnormal number, those that no filter joins to the sound are zero,
 * and helping threads see the same smallest numbers. The caller's own
 * arithmetic is left as it was. */
static void
test_fading (gconstpointer data)
{
  for (guint i = 0; i < draw_rounds (4); i++) {
    GlsSpec spec = configuration (i, GPOINTER_TO_UINT (data));
    gsize T = (gsize) 1 << spec.J, n = 100 * T, n_out, n_frames, size;
    gsize sound = 40 * T;
    g_autofree float *x = frames_noise (n, 9);
    g_autofree float *frames = NULL, *helped = NULL;
    GlsTransformPlan *plan = gls_transform_plan_new (&spec, NULL);
    volatile float tiny = FLT_MIN;
    double fade = exp2 (-150.0 / (double) sound);
    double gain = 1.0;

    for (gsize k = 0; k < n; k++, gain *= fade)
      x[k] = k < sound ? (float) (gain * (double) x[k]) : 0.0f;
    frames = run (&spec, x, n, 0, &n_out);
    size = gls_transform_plan_get_frame_size (plan);
    helped = frames_of_threads (plan, 3, x, n, 0, &n_frames);
    g_assert_cmpmem (frames, n_out * sizeof (float), helped,
        n_frames * sizeof (float));
    n_frames = n_out / size;
    for (gsize k = 0; k < n_out; k++)
      g_assert_cmpint (fpclassify (frames[k]), !=, FP_SUBNORMAL);
    for (gsize f = n_frames * 70 / 100; f < n_frames; f++)
      for (gsize k = 0; k < size; k++)
        g_assert_cmpfloat (frames[f * size + k], ==, 0.0f);
    tiny *= 0.5f;
    g_assert_cmpint (fpclassify (tiny), ==, FP_SUBNORMAL);
    gls_transform_plan_unref (plan);
  }
}

typedef struct
{
  const float *frames; /* what they must be; NULL: whatever */
  gsize size, n_frames, count;
} Expected;

static void
pull_all (GlsTransformStream *stream, Expected *expected)
{
  g_autofree float *frame = g_new (float, expected->size);

  while (gls_transform_stream_pull (stream, frame)) {
    if (expected->frames == NULL)
      continue;
    g_assert_cmpuint (expected->count, <, expected->n_frames);
    g_assert_cmpmem (frame, expected->size * sizeof (float),
        expected->frames + expected->count * expected->size,
        expected->size * sizeof (float));
    expected->count++;
  }
}

/* Feeds a stream; with frames given, drains it, and all of them must come. */
static void
feed (GlsTransformStream *stream, const float *x, gsize n, Expected expected)
{
  for (gsize at = 0; at < n;) {
    gsize taken = gls_transform_stream_push (stream, x + at, MIN (700, n - at));

    g_assert_cmpuint (taken, >, 0);
    at += taken;
    pull_all (stream, &expected);
  }
  if (expected.frames == NULL)
    return;
  gls_transform_stream_drain (stream);
  pull_all (stream, &expected);
  g_assert_cmpuint (expected.count, ==, expected.n_frames);
}

/* After reset a stream gives what a new one gives, whether it was drained
 * before or left in the middle of another sound. */
static void
test_reset (gconstpointer data)
{
  for (guint i = 0; i < draw_rounds (4); i++) {
    GlsSpec spec = configuration (i, GPOINTER_TO_UINT (data));
    gsize n = 5000, m = (40u << spec.J) + 77, n_out;
    g_autofree float *x = frames_noise (n, 5), *other = frames_noise (m, 6);
    g_autofree float *frames = run (&spec, x, n, 0, &n_out);
    GlsTransformPlan *plan = gls_transform_plan_new (&spec, NULL);
    GlsTransformStream *stream = gls_transform_stream_new (plan);
    gsize size = gls_transform_plan_get_frame_size (plan);

    feed (stream, other, m, (Expected){ .size = size });
    gls_transform_stream_reset (stream);
    for (guint turn = 0; turn < 2; turn++) {
      feed (stream, x, n, (Expected){ frames, size, n_out / size, 0 });
      gls_transform_stream_reset (stream);
    }
    gls_transform_stream_free (stream);
    gls_transform_plan_unref (plan);
  }
}

static float
orientation_energy (const float *frames, gsize n, gsize theta, gsize block)
{
  float sum = 0.0f;

  for (gsize i = 0; i < n; i++)
    if (i / block % 2 == theta)
      sum += frames[i] * frames[i];
  return sum;
}

/* A rising chirp has its energy at theta +1, a falling one at -1; under `max`
 * each frame keeps the stronger one. */
static void
test_orientation (void)
{
  GlsSpec spec = small_spec (GLS_TRANSFORM_JTFST);
  gsize n = 16384, n_up, n_down, n_max, block;
  g_autofree float *up = g_new (float, n), *down = g_new (float, n);
  g_autofree float *a = NULL, *b = NULL, *m = NULL;
  GlsTransformPlan *plan;
  const GlsAxes *axes;

  spec.low_pass = FALSE; /* it is the same in both */
  plan = gls_transform_plan_new (&spec, NULL);
  axes = gls_transform_plan_get_axes (plan);
  block = axes->axis[2].size * axes->axis[3].size;
  gls_transform_plan_unref (plan);
  for (gsize i = 0; i < n; i++) {
    double t = (double) i / (double) n;
    up[i] = (float) sin (2.0 * G_PI * 0.01 * (double) n * (exp2 (5.0 * t) - 1.0)
        / 5.0 / G_LN2);
    down[n - 1 - i] = up[i];
  }
  a = run (&spec, up, n, 0, &n_up);
  b = run (&spec, down, n, 0, &n_down);
  g_assert_cmpfloat (orientation_energy (a, n_up, 0, block), >,
      20.0f * orientation_energy (a, n_up, 1, block));
  g_assert_cmpfloat (orientation_energy (b, n_down, 1, block), >,
      20.0f * orientation_energy (b, n_down, 0, block));
  spec.orientation = GLS_ORIENTATION_MAX;
  m = run (&spec, up, n, 0, &n_max);
  for (gsize f = 8 * block; f < n_max - 8 * block; f++)
    g_assert_cmpfloat (m[f], ==, a[f / block * 2 * block + f % block]);
}

/* S2/S1 does not change with the level of the sound (the corner, which is not
 * divided, has a test in test-properties.c); log is monotone in it. */
static void
test_normalise_and_compress (void)
{
  GlsSpec spec = small_spec (GLS_TRANSFORM_JTFST);
  gsize n = 8192, n_out;
  g_autofree float *x = frames_noise (n, 6), *half = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    half[i] = 0.5f * x[i];
  spec.low_pass = FALSE;
  for (guint lambda = 0; lambda < 3; lambda++) {
    g_autofree float *a = NULL, *b = NULL, *plain = NULL, *log_of = NULL;

    spec.lambda = (GlsLambda) lambda;
    spec.normalise = TRUE;
    spec.compress = GLS_COMPRESS_NONE;
    a = run (&spec, x, n, 0, &n_out);
    b = run (&spec, half, n, 0, &n_out);
    for (gsize i = 0; i < n_out; i++)
      g_assert_cmpfloat (fabsf (a[i] - b[i]), <=, 1e-3f * fabsf (a[i]) + 1e-5f);
    spec.normalise = FALSE;
    plain = run (&spec, x, n, 0, &n_out);
    spec.compress = GLS_COMPRESS_LOG;
    log_of = run (&spec, x, n, 0, &n_out);
    for (gsize i = 0; i < n_out; i++)
      g_assert_cmpfloat_with_epsilon (log_of[i],
          log1pf (fmaxf (plain[i], 0.0f) / 1e-6f), 1e-4f);
  }
}

/* Of time scattering: S2/S1 is S2 over the S1 of its n1; log takes each by its
 * unit; S0 is neither divided nor compressed. */
static void
test_timescattering_values (void)
{
  GlsSpec spec = small_spec (GLS_TRANSFORM_TIMESCATTERING);
  gsize n = 8192, n_out, n_paths, s1 = 0;
  g_autofree float *x = frames_noise (n, 9);
  g_autofree float *plain = NULL, *divided = NULL, *log_of = NULL;
  g_autoptr (GlsTransformPlan) plan = NULL;
  const GlsPath *path;

  spec.s0 = TRUE;
  plan = gls_transform_plan_new (&spec, NULL);
  path = gls_transform_plan_get_axes (plan)->path;
  n_paths = gls_transform_plan_get_axes (plan)->n_paths;
  g_assert_cmpuint (n_paths, ==, gls_transform_plan_get_frame_size (plan));
  while (path[s1].order == 0)
    s1++;
  g_assert_cmpuint (s1, ==, 1);
  plain = run (&spec, x, n, 0, &n_out);
  spec.normalise = TRUE;
  divided = run (&spec, x, n, 0, &n_out);
  spec.compress = GLS_COMPRESS_LOG;
  log_of = run (&spec, x, n, 0, &n_out);
  for (gsize i = 0; i < n_out; i++) {
    const GlsPath *p = &path[i % n_paths];
    const float *frame = plain + i - i % n_paths;

    if (p->order < 2)
      g_assert_cmpfloat (divided[i], ==, plain[i]);
    else
      g_assert_cmpfloat_with_epsilon (divided[i],
          plain[i] / (frame[s1 + (gsize) p->n1] + 1e-6f), 1e-5f);
    g_assert_cmpfloat_with_epsilon (log_of[i],
        p->order == 0 ? plain[i]
                      : log1pf (fmaxf (divided[i], 0.0f)
                          / (p->order == 1 ? 1e-6f : 1e-3f)),
        1e-4f);
  }
}

/* S0 goes in front of what is there without it. */
static void
test_s0 (void)
{
  GlsSpec spec = small_spec (GLS_TRANSFORM_TIMESCATTERING);
  gsize n = 30011, n_with, n_without, n_often, size = 0;
  g_autofree float *x = frames_noise (n, 10);
  g_autofree float *often = NULL, *with = NULL;
  g_autofree float *without = NULL;

  spec.s0 = FALSE;
  without = run (&spec, x, n, 0, &n_without);
  spec.s0 = TRUE;
  for (gsize cut = 0; cut <= 700; cut += 700) {
    g_free (with);
    with = run (&spec, x, n, (guint) cut, &n_with);
    size = n_with - n_without; /* frames */
    g_assert_cmpuint (size, ==, (n + 255) / 256);
    size = n_without / size;
    for (gsize f = 0; f * size < n_without; f++) {
      g_assert_cmpfloat (with[f * (size + 1)], !=, 0.0f);
      g_assert_cmpmem (with + f * (size + 1) + 1, size * sizeof (float),
          without + f * size, size * sizeof (float));
    }
  }
  /* Eight times as many frames hold these ones. */
  spec.stride = 32;
  often = run (&spec, x, n, 0, &n_often);
  for (gsize f = 0; f * size < n_without; f++)
    for (gsize i = 0; i <= size; i++)
      g_assert_cmpfloat_with_epsilon (often[8 * f * (size + 1) + i],
          with[f * (size + 1) + i], i == 0 ? 1e-12f : 1e-6f);
}

/* compress=log of a scalogram's frames is monotone in them, too. */
static void
test_compressed_scalogram (void)
{
  GlsSpec spec = small_spec (GLS_TRANSFORM_SCALOGRAM);
  gsize n = 4000, n_out;
  g_autofree float *x = frames_noise (n, 8);
  g_autofree float *plain = run (&spec, x, n, 0, &n_out);
  g_autofree float *log_of = NULL;

  spec.compress = GLS_COMPRESS_LOG;
  log_of = run (&spec, x, n, 0, &n_out);
  for (gsize i = 0; i < n_out; i++)
    g_assert_cmpfloat_with_epsilon (log_of[i], log1pf (plain[i] / 1e-6f),
        1e-4f);
}

#define ALL                                                                    \
  (GLS_FOR (GLS_TRANSFORM_SCALOGRAM) | GLS_FOR (GLS_TRANSFORM_JTFST)           \
      | GLS_FOR (GLS_TRANSFORM_TIMESCATTERING) | GLS_FOR (GLS_TRANSFORM_MEL))
/* The power of a mel band is not bounded by the peak. */
#define WAVELET (ALL & ~GLS_FOR (GLS_TRANSFORM_MEL))

static void
add (const char *name, GTestDataFunc test, guint transforms)
{
  static const char *const names[] = { "scalogram", "timescattering", "jtfst",
    "mel" };

  for (guint t = 0; t < G_N_ELEMENTS (names); t++) {
    g_autofree char *path = g_strdup_printf ("/stream/%s/%s", names[t], name);

    if (transforms & GLS_FOR (t))
      g_test_add_data_func (path, GUINT_TO_POINTER (t), test);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("cutting", test_cutting, ALL);
  add ("shift", test_shift, ALL);
  add ("again", test_again, ALL);
  add ("bounds", test_bounds, WAVELET);
  add ("dies-away", test_dies_away, ALL);
  add ("not-finite", test_not_finite, ALL);
  add ("loudest", test_loudest, ALL);
  add ("fading", test_fading, ALL);
  add ("reset", test_reset, ALL);
  g_test_add_func ("/stream/timescattering/values", test_timescattering_values);
  g_test_add_func ("/stream/timescattering/s0", test_s0);
  g_test_add_func ("/stream/scalogram/compress", test_compressed_scalogram);
  g_test_add_func ("/stream/jtfst/orientation", test_orientation);
  g_test_add_func ("/stream/jtfst/normalise-and-compress",
      test_normalise_and_compress);
  return g_test_run ();
}
