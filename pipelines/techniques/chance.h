/* Decisions that fall the same way on every machine.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One draw to an expression: in which order a compiler makes two is its own
 * affair, and the macros of GLib make one of their arguments twice.
 */
#ifndef GLISSANDO_CHANCE_H
#define GLISSANDO_CHANCE_H

#include <math.h>

#include "net/rng.h"

/* low <= x < high, all alike */
static inline double
chance_between (GlsRng *rng, double low, double high)
{
  return low + (high - low) * (double) gls_rng_uniform (rng);
}

/* The same, each octave alike; 0 < low */
static inline double
chance_scaled (GlsRng *rng, double low, double high)
{
  return low * pow (high / low, (double) gls_rng_uniform (rng));
}

/* low <= i <= high */
static inline int
chance_whole (GlsRng *rng, int low, int high)
{
  return low + (int) gls_rng_below (rng, (size_t) (high - low + 1));
}

static inline gboolean
chance_is (GlsRng *rng, double probability)
{
  return (double) gls_rng_uniform (rng) < probability;
}

/* Of n numbers, the one whose turn it is at @turn: all of them, in some order,
 * then all of them in another one, and so on. */
static inline gsize
chance_in_turn (guint64 seed, guint64 stream, gsize n, guint64 turn)
{
  g_autofree gsize *order = g_new (gsize, n);
  GlsRng rng;

  gls_rng_init (&rng, seed, GLS_RNG_CORPUS, stream, turn / n);
  gls_rng_permutation (&rng, n, order);
  return order[turn % n];
}

/* +1 or -1 */
static inline int
chance_sign (GlsRng *rng)
{
  return chance_is (rng, 0.5) ? 1 : -1;
}

#endif
