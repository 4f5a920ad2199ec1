/* What a microphone and a room add to players.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sound.h"

#include <math.h>

#include "room.h"

#define BLOCK (SOUND_RATE / 50)

/* --- to a third of the rate --- */

/* A Kaiser window over 2 * HALF + 1 taps: 80 dB down from 8.8 kHz on, flat
 * up to 7.2 kHz, at 48 kHz. */
#define HALF 74
#define KAISER_BETA 7.9
#define CUTOFF (8.0 / 48)
/* Outputs at a time, and how many more of each phase their taps reach */
#define OUTPUTS 512
#define REACH ((2 * HALF + 1) / 3 + 1)

/* The modified Bessel function of order 0, by its series */
static double
bessel (double x)
{
  double sum = 1, term = 1;

  for (int k = 1; k < 32; k++) {
    term *= x * x / (4.0 * k * k);
    sum += term;
  }
  return sum;
}

static void
make_taps (float *taps)
{
  for (int i = -HALF; i <= HALF; i++) {
    double u = (double) i / (HALF + 1);
    double window =
        bessel (KAISER_BETA * sqrt (1 - u * u)) / bessel (KAISER_BETA);
    double t = 2 * G_PI * CUTOFF * i;

    taps[i + HALF] = (float) (window * 2 * CUTOFF * (i == 0 ? 1 : sin (t) / t));
  }
}

/* Each third sample from there on; what lies outside of x is silent. */
static void
take_phase (const float *x, gsize n, gssize from, float *phase, gsize n_phase)
{
  for (gsize k = 0; k < n_phase; k++) {
    gssize i = from + 3 * (gssize) k;

    phase[k] = i >= 0 && i < (gssize) n ? x[i] : 0;
  }
}

/* Tap by tap over a block of outputs, not output by output: of three series
 * that are each in order, so that the loop runs over neighbours. */
static void
filter_block (const float *taps, float phases[3][REACH + OUTPUTS], float *y,
    gsize n)
{
  for (gsize k = 0; k < n; k++)
    y[k] = 0;
  for (gsize i = 0; i < 2 * HALF + 1; i++) {
    const float *x = phases[i % 3] + i / 3;
    float tap = taps[i];

    for (gsize k = 0; k < n; k++)
      y[k] += tap * x[k];
  }
}

void
sound_thin_out (const float *x, gsize n, float *y)
{
  float taps[2 * HALF + 1], phases[3][REACH + OUTPUTS];

  make_taps (taps);
  for (gsize at = 0; at < n / 3; at += OUTPUTS) {
    gsize count = MIN (n / 3 - at, OUTPUTS);

    for (gssize p = 0; p < 3; p++)
      take_phase (x, n, 3 * (gssize) at - HALF + p, phases[p], REACH + OUTPUTS);
    filter_block (taps, phases, y + at, count);
  }
}

/* --- levels --- */

static double
power_of (const float *x, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) x[i] * (double) x[i];
  return sum / (double) n;
}

double
sound_level (const float *x, gsize n)
{
  double loudest = 0, sum = 0;
  gsize count = 0;

  for (gsize at = 0; at + BLOCK <= n; at += BLOCK)
    loudest = MAX (loudest, power_of (x + at, BLOCK));
  for (gsize at = 0; at + BLOCK <= n; at += BLOCK) {
    double power = power_of (x + at, BLOCK);

    if (power > 0 && power >= 1e-4 * loudest) {
      sum += power;
      count++;
    }
  }
  return count == 0 ? 0 : sqrt (sum / (double) count);
}

static void
add (float *x, const float *y, gsize n, double gain)
{
  for (gsize i = 0; i < n; i++)
    x[i] += (float) gain * y[i];
}

static void
scale_to_peak (float *x, gsize n, double peak)
{
  double largest = 0;

  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, fabs ((double) x[i]));
  for (gsize i = 0; largest > 0 && i < n; i++)
    x[i] *= (float) (peak / largest);
}

static double
from_db (double db)
{
  return pow (10, db / 20);
}

/* --- noise --- */

static void
fill_white (float *x, gsize n, GlsRng *rng)
{
  for (gsize i = 0; i < n; i++)
    x[i] = gls_rng_uniform (rng) - 0.5f;
}

/* Three poles and zeros give 3 dB an octave: the filter of Smith, "Spectral
 * Audio Signal Processing", 2011, "Synthesis of 1/F noise". */
static void
make_pink (float *x, gsize n)
{
  static const double zeros[] = { 0.049922035, -0.095993537, 0.050612699,
    -0.004408786 };
  static const double poles[] = { 1, -2.494956002, 2.017265875, -0.522189400 };
  double in[4] = { 0 }, out[4] = { 0 };

  for (gsize i = 0; i < n; i++) {
    double y = 0;

    for (int k = 3; k > 0; k--) {
      in[k] = in[k - 1];
      out[k] = out[k - 1];
    }
    in[0] = (double) x[i];
    for (int k = 0; k < 4; k++)
      y += zeros[k] * in[k] - (k > 0 ? poles[k] * out[k] : 0);
    out[0] = y;
    x[i] = (float) y;
  }
}

static void
add_noise (float *x, gsize n, double level, GlsRng *rng)
{
  g_autofree float *noise = g_new (float, n);

  fill_white (noise, n, rng);
  if (chance_is (rng, 0.5))
    make_pink (noise, n);
  add (x, noise, n, level / sqrt (power_of (noise, n)));
}

/* --- all of it --- */

static Room
draw_room (GlsRng *rng)
{
  Room room = { .decay_s = chance_scaled (rng, 0.2, 2.2) };

  room.wet = from_db (chance_between (rng, -14, 4));
  return room;
}

void
sound_record (float *solo, const float *backing, gsize n, GlsRng *rng)
{
  double level = sound_level (solo, n);
  double behind = backing != NULL ? sound_level (backing, n) : 0;
  Room room = draw_room (rng);

  if (behind > 0)
    add (solo, backing, n,
        level / behind * from_db (chance_between (rng, -24, -3)));
  if (chance_is (rng, 0.6))
    room_apply (&room, solo, n, SOUND_RATE);
  if (chance_is (rng, 0.5))
    add_noise (solo, n, level * from_db (-chance_between (rng, 15, 50)), rng);
  scale_to_peak (solo, n, from_db (chance_between (rng, -24, -1)));
}

void
sound_scale (float *x, gsize n)
{
  scale_to_peak (x, n, 0.5);
}
