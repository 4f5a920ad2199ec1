/* The map of a library: who is next to whom, and where all lie.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "atlas/atlas.h"
#include "atlas/neighbours.h"
#include "atlas/principal.h"
#include "atlas/ties.h"

#include <math.h>
#include <string.h>

#define D ((size_t) 24)
#define CLUSTERS ((size_t) 12)

/* Points of unit length around as many directions as there are clusters; point
 * i is of cluster i % CLUSTERS. */
static float *
make_points (size_t n, double spread)
{
  GRand *rand = g_rand_new_with_seed (7);
  float *x = g_new (float, n *D);

  for (size_t i = 0; i < n; i++) {
    double squared = 0;

    for (size_t k = 0; k < D; k++) {
      x[i * D + k] = (float) ((k == i % CLUSTERS ? 1 : 0)
          + g_rand_double_range (rand, -spread, spread));
      squared += (double) (x[i * D + k] * x[i * D + k]);
    }
    for (size_t k = 0; k < D; k++)
      x[i * D + k] /= (float) sqrt (squared);
  }
  g_rand_free (rand);
  return x;
}

static double
get_distance (const float *x, size_t d, size_t a, size_t b)
{
  double product = 0;

  for (size_t k = 0; k < d; k++)
    product += (double) (x[a * d + k] * x[b * d + k]);
  return 1 - product;
}

/* distance: (out) (transfer full): with the indices, those of
 * gls_neighbours_find() */
static guint32 *
find_neighbours (const float *x, size_t n, size_t k, size_t n_threads,
    float **distance)
{
  guint32 *index = g_new (guint32, n * k + 1);

  *distance = g_new (float, n *k + 1);
  gls_neighbours_find (x, n, D, k, n_threads, index, *distance);
  return index;
}

/* Neighbours are the k nearest of all others, in order, also where they are told
 * apart in several tiles. */
static void
test_neighbours (void)
{
  enum
  {
    N = 2500,
    K = 7,
  };
  g_autofree float *x = make_points (N, 0.4), *distance = NULL;
  g_autofree guint32 *index = find_neighbours (x, N, K, 1, &distance);

  for (size_t i = 0; i < N; i += 83) {
    const guint32 *its = index + i * K;
    size_t nearer = 0;

    for (size_t k = 0; k < K; k++) {
      g_assert_cmpuint (its[k], !=, i);
      g_assert_cmpfloat_with_epsilon (distance[i * K + k],
          get_distance (x, D, i, its[k]), 1e-6);
      g_assert_true (k == 0 || distance[i * K + k - 1] <= distance[i * K + k]);
      for (size_t j = 0; j < k; j++)
        g_assert_cmpuint (its[j], !=, its[k]);
    }
    for (size_t other = 0; other < N; other++)
      nearer += other != i
          && get_distance (x, D, i, other)
              < (double) distance[i * K + K - 1] - 1e-6;
    g_assert_cmpuint (nearer, <, K);
  }
}

/* Threads share out rows, and change no bit. */
static void
test_threads (void)
{
  enum
  {
    N = 400,
    K = 5,
  };
  g_autofree float *x = make_points (N, 0.4);
  g_autofree float *far_one = NULL, *far_three = NULL;
  g_autofree guint32 *one = find_neighbours (x, N, K, 1, &far_one);
  g_autofree guint32 *three = find_neighbours (x, N, K, 3, &far_three);

  g_assert_cmpmem (one, N * K * sizeof *one, three, N * K * sizeof *three);
  g_assert_cmpmem (far_one, N * K * sizeof *far_one, far_three,
      N * K * sizeof *far_three);
}

/* Points that lie along one direction, and less along another, are told by where
 * they are along these; what all have in common is nothing. */
static void
test_principal (void)
{
  enum
  {
    N = 200,
  };
  const double c = cos (0.3), s = sin (0.3);
  g_autofree float *x = g_new (float, N * 3);
  g_autofree float *y = g_new (float, N * 2);

  for (int i = 0; i < N; i++) {
    const double along = i - (N - 1) / 2.0, across = i % 2 ? 9 : -9;

    x[3 * i] = (float) (c * along - s * across + 100);
    x[3 * i + 1] = (float) (s * along + c * across);
    x[3 * i + 2] = -30;
  }
  gls_principal_find (x, N, 3, y);
  for (int i = 0; i < N; i++) {
    g_assert_cmpfloat_with_epsilon (y[2 * i], i - (N - 1) / 2.0, 0.3);
    g_assert_cmpfloat_with_epsilon (y[2 * i + 1], i % 2 ? 9 : -9, 2);
  }
}

/* Where nothing differs, everything is at 0. */
static void
test_no_direction (void)
{
  const float x[] = { 1, 2, 1, 2, 1, 2 };
  float y[6];

  gls_principal_find (x, 3, 2, y);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat_with_epsilon (y[i], 0, 1e-6);
}

/* A tie is as strong in both ways, the nearest is the strongest, and what a point
 * has towards its neighbours is log2(k) before the others' part comes to it. */
