/* Stochastic gradient descent on the map, one tie after another in a fixed order,
 * with a generator of a fixed seed.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "atlas/atlas.h"

#include <math.h>

#include "atlas/principal.h"
#include "atlas/ties.h"

/* As the authors' program has them: how far the principal components reach at
 * first, how many points repel for each that attracts, and how far one step may
 * go. */
#define REACH 10.0f
#define REPELLING 5
#define LONGEST 4.0f
/* Between their 200 for large sets and 500 for small ones */
#define EPOCHS 300
#define SEED 1
/* What lies on one another needs some distance to be driven apart. */
#define JITTER 1e-3

/* --- where points are at first --- */

static float
find_largest (const float *y, size_t n)
{
  float largest = 0;

  for (size_t i = 0; i < 2 * n; i++)
    largest = fmaxf (largest, fabsf (y[i]));
  return largest;
}

static void
begin (const float *x, size_t n, size_t d, GRand *rand, float *y)
{
  float largest;

  gls_principal_find (x, n, d, y);
  largest = find_largest (y, n);
  for (size_t i = 0; i < 2 * n; i++)
    y[i] = (largest > 0 ? y[i] * (REACH / largest) : 0)
        + (float) g_rand_double_range (rand, -JITTER, JITTER);
}

/* --- how they move --- */

/* Moves a along the way to b, by the step's length times factor. */
static void
move (float *a, const float *b, float step, float factor)
{
  for (int axis = 0; axis < 2; axis++)
    a[axis] += step * CLAMP (factor * (b[axis] - a[axis]), -LONGEST, LONGEST);
}

static float
get_squared_distance (const float *a, const float *b)
{
  return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
}

/* The gradient of log (1 / (1 + r^2)), on both */
static void
attract (float *a, float *b, float step)
{
  const float factor = 2 / (1 + get_squared_distance (a, b));
  const float before[] = { a[0], a[1] };

  move (a, b, step, factor);
  move (b, before, step, factor);
}

/* The gradient of log (1 - 1 / (1 + r^2)), bounded near 0 */
static void
repel (float *a, const float *b, float step)
{
  const float squared = get_squared_distance (a, b);

  move (a, b, step, -2 / ((0.001f + squared) * (1 + squared)));
}

static void
follow (const GlsTie *tie, size_t n, GRand *rand, float step, float *y)
{
  float *a = y + 2 * (size_t) tie->from;

  attract (a, y + 2 * (size_t) tie->to, step);
  for (int i = 0; i < REPELLING; i++) {
    const size_t other = ((guint64) g_rand_int (rand) * n) >> 32;

    if (other != tie->from)
      repel (a, y + 2 * other, step);
  }
}

/* A tie is followed as often as it is strong. */
static void
settle (const GArray *ties, size_t n, GRand *rand, float *y)
{
  g_autofree float *due = g_new0 (float, MAX (ties->len, 1));

  for (int epoch = 0; epoch < EPOCHS; epoch++) {
    const float step = 1 - (float) epoch / EPOCHS;

    for (guint i = 0; i < ties->len; i++) {
      const GlsTie *tie = &g_array_index (ties, GlsTie, i);

      due[i] += tie->strength;
      if (due[i] < 1)
        continue;
      due[i] -= 1;
      follow (tie, n, rand, step, y);
    }
  }
}

/* --- how the map lies --- */

static void
turn (float *y, size_t n)
{
  g_autofree float *turned = g_new (float, 2 * n);

  gls_principal_find (y, n, 2, turned);
  for (size_t i = 0; i < 2 * n; i++)
    y[i] = turned[i];
}

static void
find_range (const float *y, size_t n, int axis, float *low, float *high)
{
  *low = *high = y[axis];
  for (size_t i = 1; i < n; i++) {
    *low = fminf (*low, y[2 * i + (size_t) axis]);
    *high = fmaxf (*high, y[2 * i + (size_t) axis]);
  }
}

static void
fit (float *y, size_t n)
{
  float low[2], high[2], reach;

  for (int axis = 0; axis < 2; axis++)
    find_range (y, n, axis, &low[axis], &high[axis]);
  reach = fmaxf (high[0] - low[0], high[1] - low[1]);
  for (size_t i = 0; i < 2 * n; i++)
    y[i] = reach > 0 ? (y[i] - low[i % 2]) / reach : 0;
}

void
gls_atlas_draw (const float *x, size_t n, size_t d, size_t k,
    const guint32 *index, const float *distance, float *y)
{
  GRand *rand;
  GArray *ties;

  g_return_if_fail (n > 0 && k < n);
  rand = g_rand_new_with_seed (SEED);
  ties = gls_ties_make (index, distance, n, k);
  begin (x, n, d, rand, y);
  settle (ties, n, rand, y);
  turn (y, n);
  fit (y, n);
  g_array_unref (ties);
  g_rand_free (rand);
}
