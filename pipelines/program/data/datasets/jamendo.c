/* MTG-Jamendo (Bogdanov, Won, Tovstogan, Porter and Serra, "The MTG-Jamendo
 * dataset for automatic music tagging", ICML 2019 workshop).
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A file for each part of a split: TRACK_ID ARTIST_ID ALBUM_ID PATH DURATION
 * TAGS, separated by tabs; the tags of a track are as many fields as there are.
 */
#include <string.h>

#include "data/datasets/builder.h"
#include "data/datasets/places.h"
#include "data/datasets/reader.h"
#include "data/datasets/table.h"
#include "gls.h"

#define TAG_MARK "---"

enum
{
  COLUMN_TRACK = 0,
  COLUMN_PATH = 3,
  COLUMN_DURATION = 4,
  COLUMN_TAGS = 5,
};

enum
{
  OPTION_TAGS,
  OPTION_SPLIT,
  OPTION_NAMES,
};

enum
{
  NAMES_FULL,
  NAMES_SHORT,
};

/* What a part is called here and there. */
static const struct
{
  const char *name, *published;
} parts[] = { { "train", "train" }, { "valid", "validation" },
  { "test", "test" } };

static const char *const audio_folders[] = { ".", "audio", "mp3", "songs",
  "raw_30s/audio", "raw/audio", "raw", "raw_30s", "../audio", "../mp3",
  "../../../audio", NULL };

static void
name_audio (const char *id, const char *hint, GPtrArray *names)
{
  const char *dot = strrchr (hint, '.');
  gsize n = dot != NULL ? (gsize) (dot - hint) : strlen (hint);

  g_ptr_array_add (names, g_strdup (hint));
  /* The smaller files that are also published. */
  g_ptr_array_add (names, g_strdup_printf ("%.*s.low.mp3", (int) n, hint));
}

/* --- rows --- */

/* Returns: (nullable): what is wrong */
static char *
find_fault (const TableRow *row)
{
  char *end;

  if (row->fault != NULL)
    return g_strdup (row->fault);
  if (row->fields->len <= COLUMN_TAGS)
    return g_strdup_printf ("it has %u fields, and six or more are needed",
        row->fields->len);
  if (*table_row_get (row, COLUMN_TRACK) == '\0'
      || *table_row_get (row, COLUMN_PATH) == '\0')
    return g_strdup ("it has no track or no path");
  if (!(g_ascii_strtod (table_row_get (row, COLUMN_DURATION), &end) > 0)
      || *end != '\0')
    return g_strdup_printf ("“%s” is no duration",
        table_row_get (row, COLUMN_DURATION));
  for (guint i = COLUMN_TAGS; i < row->fields->len; i++)
    if (strstr (table_row_get (row, i), TAG_MARK) == NULL)
      return g_strdup_printf ("“%s” is no tag, as “genre---rock” is one",
          table_row_get (row, i));
  return NULL;
}

/* split: (nullable) */
static void
read_row (Builder *builder, const TableRow *row, guint names, const char *split)
{
  g_autofree char *fault = find_fault (row);
  Draft *draft;

  if (fault != NULL) {
    builder_refuse (builder, row->line, "%s", fault);
    return;
  }
  draft = builder_add (builder, table_row_get (row, COLUMN_TRACK),
      table_row_get (row, COLUMN_PATH), split, row->line);
  for (guint i = COLUMN_TAGS; draft != NULL && i < row->fields->len; i++) {
    const char *tag = table_row_get (row, i);

    if (names == NAMES_SHORT)
      tag = strstr (tag, TAG_MARK) + strlen (TAG_MARK);
    draft_set (draft, builder_label (builder, tag), 1);
  }
}

static gboolean
check_header (const char *path, const TableRow *row, GError **error)
{
  if (row->fields != NULL
      && g_str_equal (table_row_get (row, COLUMN_TRACK), "TRACK_ID")
      && g_str_equal (table_row_get (row, COLUMN_PATH), "PATH"))
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
      "%s does not begin with TRACK_ID, ARTIST_ID, ALBUM_ID, PATH, DURATION, "
      "TAGS: is it a symbolic link that was copied as text?",
      path);
  return FALSE;
}

static gboolean
read_file (Builder *builder, const DatasetRequest *request, const char *path,
    const char *split, GError **error)
{
  g_autoptr (Table) table = table_open (path, '\t', FALSE, error);
  GError *local = NULL;
  TableRow row;

  if (table == NULL)
    return FALSE;
  builder_begin_file (builder, path);
  if (table_next (table, &row, &local) && check_header (path, &row, &local))
    while (table_next (table, &row, &local))
      read_row (builder, &row, request->choice[OPTION_NAMES], split);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

/* --- the data set --- */

static const char *const tags_values[] = { "top50tags", "genre", "instrument",
  "moodtheme", "all", NULL };
static const char *const split_values[] = { "0", "1", "2", "3", "4", NULL };
static const char *const names_values[] = { "full", "short", NULL };

/* Returns: (transfer full): “autotagging_genre-”; of all tags “autotagging-” */
static char *
file_stem (const DatasetRequest *request)
{
  const char *tags = tags_values[request->choice[OPTION_TAGS]];

  return g_str_equal (tags, "all") ? g_strdup ("autotagging-")
                                   : g_strdup_printf ("autotagging_%s-", tags);
}

static gboolean
read_part (Builder *builder, const DatasetRequest *request, guint part,
    GError **error)
{
  const char *split = split_values[request->choice[OPTION_SPLIT]];
  g_autofree char *deep = g_strdup_printf ("data/splits/split-%s", split);
  g_autofree char *flat = g_strdup_printf ("split-%s", split);
  const char *folders[] = { ".", deep, deep + strlen ("data/"), flat, NULL };
  g_autofree char *stem = file_stem (request);
  g_autofree char *name =
      g_strdup_printf ("%s%s.tsv", stem, parts[part].published);
  g_autofree char *path = places_find (request->path, folders, name, error);

  return path != NULL
      && read_file (builder, request, path, parts[part].name, error);
}

/* Returns: (nullable): the part that a file's name ends with */
static const char *
part_of_file (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *end = g_strdup_printf ("-%s.tsv", parts[i].published);

    if (g_str_has_suffix (path, end))
      return parts[i].name;
  }
  return NULL;
}

static gboolean
read_all (Builder *builder, const DatasetRequest *request, GError **error)
{
  if (g_file_test (request->path, G_FILE_TEST_IS_REGULAR))
    return read_file (builder, request, request->path,
        part_of_file (request->path), error);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!read_part (builder, request, i, error))
      return FALSE;
  return TRUE;
}

static Manifest *
load (const DatasetRequest *request, GError **error)
{
  static const BuilderSpec spec = {
    .name_audio = name_audio, .folders = audio_folders, .sort = TRUE
  };
  g_autoptr (Builder) builder = builder_new (request, &spec);

  return read_all (builder, request, error) ? builder_finish (builder, error)
                                            : NULL;
}

const DatasetReader dataset_jamendo = {
  .kind = "jamendo",
  .options = { { "tags", tags_values }, { "split", split_values },
      { "names", names_values } },
  .load = load,
};
