/* Reads a manifest and checks every value in it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/manifest.h"

#include <math.h>
#include <string.h>

#include "gls.h"
#include "location.h"
#include "tags/csv.h"
#include "tags/vocabulary.h"
#include "text.h"
#include "textfile.h"

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

typedef struct
{
  Manifest *manifest;
  const char *path;
  char *folder; /* that relative paths start from */
  Column *columns;
  guint n_columns;
  Problems *problems;
} Reader;

void
manifest_row_free (ManifestRow *row)
{
  g_free (row->name);
  g_free (row->path);
  g_free (row->track);
  g_free (row->split);
  g_free (row->targets);
  g_clear_pointer (&row->disturbance, disturbance_unref);
  g_free (row);
}

ManifestRow *
manifest_row_copy (const ManifestRow *row, size_t n_labels)
{
  ManifestRow *copy = g_new (ManifestRow, 1);

  *copy = *row;
  copy->name = g_strdup (row->name);
  copy->path = g_strdup (row->path);
  copy->track = g_strdup (row->track);
  copy->split = g_strdup (row->split);
  copy->targets = g_memdup2 (row->targets, n_labels * sizeof (float));
  copy->disturbance = NULL;
  return copy;
}

Manifest *
manifest_new_empty (void)
{
  Manifest *self = g_new0 (Manifest, 1);

  self->rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify) manifest_row_free);
  self->files = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
manifest_free (Manifest *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->labels);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->files);
  g_free (self->sha256);
  g_free (self);
}

/* --- the header --- */

static Column
find_column (const char *name)
{
  for (guint c = 0; c < G_N_ELEMENTS (column_names); c++)
    if (g_str_equal (name, column_names[c]))
      return (Column) c;
  return COLUMN_LABEL;
}

static gboolean
check_columns (const Reader *self, GError **error)
{
  guint count[G_N_ELEMENTS (column_names)] = { 0 };

  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i] != COLUMN_LABEL)
      count[self->columns[i]]++;
  if (count[COLUMN_PATH] == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "its header has no column “path”");
    return FALSE;
  }
  for (guint c = 0; c < G_N_ELEMENTS (column_names); c++)
    if (count[c] > 1) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
          "its header has the column “%s” %u times", column_names[c], count[c]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_header (Reader *self, const GPtrArray *fields, GError **error)
{
  Manifest *manifest = self->manifest;
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  g_autoptr (GlsVocabulary) vocabulary = NULL;

  self->n_columns = fields->len;
  self->columns = g_new (Column, fields->len);
  for (guint i = 0; i < fields->len; i++) {
    const char *name = fields->pdata[i];

    if (i == 0 && g_str_has_prefix (name, "\xEF\xBB\xBF"))
      name += 3; /* a byte order mark */
    self->columns[i] = find_column (name);
    if (self->columns[i] == COLUMN_LABEL) {
      g_strv_builder_add (labels, name);
      manifest->n_labels++;
    }
  }
  if (!check_columns (self, error))
    return FALSE;
  manifest->labels = g_strv_builder_end (labels);
  vocabulary =
      gls_vocabulary_new ((const char *const *) manifest->labels, error);
  return vocabulary != NULL;
}

/* --- a row --- */

/* Returns: (nullable): what the text should have been */
static char *
read_time (const char *text, double *seconds)
{
  if (*text == '\0'
      || gls_text_to_number (text, 0, MANIFEST_MAX_TIME_S, seconds))
    return NULL;
  return g_strdup_printf ("time in seconds, from 0 to %.0f",
      MANIFEST_MAX_TIME_S);
}

/* An empty field: nobody knows. */
static char *
read_target (const char *text, float *target)
{
  double value = NAN;

  if (*text != '\0' && !gls_text_to_number (text, 0, 1, &value))
    return g_strdup ("target from 0 to 1");
  *target = (float) value;
  return NULL;
}

static char *
find_path (const char *folder, const char *name)
{
  if (gls_location_is_uri (name) || g_path_is_absolute (name))
    return g_strdup (name);
  return g_build_filename (folder, name, NULL);
}

static char *
read_path (const Reader *self, const char *text, ManifestRow *row)
{
  if (*text == '\0')
    return g_strdup ("path");
  row->name = g_strdup (text);
  row->path = find_path (self->folder, text);
  return NULL;
}

