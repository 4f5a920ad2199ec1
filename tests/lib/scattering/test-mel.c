/* The mel spectrogram against its definition, and at its edges.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "scattering/mel.h"

static GlsSpec
mel_spec (void)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_MEL);
  return spec;
}

/* All frames of float[n], pushed in pieces of @cut samples.
 * Returns: float[*n_frames][bands] */
static float *
analyse (const GlsSpec *spec, const float *x, size_t n, size_t cut,
    size_t *n_frames, uint64_t *n_not_finite)
{
  g_autoptr (GlsMelPlan) plan = gls_mel_plan_new (spec, NULL);
  g_autoptr (GlsMelStream) stream = gls_mel_stream_new (plan);
  size_t bands = gls_mel_plan_get_n_bands (plan);
  float *frames = g_new (float, (n / spec->hop + 2) * bands);
  size_t at = 0;

  *n_frames = 0;
  for (gboolean drained = FALSE;;) {
    while (gls_mel_stream_pull (stream, frames + *n_frames * bands))
      g_assert_cmpuint (++*n_frames, <=, n / spec->hop + 1);
    if (drained)
      break;
    if (at == n) {
      gls_mel_stream_drain (stream);
      drained = TRUE;
    } else
      at += gls_mel_stream_push (stream, x + at, MIN (cut, n - at));
  }
  if (n_not_finite != NULL)
    *n_not_finite = gls_mel_stream_get_n_not_finite (stream);
  return frames;
}

static float *
noise (size_t n)
{
  GRand *random = g_rand_new_with_seed (11);
  float *x = g_new (float, n);

  for (size_t i = 0; i < n; i++)
    x[i] = (float) g_rand_double_range (random, -0.5, 0.5);
  g_rand_free (random);
  return x;
}

/* |X[f]|^2 of the frame centred on sample @centre, by the sum that defines it
 */
static double
power_by_definition (const GlsSpec *spec, const float *x, size_t n,
    ptrdiff_t centre, size_t f)
{
  double re = 0.0, im = 0.0;

  for (size_t i = 0; i < spec->fft; i++) {
    ptrdiff_t at = centre + (ptrdiff_t) i - (ptrdiff_t) spec->fft / 2;
    double v = at >= 0 && at < (ptrdiff_t) n ? (double) x[at] : 0.0;
    double w = 0.5 - 0.5 * cos (2.0 * G_PI * (double) i / spec->fft);
    double angle = 2.0 * G_PI * (double) ((f * i) % spec->fft) / spec->fft;

    re += w * v * cos (angle);
    im -= w * v * sin (angle);
  }
  return re * re + im * im;
}

static double
hz_of_corner (const GlsSpec *spec, size_t i)
{
  double top = 2595.0 * log10 (1.0 + spec->rate / 2.0 / 700.0);

  return 700.0
      * (pow (10.0, top * (double) i / (spec->bands + 1.0) / 2595.0) - 1.0);
}

/* Every frame is the defining sum, those at the edges too, where half of the
 * window lies in silence; also for sizes that are no powers of two. */
static void
test_definition (void)
{
  static const guint sizes[][4] = { { 16000, 96, 512, 256 },
    { 22050, 40, 400, 160 }, { 8000, 7, 64, 64 } };
  const size_t n = 1500;
  g_autofree float *x = noise (n);

  for (size_t c = 0; c < G_N_ELEMENTS (sizes); c++) {
    GlsSpec spec = mel_spec ();
    g_autofree float *frames = NULL;
    g_autofree double *power = NULL;
    size_t n_frames;

    spec.rate = sizes[c][0];
    spec.bands = sizes[c][1];
    spec.fft = sizes[c][2];
    spec.hop = sizes[c][3];
    power = g_new (double, spec.fft / 2 + 1);
    frames = analyse (&spec, x, n, n, &n_frames, NULL);
    for (size_t k = 0; k < n_frames; k++) {
      double peak = 0.0;

      for (size_t f = 0; f <= spec.fft / 2; f++) {
        power[f] =
            power_by_definition (&spec, x, n, (ptrdiff_t) (k * spec.hop), f);
        peak = MAX (peak, power[f]);
      }
      for (size_t b = 0; b < spec.bands; b++) {
        double low = hz_of_corner (&spec, b);
        double middle = hz_of_corner (&spec, b + 1);
        double high = hz_of_corner (&spec, b + 2), sum = 0.0;

        for (size_t f = 0; f <= spec.fft / 2; f++) {
          double hz = (double) f * spec.rate / spec.fft;

          if (hz > low && hz <= middle)
            sum += power[f] * (hz - low) / (middle - low);
          else if (hz > middle && hz < high)
            sum += power[f] * (high - hz) / (high - middle);
        }
        /* Of a float32 transform, some ten roundings of the largest bin. */
        g_assert_cmpfloat (fabs (sum - (double) frames[k * spec.bands + b]), <=,
            1e-6 * peak * (double) (spec.fft / 2));
      }
    }
  }
}

/* A tone is loudest in the band whose triangle is highest at it: power
 * (128 a)^2 with a Hann window of 512, 42 dB at full scale on a bin's centre.
 */
