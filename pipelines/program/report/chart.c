/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/chart.h"

#include <math.h>

#include "atlas/atlas.h"
#include "atlas/neighbours.h"

/* Neighbours that draw a track to where it is; and those that are listed. */
#define NEIGHBOURS ((size_t) 15)
#define LISTED ((size_t) 5)
#define MOST_THREADS 8

/* The tracks that have an embedding */
typedef struct
{
  GArray *tracks; /* of guint32: their numbers */
  float *x;       /* [tracks][d], of length 1 */
} Known;

/* Returns: its length; 0 or not finite of what says nothing */
static double
get_length (const float *x, size_t d)
{
  double squared = 0;

  for (size_t k = 0; k < d; k++)
    squared += (double) x[k] * (double) x[k];
  return sqrt (squared);
}

static void
gather (const GlsSurvey *survey, Known *known)
{
  const size_t d = survey->n_dimensions;

  for (guint i = 0; i < survey->tracks->len && d > 0; i++) {
    const float *from = survey->embeddings + i * d;
    const double length = get_length (from, d);

    if (!isfinite (length) || length <= 0)
      continue;
    for (size_t k = 0; k < d; k++)
      known->x[known->tracks->len * d + k] =
          (float) ((double) from[k] / length);
    g_array_append_val (known->tracks, i);
  }
}

/* From places among the known ones to those among all */
static void
spread (Chart *self, const Known *known, const float *y, size_t k,
    const guint32 *index)
{
  const guint32 *tracks = (const guint32 *) known->tracks->data;

  for (guint i = 0; i < known->tracks->len; i++) {
    self->places[2 * tracks[i]] = y[2 * i];
    self->places[2 * tracks[i] + 1] = y[2 * i + 1];
    for (size_t n = 0; n < MIN (k, LISTED); n++)
      self->alike[tracks[i] * LISTED + n] = tracks[index[i * k + n]];
  }
}

static void
draw (Chart *self, const Known *known, size_t d)
{
  const size_t n = known->tracks->len, k = MIN (NEIGHBOURS, n - 1);
  g_autofree guint32 *index = g_new (guint32, n * k + 1);
  g_autofree float *distance = g_new (float, n *k + 1);
  g_autofree float *y = g_new (float, 2 * n);

  gls_neighbours_find (known->x, n, d, k,
      CLAMP (g_get_num_processors (), 1, MOST_THREADS), index, distance);
  gls_atlas_draw (known->x, n, d, k, index, distance, y);
  spread (self, known, y, k, index);
}

Chart *
chart_new (const GlsSurvey *survey)
{
  const size_t n = survey->tracks->len, d = survey->n_dimensions;
  Chart *self = g_new (Chart, 1);
  Known known = { g_array_new (FALSE, FALSE, sizeof (guint32)),
    g_new (float, n *d + 1) };

  *self = (Chart){ g_new (float, 2 * n + 1), LISTED,
    g_new (guint32, n * LISTED + 1) };
  for (size_t i = 0; i < 2 * n; i++)
    self->places[i] = NAN;
  for (size_t i = 0; i < n * LISTED; i++)
    self->alike[i] = CHART_NONE;
  gather (survey, &known);
  if (known.tracks->len > 0)
    draw (self, &known, d);
  g_array_unref (known.tracks);
  g_free (known.x);
  return self;
}

void
chart_free (Chart *self)
{
  g_free (self->places);
  g_free (self->alike);
  g_free (self);
}
