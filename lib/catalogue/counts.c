/* How many tracks have each tag.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/search.h"

#include <math.h>

#include "catalogue/vocabulary.h"

static void
count_free (gpointer count)
{
  g_free (((GlsTagCount *) count)->name);
  g_free (count);
}

/* Returns: (transfer full) (nullable): a statement that takes threshold and model
 */
static sqlite3_stmt *
prepare_count (GlsCatalogue *catalogue, const GlsShelfTags *tags,
    const GlsShelfTag *tag, GError **error)
{
  g_autofree char *ids = gls_shelf_tags_list_ids (tags, tag);
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(DISTINCT track) FROM track_tag WHERE tag "
                       "IN %s AND p >= ?1"
                       " AND track NOT IN (SELECT id FROM track WHERE model = "
                       "?2 AND silent = 1)",
          ids);

  return gls_sql_prepare (catalogue->db, sql, error);
}

/* Returns: (transfer full) (nullable): the count */
static GlsTagCount *
count_tag (GlsCatalogue *catalogue, const GlsShelfTags *tags,
    const GlsShelfTag *tag, float threshold, GError **error)
{
  sqlite3_stmt *ask = prepare_count (catalogue, tags, tag, error);
  GlsTagCount *count = NULL;
  gint64 n;

  if (ask == NULL)
    return NULL;
  sqlite3_bind_double (ask, 1, (double) threshold);
  sqlite3_bind_int64 (ask, 2, tags->model);
  if (gls_sql_get_int (ask, &n, error)) {
    count = g_new (GlsTagCount, 1);
    *count = (GlsTagCount){ g_strdup (tag->name), threshold, (size_t) n };
  }
  sqlite3_finalize (ask);
  return count;
}

GPtrArray *
gls_catalogue_count_tags (GlsCatalogue *self, const char *model,
    float threshold, GError **error)
{
  g_autoptr (GlsShelfTags) tags = gls_shelf_tags_new (self, model, error);
  g_autoptr (GPtrArray) counts = g_ptr_array_new_with_free_func (count_free);

  for (guint i = 0; tags != NULL && i < tags->tags->len; i++) {
    const GlsShelfTag *tag = tags->tags->pdata[i];
    GlsTagCount *count = count_tag (self, tags, tag,
        gls_shelf_tag_choose_threshold (tag, threshold), error);

    if (count == NULL)
      return NULL;
    g_ptr_array_add (counts, count);
  }
  return tags != NULL ? g_steal_pointer (&counts) : NULL;
}
