/* SplitMix64: a counter and a good hash of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
 * OOPSLA 2014: the state advances by the odd integer nearest to 2^64 / golden
 * ratio, and each output is a finalising hash of the state. It is small, passes
 * BigCrush, and, since a stream is no more than its start, weights, shuffles
 * and dropout masks need no state that travels from one epoch to the next.
 */
#include "net/rng.h"

#include <math.h>

#define GOLDEN G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

void
gls_rng_init (GlsRng *self, guint64 seed, GlsRngPurpose purpose, guint64 a,
    guint64 b)
{
  guint64 s = mix (seed + GOLDEN);

  s = mix (s ^ ((guint64) purpose * GOLDEN));
  s = mix (s + (a + 1) * GOLDEN);
  self->state = mix (s + (b + 1) * GOLDEN);
}

guint64
gls_rng_next (GlsRng *self)
{
  self->state += GOLDEN;
  return mix (self->state);
}

float
gls_rng_uniform (GlsRng *self)
{
  return (float) (gls_rng_next (self) >> 40) * 0x1p-24f;
}

/* Box and Muller (1958), the cosine branch; 1 - u keeps the logarithm finite.
 */
double
gls_rng_normal (GlsRng *self)
{
  double u = 1.0 - (double) (gls_rng_next (self) >> 11) * 0x1p-53;
  double v = (double) (gls_rng_next (self) >> 11) * 0x1p-53;

  return sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * v);
}

/* Values past the last whole multiple of n are drawn again: no modulo bias. */
size_t
gls_rng_below (GlsRng *self, size_t n)
{
  guint64 limit = G_MAXUINT64 - G_MAXUINT64 % n;
  guint64 x;

  do
    x = gls_rng_next (self);
  while (x >= limit);
  return (size_t) (x % n);
}

/* Fisher and Yates, as Durstenfeld (1964). */
void
gls_rng_permutation (GlsRng *self, size_t n, size_t *order)
{
  for (size_t i = 0; i < n; i++)
    order[i] = i;
  for (size_t i = n; i > 1; i--) {
    size_t j = gls_rng_below (self, i);
    size_t swap = order[i - 1];

    order[i - 1] = order[j];
    order[j] = swap;
  }
}
