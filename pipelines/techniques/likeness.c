/* One note in the middle of the range, wave against wave.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two players or two strings never give the same wave: their correlation stays
 * far below that of one recording with itself.
 */
#include "likeness.h"

#include <math.h>

#include "sound.h"

#define SECONDS 1.6
#define FROM_S 0.1
#define COMPARED_S 1.2
#define SHIFT_S 0.05

static float *
play (Synth *synth, const Instrument *instrument)
{
  g_autoptr (Score) score = score_new (SECONDS);
  gsize n = synth_count_samples (score);
  g_autofree float *fast = g_new (float, n);
  float *x = g_new (float, n / 3);

  score_set_up_channel (score, 0, instrument->program, 0);
  score_note (score, 0, 0, SECONDS, (instrument->low + instrument->high) / 2,
      96);
  synth_render (synth, score, fast, NULL, n);
  sound_thin_out (fast, n, x);
  return x;
}

static double
correlate (const float *x, const float *y, gsize n)
{
  double product = 0, power_x = 1e-12, power_y = 1e-12;

  for (gsize i = 0; i < n; i++) {
    product += (double) (x[i] * y[i]);
    power_x += (double) (x[i] * x[i]);
    power_y += (double) (y[i] * y[i]);
  }
  return fabs (product) / sqrt (power_x * power_y);
}

double
likeness_measure (Synth *a, Synth *b, const Instrument *instrument)
{
  g_autofree float *x = play (a, instrument);
  g_autofree float *y = play (b, instrument);
  const gssize from = (gssize) (FROM_S * SOUND_RATE);
  const gssize most = (gssize) (SHIFT_S * SOUND_RATE);
  double best = 0;

  for (gssize shift = -most; shift <= most; shift++) {
    double r = correlate (x + from, y + from + shift,
        (gsize) (COMPARED_S * SOUND_RATE));

    best = MAX (best, r);
  }
  return best;
}
