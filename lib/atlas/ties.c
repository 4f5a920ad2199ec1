/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "atlas/ties.h"

#include <math.h>

/* Halves the interval to what float can tell */
#define ROUNDS 48

/* Distances beyond the nearest one, over the width, in exp(-x) */
static double
sum_strengths (const float *distance, size_t k, double nearest, double width)
{
  double sum = 0;

  for (size_t i = 0; i < k; i++)
    sum += exp (-fmax ((double) distance[i] - nearest, 0) / width);
  return sum;
}

/* Returns: the width with which a point has log2(k) neighbours */
static double
find_width (const float *distance, size_t k, double nearest)
{
  /* What is never reached where all are as far, and 0 where nothing is. */
  const double farthest = (double) distance[k - 1] - nearest;
  double low = 0, high = 1e3 * farthest + 1e-6;

  for (int round = 0; round < ROUNDS; round++) {
    const double middle = (low + high) / 2;

    *(sum_strengths (distance, k, nearest, middle) < log2 ((double) k)
            ? &low
            : &high) = middle;
  }
  return high;
}

/* strength: (out): float[k] */
static void
find_strengths (const float *distance, size_t k, float *strength)
{
  const double nearest = (double) distance[0];
  const double width = find_width (distance, k, nearest);

  for (size_t i = 0; i < k; i++)
    strength[i] =
        (float) exp (-fmax ((double) distance[i] - nearest, 0) / width);
}

/* Returns: the place of a point among the k neighbours of another; k: none */
static size_t
find_place (const guint32 *neighbours, size_t k, size_t point)
{
  size_t place = 0;

  while (place < k && neighbours[place] != point)
    place++;
  return place;
}

/* a or b, of what is independent: a + b - ab */
static void
append_ties (GArray *ties, const guint32 *index, const float *strength,
    size_t from, size_t k)
{
  for (size_t i = 0; i < k; i++) {
    const guint32 to = index[from * k + i];
    const size_t back = find_place (index + to * k, k, from);
    const float a = strength[from * k + i];
    const float b = back < k ? strength[to * k + back] : 0;
    const GlsTie there = { (guint32) from, to, a + b - a * b };
    const GlsTie here = { to, (guint32) from, there.strength };

    g_array_append_val (ties, there);
    if (back == k)
      g_array_append_val (ties, here);
  }
}

GArray *
gls_ties_make (const guint32 *index, const float *distance, size_t n, size_t k)
{
  GArray *ties = g_array_new (FALSE, FALSE, sizeof (GlsTie));
  g_autofree float *strength = g_new (float, MAX (n * k, 1));

  for (size_t i = 0; k > 0 && i < n; i++)
    find_strengths (distance + i * k, k, strength + i * k);
  for (size_t i = 0; k > 0 && i < n; i++)
    append_ties (ties, index, strength, i, k);
  return ties;
}
