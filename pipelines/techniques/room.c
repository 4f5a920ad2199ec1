/* Parallel comb filters, and allpass filters in series.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Schroeder, "Natural sounding artificial reverberation", JAES 10 (1962), with
 * the low-pass filter in each comb of Moorer, "About this reverberation
 * business", Computer Music Journal 3 (1979).
 */
#include "room.h"

#include <math.h>

/* Moorer's delays, in seconds: no two have a common divisor worth
 * mentioning. */
static const double comb_delays[] = { 0.0500, 0.0560, 0.0610, 0.0680, 0.0720,
  0.0780 };
static const double allpass_delays[] = { 0.0060, 0.0017 };

#define ALLPASS_GAIN 0.7
/* Of the low-pass filter: air takes the treble. */
#define DAMPING 0.3

static void
add_comb (const float *x, float *y, gsize n, gsize delay, double decay_s,
    double rate)
{
  g_autofree float *line = g_new0 (float, delay);
  float gain = (float) pow (10, -3 * (double) delay / (decay_s * rate));
  float low = 0;

  for (gsize i = 0; i < n; i++) {
    float *slot = &line[i % delay];
    float out = *slot;

    low = out + (float) DAMPING * (low - out);
    *slot = x[i] + gain * low;
    y[i] += out / (float) G_N_ELEMENTS (comb_delays);
  }
}

static void
apply_allpass (float *y, gsize n, gsize delay)
{
  g_autofree float *line = g_new0 (float, delay);
  const float gain = (float) ALLPASS_GAIN;

  for (gsize i = 0; i < n; i++) {
    float *slot = &line[i % delay];
    float in = y[i] + gain * *slot;

    y[i] = *slot - gain * in;
    *slot = in;
  }
}

void
room_apply (const Room *self, float *x, gsize n, double rate)
{
  g_autofree float *wet = g_new0 (float, n);

  for (guint i = 0; i < G_N_ELEMENTS (comb_delays); i++)
    add_comb (x, wet, n, (gsize) (comb_delays[i] * rate), self->decay_s, rate);
  for (guint i = 0; i < G_N_ELEMENTS (allpass_delays); i++)
    apply_allpass (wet, n, (gsize) (allpass_delays[i] * rate));
  for (gsize i = 0; i < n; i++)
    x[i] += (float) self->wet * wet[i];
}
