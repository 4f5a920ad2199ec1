/* OpenMIC-2018 (Humphrey, Durand and McFee, "OpenMIC-2018: an open data-set for
 * multiple instrument recognition", ISMIR 2018).
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * openmic-2018-aggregated-labels.csv: sample_key, instrument, relevance,
 * num_responses; a row for what was asked of a sample. What was not asked is not
 * known, which is not the same as no.
 */
#include <math.h>

#include "data/datasets/builder.h"
#include "data/datasets/places.h"
#include "data/datasets/reader.h"
#include "data/datasets/table.h"
#include "gls.h"
#include "json.h"
#include "text.h"
#include "textfile.h"

#define LABELS "openmic-2018-aggregated-labels.csv"
#define CLASSES "class-map.json"
#define MAX_CLASSES 10000
#define MAX_CLASSES_BYTES (1 << 20)
/* A relevance of at least this is a yes. */
#define RELEVANT 0.5

enum
{
  COLUMN_SAMPLE,
  COLUMN_INSTRUMENT,
  COLUMN_RELEVANCE,
  N_COLUMNS = 4,
};

enum
{
  OPTION_LABELS,
};

enum
{
  LABELS_HARD,
  LABELS_SOFT,
};

static const char *const folders[] = { ".", "openmic-2018", NULL };
static const char *const part_folders[] = { "partitions", ".", NULL };
static const char *const audio_folders[] = { "audio", ".", "openmic-2018/audio",
  NULL };
static const struct
{
  const char *split, *file;
} parts[] = { { "train", "split01_train.csv" },
  { "test", "split01_test.csv" } };

static void
name_audio (const char *id, const char *hint, GPtrArray *names)
{
  g_ptr_array_add (names, g_strdup_printf ("%.3s/%s.ogg", id, id));
}

/* The samples of a part, each a row. */
static gboolean
read_part (Builder *builder, const char *labels, const char *split,
    const char *file, GError **error)
{
  g_autofree char *path = places_find (labels, part_folders, file, error);
  g_autoptr (Table) table = NULL;
  GError *local = NULL;
  TableRow row;

  if (path == NULL)
    return FALSE;
  table = table_open (path, ',', FALSE, error);
  if (table == NULL)
    return FALSE;
  builder_begin_file (builder, path);
  while (table_next (table, &row, &local))
    if (row.fault != NULL || row.fields->len != 1)
      builder_refuse (builder, row.line, "%s",
          row.fault != NULL ? row.fault : "it is no key of a sample");
    else
      builder_add (builder, table_row_get (&row, 0), NULL, split, row.line);
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

/* The order of the instruments, if it is there. */
static gboolean
read_classes (Builder *builder, const char *labels, GError **error)
{
  g_autofree char *path = places_look (labels, folders, CLASSES);
  g_autofree char *text = NULL;
  g_autoptr (json_t) json = NULL;
  const char *name;
  json_t *place;
  gsize length;

  if (path == NULL)
    return TRUE;
  text = gls_textfile_read (path, MAX_CLASSES_BYTES, &length, error);
  if (text == NULL)
    return FALSE;
  json = gls_json_parse_object (text, length, path, error);
  if (json == NULL)
    return FALSE;
  for (size_t i = 0, n = json_object_size (json); i < n; i++)
    json_object_foreach (json, name, place)
    {
      size_t number;

      if (gls_json_to_size (place, 0, MAX_CLASSES, &number) && number == i)
        builder_label (builder, name);
    }
  return TRUE;
}

/* --- labels --- */

static void
read_label (Builder *builder, const TableRow *row, gboolean hard)
{
  double relevance;
  Draft *draft;

  if (row->fault != NULL || row->fields->len != N_COLUMNS) {
    builder_refuse (builder, row->line, "%s",
        row->fault != NULL ? row->fault : "it has not four fields");
    return;
  }
  if (!gls_text_to_number (table_row_get (row, COLUMN_RELEVANCE), 0, 1,
          &relevance)) {
    builder_refuse (builder, row->line, "“%s” is no relevance from 0 to 1",
        table_row_get (row, COLUMN_RELEVANCE));
    return;
  }
  draft = builder_get (builder, table_row_get (row, COLUMN_SAMPLE));
  if (draft == NULL) {
    builder_refuse (builder, row->line, "“%s” is in no partition",
        table_row_get (row, COLUMN_SAMPLE));
    return;
  }
  if (hard)
    relevance = relevance >= RELEVANT;
  draft_set (draft,
      builder_label (builder, table_row_get (row, COLUMN_INSTRUMENT)),
      (float) relevance);
}

static gboolean
read_labels (Builder *builder, const char *path, gboolean hard, GError **error)
{
  g_autoptr (Table) table = table_open (path, ',', FALSE, error);
  GError *local = NULL;
  TableRow row;

  if (table == NULL)
    return FALSE;
  builder_begin_file (builder, path);
  if (table_next (table, &row, &local)
      && (row.fields == NULL
          || !g_str_equal (table_row_get (&row, 0), "sample_key")))
    local = g_error_new (GLS_ERROR, GLS_ERROR_DATA,
        "%s does not begin with sample_key, instrument, relevance, "
        "num_responses",
        path);
  while (local == NULL && table_next (table, &row, &local))
    read_label (builder, &row, hard);
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

static Manifest *
load (const DatasetRequest *request, GError **error)
{
  static const BuilderSpec spec = {
    .name_audio = name_audio, .folders = audio_folders, .unset = NAN
  };
  g_autofree char *labels = places_find (request->path, folders, LABELS, error);
  g_autoptr (Builder) builder = builder_new (request, &spec);

  if (labels == NULL || !read_classes (builder, labels, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!read_part (builder, labels, parts[i].split, parts[i].file, error))
      return NULL;
  if (!read_labels (builder, labels,
          request->choice[OPTION_LABELS] == LABELS_HARD, error))
    return NULL;
  return builder_finish (builder, error);
}

static const char *const labels_values[] = { "hard", "soft", NULL };

const DatasetReader dataset_openmic = {
  .kind = "openmic",
  .options = { { "labels", labels_values } },
  .load = load,
};
