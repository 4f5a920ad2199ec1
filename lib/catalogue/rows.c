/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "catalogue/rows.h"

#include <math.h>
#include <string.h>

GArray *
gls_rows_new (GlsCatalogue *catalogue, gint64 model, GError **error)
{
  return gls_sql_list_ids (catalogue->db,
      "SELECT id FROM track WHERE model = ?1 AND silent = 0 ORDER BY id", model,
      error);
}

/* Ids are counted up, with few gaps: the first guess is nearly always right. */
gboolean
gls_rows_find (const GArray *self, gint64 id, size_t *row)
{
  const gint64 *ids = (const gint64 *) self->data;
  size_t low = 0, high = self->len;

  if (high == 0 || id < ids[0])
    return FALSE;
  if (id - ids[0] < (gint64) high)
    high = (size_t) (id - ids[0]) + 1;
  if (ids[high - 1] == id)
    low = high - 1;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;

    *(ids[middle] <= id ? &low : &high) = middle;
  }
  *row = low;
  return ids[low] == id;
}

gboolean
gls_rows_read_tag (const GArray *self, GlsCatalogue *catalogue, const char *ids,
    float *p, size_t stride, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT track, p FROM track_tag WHERE tag IN %s", ids);
  sqlite3_stmt *read = gls_sql_prepare (catalogue->db, sql, error);
  size_t row;
  int state;

  if (read == NULL)
    return FALSE;
  while ((state = sqlite3_step (read)) == SQLITE_ROW)
    if (gls_rows_find (self, sqlite3_column_int64 (read, 0), &row))
      p[row * stride] =
          fmaxf (p[row * stride], (float) sqlite3_column_double (read, 1));
  return gls_sql_end_rows (read, state, error);
}

size_t
gls_sql_get_n_floats (sqlite3_stmt *result, int column)
{
  return (size_t) sqlite3_column_bytes (result, column) / sizeof (float);
}

void
gls_sql_get_floats (sqlite3_stmt *result, int column, float *vector)
{
  const guint8 *bytes = sqlite3_column_blob (result, column);
  const size_t n = gls_sql_get_n_floats (result, column);

  for (size_t i = 0; i < n; i++) {
    guint32 bits;

    memcpy (&bits, bytes + i * sizeof bits, sizeof bits);
    bits = GUINT32_FROM_LE (bits);
    memcpy (&vector[i], &bits, sizeof bits);
  }
}
