/* What a database is asked, and what goes wrong with that.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/catalogue-private.h"

#include <math.h>

gboolean
gls_sql_fail (sqlite3 *db, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "the database says: %s",
      sqlite3_errmsg (db));
  return FALSE;
}

gboolean
gls_sql_run (sqlite3 *db, const char *sql, GError **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK
      || gls_sql_fail (db, error);
}

gboolean
gls_sql_end_transaction (sqlite3 *db, gboolean ok, GError **error)
{
  if (ok && gls_sql_run (db, "COMMIT", error))
    return TRUE;
  gls_sql_run (db, "ROLLBACK", NULL);
  return FALSE;
}

sqlite3_stmt *
gls_sql_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    gls_sql_fail (db, error);
  return statement;
}

gboolean
gls_sql_step_to_end (sqlite3_stmt *statement, GError **error)
{
  gboolean ok = sqlite3_step (statement) == SQLITE_DONE
      || gls_sql_fail (sqlite3_db_handle (statement), error);

  sqlite3_reset (statement);
  return ok;
}

gboolean
gls_sql_end_rows (sqlite3_stmt *statement, int state, GError **error)
{
  sqlite3 *db = sqlite3_db_handle (statement);

  sqlite3_finalize (statement);
  return state == SQLITE_DONE || gls_sql_fail (db, error);
}

gboolean
gls_sql_get_int (sqlite3_stmt *statement, gint64 *value, GError **error)
{
  gboolean ok = sqlite3_step (statement) == SQLITE_ROW;

  if (ok)
    *value = sqlite3_column_int64 (statement, 0);
  ok = ok && sqlite3_step (statement) == SQLITE_DONE;
  if (!ok)
    gls_sql_fail (sqlite3_db_handle (statement), error);
  sqlite3_reset (statement);
  return ok;
}

gboolean
gls_sql_ask_int (sqlite3 *db, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *statement = gls_sql_prepare (db, sql, error);
  gboolean ok = statement != NULL && gls_sql_get_int (statement, value, error);

  sqlite3_finalize (statement);
  return ok;
}

GArray *
gls_sql_list_ids (sqlite3 *db, const char *sql, gint64 below, GError **error)
{
  sqlite3_stmt *list = gls_sql_prepare (db, sql, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  int state;

  if (list == NULL)
    return NULL;
  sqlite3_bind_int64 (list, 1, below);
  while ((state = sqlite3_step (list)) == SQLITE_ROW) {
    gint64 id = sqlite3_column_int64 (list, 0);

    g_array_append_val (ids, id);
  }
  return gls_sql_end_rows (list, state, error) ? g_steal_pointer (&ids) : NULL;
}

char *
gls_sql_dup_text (sqlite3_stmt *result, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (result, column));
}

void
gls_sql_bind_text (sqlite3_stmt *statement, int place, const char *text)
{
  if (text == NULL)
    sqlite3_bind_null (statement, place);
  else
    sqlite3_bind_text (statement, place, g_utf8_make_valid (text, -1), -1,
        g_free);
}

void
gls_sql_bind_number (sqlite3_stmt *statement, int place, double value)
{
  if (isnan (value))
    sqlite3_bind_null (statement, place);
  else
    sqlite3_bind_double (statement, place, value);
}
