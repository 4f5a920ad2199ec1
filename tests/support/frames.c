/* Signals, and all frames that a transform makes of one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"

#include <math.h>

float *
frames_noise (gsize n, guint32 seed)
{
  GRand *random = g_rand_new_with_seed (seed);
  float *x = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    x[i] = (float) g_rand_double_range (random, -1.0, 1.0);
  g_rand_free (random);
  return x;
}

typedef struct
{
  GlsTransformStream *stream;
  gsize size, most, count;
  float *frames;
} Taker;

static void
take_all (Taker *taker)
{
  while (gls_transform_stream_pull (taker->stream,
      taker->frames + taker->count * taker->size))
    g_assert_cmpuint (++taker->count, <=, taker->most);
}

float *
frames_of_threads (GlsTransformPlan *plan, guint n_threads, const float *x,
    gsize n, guint max_cut, gsize *n_out)
{
  gsize stride = gls_transform_plan_get_stride (plan), at = 0;
  Taker taker = { gls_transform_stream_new_threaded (plan, n_threads),
    gls_transform_plan_get_frame_size (plan), (n + stride - 1) / stride, 0,
    NULL };
  GRand *random = g_rand_new_with_seed (7);

  /* one more than there may be: pull writes before it can be counted */
  taker.frames = g_new (float, (taker.most + 1) * taker.size);
  while (at < n) {
    gsize cut = max_cut
        ? (gsize) g_rand_int_range (random, 0, (gint32) max_cut + 1)
        : n;

    at += gls_transform_stream_push (taker.stream, x + at, MIN (cut, n - at));
    take_all (&taker);
  }
  gls_transform_stream_drain (taker.stream);
  take_all (&taker);
  g_assert_cmpuint (taker.count, ==, taker.most);
  *n_out = taker.count * taker.size;
  g_rand_free (random);
  gls_transform_stream_free (taker.stream);
  return taker.frames;
}

float *
frames_of (GlsTransformPlan *plan, const float *x, gsize n, guint max_cut,
    gsize *n_out)
{
  return frames_of_threads (plan, 1, x, n, max_cut, n_out);
}

float *
frames_of_spec (const GlsSpec *spec, const float *x, gsize n, guint max_cut,
    gsize *n_out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (spec, &error);

  g_assert_no_error (error);
  return frames_of (plan, x, n, max_cut, n_out);
}

float
frames_peak (const float *x, gsize n)
{
  float peak = 0.0f;

  for (gsize i = 0; i < n; i++)
    peak = fmaxf (peak, fabsf (x[i]));
  return peak;
}