static void
test_ties (void)
{
  enum
  {
    N = 60,
    K = 8,
  };
  g_autofree float *x = make_points (N, 0.4), *distance = NULL;
  g_autofree guint32 *index = find_neighbours (x, N, K, 1, &distance);
  g_autofree float *strength = g_new0 (float, N *N);
  g_autoptr (GArray) ties = NULL;

  ties = gls_ties_make (index, distance, N, K);
  for (guint i = 0; i < ties->len; i++) {
    const GlsTie *tie = &g_array_index (ties, GlsTie, i);

    g_assert_cmpfloat (strength[tie->from * N + tie->to], ==, 0);
    g_assert_true (tie->strength > 0 && tie->strength <= 1);
    strength[tie->from * N + tie->to] = tie->strength;
  }
  for (size_t a = 0; a < N; a++) {
    double sum = 0;

    for (size_t b = 0; b < N; b++) {
      g_assert_cmpfloat (strength[a * N + b], ==, strength[b * N + a]);
      sum += (double) strength[a * N + b];
    }
    g_assert_cmpfloat_with_epsilon (strength[a * N + index[a * K]], 1, 1e-6);
    g_assert_cmpfloat (sum, >, log2 (K) - 1e-3);
  }
}

static float *
draw (const float *x, size_t n, size_t k)
{
  g_autofree float *distance = NULL;
  g_autofree guint32 *index = find_neighbours (x, n, k, 1, &distance);
  float *y = g_new (float, 2 * n);

  gls_atlas_draw (x, n, D, k, index, distance, y);
  return y;
}

static size_t
find_nearest_on_map (const float *y, size_t n, size_t point)
{
  size_t nearest = point == 0 ? 1 : 0;
  double least = INFINITY;

  for (size_t i = 0; i < n; i++) {
    const double away = hypot ((double) (y[2 * i] - y[2 * point]),
        (double) (y[2 * i + 1] - y[2 * point + 1]));

    if (i != point && away < least) {
      least = away;
      nearest = i;
    }
  }
  return nearest;
}

/* What belongs together lies together: nearly every point is next to one of its
 * cluster, and where clusters are wide in many dimensions the first two
 * principal components alone have fewer that are. */
static void
test_map_keeps_neighbours (void)
{
  enum
  {
    N = 400,
  };
  g_autofree float *x = make_points (N, 0.35);
  g_autofree float *y = draw (x, N, 15);
  g_autofree float *principal = g_new (float, 2 * N);
  int right = 0, by_principal = 0;

  gls_principal_find (x, N, D, principal);
  for (size_t i = 0; i < N; i++) {
    right += find_nearest_on_map (y, N, i) % CLUSTERS == i % CLUSTERS;
    by_principal +=
        find_nearest_on_map (principal, N, i) % CLUSTERS == i % CLUSTERS;
  }
  g_test_message ("%d of %d, principal components %d", right, N, by_principal);
  g_assert_cmpint (right, >, N * 95 / 100);
  g_assert_cmpint (right, >, by_principal);
}

/* The same points, the same map, to the bit; within its frame. */
static void
test_map_is_the_same (void)
{
  enum
  {
    N = 150,
  };
  g_autofree float *x = make_points (N, 0.3);
  g_autofree float *one = draw (x, N, 10), *two = draw (x, N, 10);
  float largest = 0;

  g_assert_cmpmem (one, 2 * N * sizeof *one, two, 2 * N * sizeof *two);
  for (size_t i = 0; i < 2 * N; i++) {
    g_assert_true (one[i] >= 0 && one[i] <= 1);
    largest = fmaxf (largest, one[i]);
  }
  g_assert_cmpfloat (largest, ==, 1);
}

/* A library of one track has a map, and one of the same track many times. */
static void
test_small_maps (void)
{
  g_autofree float *x = make_points (40, 0.3);

  for (size_t n = 1; n <= 4; n++) {
    g_autofree float *y = draw (x, n, n - 1);

    for (size_t i = 0; i < 2 * n; i++)
      g_assert_true (y[i] >= 0 && y[i] <= 1);
  }
  for (size_t i = 1; i < 40; i++)
    memcpy (x + i * D, x, D * sizeof *x);
  {
    g_autofree float *y = draw (x, 40, 15);

    for (size_t i = 0; i < 80; i++)
      g_assert_true (y[i] >= 0 && y[i] <= 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/atlas/neighbours", test_neighbours);
  g_test_add_func ("/atlas/neighbours/threads", test_threads);
  g_test_add_func ("/atlas/principal", test_principal);
  g_test_add_func ("/atlas/principal/no-direction", test_no_direction);
  g_test_add_func ("/atlas/ties", test_ties);
  g_test_add_func ("/atlas/map/neighbours", test_map_keeps_neighbours);
  g_test_add_func ("/atlas/map/same", test_map_is_the_same);
  g_test_add_func ("/atlas/map/small", test_small_maps);
  return g_test_run ();
}
