/* Row by row within SQLite, where the other catalogue is called “other”.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/merge.h"

#include "catalogue/catalogue-private.h"

/* In one transaction. Each tag of a track goes to another place of the index by
 * probability: page after page would be written for one track, and for many it is
 * the same pages. Whoever else wants to write waits for this long. */
#define MAX_TRACKS 500
/* A statement that puts many rows keeps the old pages until its end. */
#define MEMORY "PRAGMA main.cache_size = -65536; PRAGMA temp_store = MEMORY"

enum
{
  DROP_WORSE, /* the track of ours that is less than theirs */
  PUT_TRACK,  /* made by make_put_track() */
  PUT_TAGS,
  PUT_EMBEDDING,
  LIST_SEGMENTS,
  PUT_SEGMENT,
  PUT_SEGMENT_TAGS,
  N_STATEMENTS,
};

/* Of each, ?1 is what it is taken from and ?2 what it is put below. Tags of a
 * model are the same where they stand at the same place. */
static const char *const sql[N_STATEMENTS] = {
  [DROP_WORSE] =
      "DELETE FROM main.track WHERE id = (SELECT ours.id"
      "  FROM other.track AS theirs JOIN main.track AS ours"
      "    ON ours.model = ?2 AND ours.uri = theirs.uri"
      "  WHERE theirs.id = ?1 AND CASE"
      "    WHEN ours.size IS theirs.size AND ours.mtime_ns IS theirs.mtime_ns"
      "      AND ours.whole <> theirs.whole THEN theirs.whole"
      "    ELSE (theirs.tagged_s, theirs.end_s) > (ours.tagged_s, ours.end_s)"
      "  END)",
  [PUT_TAGS] = "INSERT INTO main.track_tag (track, tag, p)"
               " SELECT ?2, ours.id, p FROM other.track_tag"
               "  JOIN other.tag AS theirs ON theirs.id = tag"
               "  JOIN main.tag AS ours"
               "    ON ours.model = ?3 AND ours.place = theirs.place"
               " WHERE track = ?1",
  [PUT_EMBEDDING] = "INSERT INTO main.embedding (track, vector)"
                    " SELECT ?2, vector FROM other.embedding WHERE track = ?1",
  [LIST_SEGMENTS] = "SELECT id FROM other.segment WHERE track = ?1 ORDER BY id",
  [PUT_SEGMENT] =
      "INSERT INTO main.segment (track, start_s, end_s, silent, padded)"
      " SELECT ?2, start_s, end_s, silent, padded FROM other.segment"
      " WHERE id = ?1",
  [PUT_SEGMENT_TAGS] = "INSERT INTO main.segment_tag (segment, tag, p)"
                       " SELECT ?2, ours.id, p FROM other.segment_tag"
                       "  JOIN other.tag AS theirs ON theirs.id = tag"
                       "  JOIN main.tag AS ours"
                       "    ON ours.model = ?3 AND ours.place = theirs.place"
                       " WHERE segment = ?1",
};

typedef struct
{
  sqlite3 *db;
  sqlite3_stmt *statements[N_STATEMENTS];
  gint64 theirs, ours; /* the model */
  guint64 n_done, n;   /* tracks */
  GlsMergeWatch watch;
  gpointer data;
  GlsMerged *merged;
} Merge;

/* --- models --- */

/* A statement of a model: ?1 is theirs, ?2 ours. */
static sqlite3_stmt *
prepare_for_model (const Merge *self, const char *text, GError **error)
{
  sqlite3_stmt *statement = gls_sql_prepare (self->db, text, error);

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, self->theirs);
  sqlite3_bind_int64 (statement, 2, self->ours);
  return statement;
}

static gboolean
run_for_model (const Merge *self, const char *text, GError **error)
{
  sqlite3_stmt *statement = prepare_for_model (self, text, error);
  gboolean ok = statement != NULL && gls_sql_step_to_end (statement, error);

  sqlite3_finalize (statement);
  return ok;
}

/* value: (out): the number that the statement tells */
static gboolean
ask_for_model (const Merge *self, const char *text, gint64 *value,
    GError **error)
{
  sqlite3_stmt *statement = prepare_for_model (self, text, error);
  gboolean ok = statement != NULL && gls_sql_get_int (statement, value, error);

  sqlite3_finalize (statement);
  return ok;
}

