/* Rows of a text file whose fields are separated, one row at a time.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Published tables are larger than what should stand in memory, and some of
 * their rows are broken: one that is, is told as such, and the next one comes.
 */
#ifndef GLISSANDO_TABLE_H
#define GLISSANDO_TABLE_H

#include <glib.h>

/* A row of more bytes is none, and the file no table. */
#define TABLE_MAX_ROW_BYTES ((gsize) 16 << 20)

typedef struct _Table Table;

/**
 * TableRow:
 * @line: where it begins, the first one being 1
 * @fields: (element-type utf8): at least one; %NULL if the row is broken
 * @fault: (nullable): why it is
 *
 * Belongs to the table, until the next row is asked for.
 */
typedef struct
{
  size_t line;
  const GPtrArray *fields;
  const char *fault;
} TableRow;

/**
 * table_open:
 * @separator: between fields; they may be quoted as in RFC 4180
 * @multiline: whether a quoted field may go on in the next line
 *
 * Fails with %GLS_ERROR_IO.
 */
Table *table_open (const char *path, char separator, gboolean multiline,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void table_free (Table *self);

/**
 * table_next:
 *
 * Empty lines are passed over. Fails with %GLS_ERROR_IO, or with
 * %GLS_ERROR_DATA if a row is longer than %TABLE_MAX_ROW_BYTES.
 *
 * Returns: %FALSE at the end, and, with @error set, on failure
 */
gboolean table_next (Table *self, TableRow *row, GError **error);

/* A field of a row, or "" where it has fewer. */
const char *table_row_get (const TableRow *row, size_t i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_free)

#endif
