/* A model's predictions for the rows of a dataset, and how good they are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SCORING_H
#define GLISSANDO_SCORING_H

#include "data/dataset.h"
#include "json.h"
#include "net/model.h"
#include "tags/metrics.h"

/**
 * scoring_predict:
 * @set: the audio
 * @n_rows: rows of the manifest
 * @n_jobs: worker threads
 * @p: (out): float[n_rows][labels of the model], the mean over a row's
 *   segments; zero where the dataset has no segment of a row
 * @has: (out): guint8[n_rows], whether it has
 */
void scoring_predict (GlsModel *model, const Dataset *set, size_t n_rows,
    guint n_jobs, float *p, guint8 *has);

/* Adds the members rows, scored_tags, pearson, roc_auc, pr_auc and f. */
void scoring_add_mean (json_t *object, const GlsAgreement *mean, size_t n_rows);

#endif
