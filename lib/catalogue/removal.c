/* What is no longer there is forgotten.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/catalogue-private.h"

#include "location.h"

GPtrArray *
gls_catalogue_list_below (GlsCatalogue *self, const char *folder,
    GError **error)
{
  sqlite3_stmt *list = gls_sql_prepare (self->db,
      "SELECT DISTINCT uri FROM track WHERE substr(uri, 1, length(?1)) = ?1"
      " ORDER BY uri",
      error);
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *prefix = gls_location_get_prefix (folder);
  int state;

  if (list == NULL)
    return NULL;
  sqlite3_bind_text (list, 1, prefix, -1, SQLITE_STATIC);
  while ((state = sqlite3_step (list)) == SQLITE_ROW)
    g_ptr_array_add (uris, gls_sql_dup_text (list, 0));
  return gls_sql_end_rows (list, state, error) ? g_steal_pointer (&uris) : NULL;
}

static gboolean
remove_each (sqlite3_stmt *remove, const GPtrArray *uris, GError **error)
{
  for (guint i = 0; i < uris->len; i++) {
    sqlite3_bind_text (remove, 1, uris->pdata[i], -1, SQLITE_STATIC);
    if (!gls_sql_step_to_end (remove, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
gls_catalogue_remove (GlsCatalogue *self, const GPtrArray *uris, GError **error)
{
  sqlite3_stmt *remove = gls_sql_prepare (self->db,
      "DELETE FROM track WHERE uri = ?1 AND model IN (SELECT id FROM model)",
      error);
  gboolean ok = remove != NULL && gls_sql_run (self->db, "BEGIN", error)
      && gls_sql_end_transaction (self->db, remove_each (remove, uris, error),
          error);

  sqlite3_finalize (remove);
  return ok;
}
