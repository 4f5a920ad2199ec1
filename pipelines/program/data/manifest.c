/* Reads a training manifest and checks every value in it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/manifest.h"

#include <math.h>
#include <string.h>

#include "gls.h"
#include "output/say.h"
#include "tags/csv.h"
#include "tags/vocabulary.h"

typedef enum
{
  COLUMN_PATH,
  COLUMN_START,
  COLUMN_END,
  COLUMN_SPLIT,
  COLUMN_LABEL,
} Column;

static const char *const column_names[] = { "path", "start_s", "end_s",
  "split" };

static void
row_free (gpointer data)
{
  ManifestRow *row = data;

  g_free (row->path);
  g_free (row->targets);
  g_free (row);
}

void
manifest_free (Manifest *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->labels);
  if (self->rows != NULL)
    g_ptr_array_unref (self->rows);
  g_free (self);
}

/* Returns: (transfer full): what each field of a row is */
static Column *
read_header (Manifest *self, const GPtrArray *fields, GError **error)
{
  g_autofree Column *columns = g_new (Column, fields->len);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GlsVocabulary) vocabulary = NULL;
  gboolean has_path = FALSE;

  for (guint i = 0; i < fields->len; i++) {
    const char *name = fields->pdata[i];

    if (i == 0 && g_str_has_prefix (name, "\xEF\xBB\xBF"))
      name += 3; /* a byte order mark */
    columns[i] = COLUMN_LABEL;
    for (guint c = 0; c < G_N_ELEMENTS (column_names); c++)
      if (g_str_equal (name, column_names[c]))
        columns[i] = (Column) c;
    has_path |= columns[i] == COLUMN_PATH;
    if (columns[i] == COLUMN_LABEL)
      g_ptr_array_add (labels, g_strdup (name));
  }
  if (!has_path) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "its header has no column “path”");
    return NULL;
  }
  self->n_labels = labels->len;
  g_ptr_array_add (labels, NULL);
  self->labels = (GStrv) g_ptr_array_free (g_steal_pointer (&labels), FALSE);
  vocabulary = gls_vocabulary_new ((const char *const *) self->labels, error);
  return vocabulary != NULL ? g_steal_pointer (&columns) : NULL;
}

static gboolean
read_number (const char *text, double *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

static ManifestSplit
read_split (const char *text)
{
  if (*text == '\0' || g_str_equal (text, "train"))
    return MANIFEST_TRAIN;
  return g_str_equal (text, "valid") ? MANIFEST_VALID : MANIFEST_OTHER;
}

static char *
find_path (const char *folder, const char *text)
{
  if (strstr (text, "://") != NULL || g_path_is_absolute (text))
    return g_strdup (text);
  return g_build_filename (folder, text, NULL);
}

/* Returns: (transfer full) (nullable): a row, or NULL with what is wrong */
static ManifestRow *
read_row (const Manifest *self, const GPtrArray *fields, const Column *columns,
    guint n_columns, const char *folder, char **wrong)
{
  ManifestRow *row;
  size_t label = 0;

  if (fields->len != n_columns) {
    *wrong = g_strdup_printf ("it has %u fields, the header has %u",
        fields->len, n_columns);
    return NULL;
  }
  row = g_new0 (ManifestRow, 1);
  row->end_s = INFINITY;
  row->targets = g_new0 (float, self->n_labels);
  for (guint i = 0; i < n_columns; i++) {
    const char *text = fields->pdata[i];
    double value = 0;
    gboolean ok = TRUE;

    switch (columns[i]) {
      case COLUMN_PATH:
        g_free (row->path);
        row->path = find_path (folder, text);
        ok = *text != '\0';
        break;
      case COLUMN_START:
        if (*text != '\0')
          ok = read_number (text, &row->start_s) && row->start_s >= 0;
        break;
      case COLUMN_END:
        if (*text != '\0')
          ok = read_number (text, &row->end_s);
        break;
      case COLUMN_SPLIT:
        row->split = read_split (text);
        break;
      case COLUMN_LABEL:
        ok = read_number (text, &value) && value >= 0 && value <= 1;
        row->targets[label++] = (float) value;
        break;
    }
    if (!ok) {
      *wrong = g_strdup_printf ("“%s” is no %s", text,
          columns[i] == COLUMN_LABEL      ? "target from 0 to 1"
              : columns[i] == COLUMN_PATH ? "path"
                                          : "time in seconds");
      row_free (row);
      return NULL;
    }
  }
  if (row->end_s <= row->start_s) {
    *wrong = g_strdup ("it ends before it starts");
    row_free (row);
    return NULL;
  }
  return row;
}

Manifest *
manifest_load (const char *path, GError **error)
{
  g_autoptr (Manifest) self = g_new0 (Manifest, 1);
  g_autofree char *text = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree Column *columns = NULL;
  g_autoptr (GError) local = NULL;
  guint n_columns = 0;
  gsize length;
  const char *at;
  size_t line = 1, row_line = 1;
  GPtrArray *fields;

  if (!g_file_get_contents (path, &text, &length, &local)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be read: %s",
        local->code == G_FILE_ERROR_NOENT ? "there is no such file"
                                          : local->message);
    return NULL;
  }
  if (!g_utf8_validate (text, (gssize) length, NULL)) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "it is not a text file in UTF-8");
    return NULL;
  }
  self->rows = g_ptr_array_new_with_free_func (row_free);
  for (at = text; gls_csv_next_row (&at, &line, &fields, &local);
       row_line = line) {
    G_GNUC_UNUSED g_autoptr (GPtrArray) owned = fields;
    g_autofree char *wrong = NULL;
    ManifestRow *row;

    if (columns == NULL) {
      columns = read_header (self, fields, error);
      n_columns = fields->len;
      if (columns == NULL)
        return NULL;
      continue;
    }
    row = read_row (self, fields, columns, n_columns, folder, &wrong);
    if (row != NULL) {
      row->line = row_line;
      g_ptr_array_add (self->rows, row);
    } else {
      say (path, "line %" G_GSIZE_FORMAT " is left out: %s", row_line, wrong);
      self->n_bad++;
    }
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (self->rows->len == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "there is no usable row in it");
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
manifest_keep_labels (Manifest *self, const gboolean *keep)
{
  size_t n = 0;

  for (size_t i = 0; i < self->n_labels; i++) {
    if (!keep[i]) {
      g_free (self->labels[i]);
      continue;
    }
    self->labels[n] = self->labels[i];
    for (guint r = 0; r < self->rows->len; r++) {
      float *targets = ((ManifestRow *) self->rows->pdata[r])->targets;

      targets[n] = targets[i];
    }
    n++;
  }
  self->labels[n] = NULL;
  self->n_labels = n;
}