/* Returns: (transfer full) (nullable): what is wrong */
static char *
read_fields (const Reader *self, const GPtrArray *fields, ManifestRow *row)
{
  float *target = row->targets;

  for (guint i = 0; i < self->n_columns; i++) {
    const char *text = fields->pdata[i];
    g_autofree char *wanted = NULL;

    switch (self->columns[i]) {
      case COLUMN_PATH:
        wanted = read_path (self, text, row);
        break;
      case COLUMN_START:
        wanted = read_time (text, &row->start_s);
        break;
      case COLUMN_END:
        wanted = read_time (text, &row->end_s);
        break;
      case COLUMN_SPLIT:
        row->split = g_strdup (text);
        break;
      case COLUMN_LABEL:
        wanted = read_target (text, target++);
        break;
    }
    if (wanted != NULL)
      return g_strdup_printf ("“%s” is no %s", text, wanted);
  }
  return NULL;
}

static void
settle_split (Manifest *manifest, ManifestRow *row)
{
  if (row->split != NULL && *row->split != '\0') {
    manifest->has_splits = TRUE;
    return;
  }
  g_free (row->split);
  row->split = g_strdup (MANIFEST_DEFAULT_SPLIT);
}

static void
read_row (Reader *self, const GPtrArray *fields, size_t line)
{
  Manifest *manifest = self->manifest;
  ManifestRow *row = g_new0 (ManifestRow, 1);
  g_autofree char *wrong = NULL;

  row->line = line;
  row->end_s = INFINITY;
  row->targets = g_new0 (float, manifest->n_labels);
  if (fields->len != self->n_columns)
    wrong = g_strdup_printf ("it has %u fields, the header has %u", fields->len,
        self->n_columns);
  else
    wrong = read_fields (self, fields, row);
  if (wrong == NULL && row->end_s <= row->start_s)
    wrong = g_strdup ("it ends before it starts");
  if (wrong == NULL) {
    settle_split (manifest, row);
    g_ptr_array_add (manifest->rows, row);
    return;
  }
  problems_add (self->problems, self->path, line,
      "line %" G_GSIZE_FORMAT " is left out: %s", line, wrong);
  manifest->n_bad++;
  manifest_row_free (row);
}

/* --- the file --- */

static gboolean
read_text (Reader *self, const char *text, GError **error)
{
  size_t line = 1, row_line = 1;
  GPtrArray *fields;
  GError *local = NULL;

  for (; gls_csv_next_row (&text, &line, &fields, &local); row_line = line) {
    G_GNUC_UNUSED g_autoptr (GPtrArray) owned = fields;

    if (self->columns != NULL)
      read_row (self, fields, row_line);
    else if (!read_header (self, fields, error))
      return FALSE;
  }
  if (local != NULL) {
    g_propagate_error (error, local);
    return FALSE;
  }
  if (self->manifest->rows->len == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "there is no usable row in it");
    return FALSE;
  }
  return TRUE;
}

Manifest *
manifest_load (const char *path, const char *folder, Problems *problems,
    GError **error)
{
  g_autoptr (Manifest) self = manifest_new_empty ();
  Reader reader = { .manifest = self, .path = path, .problems = problems };
  g_autofree char *text = NULL;
  gsize length;
  gboolean ok;

  text = gls_textfile_read (path, MANIFEST_MAX_BYTES, &length, error);
  if (text == NULL)
    return NULL;
  self->sha256 =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, (gssize) length);
  g_ptr_array_add (self->files, g_strdup (path));
  reader.folder =
      folder != NULL ? g_strdup (folder) : g_path_get_dirname (path);
  ok = read_text (&reader, text, error);
  g_free (reader.folder);
  g_free (reader.columns);
  return ok ? g_steal_pointer (&self) : NULL;
}

float *
manifest_tabulate (const Manifest *self)
{
  float *table = g_new (float, MAX (self->rows->len * self->n_labels, 1));

  for (guint i = 0; i < self->rows->len; i++)
    memcpy (table + i * self->n_labels, manifest_get_row (self, i)->targets,
        self->n_labels * sizeof *table);
  return table;
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

GPtrArray *
manifest_list_files (const Manifest *self)
{
  GPtrArray *files = g_ptr_array_new ();

  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (files, self->files->pdata[i]);
  for (guint i = 0; i < self->rows->len; i++)
    g_ptr_array_add (files, ((ManifestRow *) self->rows->pdata[i])->path);
  return files;
}