static void
test_tone (void)
{
  const size_t n = 4096;
  g_autofree float *x = g_new (float, n);

  for (guint bin = 8; bin <= 240; bin += 29) {
    GlsSpec spec = mel_spec ();
    g_autoptr (GlsMelPlan) plan = gls_mel_plan_new (&spec, NULL);
    g_autofree float *frames = NULL;
    double hz[256], tone = bin * 16000.0 / 512.0;
    const float *frame;
    size_t n_frames, best = 0;

    spec.compress = GLS_COMPRESS_LOG;
    for (size_t i = 0; i < n; i++)
      x[i] = (float) sin (2.0 * G_PI * tone / 16000.0 * (double) i);
    frames = analyse (&spec, x, n, 777, &n_frames, NULL);
    frame = frames + 8 * spec.bands;
    gls_mel_get_hz (&spec, hz);
    for (size_t b = 1; b < spec.bands; b++)
      if (frame[b] > frame[best])
        best = b;
    g_assert_cmpfloat (best == 0 ? 0.0 : hz[best - 1], <, tone);
    g_assert_cmpfloat (best + 1 == spec.bands ? 8000.0 : hz[best + 1], >, tone);
    /* Two triangles share a bin; the nearer one has half of it at least. The
     * bins beside it may add as much as they have, a quarter each. */
    g_assert_cmpfloat (frame[best], >, 42.1f - 3.1f);
    g_assert_cmpfloat (frame[best], <, 42.2f + 1.8f);
  }
}

/* Silence has no power, and lies at the floor. */
static void
test_silence (void)
{
  const size_t n = 1000;
  g_autofree float *x = g_new0 (float, n);

  for (int log = 0; log < 2; log++) {
    GlsSpec spec = mel_spec ();
    g_autofree float *frames = NULL;
    size_t n_frames;

    spec.compress = log ? GLS_COMPRESS_LOG : GLS_COMPRESS_NONE;
    frames = analyse (&spec, x, n, n, &n_frames, NULL);
    g_assert_cmpuint (n_frames, ==, 4);
    for (size_t i = 0; i < n_frames * spec.bands; i++)
      g_assert_cmpfloat_with_epsilon (frames[i], log ? -100.0f : 0.0f, 1e-4f);
  }
}

/* As many frames as there are hops begun, whatever the length. */
static void
test_drain (void)
{
  static const size_t lengths[] = { 0, 1, 255, 256, 257, 511, 512, 513, 5000 };
  g_autofree float *x = noise (5000);
  GlsSpec spec = mel_spec ();

  for (size_t i = 0; i < G_N_ELEMENTS (lengths); i++) {
    size_t n_frames, cut_frames;
    g_autofree float *whole =
        analyse (&spec, x, lengths[i], lengths[i], &n_frames, NULL);
    g_autofree float *pieces =
        analyse (&spec, x, lengths[i], 1, &cut_frames, NULL);

    g_assert_cmpuint (n_frames, ==, (lengths[i] + 255) / 256);
    g_assert_cmpmem (whole, n_frames * spec.bands * sizeof (float), pieces,
        cut_frames * spec.bands * sizeof (float));
  }
}

/* What is no number counts as silence, and is counted; what is too loud to have
 * a square still gives numbers. */
static void
test_strange_samples (void)
{
  const size_t n = 2000;
  g_autofree float *x = noise (n), *y = g_memdup2 (x, n * sizeof (float));
  GlsSpec spec = mel_spec ();
  g_autofree float *a = NULL, *b = NULL, *c = NULL;
  size_t n_a, n_b, n_c;
  uint64_t none, some;

  x[500] = x[900] = x[1900] = 0.0f;
  y[500] = NAN;
  y[900] = INFINITY;
  y[1900] = -INFINITY;
  a = analyse (&spec, x, n, 300, &n_a, &none);
  b = analyse (&spec, y, n, 300, &n_b, &some);
  g_assert_cmpuint (none, ==, 0);
  g_assert_cmpuint (some, ==, 3);
  g_assert_cmpmem (a, n_a * spec.bands * sizeof (float), b,
      n_b * spec.bands * sizeof (float));

  for (size_t i = 0; i < n; i++)
    y[i] = i % 2 ? 3e38f : -3e38f;
  spec.compress = GLS_COMPRESS_LOG;
  c = analyse (&spec, y, n, n, &n_c, NULL);
  for (size_t i = 0; i < n_c * spec.bands; i++)
    g_assert_true (isfinite (c[i]));
}

static void
test_refused (void)
{
  static const guint bad[][3] = { { 0, 512, 256 }, { 257, 512, 256 },
    { 96, 511, 256 }, { 96, 62, 31 }, { 96, 512, 513 }, { 96, 512, 0 } };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    GlsSpec spec = mel_spec ();
    g_autoptr (GError) error = NULL;

    spec.bands = bad[i][0];
    spec.fft = bad[i][1];
    spec.hop = bad[i][2];
    g_assert_null (gls_mel_plan_new (&spec, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mel/definition", test_definition);
  g_test_add_func ("/mel/tone", test_tone);
  g_test_add_func ("/mel/silence", test_silence);
  g_test_add_func ("/mel/drain", test_drain);
  g_test_add_func ("/mel/strange-samples", test_strange_samples);
  g_test_add_func ("/mel/refused", test_refused);
  return g_test_run ();
}
