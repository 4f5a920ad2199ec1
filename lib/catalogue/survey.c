/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "catalogue/survey.h"

#include <math.h>
#include <string.h>

#include "catalogue/rows.h"
#include "catalogue/vocabulary.h"
#include "tagnames.h"

typedef struct
{
  GlsCatalogue *catalogue;
  const char *model;
  const GlsExpression *expression;
  float threshold;
  GlsShelfTags *tags;
  GArray *rows;
  GlsSurvey *survey;
} Reader;

/* --- life --- */

static void
tag_free (gpointer tag)
{
  g_free (((GlsSurveyTag *) tag)->name);
  g_free (tag);
}

static void
track_free (gpointer track)
{
  GlsSurveyTrack *self = track;

  g_free (self->uri);
  g_free (self->title);
  g_free (self->artist);
  g_free (self->album);
  g_free (self);
}

void
gls_survey_free (GlsSurvey *self)
{
  if (self == NULL)
    return;
  g_free (self->model);
  g_ptr_array_unref (self->tags);
  g_ptr_array_unref (self->tracks);
  g_free (self->p);
  g_free (self->embeddings);
  g_free (self);
}

/* --- the model and its tags --- */

static gboolean
read_model (Reader *self, GError **error)
{
  sqlite3_stmt *ask = gls_sql_prepare (self->catalogue->db,
      "SELECT name, (SELECT max(tagged_s) FROM track WHERE model = ?1),"
      " (SELECT count(*) FROM track WHERE model = ?1 AND silent = 1)"
      " FROM model WHERE id = ?1",
      error);
  int state;

  if (ask == NULL)
    return FALSE;
  sqlite3_bind_int64 (ask, 1, self->tags->model);
  while ((state = sqlite3_step (ask)) == SQLITE_ROW) {
    self->survey->model = gls_sql_dup_text (ask, 0);
    self->survey->tagged_s = sqlite3_column_int64 (ask, 1);
    self->survey->n_silent = (size_t) sqlite3_column_int64 (ask, 2);
  }
  return gls_sql_end_rows (ask, state, error);
}

/* Returns: the column of an earlier tag that means the same, or a new one */
static size_t
choose_column (Reader *self, guint place)
{
  const GlsShelfTag *tag = self->tags->tags->pdata[place];

  for (guint i = 0; i < place; i++) {
    const GlsShelfTag *other = self->tags->tags->pdata[i];
    const GlsSurveyTag *known = self->survey->tags->pdata[i];

    if (other->synonym == tag->synonym)
      return known->column;
  }
  return self->survey->n_columns++;
}

