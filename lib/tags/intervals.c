/* Draws of tracks, and what the systems score in each.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/intervals.h"

#include <math.h>

#include "tags/draws.h"
#include "tags/metrics.h"
#include "tags/ranking.h"
#include "team.h"

/* One tag of one run, on the rows whose label is known. */
typedef struct
{
  size_t n;
  guint32 *row; /* [n] */
  float *label, *score;
  float threshold;
  GlsRanking *ranking; /* NULL if a score is not a number */
} Column;

typedef struct
{
  const GlsTrial *trial;
  guint32 seed;
  Column *columns;   /* [n_runs][n_tags] */
  size_t *n_runs;    /* [n_systems] */
  guint32 **weights; /* [n_threads], guint32[2][n_rows]: of rows, of a column */
  guint32 **counts;  /* [n_threads], guint32[n_tracks] */
  size_t n_values;   /* of a draw: [n_systems][1 + n_tags][GLS_N_MEASURES] */
  double *values;    /* [1 + n_draws][n_values], the first one of all rows */
} Work;

static size_t
get_place (const GlsTrial *trial, size_t system, size_t which, size_t measure)
{
  return (system * (1 + trial->n_tags) + which) * GLS_N_MEASURES + measure;
}

/* --- columns --- */

static void
column_fill (Column *self, const GlsTrial *trial, size_t run, size_t tag)
{
  g_autofree guint8 *positive = g_new (guint8, MAX (trial->n_rows, 1));

  self->row = g_new (guint32, MAX (trial->n_rows, 1));
  self->label = g_new (float, MAX (trial->n_rows, 1));
  self->score = g_new (float, MAX (trial->n_rows, 1));
  self->threshold = trial->thresholds[run][tag];
  for (size_t i = 0; i < trial->n_rows; i++) {
    const size_t at = i * trial->n_tags + tag;

    if (isnan (trial->labels[at]))
      continue;
    self->row[self->n] = (guint32) i;
    self->label[self->n] = trial->labels[at];
    self->score[self->n] = trial->scores[run][at];
    positive[self->n++] = trial->positive[at];
  }
  self->ranking = gls_ranking_new (self->score, positive, self->n);
}

static void
column_clear (Column *self)
{
  g_free (self->row);
  g_free (self->label);
  g_free (self->score);
  g_clear_pointer (&self->ranking, gls_ranking_free);
}

/* weight: guint32[n]; value: (out): [GLS_N_MEASURES] */
static void
column_measure (const Column *self, const guint32 *weight, double *value)
{
  for (int m = 0; m < GLS_N_MEASURES; m++)
    value[m] = NAN;
  if (self->ranking == NULL)
    return;
  value[GLS_MEASURE_PEARSON] =
      gls_metric_pearson_weighted (self->label, self->score, weight, self->n);
  value[GLS_MEASURE_ROC_AUC] = gls_ranking_roc_auc (self->ranking, weight);
  value[GLS_MEASURE_PR_AUC] = gls_ranking_pr_auc (self->ranking, weight);
  value[GLS_MEASURE_F] = gls_ranking_f (self->ranking, weight, self->threshold);
}

/* --- a draw --- */

/* Adds to each tag's values of the run's system its share of their mean. */
static void
add_run (const Work *self, size_t run, const guint32 *of_row,
    guint32 *of_column, double *values)
{
  const GlsTrial *trial = self->trial;
  const size_t system = trial->system[run];
  double value[GLS_N_MEASURES];

  for (size_t t = 0; t < trial->n_tags; t++) {
    const Column *column = &self->columns[run * trial->n_tags + t];
    double *sum = values + get_place (trial, system, 1 + t, 0);

    for (size_t i = 0; i < column->n; i++)
      of_column[i] = of_row[column->row[i]];
    column_measure (column, of_column, value);
    for (int m = 0; m < GLS_N_MEASURES; m++)
      sum[m] += value[m] / (double) self->n_runs[system];
  }
}

/* values: [1 + n_tags][GLS_N_MEASURES], of the tags; their mean is filled in */
static void
take_means (size_t n_tags, double *values)
{
  for (size_t m = 0; m < GLS_N_MEASURES; m++) {
    double sum = 0;
    size_t n = 0;

    for (size_t t = 1; t <= n_tags; t++) {
      double value = values[t * GLS_N_MEASURES + m];

      sum += isnan (value) ? 0 : value;
      n += !isnan (value);
    }
    values[m] = n > 0 ? sum / (double) n : NAN;
  }
}

