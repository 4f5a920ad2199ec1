/* What the front ends of architectures cost, side by side.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   bench-front-ends ARCH.json...
 *
 * From audio to frames: milliseconds of processor time of one core per second
 * of audio, as CSV, a line for each architecture. They take turns, five times
 * each, and the best of each counts.
 */
#include <math.h>
#include <stdio.h>

#include "scattering/transform.h"
#include "support.h"
#include "train/architecture.h"

#define N_TURNS 5
/* What is timed, and what goes before until all filters have something. */
#define N_SECONDS 32
#define N_WARM_UP_SECONDS 24

typedef struct
{
  const char *name; /* of the architecture's file */
  GlsTransformPlan *plan;
  guint rate;
  double best_ms;
} FrontEnd;

static gboolean
front_end_init (FrontEnd *self, const char *path, GError **error)
{
  g_autoptr (GlsArchitecture) arch = gls_architecture_load (path, error);
  GlsSpec spec;

  if (arch == NULL
      || !gls_spec_from_strv (&spec, gls_architecture_get_front_end (arch),
          error))
    return FALSE;
  *self = (FrontEnd){ .name = path, .rate = spec.rate, .best_ms = INFINITY };
  self->plan = gls_transform_plan_new (&spec, error);
  return self->plan != NULL;
}

static void
feed (GlsTransformStream *stream, const float *x, gsize n, float *frame)
{
  for (gsize at = 0; at < n;) {
    at += gls_transform_stream_push (stream, x + at, n - at);
    while (gls_transform_stream_pull (stream, frame))
      ;
  }
}

static void
take_turn (FrontEnd *self, const float *x)
{
  g_autoptr (GlsTransformStream) stream = gls_transform_stream_new (self->plan);
  g_autofree float *frame =
      g_new (float, gls_transform_plan_get_frame_size (self->plan));
  gsize before = N_WARM_UP_SECONDS * self->rate;
  double start;

  feed (stream, x, before, frame);
  start = bench_processor_time ();
  feed (stream, x + before, N_SECONDS * self->rate, frame);
  self->best_ms =
      fmin (self->best_ms, 1e3 * (bench_processor_time () - start) / N_SECONDS);
}

static guint
find_rate (const FrontEnd *front_ends, gsize n)
{
  guint rate = BENCH_RATE;

  for (gsize i = 0; i < n; i++)
    rate = MAX (rate, front_ends[i].rate);
  return rate;
}

int
main (int argc, char **argv)
{
  gsize n = (gsize) MAX (argc - 1, 0);
  g_autofree FrontEnd *front_ends = g_new0 (FrontEnd, MAX (n, 1));
  g_autofree float *x = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < n; i++)
    if (!front_end_init (&front_ends[i], argv[i + 1], &error)) {
      fprintf (stderr, "bench-front-ends: %s: %s\n", argv[i + 1],
          error->message);
      return 1;
    }
  x = bench_audio ((N_WARM_UP_SECONDS + N_SECONDS)
      * (gsize) find_rate (front_ends, n));
  for (int turn = 0; turn < N_TURNS; turn++)
    for (gsize i = 0; i < n; i++)
      take_turn (&front_ends[i], x);
  for (gsize i = 0; i < n; i++) {
    printf ("%s,%.2f\n", front_ends[i].name, front_ends[i].best_ms);
    gls_transform_plan_unref (front_ends[i].plan);
  }
  return 0;
}
