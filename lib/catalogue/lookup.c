/* What is known already.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/shelf.h"

#include <sys/stat.h>

GlsFileFacts
gls_file_facts (const char *path)
{
  struct stat status;

  if (path == NULL || stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return (GlsFileFacts){ -1, 0 };
  return (GlsFileFacts){ status.st_size,
    (gint64) status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec };
}

guint
gls_catalogue_count_models (GlsCatalogue *self)
{
  gint64 n = 0;

  gls_sql_ask_int (self->db,
      "SELECT count(*) FROM model WHERE id IN (SELECT model FROM track)", &n,
      NULL);
  return (guint) n;
}

gboolean
gls_catalogue_has_model (GlsCatalogue *self, const char *name)
{
  sqlite3_stmt *find = gls_sql_prepare (self->db,
      "SELECT count(*) FROM model WHERE name = ?1", NULL);
  gint64 n = 0;

  if (find == NULL)
    return FALSE;
  gls_sql_bind_text (find, 1, name);
  gls_sql_get_int (find, &n, NULL);
  sqlite3_finalize (find);
  return n > 0;
}

gboolean
gls_catalogue_shelf_find (GlsCatalogueShelf *self, const char *uri,
    GlsFileFacts *facts, gboolean *whole)
{
  sqlite3_stmt *find = self->statements[FIND_TRACK];
  gboolean is_there;

  sqlite3_bind_text (find, 2, uri, -1, SQLITE_STATIC);
  is_there = sqlite3_step (find) == SQLITE_ROW;
  if (is_there) {
    facts->size = sqlite3_column_type (find, 0) == SQLITE_NULL
        ? -1
        : sqlite3_column_int64 (find, 0);
    facts->mtime_ns = sqlite3_column_int64 (find, 1);
    *whole = sqlite3_column_int (find, 2);
  }
  sqlite3_reset (find);
  return is_there;
}
