/* Tracks are numbered, and what is asked of them is read into arrays: a column
 * of probabilities for each term, in one walk along the index of its tag, and
 * the distances. What holds of a track is then decided by reading a few numbers,
 * and only of what is found anything else is asked.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/search.h"

#include <math.h>

#include "catalogue/rows.h"
#include "catalogue/vocabulary.h"

typedef struct
{
  gint64 id;
  size_t row;
  float strength, distance;
} Found;

typedef struct
{
  GlsCatalogue *catalogue;
  const GlsSearch *search;
  GlsShelfTags *tags;
  GArray *ids; /* of gint64: tracks, rising */
  size_t n_terms;
  float *p;          /* [tracks][n_terms] */
  float *thresholds; /* [n_terms] */
  float *distances;  /* [tracks], NAN where it is not known; or NULL */
  GArray *found;     /* of Found */
} Query;

/* --- terms --- */

static gboolean
read_term (Query *self, size_t i, GError **error)
{
  const GlsTerm *term = gls_expression_get_term (self->search->expression, i);
  const GlsShelfTag *tag = gls_shelf_tags_find_term (self->tags, term, error);
  g_autofree char *ids = NULL;

  if (tag == NULL)
    return FALSE;
  self->thresholds[i] =
      gls_shelf_tag_choose_threshold (tag, self->search->threshold);
  ids = gls_shelf_tags_list_ids (self->tags, tag);
  return gls_rows_read_tag (self->ids, self->catalogue, ids, self->p + i,
      self->n_terms, error);
}

static gboolean
read_terms (Query *self, GError **error)
{
  if (self->search->expression == NULL)
    return TRUE;
  self->n_terms = gls_expression_get_n_terms (self->search->expression);
  self->p = g_new0 (float, MAX (self->ids->len * self->n_terms, 1));
  self->thresholds = g_new (float, self->n_terms);
  for (size_t i = 0; i < self->n_terms; i++)
    if (!read_term (self, i, error))
      return FALSE;
  return TRUE;
}

/* --- likeness --- */

static double
multiply (const float *a, const float *b, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += (double) a[i] * (double) b[i];
  return sum;
}

/* What other tracks are to be like */
typedef struct
{
  gint64 id;
  size_t n;
  float *vector;  /* [n] */
  float *other;   /* [n], for the one that is compared */
  double squared; /* length of vector */
} Likeness;

static void
likeness_clear (Likeness *self)
{
  g_free (self->vector);
  g_free (self->other);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Likeness, likeness_clear)

/* 1 minus the cosine; NAN where one of them is zero, or of another model */
static float
get_distance (const Likeness *like, sqlite3_stmt *row, int column)
{
  const float *a = like->vector, *b = like->other;

  if (gls_sql_get_n_floats (row, column) != like->n)
    return NAN;
  gls_sql_get_floats (row, column, like->other);
  return (float) (1
      - multiply (a, b, like->n)
          / sqrt (like->squared * multiply (b, b, like->n)));
}

static gboolean
read_likeness (Query *self, Likeness *like, GError **error)
{
  sqlite3_stmt *find = gls_sql_prepare (self->catalogue->db,
      "SELECT track, vector FROM track JOIN embedding ON track = id"
      " WHERE model = ?1 AND uri = ?2",
      error);

  if (find == NULL)
    return FALSE;
  sqlite3_bind_int64 (find, 1, self->tags->model);
  gls_sql_bind_text (find, 2, self->search->like);
  if (sqlite3_step (find) == SQLITE_ROW) {
    like->id = sqlite3_column_int64 (find, 0);
    like->n = gls_sql_get_n_floats (find, 1);
    like->vector = g_new (float, MAX (like->n, 1));
    like->other = g_new (float, MAX (like->n, 1));
    gls_sql_get_floats (find, 1, like->vector);
    like->squared = multiply (like->vector, like->vector, like->n);
  } else
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "it does not know what %s sounds like: tag that first",
        self->search->like);
  sqlite3_finalize (find);
  return like->vector != NULL;
}

/* Of every track but the one that they are to be like. */
static gboolean
read_distances (Query *self, GError **error)
{
  g_auto (Likeness) like = { 0 };
  sqlite3_stmt *read;
  size_t row;
  int state;

  if (self->search->like == NULL)
    return TRUE;
  if (!read_likeness (self, &like, error))
    return FALSE;
  read = gls_sql_prepare (self->catalogue->db,
      "SELECT track, vector FROM embedding", error);
  if (read == NULL)
    return FALSE;
  self->distances = g_new (float, MAX (self->ids->len, 1));
  for (guint i = 0; i < self->ids->len; i++)
    self->distances[i] = NAN;
  while ((state = sqlite3_step (read)) == SQLITE_ROW) {
    gint64 id = sqlite3_column_int64 (read, 0);

    if (id != like.id && gls_rows_find (self->ids, id, &row))
      self->distances[row] = get_distance (&like, read, 1);
  }
  return gls_sql_end_rows (read, state, error);
}

