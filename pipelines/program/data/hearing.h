/* What a model says of each segment of the rows of a manifest.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_HEARING_H
#define GLISSANDO_HEARING_H

#include "data/excerpts.h"
#include "net/model.h"
#include "tags/prediction.h"

/**
 * HearingClient:
 * @begin: makes what one thread works with
 * @hear: a segment of an excerpt: start and end in seconds from the start of the
 *   row, silent, p. Those of one excerpt come in order on one thread, and no
 *   other one between them
 * @done: that was the last one of the excerpt
 * @end: frees what @begin made
 *
 * What becomes of the segments. Several threads call these, each with what it
 * got from @begin.
 */
typedef struct
{
  gpointer (*begin) (gpointer data);
  void (*hear) (gpointer own, const Excerpt *excerpt,
      const GlsPrediction *segment);
  void (*done) (gpointer own, const Excerpt *excerpt);
  void (*end) (gpointer own);
} HearingClient;

/**
 * hearing_run:
 * @wanted: (nullable): gboolean[rows of the manifest], which of the excerpts;
 *   %NULL for all
 * @n_jobs: threads; changes nothing in what is heard
 * @on_done: (nullable): told how many rows are done
 * @data: for @begin
 *
 * Cuts and hears each excerpt as “tag” does a file. Fails as excerpts_open()
 * does.
 */
gboolean hearing_run (GlsModel *model, const Excerpts *excerpts,
    const gboolean *wanted, guint n_jobs, DoneFunc on_done,
    const HearingClient *client, gpointer data, GError **error);

#endif
