/* A model's predictions for the rows of a manifest.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SCORING_H
#define GLISSANDO_SCORING_H

#include "data/excerpts.h"
#include "net/model.h"

/**
 * scoring_predict:
 * @wanted: (nullable): gboolean[rows of the manifest], which of the excerpts;
 *   %NULL for all
 * @n_jobs: threads; changes no result
 * @on_done: (nullable): told how many rows are done
 * @p: (out): float[rows of the manifest][labels of the model]: for each wanted
 *   excerpt the mean that “tag” gives as the summary of a file, which is cut
 *   and weighted alike; zero in other rows
 * @has: (out): guint8[rows of the manifest], whether it was heard
 *
 * Fails as excerpts_open() does.
 */
gboolean scoring_predict (GlsModel *model, const Excerpts *excerpts,
    const gboolean *wanted, guint n_jobs, DoneFunc on_done, float *p,
    guint8 *has, GError **error);

#endif
