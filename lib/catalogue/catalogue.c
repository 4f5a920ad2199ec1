/* Opened, and refused where it is none of ours.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/catalogue-private.h"

#include <stdio.h>
#include <string.h>

/* How long one process waits for another that is writing. */
#define PATIENCE_MS 60000
#define AGAIN_MS 20

gboolean
gls_catalogue_is_database (const char *path)
{
  static const char mark[] = "SQLite format 3";
  char begin[sizeof mark];
  FILE *file;
  gboolean is;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  file = fopen (path, "rbe");
  is = file != NULL && fread (begin, 1, sizeof begin, file) == sizeof begin
      && memcmp (begin, mark, sizeof mark) == 0;
  if (file != NULL)
    fclose (file);
  return is;
}

void
gls_catalogue_close (GlsCatalogue *self)
{
  if (self == NULL)
    return;
  sqlite3_close (self->db);
  g_free (self->uri);
  g_free (self);
}

/* One that was made and no more is nobody's yet. */
static gboolean
has_tables (GlsCatalogue *self, GError **error)
{
  gint64 n_tables;

  if (!gls_catalogue_count_tables (self, &n_tables, error))
    return FALSE;
  if (n_tables == 0)
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA, "there is nothing in it");
  return n_tables > 0;
}

static gboolean
is_ours (GlsCatalogue *self, GError **error)
{
  gint64 application, version;

  if (!gls_sql_ask_int (self->db, "PRAGMA application_id", &application, error)
      || !gls_sql_ask_int (self->db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (application != GLS_CATALOGUE_APPLICATION) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "this database was made by another program, not by glissando tag");
    return FALSE;
  }
  if (version <= GLS_CATALOGUE_VERSION)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
      "this database is of version %" G_GINT64_FORMAT
      ", from a later Glissando; this one knows version %d",
      version, GLS_CATALOGUE_VERSION);
  return FALSE;
}

/* With a log that is written ahead, a process that is killed loses what it was
 * about to say and nothing else. Where another process does this at the same
 * moment, SQLite does not wait by itself. */
static gboolean
write_ahead (GlsCatalogue *self, GError **error)
{
  static const char sql[] = "PRAGMA journal_mode = WAL";
  int waited_ms = 0;

  while (sqlite3_exec (self->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
    if (sqlite3_errcode (self->db) != SQLITE_BUSY || waited_ms >= PATIENCE_MS)
      return gls_sql_fail (self->db, error);
    g_usleep (AGAIN_MS * G_TIME_SPAN_MILLISECOND);
    waited_ms += AGAIN_MS;
  }
  return TRUE;
}

/* An empty one becomes ours. */
static gboolean
make_ours (GlsCatalogue *self, GError **error)
{
  gint64 n_tables;

  if (!gls_catalogue_count_tables (self, &n_tables, error))
    return FALSE;
  if (n_tables > 0)
    return is_ours (self, error) && gls_catalogue_add_columns (self, error);
  return write_ahead (self, error) && gls_catalogue_make_tables (self, error);
}

/* A power failure may cost the last tracks, which --resume tags again. */
static gboolean
set_up (GlsCatalogue *self, GlsCatalogueMode mode, GError **error)
{
  sqlite3_busy_timeout (self->db, PATIENCE_MS);
  if (mode == GLS_CATALOGUE_READ)
    return has_tables (self, error) && is_ours (self, error);
  return make_ours (self, error)
      && gls_sql_run (self->db, "PRAGMA synchronous = NORMAL", error)
      && gls_sql_run (self->db, "PRAGMA foreign_keys = ON", error);
}

static gboolean
is_something_else (const char *path, GlsCatalogueMode mode, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    if (mode == GLS_CATALOGUE_WRITE)
      return FALSE;
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "there is no such file");
    return TRUE;
  }
  /* In this order: an empty file may become a database in between. */
  if ((mode == GLS_CATALOGUE_WRITE && gls_file_facts (path).size == 0)
      || gls_catalogue_is_database (path))
    return FALSE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA, "this is not a database");
  return TRUE;
}

/* Who may write tidies up behind itself, though it does not write. Where nobody
 * may, there is nobody whose writing one would have to see, and no place for
 * what SQLite would need for that. */
static int
open_to_read (GlsCatalogue *self)
{
  int state = sqlite3_open_v2 (self->uri, &self->db,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL);
  char *plain = self->uri;

  if (state == SQLITE_OK)
    state = sqlite3_exec (self->db,
        "PRAGMA query_only = 1; SELECT 1 FROM sqlite_schema", NULL, NULL, NULL);
  if (state != SQLITE_CANTOPEN && state != SQLITE_READONLY)
    return SQLITE_OK; /* or it says the same of the next statement */
  sqlite3_close (self->db);
  self->uri = g_strconcat (plain, "?immutable=1", NULL);
  g_free (plain);
  return sqlite3_open_v2 (self->uri, &self->db,
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
}

static int
open_file (GlsCatalogue *self, GlsCatalogueMode mode)
{
  if (mode == GLS_CATALOGUE_READ)
    return open_to_read (self);
  return sqlite3_open_v2 (self->uri, &self->db,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, NULL);
}

GlsCatalogue *
gls_catalogue_open (const char *path, GlsCatalogueMode mode, GError **error)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  GlsCatalogue *self;

  if (is_something_else (whole, mode, error))
    return NULL;
  self = g_new0 (GlsCatalogue, 1);
  self->uri = g_filename_to_uri (whole, NULL, NULL);
  if (open_file (self, mode) != SQLITE_OK)
    gls_sql_fail (self->db, error);
  else if (set_up (self, mode, error))
    return self;
  gls_catalogue_close (self);
  return NULL;
}
