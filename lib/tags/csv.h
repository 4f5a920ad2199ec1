/* Comma-separated values as in RFC 4180, in memory.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * UTF-8; a field that holds a comma, a quote, a line break, or a space at
 * either end is quoted. Lines are written with LF and read with LF or CR LF.
 */
#ifndef GLS_TAGS_CSV_H
#define GLS_TAGS_CSV_H

#include "gls.h"

G_BEGIN_DECLS

/* Appends one field, quoted if it must be; the comma is the caller's. */
void gls_csv_append_field (GString *out, const char *field);

/* Appends a comma and the number, with a point in any locale. */
void gls_csv_append_number (GString *out, const char *format, double value);

/**
 * gls_csv_next_row:
 * @text: (inout): where to read; moved behind the row
 * @line: (inout) (optional): number of the line being read, for messages;
 *   start at 1
 * @fields: (out): (element-type utf8): the fields, unquoted
 * @error: return location for an error, or %NULL
 *
 * Reads one row. Empty lines are passed over.
 *
 * Fails with %GLS_ERROR_DATA if a quoted field does not end, or if text
 * follows its closing quote; the message names the line.
 *
 * Returns: %TRUE if there was a row; %FALSE at the end of @text, and, with
 *   @error set, on failure
 */
gboolean gls_csv_next_row (const char **text, size_t *line, GPtrArray **fields,
    GError **error);

/* The same where another character separates the fields, such as a tab. */
gboolean gls_csv_next_separated (const char **text, char separator,
    size_t *line, GPtrArray **fields, GError **error);

G_END_DECLS

#endif
