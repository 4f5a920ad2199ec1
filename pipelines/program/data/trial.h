/* What several systems say of the same rows, beside their labels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TRIAL_H
#define GLISSANDO_TRIAL_H

#include "data/manifest.h"
#include "tags/intervals.h"

/**
 * Trial:
 * @split: name of the split that is scored
 * @n_systems: how many systems there are
 * @n_runs: files of predictions: a system may have several runs, and what is
 *   measured of it is their mean
 * @n_tags: labels that all systems know and that can be scored
 * @labels: char *[n_tags + 1], their names
 * @left_out: (nullable): the other labels, listed
 * @n_rows: rows that are scored: of the split, and every system says something
 * @n_silent: rows of the split of which some system says nothing
 * @n_tracks: tracks that they are of, which are files where nothing else is known
 * @chosen_on: the split on which thresholds of the F-measure were chosen, or
 *   %NULL if that had to be the scored rows themselves
 */
typedef struct _Trial
{
  const char *split;
  size_t n_systems, n_runs, n_tags, n_rows, n_silent, n_tracks;
  GPtrArray *labels;
  char *left_out;
  const char *chosen_on;

  /*< private >*/
  double *above;      /* [n_tags], labels above which a row has the tag */
  guint32 *track;     /* [n_rows] */
  float *targets;     /* [n_rows][n_tags] */
  guint8 *positive;   /* [n_rows][n_tags] */
  guint32 *system;    /* [n_runs], of which system each is */
  float **scores;     /* [n_runs], [n_rows][n_tags] */
  float **thresholds; /* [n_runs], [n_tags] */
} Trial;

/**
 * trial_new:
 * @truth: the labels; keeps those that can be scored
 * @runs: Manifest *[n_runs], predictions as predictions_write() writes them
 * @system: guint32[n_runs], of which system each is: 0, 1 …, in order
 * @split: (nullable): which rows; as split_choose() takes it
 * @choose_on: the split on which thresholds are chosen
 *
 * Rows are the same if path, start and end are. Which rows have a tag, and which
 * tags are scored, is as gls_agreement_measure() says.
 *
 * Fails with %GLS_ERROR_DATA if there is no such split, no common row or no
 * common label.
 */
Trial *trial_new (Manifest *truth, Manifest *const *runs, const guint32 *system,
    size_t n_runs, const char *split, const char *choose_on,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void trial_free (Trial *self);

/* As gls_intervals_measure(). */
void trial_measure (const Trial *self, size_t n_draws, guint32 seed,
    size_t n_threads, GlsEstimate *mean, GlsEstimate *difference,
    GlsEstimate *tags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trial, trial_free)

#endif
