/* All that a catalogue knows of its tracks by one model, in arrays.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_SURVEY_H
#define GLS_SURVEY_H

#include "catalogue/catalogue.h"
#include "catalogue/expression.h"

G_BEGIN_DECLS

/**
 * GlsSurveyTag:
 * @name: of a tag, as people call it
 * @threshold: from where on it is there, as of #GlsSearch
 * @column: of @p in #GlsSurvey; tags that mean the same have one, and stand in
 *   it after the first of them
 */
typedef struct
{
  char *name;
  float threshold;
  size_t column;
} GlsSurveyTag;

/**
 * GlsSurveyTrack:
 * @uri: the address that leads to it
 * @title: (nullable): what it says of itself
 * @artist: (nullable): likewise
 * @album: (nullable): likewise
 * @seconds: that were heard
 */
typedef struct
{
  char *uri;
  char *title, *artist, *album;
  double seconds;
} GlsSurveyTrack;

/**
 * GlsSurvey:
 * @model: (nullable): its name
 * @tagged_s: when the last track was tagged, seconds since 1970
 * @tags: (element-type GlsSurveyTag): all that the model could learn, in its
 *   order
 * @tracks: (element-type GlsSurveyTrack): those in which something is to be
 *   heard, as they came
 * @n_silent: the others; 0 where an expression has chosen
 * @n_columns: of probabilities
 * @p: float[tracks][n_columns], the probability of the most probable of the
 *   tags of each column, 0 .. 1
 * @n_dimensions: of embeddings; 0 where there are none
 * @embeddings: float[tracks][n_dimensions]; NAN of a track that has none
 */
typedef struct
{
  char *model;
  gint64 tagged_s;
  GPtrArray *tags;
  GPtrArray *tracks;
  size_t n_silent;
  size_t n_columns;
  float *p;
  size_t n_dimensions;
  float *embeddings;
} GlsSurvey;

/**
 * gls_survey_new:
 * @model: (nullable): as of #GlsSearch
 * @expression: (nullable): likewise: only tracks of which it holds
 * @threshold: likewise
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if the model or a tag is not
 * there.
 *
 * Returns: (transfer full) (nullable)
 */
GlsSurvey *gls_survey_new (GlsCatalogue *catalogue, const char *model,
    const GlsExpression *expression, float threshold,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* self: (nullable) */
void gls_survey_free (GlsSurvey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsSurvey, gls_survey_free)

G_END_DECLS

#endif
