/* Merged, matched, counted, and measured again for each draw of tracks.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/event-scores.h"

#include <math.h>
#include <stdlib.h>

#include "tags/draws.h"

/* Two onsets that lie the tolerance apart may have been rounded. */
#define ROUNDING_S 1e-9

/* --- matching --- */

static int
compare_events (const void *a, const void *b)
{
  const GlsEvent *x = a, *y = b;

  if (x->label != y->label)
    return x->label < y->label ? -1 : 1;
  return (x->onset > y->onset) - (x->onset < y->onset);
}

size_t
gls_events_merge (GlsEvent *events, size_t n, double gap_s)
{
  size_t n_kept = 0;

  if (n > 0)
    qsort (events, n, sizeof *events, compare_events);
  for (size_t i = 0; i < n; i++) {
    GlsEvent *last = n_kept > 0 ? &events[n_kept - 1] : NULL;

    if (last != NULL && last->label == events[i].label
        && events[i].onset <= last->offset + gap_s) {
      last->offset = fmax (last->offset, events[i].offset);
      last->p = fmaxf (last->p, events[i].p);
    } else
      events[n_kept++] = events[i];
  }
  return n_kept;
}

/* Returns: (transfer full): a copy in order of labels and onsets */
static GlsEvent *
sort_copy (const GlsEvent *events, size_t n)
{
  GlsEvent *copy = g_memdup2 (events, n * sizeof *events);

  if (n > 0)
    qsort (copy, n, sizeof *copy, compare_events);
  return copy;
}

/* The first ones of both are a pair if they can be: whatever else either of them
 * is paired with comes later, where the others can take its place. If they
 * cannot, the one that comes first is too early for all that are left. */
void
gls_events_count (const GlsEvent *found, size_t n_found, const GlsEvent *wanted,
    size_t n_wanted, size_t n_labels, double tolerance_s,
    GlsEventCounts *counts)
{
  g_autofree GlsEvent *f = sort_copy (found, n_found);
  g_autofree GlsEvent *w = sort_copy (wanted, n_wanted);
  size_t i = 0, k = 0;

  for (size_t j = 0; j < n_found; j++)
    if (f[j].label < n_labels)
      counts[f[j].label].n_found++;
  for (size_t j = 0; j < n_wanted; j++)
    if (w[j].label < n_labels)
      counts[w[j].label].n_true++;
  while (i < n_found && k < n_wanted && f[i].label < n_labels) {
    if (f[i].label == w[k].label
        && fabs (f[i].onset - w[k].onset) <= tolerance_s + ROUNDING_S) {
      counts[f[i].label].n_hits++;
      i++;
      k++;
    } else if (compare_events (&f[i], &w[k]) < 0)
      i++;
    else
      k++;
  }
}

/* --- measures --- */

enum
{
  PRECISION,
  RECALL,
  F,
  N_VALUES
};

static double
divide (double a, double b)
{
  return b > 0 ? a / b : NAN;
}

/* values: (out): [N_VALUES] */
static void
measure (const GlsEventCounts *counts, double *values)
{
  const double hits = (double) counts->n_hits;

  values[PRECISION] = divide (hits, (double) counts->n_found);
  values[RECALL] = divide (hits, (double) counts->n_true);
  values[F] = counts->n_true > 0
      ? 2 * hits / (double) (counts->n_found + counts->n_true)
      : NAN;
}

typedef struct
{
  const GlsEventCounts *counts;
  size_t n_tracks, n_labels;
  const gboolean *in_means;
  guint32 seed;
  guint32 *weight;     /* [n_tracks] */
  GlsEventCounts *sum; /* [n_labels + 1], the last of all */
} Scores;

static void
add (GlsEventCounts *sum, const GlsEventCounts *counts, size_t weight)
{
  sum->n_found += weight * counts->n_found;
  sum->n_true += weight * counts->n_true;
  sum->n_hits += weight * counts->n_hits;
}

static gboolean
is_in_means (const Scores *self, size_t label)
{
  return self->in_means == NULL || self->in_means[label];
}

static void
sum_up (const Scores *self, guint32 draw)
{
  GlsEventCounts *all = &self->sum[self->n_labels];

  for (size_t i = 0; i <= self->n_labels; i++)
    self->sum[i] = (GlsEventCounts){ 0 };
  gls_draw_tracks (self->n_tracks, self->seed, draw, self->weight);
  for (size_t k = 0; k < self->n_tracks; k++)
    for (size_t i = 0; self->weight[k] > 0 && i < self->n_labels; i++)
      add (&self->sum[i], &self->counts[k * self->n_labels + i],
          self->weight[k]);
  for (size_t i = 0; i < self->n_labels; i++)
    if (is_in_means (self, i))
      add (all, &self->sum[i], 1);
}

/* values: (out): [n_labels + 2][N_VALUES]: labels, micro, macro */
static void
make_draw (const Scores *self, guint32 draw, double *values)
{
  double *macro = values + (self->n_labels + 1) * N_VALUES;

  sum_up (self, draw);
  for (size_t i = 0; i <= self->n_labels; i++)
    measure (&self->sum[i], values + i * N_VALUES);
  for (int v = 0; v < N_VALUES; v++) {
    double sum = 0, n = 0;

    for (size_t i = 0; i < self->n_labels; i++) {
      double value = values[i * N_VALUES + (size_t) v];

      if (is_in_means (self, i) && self->sum[i].n_true > 0 && !isnan (value)) {
        sum += value;
        n++;
      }
    }
    macro[v] = divide (sum, n);
  }
}

/* values: [1 + n_draws][n_values] */
static GlsEstimate
estimate (const double *values, size_t n_draws, size_t n_values, size_t place)
{
  g_autofree double *column = g_new (double, 1 + n_draws);

  for (size_t d = 0; d <= n_draws; d++)
    column[d] = values[d * n_values + place];
  return gls_draws_estimate (column, n_draws);
}

static GlsEventScore
estimate_score (const double *values, size_t n_draws, size_t n_values,
    size_t place)
{
  return (GlsEventScore){
    .precision = estimate (values, n_draws, n_values, place + PRECISION),
    .recall = estimate (values, n_draws, n_values, place + RECALL),
    .f = estimate (values, n_draws, n_values, place + F),
  };
}

void
gls_event_scores_measure (const GlsEventCounts *counts, size_t n_tracks,
    size_t n_labels, const gboolean *in_means, size_t n_draws, guint32 seed,
    GlsEventScore *labels, GlsEventScore *macro, GlsEventScore *micro)
{
  const size_t n_values = (n_labels + 2) * N_VALUES;
  g_autofree guint32 *weight = g_new (guint32, MAX (n_tracks, 1));
  g_autofree GlsEventCounts *sum = g_new (GlsEventCounts, n_labels + 1);
  g_autofree double *values = g_new (double, (1 + n_draws) * n_values);
  const Scores self = { counts, n_tracks, n_labels, in_means, seed, weight,
    sum };

  g_return_if_fail (n_draws > 0 && n_draws <= GLS_INTERVALS_MAX_DRAWS);

  for (size_t d = 0; d <= n_draws; d++)
    make_draw (&self, (guint32) d, values + d * n_values);
  for (size_t i = 0; i < n_labels; i++)
    labels[i] = estimate_score (values, n_draws, n_values, i * N_VALUES);
  *micro = estimate_score (values, n_draws, n_values, n_labels * N_VALUES);
  *macro =
      estimate_score (values, n_draws, n_values, (n_labels + 1) * N_VALUES);
}
