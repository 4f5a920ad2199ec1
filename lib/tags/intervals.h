/* How sure a measure is, and a difference between two systems.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The bootstrap (Efron, "Bootstrap methods: another look at the jackknife",
 * Annals of Statistics 1979): what would have been measured on other music is
 * guessed by drawing, with replacement, as many tracks as there are. Tracks, not
 * rows: segments of one track are alike. All systems are measured on the same
 * draws, so a difference between two is of the same music (a paired bootstrap).
 */
#ifndef GLS_TAGS_INTERVALS_H
#define GLS_TAGS_INTERVALS_H

#include "gls.h"

G_BEGIN_DECLS

#define GLS_INTERVALS_MAX_DRAWS 100000

typedef enum
{
  GLS_MEASURE_PEARSON,
  GLS_MEASURE_ROC_AUC,
  GLS_MEASURE_PR_AUC,
  GLS_MEASURE_F,
  GLS_N_MEASURES
} GlsMeasure;

/**
 * GlsEstimate:
 * @value: on the rows as they are
 * @low: 0.025 quantile of the draws in which it is defined
 * @high: 0.975 quantile of them
 *
 * All NAN if the rows do not define it.
 */
typedef struct
{
  double value, low, high;
} GlsEstimate;

/**
 * GlsTrial:
 * @n_rows: how many rows are scored
 * @track: guint32[n_rows], of which track; 0 .. @n_tracks - 1
 * @labels: float[n_rows][n_tags], targets 0 .. 1, NAN where nobody knows
 * @positive: guint8[n_rows][n_tags], which of them count as having the tag
 * @n_runs: how many tables of scores there are; a system may have several, such
 *   as one from each seed, and what is measured of it is their mean
 * @system: guint32[n_runs], of which system each is; every system has one
 * @scores: [n_runs], float[n_rows][n_tags] each
 * @thresholds: [n_runs], float[n_tags] each: for the F-measure
 */
typedef struct
{
  size_t n_rows, n_tracks, n_tags, n_systems, n_runs;
  const guint32 *track;
  const guint32 *system;
  const float *labels;
  const guint8 *positive;
  const float *const *scores;
  const float *const *thresholds;
} GlsTrial;

/**
 * gls_intervals_measure:
 * @n_draws: 1 .. %GLS_INTERVALS_MAX_DRAWS; a thousand is usual
 * @seed: the same one gives the same intervals, whatever @n_threads is
 * @mean: (out): [n_systems][GLS_N_MEASURES], means over the tags for which the
 *   measure is defined
 * @difference: (out): the same, less the first system's
 * @tags: (out) (optional): [n_systems][n_tags][GLS_N_MEASURES]
 */
GLS_API void gls_intervals_measure (const GlsTrial *trial, size_t n_draws,
    guint32 seed, size_t n_threads, GlsEstimate *mean, GlsEstimate *difference,
    GlsEstimate *tags);

G_END_DECLS

#endif
