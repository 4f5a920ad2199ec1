/* FMA (Defferrard, Benzi, Vandergheynst and Bresson, "FMA: a dataset for music
 * analysis", ISMIR 2017).
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * tracks.csv: two lines of header, as column names have two levels, a third with
 * the name of the index, and then a row a track; lists are written as Python
 * writes them. genres.csv has the names of the genres.
 */
#include <stdlib.h>
#include <string.h>

#include "data/datasets/builder.h"
#include "data/datasets/literal.h"
#include "data/datasets/places.h"
#include "data/datasets/reader.h"
#include "data/datasets/table.h"
#include "gls.h"

#define TRACKS "tracks.csv"
#define GENRES "genres.csv"
#define MAX_TRACK 999999 /* file names have six digits */

enum
{
  OPTION_GENRES,
  OPTION_SUBSET,
};

enum
{
  GENRES_TOP,
  GENRES_ALL,
};

static const char *const genres_values[] = { "top", "all", NULL };
static const char *const subset_values[] = { "there", "small", "medium",
  "large", NULL };
static const char *const folders[] = { ".", "fma_metadata", NULL };

/* Where a subset's audio is; the larger ones first, which hold the others. */
static const char *const audio_folders[] = { "fma_full", "../fma_full",
  "fma_large", "../fma_large", "fma_medium", "../fma_medium", "fma_small",
  "../fma_small", ".", "audio", "../audio", NULL };

static const struct
{
  const char *published, *name;
} parts[] = { { "training", "train" }, { "validation", "valid" },
  { "test", "test" } };

/* Columns that count, by both levels of their names. */
enum
{
  COLUMN_SPLIT,
  COLUMN_SUBSET,
  COLUMN_TOP,
  COLUMN_ALL,
  N_COLUMNS,
};
static const struct
{
  const char *group, *name;
} columns[N_COLUMNS] = {
  [COLUMN_SPLIT] = { "set", "split" },
  [COLUMN_SUBSET] = { "set", "subset" },
  [COLUMN_TOP] = { "track", "genre_top" },
  [COLUMN_ALL] = { "track", "genres_all" },
};

typedef struct
{
  Builder *builder;
  gboolean all_genres;
  guint largest; /* subset that is wanted, of subset_values */
  guint n_columns;
  guint column[N_COLUMNS];
  GHashTable *genres; /* labels by number */
  size_t n_without;   /* rows without a genre */
} Reader;

static void
name_audio (const char *id, const char *hint, GPtrArray *names)
{
  guint64 number = g_ascii_strtoull (id, NULL, 10);

  g_ptr_array_add (names,
      g_strdup_printf ("%03u/%06u.mp3", (guint) (number / 1000),
          (guint) number));
}

/* --- genres --- */

static gboolean
read_id (const char *text, guint64 max, guint *id)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, max, &value, NULL))
    return FALSE;
  *id = (guint) value;
  return TRUE;
}

/* genre_id,#tracks,parent,title,top_level */
static gboolean
read_genres (Reader *self, const char *tracks, GError **error)
{
  static const char *const beside[] = { ".", NULL };
  g_autofree char *path = places_find (tracks, beside, GENRES, error);
  g_autoptr (Table) table = NULL;
  GError *local = NULL;
  TableRow row;

  if (path == NULL)
    return FALSE;
  table = table_open (path, ',', TRUE, error);
  if (table == NULL)
    return FALSE;
  builder_begin_file (self->builder, path);
  while (table_next (table, &row, &local)) {
    guint id;

    if (row.fault == NULL && read_id (table_row_get (&row, 0), MAX_TRACK, &id)
        && *table_row_get (&row, 3) != '\0')
      g_hash_table_insert (self->genres, GUINT_TO_POINTER (id),
          g_strdup (table_row_get (&row, 3)));
    else if (row.line > 1)
      builder_refuse (self->builder, row.line, "it is no genre");
  }
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

/* Returns: (transfer full) (nullable): what is wrong */
static char *
set_genres (const Reader *self, const char *text, Draft *draft)
{
  g_autoptr (GArray) numbers = literal_read_numbers (text);

  if (numbers == NULL)
    return g_strdup_printf ("“%s” is no list of genres", text);
  for (guint i = 0; i < numbers->len; i++) {
    guint number = g_array_index (numbers, guint, i);
    const char *genre =
        g_hash_table_lookup (self->genres, GUINT_TO_POINTER (number));

    if (genre == NULL)
      return g_strdup_printf ("%s has no genre %u", GENRES, number);
    if (draft != NULL)
      draft_set (draft, builder_label (self->builder, genre), 1);
  }
  return NULL;
}

/* --- rows --- */

/* Index in a list of names; n if it is in none */
static guint
find (const char *const *names, const char *name)
{
  guint i = 0;

  while (names[i] != NULL && !g_str_equal (names[i], name))
    i++;
  return i;
}

static const char *
get (const Reader *self, const TableRow *row, guint column)
{
  return table_row_get (row, self->column[column]);
}

/* Returns: (nullable): the split */
static const char *
get_split (const Reader *self, const TableRow *row)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (get (self, row, COLUMN_SPLIT), parts[i].published))
      return parts[i].name;
  return NULL;
}

/* Returns: (transfer full) (nullable): what is wrong, as far as the row alone
 *   can say it */
