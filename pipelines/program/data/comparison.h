/* A model's predictions beside the labels that both know.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_COMPARISON_H
#define GLISSANDO_COMPARISON_H

#include "data/excerpts.h"
#include "data/present.h"
#include "json.h"
#include "net/model.h"
#include "tags/agreement.h"
#include "tags/calibration.h"

/**
 * Comparison:
 * @n_tags: labels of the manifest that the model knows
 * @place: size_t[n_tags], where the model has them
 * @unknown: (nullable): the other labels of the manifest, listed
 * @n_outputs: labels of the model
 * @outputs: float[n_rows][n_outputs], what it says of each row
 * @has: guint8[n_rows], whether it says anything
 * @n_scored: rows of which it does
 * @tags: [n_tags], how well they agree
 * @mean: over the tags that vary
 * @f: [n_tags], F-measure at the threshold that the model has for the tag, NAN
 *   where it has none, or where no row has the tag
 * @mean_f: of those that vary; NAN without thresholds
 * @present: from which label on a row has a tag, where thresholds are chosen and
 *   the F-measure is taken at them. Set before comparison_run()
 */
typedef struct
{
  const Manifest *manifest;
  GlsModel *model;
  size_t n_tags;
  size_t *place;
  char *unknown;
  size_t n_outputs;
  float *outputs;
  guint8 *has;
  size_t n_scored;
  GlsTagAgreement *tags;
  GlsAgreement mean;
  double *f;
  double mean_f;
  Present present;
} Comparison;

/**
 * comparison_new:
 * @model: must outlive the comparison, as must the manifest
 * @manifest: loses the labels that the model does not know
 *
 * Fails with %GLS_ERROR_DATA if the model knows none of the labels.
 */
Comparison *comparison_new (GlsModel *model, Manifest *manifest,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void comparison_free (Comparison *self);

/**
 * comparison_run:
 * @wanted: (nullable): gboolean[rows of the manifest], which excerpts are
 *   scored; %NULL for all
 *
 * Lets the model hear the rows and fills in all from @outputs on. A label's
 * threshold comes from the rows of the train split, scored or not. Fails as
 * scoring_predict() does.
 */
gboolean comparison_run (Comparison *self, const Excerpts *excerpts,
    const gboolean *wanted, guint n_jobs, DoneFunc on_done, GError **error);

/* Rows that a threshold is chosen by, at least. */
#define COMPARISON_MIN_PRESENT 10

/**
 * comparison_choose_thresholds:
 * @thresholds: (out): float[n_outputs], for each tag of the model the
 *   probability with the largest F-measure on the rows that it heard. Of a tag
 *   that fewer than %COMPARISON_MIN_PRESENT rows have, that says little: with
 *   bounds in @present it gets what these make of the label; otherwise NAN if no
 *   row has it
 *
 * After comparison_run().
 */
void comparison_choose_thresholds (const Comparison *self, float *thresholds);

/**
 * comparison_calibrate:
 * @calibrations: (out): [n_outputs], for each tag of the model what fits its
 *   probabilities to the labels of the rows that it heard; none at all for one
 *   that these say too little of
 *
 * After comparison_run(). Returns: of how many tags they say enough
 */
size_t comparison_calibrate (const Comparison *self,
    GlsCalibration *calibrations);

/* Returns: whether the model has thresholds for any of the tags */
gboolean comparison_has_thresholds (const Comparison *self);

/* Adds the members rows, scored_tags, pearson, roc_auc, pr_auc, f and
 * calibration_error. */
void comparison_add_mean (json_t *object, const GlsAgreement *mean,
    size_t n_rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Comparison, comparison_free)

#endif
