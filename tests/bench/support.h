/* What the benchmarks of the scattering have in common.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_BENCH_SUPPORT_H
#define TESTS_BENCH_SUPPORT_H

#include "scattering/scalogram.h"

#define BENCH_RATE 16000u

/* Processor time of all threads of this process, in seconds. */
double bench_processor_time (void);

/* A voice with vibrato over noise: nothing is silent, nothing periodic.
 * Returns: (transfer full): float[n] at BENCH_RATE */
float *bench_audio (gsize n);

/* Ticks of a scalogram, kept, so that what follows can be timed alone. */
typedef struct
{
  GlsScalogramPlan *plan;
  gsize n_groups;
  const GlsScalogramGroup *group;
  GPtrArray *ticks; /* float *[n_groups] */
  GArray *place;    /* GlsTick */
  gsize n_warm_up;  /* ticks before what is timed */
  double audio_s;   /* how much audio the others hold */
  double cpu_s;     /* what making them took */
} BenchTicks;

/* Ticks from the first sample on that are left out: before, all is silent, and
 * then slow filters still are. */
#define BENCH_WARM_UP 16

/* Samples that leave as many ticks to be timed as @n_ticks. */
gsize bench_length (const GlsSpec *spec, gsize n_ticks);

void bench_ticks_init (BenchTicks *self, const GlsSpec *spec, const float *x,
    gsize n);
void bench_ticks_clear (BenchTicks *self);

/* Processor time of a new stream for the ticks after the warm-up. */
double bench_scattering (const BenchTicks *ticks, const GlsSpec *spec);

#endif