/* Returns: (transfer container): what people call each of the tags */
static const char **
list_names (const GlsShelfTags *tags)
{
  const guint n = tags->tags->len;
  g_autofree const char **labels = g_new (const char *, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    labels[i] = ((const GlsShelfTag *) tags->tags->pdata[i])->name;
  return gls_tagnames_new (labels, n);
}

static void
list_tags (Reader *self)
{
  g_autofree const char **names = list_names (self->tags);

  for (guint i = 0; i < self->tags->tags->len; i++) {
    const GlsShelfTag *tag = self->tags->tags->pdata[i];
    GlsSurveyTag *listed = g_new (GlsSurveyTag, 1);

    listed->name = g_strdup (names[i]);
    listed->threshold = gls_shelf_tag_choose_threshold (tag, self->threshold);
    listed->column = choose_column (self, i);
    g_ptr_array_add (self->survey->tags, listed);
  }
}

/* --- tracks --- */

static gboolean
read_tracks (Reader *self, GError **error)
{
  sqlite3_stmt *read = gls_sql_prepare (self->catalogue->db,
      "SELECT uri, title, artist, album, end_s - start_s FROM track"
      " WHERE model = ?1 AND silent = 0 ORDER BY id",
      error);
  int state;

  if (read == NULL)
    return FALSE;
  sqlite3_bind_int64 (read, 1, self->tags->model);
  while ((state = sqlite3_step (read)) == SQLITE_ROW) {
    GlsSurveyTrack *track = g_new (GlsSurveyTrack, 1);

    *track = (GlsSurveyTrack){ gls_sql_dup_text (read, 0),
      gls_sql_dup_text (read, 1), gls_sql_dup_text (read, 2),
      gls_sql_dup_text (read, 3), sqlite3_column_double (read, 4) };
    g_ptr_array_add (self->survey->tracks, track);
  }
  return gls_sql_end_rows (read, state, error);
}

static gboolean
read_probabilities (Reader *self, GError **error)
{
  GlsSurvey *survey = self->survey;
  gboolean ok = TRUE;

  survey->p = g_new0 (float, MAX (self->rows->len * survey->n_columns, 1));
  for (guint i = 0, n_read = 0; ok && i < survey->tags->len; i++) {
    const GlsSurveyTag *tag = survey->tags->pdata[i];
    g_autofree char *ids =
        gls_shelf_tags_list_ids (self->tags, self->tags->tags->pdata[i]);

    if (tag->column < n_read)
      continue;
    ok = gls_rows_read_tag (self->rows, self->catalogue, ids,
        survey->p + tag->column, survey->n_columns, error);
    n_read++;
  }
  return ok;
}

/* --- those that are wanted --- */

/* What each term of the expression asks for */
typedef struct
{
  const GlsExpression *expression;
  size_t n_terms;
  size_t *columns;   /* [n_terms] */
  float *thresholds; /* [n_terms] */
  float *p;          /* [n_terms], of the track that is looked at */
} Wish;

static void
wish_clear (Wish *self)
{
  g_free (self->columns);
  g_free (self->thresholds);
  g_free (self->p);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

static gboolean
understand (const Reader *self, Wish *wish, GError **error)
{
  const size_t n = gls_expression_get_n_terms (self->expression);

  *wish = (Wish){ self->expression, n, g_new (size_t, n), g_new (float, n),
    g_new (float, n) };
  for (size_t i = 0; i < n; i++) {
    const GlsTerm *term = gls_expression_get_term (self->expression, i);
    const GlsShelfTag *tag = gls_shelf_tags_find_term (self->tags, term, error);
    const GlsSurveyTag *listed;
    guint place;

    if (tag == NULL)
      return FALSE;
    g_ptr_array_find (self->tags->tags, tag, &place);
    listed = self->survey->tags->pdata[place];
    wish->columns[i] = listed->column;
    wish->thresholds[i] = listed->threshold;
  }
  return TRUE;
}

/* p: float[n_columns] */
static gboolean
is_wanted (Wish *wish, const float *p)
{
  float strength;

  for (size_t i = 0; i < wish->n_terms; i++)
    wish->p[i] = p[wish->columns[i]];
  return gls_expression_holds (wish->expression, wish->p, wish->thresholds,
      &strength);
}

/* Leaves those of which the expression holds. */
static gboolean
choose (Reader *self, GError **error)
{
  GlsSurvey *survey = self->survey;
  const size_t n = survey->n_columns;
  g_auto (Wish) wish = { 0 };
  guint kept = 0;

  if (self->expression == NULL)
    return TRUE;
  if (!understand (self, &wish, error))
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++) {
    gpointer *tracks = survey->tracks->pdata;
    gint64 *rows = (gint64 *) self->rows->data;
    gpointer track = tracks[i];

    if (!is_wanted (&wish, survey->p + i * n))
      continue;
    tracks[i] = tracks[kept];
    tracks[kept] = track;
    rows[kept] = rows[i];
    memmove (survey->p + kept * n, survey->p + i * n, n * sizeof *survey->p);
    kept++;
  }
  g_ptr_array_set_size (survey->tracks, (int) kept);
  survey->n_silent = 0;
  g_array_set_size (self->rows, kept);
  return TRUE;
}

/* --- embeddings --- */

/* As many of each track as the first one has; those of a model are alike. */
static void
keep_embedding (Reader *self, sqlite3_stmt *result)
{
  GlsSurvey *survey = self->survey;
  const size_t n = gls_sql_get_n_floats (result, 1);
  size_t row;

  if (!gls_rows_find (self->rows, sqlite3_column_int64 (result, 0), &row))
    return;
  if (survey->embeddings == NULL) {
    survey->n_dimensions = n;
    survey->embeddings = g_new (float, self->rows->len *n + 1);
    for (size_t i = 0; i < self->rows->len * n; i++)
      survey->embeddings[i] = NAN;
  }
  if (n == survey->n_dimensions)
    gls_sql_get_floats (result, 1, survey->embeddings + row * n);
}

static gboolean
read_embeddings (Reader *self, GError **error)
{
  sqlite3_stmt *read = gls_sql_prepare (self->catalogue->db,
      "SELECT track, vector FROM embedding ORDER BY track", error);
  int state;

  if (read == NULL)
    return FALSE;
  while ((state = sqlite3_step (read)) == SQLITE_ROW)
    keep_embedding (self, read);
  return gls_sql_end_rows (read, state, error);
}

/* --- all of it --- */

static gboolean
read_all (Reader *self, GError **error)
{
  self->tags = gls_shelf_tags_new (self->catalogue, self->model, error);
  if (self->tags == NULL || !read_model (self, error))
    return FALSE;
  list_tags (self);
  self->rows = gls_rows_new (self->catalogue, self->tags->model, error);
  return self->rows != NULL && read_tracks (self, error)
      && read_probabilities (self, error) && choose (self, error)
      && read_embeddings (self, error);
}

/* All that is read is of one moment, whoever writes meanwhile. */
GlsSurvey *
gls_survey_new (GlsCatalogue *catalogue, const char *model,
    const GlsExpression *expression, float threshold, GError **error)
{
  g_autoptr (GlsSurvey) survey = g_new0 (GlsSurvey, 1);
  Reader reader = { .catalogue = catalogue,
    .model = model,
    .expression = expression,
    .threshold = threshold,
    .survey = survey };
  gboolean ok;

  survey->tags = g_ptr_array_new_with_free_func (tag_free);
  survey->tracks = g_ptr_array_new_with_free_func (track_free);
  ok = gls_sql_run (catalogue->db, "BEGIN", error) && read_all (&reader, error);
  gls_sql_run (catalogue->db, "COMMIT", NULL);
  g_clear_pointer (&reader.rows, g_array_unref);
  gls_shelf_tags_free (reader.tags);
  return ok ? g_steal_pointer (&survey) : NULL;
}
