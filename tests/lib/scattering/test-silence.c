/* Where music ends, whatever looks at it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/silence.h"

#include <math.h>

#include "scattering/transform.h"

#define RATE 16000
#define N (3 * RATE)
#define STEP (1.0f / 32768)

static const char *const front_ends[][5] = {
  { "transform=scalogram" },
  { "transform=scalogram", "compress=log" },
  { "transform=timescattering" },
  { "transform=jtfst" },
  { "transform=jtfst", "lambda=local", "orientation=both", "compress=log" },
  { "transform=jtfst", "lambda=bands", "low-pass=true" },
  { "transform=jtfst", "lambda=bands", "lambda-bands=64", "orientation=both" },
  { "transform=jtfst", "low-pass=true", "compress=log", "mu-skip=6" },
  { "transform=mel" },
  { "transform=mel", "compress=log" },
};

static void
fill_with_tone (float *x, float amplitude)
{
  for (size_t i = 0; i < N; i++)
    x[i] = amplitude * sinf ((float) (2 * G_PI * 440 / RATE * (double) i));
}

/* -1, 0, 0, +1 steps, as dither leaves them. */
static void
fill_with_dither (float *x)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (size_t i = 0; i < N; i++)
    x[i] = STEP
        * (float) (g_rand_int_range (rand, 0, 2)
            - g_rand_int_range (rand, 0, 2));
}

typedef struct
{
  GlsSpec spec;
  GlsTransformStream *stream;
  float *frame;
  size_t n; /* floats in it */
  gboolean silent;
} Listener;

static void
pull_all (Listener *self)
{
  while (gls_transform_stream_pull (self->stream, self->frame))
    self->silent &= gls_spec_is_silence (&self->spec, self->frame, self->n);
}

/* Whether all frames of x: float[N] are silence. */
static gboolean
is_silence (const char *const *front_end, const float *x)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsTransformPlan) plan = NULL;
  Listener self = { .silent = TRUE };

  g_assert_true (gls_spec_from_strv (&self.spec, front_end, &error));
  plan = gls_transform_plan_new (&self.spec, &error);
  g_assert_no_error (error);
  self.n = gls_transform_plan_get_frame_size (plan);
  self.frame = g_new (float, self.n);
  self.stream = gls_transform_stream_new (plan);
  for (size_t at = 0; at < N;) {
    at += gls_transform_stream_push (self.stream, x + at, N - at);
    pull_all (&self);
  }
  gls_transform_stream_drain (self.stream);
  pull_all (&self);
  gls_transform_stream_free (self.stream);
  g_free (self.frame);
  return self.silent;
}

/* Nothing, and the noise of one step, are silence; a tone of -60 dB is none. */
static void
test_levels (void)
{
  g_autofree float *x = g_new0 (float, N);

  for (size_t i = 0; i < G_N_ELEMENTS (front_ends); i++) {
    fill_with_tone (x, 0);
    g_assert_true (is_silence (front_ends[i], x));
    fill_with_dither (x);
    g_assert_true (is_silence (front_ends[i], x));
    fill_with_tone (x, 1e-3f);
    g_assert_false (is_silence (front_ends[i], x));
  }
}

/* Frames without loudness: only nothing is silence. */
static void
test_quotients (void)
{
  static const char *const normalised[] = { "transform=jtfst", "normalise=true",
    NULL };
  g_autofree float *x = g_new0 (float, N);

  g_assert_true (is_silence (normalised, x));
  fill_with_tone (x, 1e-3f);
  g_assert_false (is_silence (normalised, x));
}

/* What is no number is no silence. */
static void
test_not_a_number (void)
{
  const float frame[] = { 0, NAN };
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  g_assert_true (gls_spec_is_silence (&spec, frame, 1));
  g_assert_false (gls_spec_is_silence (&spec, frame, 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/silence/levels", test_levels);
  g_test_add_func ("/silence/quotients", test_quotients);
  g_test_add_func ("/silence/not-a-number", test_not_a_number);
  return g_test_run ();
}
