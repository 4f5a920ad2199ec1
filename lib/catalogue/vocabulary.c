/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "catalogue/vocabulary.h"

#include <math.h>

#include "catalogue/search.h"
#include "tagnames.h"

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
    g_ptr_array_add (tag->threshold >= GLS_CATALOGUE_UNTAUGHT ? self->untaught
                                                              : self->tags,
        tag);
  }
  return gls_sql_end_rows (read, state, error);
}

GlsShelfTags *
gls_shelf_tags_new (GlsCatalogue *catalogue, const char *model, GError **error)
{
  g_autoptr (GlsShelfTags) self = g_new0 (GlsShelfTags, 1);

  self->tags = g_ptr_array_new_with_free_func (tag_free);
  self->untaught = g_ptr_array_new_with_free_func (tag_free);
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
  g_ptr_array_unref (self->untaught);
  g_free (self);
}

/* By how well a name fits. */
typedef enum
{
  FIT_NOT,
  FIT_SHORT, /* without its category, as no other tag does */
  FIT_FOLDED,
  FIT_EXACT,
} Fit;

/* folded: the name, in which capital letters are small */
static Fit
find_fit (const GlsShelfTag *tag, const char *name, const char *folded)
{
  g_autofree char *label = g_utf8_casefold (tag->name, -1);

  if (g_str_equal (tag->name, name))
    return FIT_EXACT;
  if (g_str_equal (label, folded))
    return FIT_FOLDED;
  return g_str_equal (gls_tagname_get_short (label), folded) ? FIT_SHORT
                                                             : FIT_NOT;
}

/* Returns: (transfer none) (nullable): the first tag that fits best */
static const GlsShelfTag *
find_name (const GPtrArray *tags, const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  const GlsShelfTag *best = NULL;
  Fit best_fit = FIT_NOT;
  guint n_short = 0;

  for (guint i = 0; i < tags->len; i++) {
    const Fit fit = find_fit (tags->pdata[i], name, folded);

    n_short += fit == FIT_SHORT;
    if (fit > best_fit) {
      best = tags->pdata[i];
      best_fit = fit;
    }
  }
  return best_fit == FIT_SHORT && n_short > 1 ? NULL : best;
}

/* Returns: (transfer none) (nullable): the first tag of this meaning */
static const GlsShelfTag *
find_synonym (const GPtrArray *tags, gint64 synonym)
{
  for (guint i = 0; i < tags->len; i++) {
    const GlsShelfTag *tag = tags->pdata[i];

    if (tag->synonym == synonym)
      return tag;
  }
  return NULL;
}

const GlsShelfTag *
gls_shelf_tags_find_term (const GlsShelfTags *self, const GlsTerm *term,
    GError **error)
{
  const GlsShelfTag *tag = find_name (self->tags, term->name);
  const GlsShelfTag *untaught = find_name (self->untaught, term->name);

  if (tag == NULL && untaught != NULL)
    tag = find_synonym (self->tags, untaught->synonym);
  if (tag == NULL && untaught != NULL)
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "at character %zu: “%s” is a tag that its model could not learn",
        term->position, term->name);
  else if (tag == NULL)
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
