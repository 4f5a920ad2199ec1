/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "catalogue/vocabulary.h"

#include <math.h>

#include "catalogue/search.h"

/* --- which model --- */

/* find: (transfer full); names: (out): of all that fit, for people; n: (out):
 * how many do */
static gboolean
find_models (sqlite3_stmt *find, const char *model, gint64 *id, GString *names,
    size_t *n, GError **error)
{
  int state;

  for (*n = 0; (state = sqlite3_step (find)) == SQLITE_ROW;) {
    const char *name = (const char *) sqlite3_column_text (find, 1);
    const char *digest = (const char *) sqlite3_column_text (find, 2);

    if (model != NULL && g_strcmp0 (model, name) != 0
        && !g_str_has_prefix (digest, model))
      continue;
    *id = sqlite3_column_int64 (find, 0);
    g_string_append_printf (names, "%s%s (%.8s)", *n > 0 ? ", " : "",
        name != NULL ? name : "one without a name", digest);
    ++*n;
  }
  return gls_sql_end_rows (find, state, error);
}

static gboolean
choose_model (GlsCatalogue *catalogue, const char *model, gint64 *id,
    GError **error)
{
  sqlite3_stmt *find = gls_sql_prepare (catalogue->db,
      "SELECT id, name, digest FROM model ORDER BY id", error);
  g_autoptr (GString) names = g_string_new (NULL);
  size_t n;

  if (find == NULL || !find_models (find, model, id, names, &n, error))
    return FALSE;
  if (n == 1)
    return TRUE;
  if (n > 1)
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "it has tags of several models, of which one must be named: %s",
        names->str);
  else if (model != NULL)
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "it has no tags of the model “%s”", model);
  else
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA, "there is nothing in it");
  return FALSE;
}

/* --- its tags --- */

static void
tag_free (gpointer tag)
{
  g_free (((GlsShelfTag *) tag)->name);
  g_free (tag);
}

static gboolean
read_tags (GlsShelfTags *self, GlsCatalogue *catalogue, GError **error)
{
  sqlite3_stmt *read = gls_sql_prepare (catalogue->db,
      "SELECT id, name, synonym, threshold FROM tag WHERE model = ?1"
      " ORDER BY place",
      error);
  int state;

  if (read == NULL)
    return FALSE;
  sqlite3_bind_int64 (read, 1, self->model);
  while ((state = sqlite3_step (read)) == SQLITE_ROW) {
    GlsShelfTag *tag = g_new (GlsShelfTag, 1);

    tag->id = sqlite3_column_int64 (read, 0);
    tag->name = gls_sql_dup_text (read, 1);
    tag->synonym = sqlite3_column_int64 (read, 2);
    tag->threshold = sqlite3_column_type (read, 3) == SQLITE_NULL
        ? NAN
        : (float) sqlite3_column_double (read, 3);
    g_ptr_array_add (self->tags, tag);
  }
  return gls_sql_end_rows (read, state, error);
}

GlsShelfTags *
gls_shelf_tags_new (GlsCatalogue *catalogue, const char *model, GError **error)
{
  g_autoptr (GlsShelfTags) self = g_new0 (GlsShelfTags, 1);

  self->tags = g_ptr_array_new_with_free_func (tag_free);
  return choose_model (catalogue, model, &self->model, error)
          && read_tags (self, catalogue, error)
      ? g_steal_pointer (&self)
      : NULL;
}

void
gls_shelf_tags_free (GlsShelfTags *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->tags);
  g_free (self);
}

const GlsShelfTag *
gls_shelf_tags_find (const GlsShelfTags *self, const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  const GlsShelfTag *found = NULL;

  for (guint i = 0; i < self->tags->len; i++) {
    const GlsShelfTag *tag = self->tags->pdata[i];
    g_autofree char *other = g_utf8_casefold (tag->name, -1);

    if (g_str_equal (tag->name, name))
      return tag;
    if (found == NULL && g_str_equal (other, folded))
      found = tag;
  }
  return found;
}

const GlsShelfTag *
gls_shelf_tags_find_term (const GlsShelfTags *self, const GlsTerm *term,
    GError **error)
{
  const GlsShelfTag *tag = gls_shelf_tags_find (self, term->name);

  if (tag == NULL)
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "at character %zu: “%s” is none of its tags (leave out the expression "
        "to see them)",
        term->position, term->name);
  return tag;
}

float
gls_shelf_tag_choose_threshold (const GlsShelfTag *tag, float wanted)
{
  if (!isnan (wanted))
    return wanted;
  return isnan (tag->threshold) ? GLS_SEARCH_THRESHOLD : tag->threshold;
}

char *
gls_shelf_tags_list_ids (const GlsShelfTags *self, const GlsShelfTag *tag)
{
  GString *ids = g_string_new ("(");

  for (guint i = 0; i < self->tags->len; i++) {
    const GlsShelfTag *other = self->tags->pdata[i];

    if (other->synonym == tag->synonym)
      g_string_append_printf (ids, "%s%" G_GINT64_FORMAT,
          ids->len > 1 ? "," : "", other->id);
  }
  g_string_append_c (ids, ')');
  return g_string_free (ids, FALSE);
}
