/* Quiet sounds and silence must not cost more than sound.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers too small for the hardware's fast path would show here: prints the
 * processor time of scalogram and jtfst for a sound turned down by so many
 * decibels, after one at full level, as a multiple of what it takes at 0 dB.
 */
#include <math.h>
#include <stdio.h>

#include "scattering/transform.h"
#include "support.h"

/* Processor time of the sound times @gain, after half of it at full level. */
static double
time_of_gain (const float *x, gsize n, double gain)
{
  GlsSpec spec;
  GlsTransformPlan *plan;
  GlsTransformStream *stream;
  g_autofree float *quiet = g_new (float, n);
  g_autofree float *frame = NULL;
  double start = 0.0, cpu;
  gsize warm_up = n / 2;

  for (gsize i = 0; i < n; i++)
    quiet[i] = (float) (gain * (double) x[i]);
  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  plan = gls_transform_plan_new (&spec, NULL);
  stream = gls_transform_stream_new (plan);
  frame = g_new (float, gls_transform_plan_get_frame_size (plan));
  for (gsize at = 0; at < warm_up + n;) {
    const float *from = at < warm_up ? x + at : quiet + at - warm_up;
    gsize left = at < warm_up ? warm_up - at : warm_up + n - at;

    if (at == warm_up)
      start = bench_processor_time ();
    at += gls_transform_stream_push (stream, from, left);
    while (gls_transform_stream_pull (stream, frame))
      ;
  }
  cpu = bench_processor_time () - start;
  gls_transform_stream_free (stream);
  gls_transform_plan_unref (plan);
  return cpu;
}

int
main (int argc, char **argv)
{
  static const int decibel[] = { -120, -240, -280, -320, -360, -400, -480 };
  gsize n = 30 * BENCH_RATE;
  g_autofree float *x = bench_audio (n);
  double sound = time_of_gain (x, n, 1.0);

  printf ("scalogram and jtfst, the paper's: 16 kHz, J 13, Q 12,2; %.2f s of "
          "processor time for %.0f s at 0 dB\n",
      sound, (double) n / BENCH_RATE);
  for (gsize i = 0; i < G_N_ELEMENTS (decibel); i++)
    printf ("%5d dB %10.2f\n", decibel[i],
        time_of_gain (x, n, pow (10.0, decibel[i] / 20.0)) / sound);
  printf (" silence %10.2f\n", time_of_gain (x, n, 0.0) / sound);
  return 0;
}
