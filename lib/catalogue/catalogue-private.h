/* Catalogue and SQLite.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_CATALOGUE_PRIVATE_H
#define GLS_CATALOGUE_PRIVATE_H

#include "catalogue/catalogue.h"

#include <sqlite3.h>

struct _GlsCatalogue
{
  sqlite3 *db;
  char *uri; /* by which SQLite has opened it */
};

/* How many tables there are, whosever they are. Fails with %GLS_ERROR_IO. */
gboolean gls_catalogue_count_tables (GlsCatalogue *self, gint64 *n,
    GError **error);
/* Makes all tables. Fails with %GLS_ERROR_IO. */
gboolean gls_catalogue_make_tables (GlsCatalogue *self, GError **error);

/* Adds the columns that came later. Fails with %GLS_ERROR_IO. */
gboolean gls_catalogue_add_columns (GlsCatalogue *self, GError **error);

/* --- statements --- */

/* Says with %GLS_ERROR_IO what the database has said last. Returns: FALSE */
gboolean gls_sql_fail (sqlite3 *db, GError **error);

/* One or more statements without results. */
gboolean gls_sql_run (sqlite3 *db, const char *sql, GError **error);

/* Ends a transaction: ok says whether all went well so far; if not, or if that
 * cannot be kept, nothing of it is. Returns: whether it is kept */
gboolean gls_sql_end_transaction (sqlite3 *db, gboolean ok, GError **error);

sqlite3_stmt *gls_sql_prepare (sqlite3 *db, const char *sql,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs a statement to its end, and makes it ready for the next time. */
gboolean gls_sql_step_to_end (sqlite3_stmt *statement, GError **error);

/* Frees a statement whose rows were read until the last call of sqlite3_step(),
 * which gave state. Returns: whether that was its end */
gboolean gls_sql_end_rows (sqlite3_stmt *statement, int state, GError **error);

/* value = the first column of the only row; FALSE with an error also if there
 * is none. Makes the statement ready for the next time. */
gboolean gls_sql_get_int (sqlite3_stmt *statement, gint64 *value,
    GError **error);

/* value = the same, of a statement that takes nothing */
gboolean gls_sql_ask_int (sqlite3 *db, const char *sql, gint64 *value,
    GError **error);

/* below: ?1 of the statement, if it has one. Returns: (transfer full) (nullable)
 * (element-type gint64): the first column of all rows */
GArray *gls_sql_list_ids (sqlite3 *db, const char *sql, gint64 below,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full) (nullable): the text in a column */
char *gls_sql_dup_text (sqlite3_stmt *result, int column);

/* text: (nullable): stays until the statement is reset; bytes that are no UTF-8
 * become U+FFFD */
void gls_sql_bind_text (sqlite3_stmt *statement, int place, const char *text);
/* NAN is NULL */
void gls_sql_bind_number (sqlite3_stmt *statement, int place, double value);

#endif
