/* RFC 4180 rows: predictions go out this way, training manifests come in.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/csv.h"

#include <string.h>

#include "text.h"

void
gls_csv_append_field (GString *out, const char *field)
{
  size_t n = strlen (field);
  gboolean quote = strpbrk (field, ",\"\r\n") != NULL
      || (n > 0 && (field[0] == ' ' || field[n - 1] == ' '));

  if (!quote) {
    g_string_append_len (out, field, (gssize) n);
    return;
  }
  g_string_append_c (out, '"');
  for (const char *c = field; *c != '\0'; c++) {
    if (*c == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *c);
  }
  g_string_append_c (out, '"');
}

void
gls_csv_append_number (GString *out, const char *format, double value)
{
  g_string_append_c (out, ',');
  gls_text_append_number (out, format, value);
}

/* Behind the opening quote; stops behind the closing one. */
static gboolean
read_quoted (const char **at, size_t *line, GString *field)
{
  const char *c = *at;

  for (;; c++) {
    if (*c == '\0')
      return FALSE;
    if (*c == '"') {
      if (c[1] != '"')
        break;
      c++;
    }
    if (*c == '\n')
      ++*line;
    g_string_append_c (field, *c);
  }
  *at = c + 1;
  return TRUE;
}

static gboolean
at_row_end (const char *c)
{
  return *c == '\0' || *c == '\n' || (c[0] == '\r' && c[1] == '\n');
}

gboolean
gls_csv_next_row (const char **text, size_t *line, GPtrArray **fields,
    GError **error)
{
  return gls_csv_next_separated (text, ',', line, fields, error);
}

gboolean
gls_csv_next_separated (const char **text, char separator, size_t *line,
    GPtrArray **fields, GError **error)
{
  const char *c = *text;
  size_t uncounted = 1;
  g_autoptr (GPtrArray) row = NULL;

  if (line == NULL)
    line = &uncounted;
  *fields = NULL;
  while (*c != '\0' && at_row_end (c)) {
    c += *c == '\r' ? 2 : 1;
    ++*line;
  }
  if (*c == '\0') {
    *text = c;
    return FALSE;
  }

  row = g_ptr_array_new_with_free_func (g_free);
  for (;;) {
    g_autoptr (GString) field = g_string_new (NULL);

    if (*c == '"') {
      size_t opened = *line;

      c++;
      if (!read_quoted (&c, line, field)) {
        g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
            "line %" G_GSIZE_FORMAT ": a quoted field does not end", opened);
        return FALSE;
      }
      if (*c != separator && !at_row_end (c)) {
        g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
            "line %" G_GSIZE_FORMAT ": text follows a closing quote", *line);
        return FALSE;
      }
    } else {
      const char *start = c;

      while (*c != separator && !at_row_end (c))
        c++;
      g_string_append_len (field, start, c - start);
    }
    g_ptr_array_add (row, g_strdup (field->str));
    if (*c != separator)
      break;
    c++;
  }
  if (*c != '\0') {
    c += *c == '\r' ? 2 : 1;
    ++*line;
  }
  *text = c;
  *fields = g_steal_pointer (&row);
  return TRUE;
}