static char *
find_fault (const Reader *self, const TableRow *row)
{
  guint id;

  if (row->fault != NULL)
    return g_strdup (row->fault);
  if (row->fields->len != self->n_columns)
    return g_strdup_printf ("it has %u fields, the header has %u",
        row->fields->len, self->n_columns);
  if (!read_id (table_row_get (row, 0), MAX_TRACK, &id))
    return g_strdup_printf ("“%s” is no track", table_row_get (row, 0));
  if (get_split (self, row) == NULL)
    return g_strdup_printf ("“%s” is no split", get (self, row, COLUMN_SPLIT));
  if (subset_values[find (subset_values, get (self, row, COLUMN_SUBSET))]
      == NULL)
    return g_strdup_printf ("“%s” is no subset",
        get (self, row, COLUMN_SUBSET));
  return self->all_genres ? set_genres (self, get (self, row, COLUMN_ALL), NULL)
                          : NULL;
}

static void
read_row (Reader *self, const TableRow *row)
{
  g_autofree char *fault = find_fault (self, row);
  const char *genres;
  Draft *draft;

  if (fault != NULL) {
    builder_refuse (self->builder, row->line, "%s", fault);
    return;
  }
  if (find (subset_values, get (self, row, COLUMN_SUBSET)) > self->largest)
    return;
  genres = get (self, row, self->all_genres ? COLUMN_ALL : COLUMN_TOP);
  if (*genres == '\0' || g_str_equal (genres, "[]")) {
    self->n_without++;
    return;
  }
  draft = builder_add (self->builder, table_row_get (row, 0), NULL,
      get_split (self, row), row->line);
  if (draft == NULL)
    return;
  if (self->all_genres)
    g_free (set_genres (self, genres, draft));
  else
    draft_set (draft, builder_label (self->builder, genres), 1);
}

/* --- tracks.csv --- */

/* The first line has the groups of the columns, the second their names.
 * groups: (inout): of each column; NULL before the first line */
static gboolean
read_header (Reader *self, const TableRow *row, GStrv *groups)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_found = 0;

  if (row->fields == NULL)
    return FALSE;
  if (*groups == NULL) {
    for (guint i = 0; i < row->fields->len; i++)
      g_strv_builder_add (builder, table_row_get (row, i));
    *groups = g_strv_builder_end (builder);
    self->n_columns = row->fields->len;
    return TRUE;
  }
  for (guint c = 0; c < N_COLUMNS; c++)
    for (guint i = 0; i < MIN (self->n_columns, row->fields->len); i++)
      if (g_str_equal ((*groups)[i], columns[c].group)
          && g_str_equal (table_row_get (row, i), columns[c].name)) {
        self->column[c] = i;
        n_found++;
      }
  return n_found == N_COLUMNS;
}

static gboolean
read_tracks (Reader *self, const char *path, GError **error)
{
  g_autoptr (Table) table = table_open (path, ',', TRUE, error);
  g_auto (GStrv) groups = NULL;
  GError *local = NULL;
  TableRow row;

  if (table == NULL)
    return FALSE;
  builder_begin_file (self->builder, path);
  for (guint i = 0; local == NULL && i < 2; i++)
    if (!table_next (table, &row, &local) || !read_header (self, &row, &groups))
      local = local != NULL
          ? local
          : g_error_new (GLS_ERROR, GLS_ERROR_DATA,
              "%s has not the two lines of header of FMA's, with set/split, "
              "set/subset, track/genre_top and track/genres_all",
              path);
  while (local == NULL && table_next (table, &row, &local))
    if (row.fault != NULL || !g_str_equal (table_row_get (&row, 0), "track_id"))
      read_row (self, &row);
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

/* The subset that was asked for, or that of the audio: its folder's name says.
 * Returns: an index in subset_values */
static guint
choose_subset (const DatasetRequest *request)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = NULL;
  guint subset;

  if (request->choice[OPTION_SUBSET] > 0)
    return request->choice[OPTION_SUBSET];
  if (request->audio != NULL)
    g_ptr_array_add (places, g_strdup (request->audio));
  else
    places_add_folders (places, request->path, audio_folders);
  if (places->len == 0)
    return G_N_ELEMENTS (subset_values) - 1;
  name = g_path_get_basename (places->pdata[0]);
  subset = find (subset_values,
      g_str_has_prefix (name, "fma_") ? name + strlen ("fma_") : "");
  return subset > 0 ? subset : G_N_ELEMENTS (subset_values) - 1;
}

static Manifest *
load (const DatasetRequest *request, GError **error)
{
  static const BuilderSpec spec = {
    .name_audio = name_audio, .folders = audio_folders, .sort = TRUE
  };
  g_autofree char *tracks = places_find (request->path, folders, TRACKS, error);
  g_autoptr (Builder) builder = builder_new (request, &spec);
  g_autoptr (GHashTable) genres =
      g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Reader self = { .builder = builder,
    .all_genres = request->choice[OPTION_GENRES] == GENRES_ALL,
    .largest = choose_subset (request),
    .genres = genres };

  if (tracks == NULL || (self.all_genres && !read_genres (&self, tracks, error))
      || !read_tracks (&self, tracks, error))
    return NULL;
  if (self.n_without > 0)
    builder_note (builder, "tracks without a genre, which are left out: %zu",
        self.n_without);
  return builder_finish (builder, error);
}

const DatasetReader dataset_fma = {
  .kind = "fma",
  .options = { { "genres", genres_values }, { "subset", subset_values } },
  .load = load,
};
