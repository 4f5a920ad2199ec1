/* What the benchmarks of the scattering have in common.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "support.h"

#include <math.h>
#include <time.h>

#include "scattering/transform.h"

double
bench_processor_time (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

float *
bench_audio (gsize n)
{
  float *x = g_new (float, n);
  GRand *random = g_rand_new_with_seed (1);

  for (gsize i = 0; i < n; i++) {
    double t = (double) i / BENCH_RATE;
    double phase = 2.0 * G_PI * (300.0 * t + 4.0 * sin (2.0 * G_PI * 5.0 * t));

    x[i] = (float) (0.3 * sin (phase) + 0.2 * sin (3.0 * phase)
        + 0.05 * g_rand_double_range (random, -1.0, 1.0));
  }
  g_rand_free (random);
  return x;
}

gsize
bench_length (const GlsSpec *spec, gsize n_ticks)
{
  g_autoptr (GlsScalogramPlan) plan = gls_scalogram_plan_new (spec, NULL);
  gsize T = gls_scalogram_plan_get_tick (plan);

  return (BENCH_WARM_UP + n_ticks) * T
      + gls_scalogram_plan_get_latency_samples (plan);
}

static gboolean
record_tick (BenchTicks *self, GlsScalogramStream *stream)
{
  float **u = g_new (float *, self->n_groups);
  GlsTick tick;
  double start;

  for (gsize g = 0; g < self->n_groups; g++)
    u[g] = g_new0 (float, self->group[g].n_lambda * self->group[g].n_times);
  start = bench_processor_time ();
  if (!gls_scalogram_stream_pull (stream, u, &tick)) {
    for (gsize g = 0; g < self->n_groups; g++)
      g_free (u[g]);
    g_free (u);
    return FALSE;
  }
  if (tick.start
      < BENCH_WARM_UP * (gint64) gls_scalogram_plan_get_tick (self->plan))
    self->n_warm_up = self->ticks->len + 1;
  else
    self->cpu_s += bench_processor_time () - start;
  g_ptr_array_add (self->ticks, u);
  g_array_append_val (self->place, tick);
  return TRUE;
}

void
bench_ticks_init (BenchTicks *self, const GlsSpec *spec, const float *x,
    gsize n)
{
  GlsScalogramStream *stream;
  double push_s = 0.0;

  *self = (BenchTicks){ .plan = gls_scalogram_plan_new (spec, NULL) };
  self->group = gls_scalogram_plan_get_groups (self->plan, &self->n_groups);
  self->ticks = g_ptr_array_new ();
  self->place = g_array_new (FALSE, FALSE, sizeof (GlsTick));
  stream = gls_scalogram_stream_new (self->plan);
  for (gsize at = 0; at < n;) {
    double start = bench_processor_time ();

    at += gls_scalogram_stream_push (stream, x + at, n - at);
    push_s += bench_processor_time () - start;
    while (record_tick (self, stream))
      ;
  }
  self->audio_s = (double) (self->ticks->len - self->n_warm_up)
      * (double) gls_scalogram_plan_get_tick (self->plan) / spec->rate;
  self->cpu_s += push_s * self->audio_s * spec->rate / (double) n;
  gls_scalogram_stream_free (stream);
}

void
bench_ticks_clear (BenchTicks *self)
{
  for (guint i = 0; i < self->ticks->len; i++) {
    float **u = g_ptr_array_index (self->ticks, i);
    for (gsize g = 0; g < self->n_groups; g++)
      g_free (u[g]);
    g_free (u);
  }
  g_ptr_array_free (self->ticks, TRUE);
  g_array_free (self->place, TRUE);
  gls_scalogram_plan_unref (self->plan);
}

double
bench_scattering (const BenchTicks *ticks, const GlsSpec *spec)
{
  g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (spec, NULL);
  g_autoptr (GlsTransformStream) stream =
      gls_transform_stream_new_for_ticks (plan, 1);
  g_autofree float *frame =
      g_new (float, gls_transform_plan_get_frame_size (plan));
  double start = 0.0;

  for (guint i = 0; i < ticks->ticks->len; i++) {
    if (i == ticks->n_warm_up)
      start = bench_processor_time ();
    gls_transform_stream_push_tick (stream, g_ptr_array_index (ticks->ticks, i),
        &g_array_index (ticks->place, GlsTick, i));
    while (gls_transform_stream_pull (stream, frame))
      ;
  }
  return bench_processor_time () - start;
}
