/* Time scattering with the zeroth order, S0 = x * phi_T, in front.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * S0 is made of the audio itself (lowpass.c), S1 and S2 of the scalogram's
 * ticks; a frame is there when both are.
 */
#include "scattering/lowpass.h"
#include "scattering/timescattering.h"
#include "scattering/transform-class.h"

typedef struct
{
  GlsTimescatteringPlan *times;
  GlsLowpass s0;
  size_t max_ahead; /* samples that may come beyond a frame's centre */
} Plan;

typedef struct
{
  GlsTimescatteringStream *times;
  GlsLowpassStream s0;
} Stream;

/* S0 of a frame is there when its S1 and S2 are: it looks no further ahead.
 * Two ticks are what they may come earlier than the longest wait. */
static gpointer
plan_new (GlsBanks *banks, GlsScalogramPlan *scalogram)
{
  Plan *self = g_new0 (Plan, 1);
  size_t T = gls_scalogram_plan_get_tick (scalogram), latency;

  self->times = gls_timescattering_class.plan_new (banks, scalogram);
  latency = gls_scalogram_plan_get_latency_samples (scalogram)
      + gls_timescattering_plan_get_latency_samples (self->times);
  gls_lowpass_init (&self->s0, T, gls_spec_stride (&banks->spec),
      latency - 2 * T);
  self->max_ahead = latency + 2 * T;
  return self;
}

static void
plan_free (gpointer plan)
{
  Plan *self = plan;

  gls_timescattering_plan_unref (self->times);
  gls_lowpass_clear (&self->s0);
  g_free (self);
}

static size_t
get_latency_samples (gconstpointer plan)
{
  return gls_timescattering_plan_get_latency_samples (((const Plan *) plan)
                                                          ->times);
}

static gpointer
stream_new (gpointer data, guint n_threads)
{
  Plan *plan = data;
  Stream *self = g_new0 (Stream, 1);

  self->times = gls_timescattering_stream_new_threaded (plan->times, n_threads);
  gls_lowpass_stream_init (&self->s0, &plan->s0, plan->max_ahead);
  return self;
}

static void
stream_free (gpointer stream)
{
  Stream *self = stream;

  gls_timescattering_stream_free (self->times);
  gls_lowpass_stream_clear (&self->s0);
  g_free (self);
}

static size_t
push (gpointer stream, const float *x, size_t n)
{
  gls_lowpass_stream_push (&((Stream *) stream)->s0, x, n);
  return n;
}

static void
end_samples (gpointer stream)
{
  gls_lowpass_stream_drain (&((Stream *) stream)->s0);
}

static void
push_tick (gpointer stream, const float *const *u, const GlsTick *tick)
{
  gls_timescattering_stream_push (((Stream *) stream)->times, u, tick);
}

static void
end_ticks (gpointer stream)
{
  gls_timescattering_stream_drain (((Stream *) stream)->times);
}

static gboolean
pull (gpointer stream, float *frame)
{
  Stream *self = stream;

  if (!gls_timescattering_stream_pull (self->times, frame + 1))
    return FALSE;
  frame[0] = gls_lowpass_stream_take (&self->s0);
  return TRUE;
}

static void
reset (gpointer stream)
{
  Stream *self = stream;

  gls_timescattering_stream_reset (self->times);
  gls_lowpass_stream_reset (&self->s0);
}

const GlsTransformClass gls_zeroth_class = {
  .plan_new = plan_new,
  .plan_free = plan_free,
  .get_latency_samples = get_latency_samples,
  .stream_new = stream_new,
  .stream_free = stream_free,
  .push = push,
  .end_samples = end_samples,
  .push_tick = push_tick,
  .end_ticks = end_ticks,
  .pull = pull,
  .reset = reset,
};
