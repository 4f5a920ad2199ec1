/* Which tracks of a catalogue are as they are wanted.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_SEARCH_H
#define GLS_SEARCH_H

#include "catalogue/catalogue.h"
#include "catalogue/expression.h"

G_BEGIN_DECLS

/* From where on a tag is there of which the model does not say it: what models
 * of many tags say of a whole track seldom comes near to a half. */
#define GLS_SEARCH_THRESHOLD 0.2f

/**
 * GlsSearch:
 * @model: (nullable): name of the model whose tags are meant, or how its digest
 *   begins; %NULL: there is only one
 * @expression: (nullable): what must hold
 * @threshold: of tags without a comparison; NAN: that of the model, or else
 *   %GLS_SEARCH_THRESHOLD
 * @like: (nullable): address of a track, by distance from which the others come
 * @top: at most so many, the best ones; 0: all
 *
 * What is wanted. Tags that mean the same are one, of which the most probable
 * counts. Tracks in which nothing is to be heard are never found, and neither
 * is @like itself.
 */
typedef struct
{
  const char *model;
  const GlsExpression *expression;
  float threshold;
  const char *like;
  size_t top;
} GlsSearch;

/**
 * GlsMatch:
 * @uri: the address that leads to it
 * @path: (nullable): the same as a path, if it is one in UTF-8
 * @title: (nullable): what it says of itself
 * @artist: (nullable): likewise
 * @album: (nullable): likewise
 * @seconds: that were heard
 * @strength: how well the expression holds; NAN if there is none
 * @distance: from the track that it is to be like, 0 .. 2: 1 minus the cosine
 *   of the angle between both embeddings; NAN if there is none
 * @p: (nullable): float[n_terms]: probabilities of the tags in the expression
 */
typedef struct
{
  char *uri, *path;
  char *title, *artist, *album;
  double seconds;
  float strength, distance;
  float *p;
} GlsMatch;

/**
 * gls_catalogue_search:
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if the model, a tag or the
 * track is not there.
 *
 * Returns: (transfer full) (nullable) (element-type GlsMatch): by distance if
 *   there is one, or else by strength, the best first; equal ones as they came
 */
GPtrArray *gls_catalogue_search (GlsCatalogue *self, const GlsSearch *search,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * GlsTagCount:
 * @name: of a tag
 * @threshold: from where it is there, as of #GlsSearch
 * @n_tracks: in which it, or one that means the same, is
 */
typedef struct
{
  char *name;
  float threshold;
  size_t n_tracks;
} GlsTagCount;

/**
 * gls_catalogue_count_tags:
 * @model: (nullable): as of #GlsSearch
 * @threshold: likewise
 *
 * Fails as gls_catalogue_search() does.
 *
 * Returns: (transfer full) (nullable) (element-type GlsTagCount): all tags that
 *   the model could learn, in its order
 */
GPtrArray *gls_catalogue_count_tags (GlsCatalogue *self, const char *model,
    float threshold, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
