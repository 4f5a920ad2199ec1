/* Two queries: the numbers of the tags, then one pass over who has them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/lastfm.h"

#include <sqlite3.h>

#include "gls.h"

typedef struct
{
  sqlite3 *db;
  GHashTable *tags; /* index of a tag, from 1 on, by its ROWID */
  LastfmFunc func;
  gpointer data;
} Reader;

static gboolean
fail (const Reader *self, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "SQLite says: %s",
      sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
find_tags (Reader *self, const char *const *tags, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean ok =
      sqlite3_prepare_v2 (self->db, "SELECT ROWID FROM tags WHERE tag = ?", -1,
          &statement, NULL)
          == SQLITE_OK
      || fail (self, error);

  for (size_t i = 0; ok && tags[i] != NULL; i++) {
    sqlite3_bind_text (statement, 1, tags[i], -1, SQLITE_STATIC);
    ok = sqlite3_step (statement) == SQLITE_ROW;
    if (ok)
      g_hash_table_insert (self->tags,
          GSIZE_TO_POINTER ((gsize) sqlite3_column_int64 (statement, 0)),
          GSIZE_TO_POINTER (i + 1));
    else
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA, "it has no tag “%s”",
          tags[i]);
    sqlite3_reset (statement);
  }
  sqlite3_finalize (statement);
  return ok;
}

static void
tell (const Reader *self, sqlite3_stmt *row)
{
  const char *track = (const char *) sqlite3_column_text (row, 0);
  gsize number = (gsize) sqlite3_column_int64 (row, 1);
  gsize tag = GPOINTER_TO_SIZE (g_hash_table_lookup (self->tags,
      GSIZE_TO_POINTER (number)));

  if (track != NULL && tag > 0)
    self->func (track, tag - 1, self->data);
}

static gboolean
read_tracks (Reader *self, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int state;

  if (sqlite3_prepare_v2 (self->db,
          "SELECT tids.tid, tid_tag.tag FROM tid_tag "
          "JOIN tids ON tids.ROWID = tid_tag.tid WHERE tid_tag.val > ?",
          -1, &statement, NULL)
      != SQLITE_OK)
    return fail (self, error);
  sqlite3_bind_int (statement, 1, LASTFM_MIN_VALUE);
  while ((state = sqlite3_step (statement)) == SQLITE_ROW)
    tell (self, statement);
  sqlite3_finalize (statement);
  return state == SQLITE_DONE || fail (self, error);
}

gboolean
lastfm_read (const char *path, const char *const *tags, LastfmFunc func,
    gpointer data, GError **error)
{
  Reader self = { .func = func, .data = data };
  gboolean ok;

  self.tags = g_hash_table_new (NULL, NULL);
  ok =
      (sqlite3_open_v2 (path, &self.db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK
          || fail (&self, error))
      && find_tags (&self, tags, error) && read_tracks (&self, error);
  sqlite3_close (self.db);
  g_hash_table_unref (self.tags);
  if (!ok)
    g_prefix_error (error, "%s: ", path);
  return ok;
}
