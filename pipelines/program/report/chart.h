/* Where the tracks of a library are on its map, and what each sounds like.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_REPORT_CHART_H
#define GLISSANDO_REPORT_CHART_H

#include "catalogue/survey.h"

/* Track numbers where there is none */
#define CHART_NONE G_MAXUINT32

/**
 * Chart:
 * @places: float[tracks][2], 0 .. 1; NAN of a track without an embedding
 * @n_alike: how many are listed for each track
 * @alike: guint32[tracks][n_alike]: the tracks nearest to each by their
 *   embeddings, the nearest first; or %CHART_NONE
 */
typedef struct
{
  float *places;
  size_t n_alike;
  guint32 *alike;
} Chart;

Chart *chart_new (const GlsSurvey *survey);
void chart_free (Chart *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chart, chart_free)

#endif
