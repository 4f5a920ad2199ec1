/* Collects the lines of a row, and lets the CSV reader cut them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/table.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "gls.h"
#include "tags/csv.h"

#define PIECE 65536
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

struct _Table
{
  char *path;
  FILE *file;
  char separator;
  gboolean multiline;
  char piece[PIECE]; /* of the file; read up to @n, used up to @at */
  gsize at, n;
  size_t line; /* that comes next */
  GString *text;
  GPtrArray *fields;
};

static gboolean
set_read_error (const char *path, GError **error, int number)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "%s cannot be read: %s", path,
      number == ENOENT ? "there is no such file" : g_strerror (number));
  return FALSE;
}

Table *
table_open (const char *path, char separator, gboolean multiline,
    GError **error)
{
  FILE *file = g_fopen (path, "rbe");
  Table *self;

  if (file == NULL) {
    set_read_error (path, error, errno);
    return NULL;
  }
  self = g_new0 (Table, 1);
  self->path = g_strdup (path);
  self->file = file;
  self->separator = separator;
  self->multiline = multiline;
  self->line = 1;
  self->text = g_string_new (NULL);
  return self;
}

void
table_free (Table *self)
{
  if (self == NULL)
    return;
  fclose (self->file);
  g_free (self->path);
  g_string_free (self->text, TRUE);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_free (self);
}

/* --- lines --- */

/* ended: (out): whether there is no more to read */
static gboolean
fill (Table *self, gboolean *ended, GError **error)
{
  *ended = FALSE;
  if (self->at < self->n)
    return TRUE;
  self->at = 0;
  self->n = fread (self->piece, 1, PIECE, self->file);
  *ended = self->n == 0;
  return !ferror (self->file) || set_read_error (self->path, error, errno);
}

/* Appends what is left of the line to the text. */
static gboolean
append_line (Table *self, gboolean *ended, GError **error)
{
  const char *end = NULL;

  while (end == NULL) {
    const char *start;
    gsize n;

    if (!fill (self, ended, error))
      return FALSE;
    if (*ended)
      return TRUE;
    start = self->piece + self->at;
    end = memchr (start, '\n', self->n - self->at);
    n = end != NULL ? (gsize) (end - start) + 1 : self->n - self->at;
    g_string_append_len (self->text, start, (gssize) n);
    self->at += n;
    if (self->text->len > TABLE_MAX_ROW_BYTES) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
          "line %zu of %s is longer than %zu MiB: it is no table", self->line,
          self->path, TABLE_MAX_ROW_BYTES >> 20);
      return FALSE;
    }
  }
  self->line++;
  return TRUE;
}

/* Whether a quoted field is still open at the end of the text. */
static gboolean
is_open (const GString *text, gsize from, gboolean open)
{
  for (gsize i = from; i < text->len; i++)
    open ^= text->str[i] == '"';
  return open;
}

static gboolean
read_lines (Table *self, GError **error)
{
  gboolean open = FALSE, ended;

  g_string_truncate (self->text, 0);
  do {
    gsize before = self->text->len;

    if (!append_line (self, &ended, error))
      return FALSE;
    open = self->multiline && is_open (self->text, before, open);
  } while (open && !ended);
  return TRUE;
}

/* --- rows --- */

/* Returns: (nullable): what is wrong; neither that nor fields of an empty line */
static const char *
cut (Table *self)
{
  const char *text = self->text->str;
  g_autoptr (GError) error = NULL;

  if (!g_utf8_validate_len (text, self->text->len, NULL))
    return "it is not text in UTF-8";
  if (g_str_has_prefix (text, BYTE_ORDER_MARK))
    text += strlen (BYTE_ORDER_MARK);
  if (!gls_csv_next_separated (&text, self->separator, NULL, &self->fields,
          &error)
      && error != NULL)
    return "its quotes do not match";
  return NULL;
}

gboolean
table_next (Table *self, TableRow *row, GError **error)
{
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  *row = (TableRow){ 0 };
  while (self->fields == NULL && row->fault == NULL) {
    row->line = self->line;
    if (!read_lines (self, error) || self->text->len == 0)
      return FALSE;
    row->fault = cut (self);
  }
  row->fields = self->fields;
  return TRUE;
}

const char *
table_row_get (const TableRow *row, size_t i)
{
  return i < row->fields->len ? row->fields->pdata[i] : "";
}