/* --- what is found --- */

static gboolean
is_found (const Query *self, size_t row, Found *found)
{
  const GlsExpression *expression = self->search->expression;

  *found = (Found){ g_array_index (self->ids, gint64, row), row, NAN, NAN };
  if (self->distances != NULL) {
    found->distance = self->distances[row];
    if (isnan (found->distance))
      return FALSE;
  }
  return expression == NULL
      || gls_expression_holds (expression, self->p + row * self->n_terms,
          self->thresholds, &found->strength);
}

/* NAN is equal to NAN: all of them are. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const Found *x = a, *y = b;

  if (x->distance < y->distance || x->distance > y->distance)
    return x->distance < y->distance ? -1 : 1;
  if (x->strength < y->strength || x->strength > y->strength)
    return x->strength > y->strength ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

static void
find (Query *self)
{
  for (guint row = 0; row < self->ids->len; row++) {
    Found found;

    if (is_found (self, row, &found))
      g_array_append_val (self->found, found);
  }
  g_array_sort (self->found, compare);
  if (self->search->top > 0 && self->search->top < self->found->len)
    g_array_set_size (self->found, (guint) self->search->top);
}

/* --- what is known of it --- */

static void
match_free (gpointer match)
{
  GlsMatch *self = match;

  g_free (self->uri);
  g_free (self->path);
  g_free (self->title);
  g_free (self->artist);
  g_free (self->album);
  g_free (self->p);
  g_free (self);
}

static GlsMatch *
make_match (const Query *self, const Found *found, sqlite3_stmt *row)
{
  GlsMatch *match = g_new0 (GlsMatch, 1);

  match->uri = gls_sql_dup_text (row, 0);
  match->path = gls_sql_dup_text (row, 1);
  match->title = gls_sql_dup_text (row, 2);
  match->artist = gls_sql_dup_text (row, 3);
  match->album = gls_sql_dup_text (row, 4);
  match->seconds = sqlite3_column_double (row, 5);
  match->strength = found->strength;
  match->distance = found->distance;
  if (self->n_terms > 0)
    match->p = g_memdup2 (self->p + found->row * self->n_terms,
        self->n_terms * sizeof *self->p);
  return match;
}

static gboolean
describe (Query *self, GPtrArray *matches, GError **error)
{
  sqlite3_stmt *ask = gls_sql_prepare (self->catalogue->db,
      "SELECT uri, path, title, artist, album, end_s - start_s FROM track"
      " WHERE id = ?1",
      error);

  gboolean ok = ask != NULL;

  for (guint i = 0; ok && i < self->found->len; i++) {
    const Found *found = &g_array_index (self->found, Found, i);

    sqlite3_bind_int64 (ask, 1, found->id);
    ok = sqlite3_step (ask) == SQLITE_ROW
        || gls_sql_fail (self->catalogue->db, error);
    if (ok)
      g_ptr_array_add (matches, make_match (self, found, ask));
    sqlite3_reset (ask);
  }
  sqlite3_finalize (ask);
  return ok;
}

static void
query_clear (Query *self)
{
  gls_shelf_tags_free (self->tags);
  g_clear_pointer (&self->ids, g_array_unref);
  g_array_unref (self->found);
  g_free (self->p);
  g_free (self->thresholds);
  g_free (self->distances);
}

static gboolean
run (Query *self, GPtrArray *matches, GError **error)
{
  self->tags = gls_shelf_tags_new (self->catalogue, self->search->model, error);
  if (self->tags == NULL)
    return FALSE;
  self->ids = gls_rows_new (self->catalogue, self->tags->model, error);
  if (self->ids == NULL || !read_terms (self, error)
      || !read_distances (self, error))
    return FALSE;
  find (self);
  return describe (self, matches, error);
}

/* All that is read is of one moment, whoever writes meanwhile. */
GPtrArray *
gls_catalogue_search (GlsCatalogue *self, const GlsSearch *search,
    GError **error)
{
  g_autoptr (GPtrArray) matches = g_ptr_array_new_with_free_func (match_free);
  Query query = {
    .catalogue = self,
    .search = search,
    .found = g_array_new (FALSE, FALSE, sizeof (Found)),
  };
  gboolean ok =
      gls_sql_run (self->db, "BEGIN", error) && run (&query, matches, error);

  gls_sql_run (self->db, "COMMIT", NULL);
  query_clear (&query);
  return ok ? g_steal_pointer (&matches) : NULL;
}