static gboolean
check_tags (Merge *self, GError **error)
{
  gint64 differ;

  if (!ask_for_model (self,
          "SELECT EXISTS (SELECT place, name FROM other.tag WHERE model = ?1"
          "  EXCEPT SELECT place, name FROM main.tag WHERE model = ?2)"
          " OR EXISTS (SELECT place, name FROM main.tag WHERE model = ?2"
          "  EXCEPT SELECT place, name FROM other.tag WHERE model = ?1)",
          &differ, error))
    return FALSE;
  if (differ)
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "it has other tags of the same model: one of the two has been altered");
  return !differ;
}

#define IF_NEWER                                                               \
  " AND (SELECT max(tagged_s) FROM other.track WHERE model = ?1) >"            \
  " (SELECT ifnull(max(tagged_s), -1) FROM main.track WHERE model = ?2)"

static gboolean
renew_model (Merge *self, GError **error)
{
  return run_for_model (self,
             "UPDATE main.model SET name = theirs.name"
             " FROM other.model AS theirs WHERE theirs.id = ?1"
             "  AND main.model.id = ?2" IF_NEWER,
             error)
      && run_for_model (self,
          "UPDATE main.tag SET synonym = theirs.synonym,"
          "  threshold = theirs.threshold"
          " FROM other.tag AS theirs WHERE theirs.model = ?1"
          "  AND main.tag.model = ?2 AND main.tag.place = "
          "theirs.place" IF_NEWER,
          error);
}

/* Makes their model known, and finds out which one it is of ours. */
static gboolean
put_model (Merge *self, GError **error)
{
  gboolean is_new;

  if (!run_for_model (self,
          "INSERT INTO main.model (digest, name)"
          " SELECT digest, name FROM other.model WHERE id = ?1"
          " ON CONFLICT (digest) DO NOTHING",
          error))
    return FALSE;
  is_new = sqlite3_changes (self->db) > 0;
  if (!ask_for_model (self,
          "SELECT id FROM main.model WHERE digest ="
          " (SELECT digest FROM other.model WHERE id = ?1)",
          &self->ours, error))
    return FALSE;
  if (!is_new)
    return check_tags (self, error) && renew_model (self, error);
  return run_for_model (self,
      "INSERT INTO main.tag (model, place, name, synonym, threshold)"
      " SELECT ?2, place, name, synonym, threshold FROM other.tag"
      " WHERE model = ?1 ORDER BY place",
      error);
}

/* --- tracks --- */

/* Runs a statement that takes from one row and puts below another. */
static gboolean
put (Merge *self, guint which, gint64 from, gint64 below, GError **error)
{
  sqlite3_stmt *statement = self->statements[which];

  sqlite3_bind_int64 (statement, 1, from);
  sqlite3_bind_int64 (statement, 2, below);
  return gls_sql_step_to_end (statement, error);
}

static gboolean
put_segment (Merge *self, gint64 from, gint64 track, GError **error)
{
  return put (self, PUT_SEGMENT, from, track, error)
      && put (self, PUT_SEGMENT_TAGS, from,
          sqlite3_last_insert_rowid (self->db), error);
}

static gboolean
put_segments (Merge *self, gint64 from, gint64 track, GError **error)
{
  sqlite3_stmt *list = self->statements[LIST_SEGMENTS];
  gboolean ok = TRUE;
  int state;

  sqlite3_bind_int64 (list, 1, from);
  while (ok && (state = sqlite3_step (list)) == SQLITE_ROW)
    ok = put_segment (self, sqlite3_column_int64 (list, 0), track, error);
  if (ok && state != SQLITE_DONE)
    ok = gls_sql_fail (self->db, error);
  sqlite3_reset (list);
  return ok;
}

/* The first statement writes: it waits for whoever else does. */
static gboolean
put_track (Merge *self, gint64 from, GError **error)
{
  gboolean was_there;
  gint64 track;

  if (!put (self, DROP_WORSE, from, self->ours, error))
    return FALSE;
  was_there = sqlite3_changes (self->db) > 0;
  if (!put (self, PUT_TRACK, from, self->ours, error))
    return FALSE;
  if (sqlite3_changes (self->db) == 0) {
    self->merged->n_kept++;
    return TRUE;
  }
  *(was_there ? &self->merged->n_renewed : &self->merged->n_new) += 1;
  track = sqlite3_last_insert_rowid (self->db);
  return put (self, PUT_TAGS, from, track, error)
      && put_segments (self, from, track, error)
      && put (self, PUT_EMBEDDING, from, track, error);
}

/* tracks: those from begin to end */
static gboolean
put_tracks (Merge *self, const GArray *tracks, guint begin, guint end,
    GError **error)
{
  for (guint i = begin; i < end; i++) {
    if (!put_track (self, g_array_index (tracks, gint64, i), error))
      return FALSE;
    self->n_done++;
    if (self->watch != NULL)
      self->watch ((double) self->n_done / (double) MAX (self->n, self->n_done),
          self->data);
  }
  return TRUE;
}

