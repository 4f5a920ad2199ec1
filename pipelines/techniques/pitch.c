/* Autocorrelation around an expected lag, and its movement.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * McLeod and Wyvill, "A smarter way to find pitch", ICMC 2005: the normalised
 * square difference function, with a parabola through its peak.
 */
#include "pitch.h"

#include <math.h>

/* A period that repeats itself less than this is none. */
#define MIN_CLARITY 0.8
/* Of the track's variance, what one rate must explain */
#define MIN_SHARE 0.4
#define SEARCH_SEMITONES 1.5
#define WINDOW_S 0.025

double
pitch_to_hz (double key)
{
  return 440 * exp2 ((key - 69) / 12);
}

/* Between -1 and 1: how well x repeats itself after so many samples. */
static double
repeat (const float *x, gsize n, gsize lag)
{
  double product = 0, power = 1e-12;

  for (gsize i = 0; i < n; i++) {
    double a = (double) x[i], b = (double) x[i + lag];

    product += a * b;
    power += a * a + b * b;
  }
  return 2 * product / power;
}

/* Of the parabola through three neighbours, from the middle one */
static double
peak_of (double a, double b, double c)
{
  double curve = a - 2 * b + c;

  return curve < 0 ? 0.5 * (a - c) / curve : 0;
}

typedef struct
{
  gsize low, high; /* lags */
  gsize window;
  double expected; /* lag */
} Search;

/* Some periods together: a lag of many samples is a finer measure. */
static Search
plan_search (double rate, double key)
{
  double hz = pitch_to_hz (key);
  double periods = CLAMP (round (0.008 * hz), 1, 5);
  Search self = { .expected = periods * rate / hz };
  double reach = exp2 (SEARCH_SEMITONES / 12);

  self.low = (gsize) MAX (self.expected / reach, 2);
  self.high = (gsize) ceil (self.expected * reach) + 1;
  self.window = (gsize) MAX (WINDOW_S * rate, 3 * rate / hz);
  return self;
}

static double
measure (const float *x, const Search *search)
{
  gsize best = search->low;
  double value = -1, refined;

  for (gsize lag = search->low; lag <= search->high; lag++) {
    double r = repeat (x, search->window, lag);

    if (r > value) {
      value = r;
      best = lag;
    }
  }
  if (value < MIN_CLARITY || best == search->low || best == search->high)
    return (double) NAN;
  refined = (double) best
      + peak_of (repeat (x, search->window, best - 1), value,
          repeat (x, search->window, best + 1));
  return 12 * log2 (search->expected / refined);
}

GArray *
pitch_follow (const float *x, gsize n, double rate, double key)
{
  GArray *track = g_array_new (FALSE, FALSE, sizeof (double));
  Search search = plan_search (rate, key);
  gsize needed = search.window + search.high + 1;
  gsize hop = (gsize) (rate / PITCH_HZ);

  for (gsize at = 0; at + needed <= n; at += hop) {
    double semitones = measure (x + at, &search);

    g_array_append_val (track, semitones);
  }
  return track;
}

/* --- swings --- */

/* Least squares: what is left when the straight line is taken away. NAN is
 * filled with the value before it. */
static GArray *
straighten (const double *track, gsize n)
{
  GArray *rest = g_array_sized_new (FALSE, FALSE, sizeof (double), (guint) n);
  double sum = 0, moment = 0, square = 0, last = 0;

  for (gsize i = 0; i < n; i++) {
    double t = (double) i - (double) (n - 1) / 2;

    last = isnan (track[i]) ? last : track[i];
    g_array_append_val (rest, last);
    sum += last;
    moment += t * last;
    square += t * t;
  }
  for (gsize i = 0; i < n; i++) {
    double t = (double) i - (double) (n - 1) / 2;

    g_array_index (rest, double, i) -= sum / (double) n + moment / square * t;
  }
  return rest;
}

static double
amplitude_at (const double *x, gsize n, double hz)
{
  double re = 0, im = 0;

  for (gsize i = 0; i < n; i++) {
    double phase = 2 * G_PI * hz * (double) i / PITCH_HZ;

    re += x[i] * cos (phase);
    im += x[i] * sin (phase);
  }
  return 2 * hypot (re, im) / (double) n;
}

static double
variance_of (const double *x, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += x[i] * x[i];
  return sum / (double) n;
}

static gsize
count_missing (const double *track, gsize n)
{
  gsize missing = 0;

  for (gsize i = 0; i < n; i++)
    missing += isnan (track[i]);
  return missing;
}

Swing
pitch_find_swing (const double *track, gsize n)
{
  Swing swing = { 0, 0 };
  g_autoptr (GArray) rest = NULL;
  const double *x;

  if (n < PITCH_HZ / 2 || 5 * count_missing (track, n) > n)
    return swing;
  rest = straighten (track, n);
  x = (const double *) (gpointer) rest->data;
  for (double hz = 4; hz <= 8; hz += 0.1) {
    double depth = amplitude_at (x, n, hz);

    if (depth > swing.depth)
      swing = (Swing){ hz, depth };
  }
  if (swing.depth * swing.depth / 2 < MIN_SHARE * variance_of (x, n))
    swing = (Swing){ 0, 0 };
  return swing;
}