static void
make_draw (size_t draw, size_t member, gpointer data)
{
  const Work *self = data;
  const GlsTrial *trial = self->trial;
  double *values = self->values + draw * self->n_values;
  guint32 *count = self->counts[member];
  guint32 *of_row = self->weights[member];

  gls_draw_tracks (trial->n_tracks, self->seed, (guint32) draw, count);
  for (size_t i = 0; i < trial->n_rows; i++)
    of_row[i] = count[trial->track[i]];
  memset (values, 0, self->n_values * sizeof *values);
  for (size_t run = 0; run < trial->n_runs; run++)
    add_run (self, run, of_row, of_row + trial->n_rows, values);
  for (size_t s = 0; s < trial->n_systems; s++)
    take_means (trial->n_tags, values + get_place (trial, s, 0, 0));
}

/* --- what they say --- */

/* Of a value in each draw, less another one (-1: none). */
static GlsEstimate
estimate (const Work *self, size_t n_draws, size_t place, gssize less)
{
  g_autofree double *drawn = g_new (double, 1 + n_draws);

  for (size_t d = 0; d <= n_draws; d++) {
    const double *values = self->values + d * self->n_values;

    drawn[d] = values[place] - (less >= 0 ? values[less] : 0);
  }
  return gls_draws_estimate (drawn, n_draws);
}

static void
collect (const Work *self, size_t n_draws, GlsEstimate *mean,
    GlsEstimate *difference, GlsEstimate *tags)
{
  const GlsTrial *trial = self->trial;

  for (size_t s = 0; s < trial->n_systems; s++)
    for (size_t m = 0; m < GLS_N_MEASURES; m++) {
      const size_t at = s * GLS_N_MEASURES + m;

      mean[at] = estimate (self, n_draws, get_place (trial, s, 0, m), -1);
      difference[at] = estimate (self, n_draws, get_place (trial, s, 0, m),
          (gssize) get_place (trial, 0, 0, m));
      for (size_t t = 0; tags != NULL && t < trial->n_tags; t++)
        tags[(s * trial->n_tags + t) * GLS_N_MEASURES + m] =
            estimate (self, n_draws, get_place (trial, s, 1 + t, m), -1);
    }
}

static void
work_init (Work *self, const GlsTrial *trial, size_t n_draws, guint32 seed,
    size_t n_threads)
{
  self->trial = trial;
  self->seed = seed;
  self->columns = g_new0 (Column, MAX (trial->n_runs * trial->n_tags, 1));
  self->n_runs = g_new0 (size_t, MAX (trial->n_systems, 1));
  for (size_t run = 0; run < trial->n_runs; run++) {
    self->n_runs[trial->system[run]]++;
    for (size_t t = 0; t < trial->n_tags; t++)
      column_fill (&self->columns[run * trial->n_tags + t], trial, run, t);
  }
  self->weights = g_new0 (guint32 *, n_threads + 1);
  self->counts = g_new0 (guint32 *, n_threads + 1);
  for (size_t k = 0; k < n_threads; k++) {
    self->weights[k] = g_new (guint32, 2 * MAX (trial->n_rows, 1));
    self->counts[k] = g_new (guint32, MAX (trial->n_tracks, 1));
  }
  self->n_values = trial->n_systems * (1 + trial->n_tags) * GLS_N_MEASURES;
  self->values = g_new (double, (1 + n_draws) * MAX (self->n_values, 1));
}

static void
work_clear (Work *self, size_t n_threads)
{
  for (size_t i = 0; i < self->trial->n_runs * self->trial->n_tags; i++)
    column_clear (&self->columns[i]);
  for (size_t k = 0; k < n_threads; k++) {
    g_free (self->weights[k]);
    g_free (self->counts[k]);
  }
  g_free (self->columns);
  g_free (self->n_runs);
  g_free (self->weights);
  g_free (self->counts);
  g_free (self->values);
}

void
gls_intervals_measure (const GlsTrial *trial, size_t n_draws, guint32 seed,
    size_t n_threads, GlsEstimate *mean, GlsEstimate *difference,
    GlsEstimate *tags)
{
  GlsTeam *team;
  Work work = { 0 };

  g_return_if_fail (n_draws > 0 && n_draws <= GLS_INTERVALS_MAX_DRAWS);

  team = gls_team_new (n_threads);
  work_init (&work, trial, n_draws, seed, n_threads);
  gls_team_run (team, 1 + n_draws, make_draw, &work);
  collect (&work, n_draws, mean, difference, tags);
  work_clear (&work, n_threads);
  gls_team_free (team);
}