static gboolean
merge_tracks (Merge *self, const GArray *tracks, GError **error)
{
  for (guint i = 0; i < tracks->len; i += MAX_TRACKS) {
    if (!gls_sql_run (self->db, "BEGIN", error)
        || !gls_sql_end_transaction (self->db,
            put_tracks (self, tracks, i, MIN (tracks->len, i + MAX_TRACKS),
                error),
            error))
      return FALSE;
  }
  return TRUE;
}

/* Tracks are listed to the end before any is written: a statement that is still
 * open would keep what it saw of the other tables, too, and who has an old picture
 * of them may not write. */
static gboolean
merge_model (Merge *self, GError **error)
{
  g_autoptr (GArray) tracks = NULL;

  if (!gls_sql_run (self->db, "BEGIN", error)
      || !gls_sql_end_transaction (self->db, put_model (self, error), error))
    return FALSE;
  sqlite3_bind_int64 (self->statements[PUT_TAGS], 3, self->ours);
  sqlite3_bind_int64 (self->statements[PUT_SEGMENT_TAGS], 3, self->ours);
  tracks = gls_sql_list_ids (self->db,
      "SELECT id FROM other.track WHERE model = ?1 ORDER BY id", self->theirs,
      error);
  return tracks != NULL && merge_tracks (self, tracks, error);
}

/* --- all of it --- */

/* A column that was added in a later Glissando is taken where both have it.
 * Returns: (transfer full) (nullable) */
static char *
make_put_track (sqlite3 *db, GError **error)
{
  sqlite3_stmt *list = gls_sql_prepare (db,
      "SELECT group_concat(format('\"%w\"', name), ', ')"
      " FROM pragma_table_info('track', 'main')"
      " WHERE name NOT IN ('id', 'model') AND name IN"
      "  (SELECT name FROM pragma_table_info('track', 'other'))",
      error);
  g_autofree char *columns = NULL;

  if (list == NULL)
    return NULL;
  if (sqlite3_step (list) == SQLITE_ROW)
    columns = gls_sql_dup_text (list, 0);
  if (!gls_sql_end_rows (list, sqlite3_step (list), error))
    return NULL;
  return g_strdup_printf ("INSERT INTO main.track (model, %s)"
                          " SELECT ?2, %s FROM other.track WHERE id = ?1"
                          " ON CONFLICT (model, uri) DO NOTHING",
      columns, columns);
}

static gboolean
prepare (Merge *self, GError **error)
{
  g_autofree char *put_track = make_put_track (self->db, error);

  if (put_track == NULL)
    return FALSE;
  for (guint i = 0; i < N_STATEMENTS; i++) {
    self->statements[i] =
        gls_sql_prepare (self->db, i == PUT_TRACK ? put_track : sql[i], error);
    if (self->statements[i] == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
merge_all (Merge *self, GError **error)
{
  g_autoptr (GArray) models = gls_sql_list_ids (self->db,
      "SELECT id FROM other.model ORDER BY id", 0, error);
  gint64 n;

  if (models == NULL || !prepare (self, error)
      || !gls_sql_ask_int (self->db, "SELECT count(*) FROM other.track", &n,
          error))
    return FALSE;
  self->n = (guint64) n;
  for (guint i = 0; i < models->len; i++) {
    self->theirs = g_array_index (models, gint64, i);
    if (!merge_model (self, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
attach (sqlite3 *db, const char *uri, GError **error)
{
  sqlite3_stmt *statement =
      gls_sql_prepare (db, "ATTACH DATABASE ?1 AS other", error);
  gboolean ok;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, uri, -1, SQLITE_STATIC);
  ok = gls_sql_step_to_end (statement, error);
  sqlite3_finalize (statement);
  return ok;
}

gboolean
gls_catalogue_merge (GlsCatalogue *self, GlsCatalogue *other,
    GlsMergeWatch watch, gpointer data, GlsMerged *merged, GError **error)
{
  Merge merge = {
    .db = self->db, .watch = watch, .data = data, .merged = merged
  };
  gboolean ok;

  if (!gls_sql_run (self->db, MEMORY, error)
      || !attach (self->db, other->uri, error))
    return FALSE;
  ok = merge_all (&merge, error);
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (merge.statements[i]);
  gls_sql_run (self->db, "DETACH DATABASE other", NULL);
  return ok;
}
