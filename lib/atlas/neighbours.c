/* Cosines are a matrix product, made tile by tile; of each tile's rows the best
 * are kept in order.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "atlas/neighbours.h"

#include <cblas.h>
#include <math.h>

#include "team.h"

/* A tile stays in the cache between its making and its reading. */
#define ROWS ((size_t) 64)
#define COLUMNS ((size_t) 2048)

typedef struct
{
  const float *x;
  size_t n, d, k;
  guint32 *index;
  float *distance;
  float *tiles; /* [members][ROWS][COLUMNS] */
} Job;

/* Puts one in its place among the best so far, n of them. */
static void
insert (guint32 *index, float *distance, size_t n, guint32 candidate,
    float its_distance)
{
  size_t at = n;

  for (; at > 0 && distance[at - 1] > its_distance; at--) {
    distance[at] = distance[at - 1];
    index[at] = index[at - 1];
  }
  distance[at] = its_distance;
  index[at] = candidate;
}

/* cosines: float[n], of row with what begins at first */
static void
keep_best (const Job *self, size_t row, size_t first, const float *cosines,
    size_t n)
{
  guint32 *index = self->index + row * self->k;
  float *distance = self->distance + row * self->k;
  /* What was seen until then, but for the row itself */
  size_t kept = MIN (self->k, first - (row < first));

  for (size_t i = 0; i < n; i++) {
    const float its = fmaxf (1 - cosines[i], 0);

    if (first + i == row || (kept == self->k && its >= distance[kept - 1]))
      continue;
    insert (index, distance, MIN (kept, self->k - 1), (guint32) (first + i),
        its);
    kept = MIN (kept + 1, self->k);
  }
}

static void
find_for_rows (size_t task, size_t member, gpointer data)
{
  const Job *self = data;
  const size_t begin = task * ROWS, n_rows = MIN (ROWS, self->n - begin);
  float *tile = self->tiles + member * ROWS * COLUMNS;

  for (size_t first = 0; first < self->n; first += COLUMNS) {
    const size_t n = MIN (COLUMNS, self->n - first);

    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) n_rows, (int) n,
        (int) self->d, 1, self->x + begin * self->d, (int) self->d,
        self->x + first * self->d, (int) self->d, 0, tile, (int) n);
    for (size_t i = 0; i < n_rows; i++)
      keep_best (self, begin + i, first, tile + i * n, n);
  }
}

void
gls_neighbours_find (const float *x, size_t n, size_t d, size_t k,
    size_t n_threads, guint32 *index, float *distance)
{
  const size_t n_tasks = (n + ROWS - 1) / ROWS;
  const size_t n_members = CLAMP (n_tasks, 1, n_threads);
  Job job = { x, n, d, k, index, distance,
    g_new (float, n_members *ROWS *COLUMNS) };
  GlsTeam *team;

  g_return_if_fail (k < MAX (n, 1) && n_threads >= 1);
  team = gls_team_new (n_members);
  if (k > 0)
    gls_team_run (team, n_tasks, find_for_rows, &job);
  gls_team_free (team);
  g_free (job.tiles);
}
