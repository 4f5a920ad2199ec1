/* The tags of a model in the catalogue.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_CATALOGUE_VOCABULARY_H
#define GLS_CATALOGUE_VOCABULARY_H

#include "catalogue/catalogue-private.h"
#include "catalogue/expression.h"

typedef struct
{
  gint64 id;
  char *name;
  gint64 synonym;  /* the place of the first one that means the same */
  float threshold; /* or NAN */
} GlsShelfTag;

typedef struct
{
  gint64 model;
  GPtrArray *tags;     /* of GlsShelfTag, by their places */
  GPtrArray *untaught; /* likewise, those that the model could not learn */
} GlsShelfTags;

/* model: (nullable): as of #GlsSearch. Fails as gls_catalogue_search() does. */
GlsShelfTags *gls_shelf_tags_new (GlsCatalogue *catalogue, const char *model,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* self: (nullable) */
void gls_shelf_tags_free (GlsShelfTags *self);

/* Its name is told exactly, or else in any case of its letters, or else without
 * its category (see tagnames.h) if no other tag has that name. Fails with
 * %GLS_ERROR_DATA. Returns: (transfer none) (nullable): the tag that a term of an
 * expression names; one that means the same if the model could not learn it */
const GlsShelfTag *gls_shelf_tags_find_term (const GlsShelfTags *self,
    const GlsTerm *term, GError **error);

/* wanted: as of #GlsSearch. Returns: from where the tag is there */
float gls_shelf_tag_choose_threshold (const GlsShelfTag *tag, float wanted);

/* Returns: (transfer full): “(1,5,7)”, the ids of all that mean the same */
char *gls_shelf_tags_list_ids (const GlsShelfTags *self,
    const GlsShelfTag *tag);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsShelfTags, gls_shelf_tags_free)

#endif
