/* Series at several rates, averaged by phi_T and gathered into frames.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/series.h"

void
gls_series_plan_init (GlsSeriesPlan *self, size_t T, size_t stride,
    size_t max_series, double eps)
{
  *self = (GlsSeriesPlan){
    .T = T, .stride = stride, .eps = eps, .max_series = max_series
  };
  self->series = g_new0 (GlsSeries, max_series);
  self->average = g_new0 (GlsAverage, max_series);
}

void
gls_series_plan_clear (GlsSeriesPlan *self)
{
  for (size_t i = 0; i < self->n_averages; i++)
    gls_average_clear (&self->average[i]);
  g_free (self->average);
  g_free (self->series);
}

/* The longest that a frame of these series waits: from the tick that its centre
 * lies in to the one that brings the last column it needs, less what the centre
 * lies inside its tick. A spline's columns come one later than a tick ends. */
static size_t
latency_samples (const GlsSeriesPlan *self, const GlsSeries *series)
{
  size_t longest = 0;

  for (size_t at = 0; at < self->T; at += self->stride) {
    size_t last = (at >> series->average->log2_step) + series->average->reach;
    size_t n_columns = last + 1 + (series->D > 1 ? 1 : 0);
    size_t ticks =
        (n_columns + series->lag + series->per_tick - 1) / series->per_tick;

    longest = MAX (longest, (ticks - 1) * self->T - at);
  }
  return longest;
}

size_t
gls_series_plan_get_latency_samples (const GlsSeriesPlan *plan)
{
  size_t slowest = 0;

  for (size_t i = 0; i < plan->n_series; i++)
    slowest = MAX (slowest, latency_samples (plan, &plan->series[i]));
  return slowest;
}

static const GlsAverage *
get_average (GlsSeriesPlan *self, guint log2_step, size_t D)
{
  GlsAverage *average = self->average;

  for (; average < self->average + self->n_averages; average++)
    if (average->log2_step == log2_step && average->thinned_by == D)
      return average;
  gls_average_init (average, (double) self->T, self->stride, log2_step, D,
      self->eps);
  self->n_averages++;
  return average;
}

size_t
gls_series_plan_add (GlsSeriesPlan *self, size_t n, guint log2_step, size_t D,
    size_t lag)
{
  GlsSeries *series = &self->series[self->n_series];

  g_assert (self->n_series < self->max_series);
  *series = (GlsSeries){ .n = n,
    .offset = self->frame_size,
    .per_tick = self->T >> log2_step,
    .lag = lag >> log2_step,
    .D = D };
  series->average = get_average (self, log2_step, D);
  self->frame_size += n;
  self->n_ring = MAX (self->n_ring,
      (latency_samples (self, series) + 4 * self->T) / self->stride);
  return self->n_series++;
}

size_t
gls_series_plan_reserve (GlsSeriesPlan *self, size_t n)
{
  size_t offset = self->frame_size;

  self->frame_size += n;
  return offset;
}

void
gls_series_stream_init (GlsSeriesStream *self, const GlsSeriesPlan *plan)
{
  *self = (GlsSeriesStream){ .plan = plan };
  self->average = g_new0 (GlsAverageStream, plan->n_series);
  for (size_t i = 0; i < plan->n_series; i++)
    gls_average_stream_init (&self->average[i], plan->series[i].average,
        plan->series[i].n, plan->series[i].per_tick);
  self->ring = g_new0 (float, plan->n_ring * plan->frame_size);
}

void
gls_series_stream_clear (GlsSeriesStream *self)
{
  for (size_t i = 0; i < self->plan->n_series; i++)
    gls_average_stream_clear (&self->average[i]);
  g_free (self->average);
  g_free (self->ring);
}

void
gls_series_stream_reset (GlsSeriesStream *self)
{
  self->started = self->draining = FALSE;
  self->next_frame = 0;
  self->inside_end = 0;
}

/* Series begin with the first tick that is made of the first that came in. */
static void
start (GlsSeriesStream *self, const GlsTick *tick)
{
  self->tick = tick->start / (int64_t) self->plan->T;
  self->started = TRUE;
  for (size_t i = 0; i < self->plan->n_series; i++) {
    const GlsSeries *series = &self->plan->series[i];

    gls_average_stream_reset (&self->average[i],
        self->tick * (int64_t) series->per_tick - (int64_t) series->lag
            - (series->D > 1 ? 1 : 0));
  }
}

void
gls_series_stream_begin (GlsSeriesStream *self, const GlsTick *tick)
{
  if (!self->started)
    start (self, tick);
  self->inside_end += (int64_t) tick->n_inside;
}

float *
gls_series_stream_columns (GlsSeriesStream *self, size_t set)
{
  return gls_average_stream_push (&self->average[set]);
}

static float *
ring_frame (const GlsSeriesStream *self, int64_t frame)
{
  const GlsSeriesPlan *plan = self->plan;

  return self->ring
      + (size_t) (frame % (int64_t) plan->n_ring) * plan->frame_size;
}

void
gls_series_stream_end (GlsSeriesStream *self)
{
  for (size_t i = 0; i < self->plan->n_series; i++) {
    GlsAverageStream *average = &self->average[i];

    while (gls_average_stream_pull (average,
        ring_frame (self, average->next_frame) + self->plan->series[i].offset))
      ;
  }
  self->tick++;
}

/* Whether every series has reached the frame. */
static gboolean
is_complete (const GlsSeriesStream *self, int64_t frame)
{
  for (size_t i = 0; i < self->plan->n_series; i++)
    if (self->average[i].next_frame <= frame)
      return FALSE;
  return TRUE;
}

float *
gls_series_stream_pull (GlsSeriesStream *self, GlsSilentTickFunc push,
    gpointer data)
{
  if (self->next_frame * (int64_t) self->plan->stride >= self->inside_end)
    return NULL;
  while (!is_complete (self, self->next_frame)) {
    GlsTick none = { self->tick * (int64_t) self->plan->T, 0 };

    if (!self->draining)
      return NULL;
    push (data, &none);
  }
  return ring_frame (self, self->next_frame++);
}
