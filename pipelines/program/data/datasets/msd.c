/* The Million Song Dataset (Bertin-Mahieux, Ellis, Whitman and Lamere, ISMIR
 * 2011) with the tags of Last.fm, in one of the two splits that are in use.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Choi's: text lists {train,valid,test}_x_msd_id.txt, one track a line, with the
 * ids of 7digital beside them, and labels as bool arrays. Lee's: Python 2
 * pickles filtered_list_{train,test}.cP.
 */
#include <string.h>

#include "data/datasets/boolarray.h"
#include "data/datasets/builder.h"
#include "data/datasets/lastfm.h"
#include "data/datasets/pickle.h"
#include "data/datasets/places.h"
#include "data/datasets/reader.h"
#include "data/datasets/table.h"
#include "gls.h"

#define DATABASE "lastfm_tags.db"
/* Of Lee's training list: what follows is for validation. */
#define LEE_TRAIN 201680
#define MSD_ID_LENGTH 18

enum
{
  OPTION_SPLIT,
};

enum
{
  SPLIT_THERE,
  SPLIT_LEE,
  SPLIT_CHOI,
};

/* Both splits have them in this order. */
static const char *const tags[] = { "rock", "pop", "alternative", "indie",
  "electronic", "female vocalists", "dance", "00s", "alternative rock", "jazz",
  "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul",
  "indie rock", "Mellow", "electronica", "80s", "folk", "90s", "chill",
  "instrumental", "punk", "oldies", "blues", "hard rock", "ambient", "acoustic",
  "experimental", "female vocalist", "guitar", "Hip-Hop", "70s", "party",
  "country", "easy listening", "sexy", "catchy", "funk", "electro",
  "heavy metal", "Progressive rock", "60s", "rnb", "indie pop", "sad", "House",
  "happy", NULL };

#define N_TAGS (G_N_ELEMENTS (tags) - 1)

static const char *const folders[] = { ".", "split", "splits", "lastfm",
  "labels", NULL };
static const char *const audio_folders[] = { ".", "audio", "mp3", "songs",
  "clips", "previews", "../audio", "../mp3", "../songs", "../clips", NULL };

/* As people have them: by MSD id, three letters of it being folders, or by the
 * id of 7digital, two digits being folders; each also all in one.
 * hint: (nullable): the id of 7digital */
static void
name_audio (const char *id, const char *hint, GPtrArray *names)
{
  g_ptr_array_add (names,
      g_strdup_printf ("%c/%c/%c/%s.mp3", id[2], id[3], id[4], id));
  if (hint != NULL && strlen (hint) >= 2) {
    g_ptr_array_add (names,
        g_strdup_printf ("%c/%c/%s.clip.mp3", hint[0], hint[1], hint));
    g_ptr_array_add (names,
        g_strdup_printf ("%c/%c/%s.mp3", hint[0], hint[1], hint));
    g_ptr_array_add (names, g_strdup_printf ("%s.clip.mp3", hint));
    g_ptr_array_add (names, g_strdup_printf ("%s.mp3", hint));
  }
  g_ptr_array_add (names, g_strdup_printf ("%s.mp3", id));
}

static gboolean
is_msd_id (const char *text)
{
  return strlen (text) == MSD_ID_LENGTH && g_str_has_prefix (text, "TR")
      && strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == MSD_ID_LENGTH;
}

/* Returns: (nullable): the row; NULL if there is none, which has been said */
static Draft *
add_track (Builder *builder, const char *id, const char *hint,
    const char *split, size_t line)
{
  if (is_msd_id (id))
    return builder_add (builder, id, hint, split, line);
  builder_refuse (builder, line, "“%s” is no id of a track", id);
  return NULL;
}

/* --- labels of the database --- */

static void
on_tag (const char *track, size_t tag, gpointer data)
{
  Draft *draft = builder_get (data, track);

  if (draft != NULL)
    draft_set (draft, tag, 1);
}

static void
count_without (Draft *draft, gpointer data)
{
  size_t *n = data;

  *n += !draft_has_any (draft);
}

static gboolean
read_database (Builder *builder, const DatasetRequest *request, GError **error)
{
  g_autofree char *path = places_find (request->path, folders, DATABASE, error);
  size_t n_without = 0;

  if (path == NULL)
    return FALSE;
  builder_begin_file (builder, path);
  if (!lastfm_read (path, tags, on_tag, builder, error))
    return FALSE;
  builder_foreach (builder, count_without, &n_without);
  if (n_without > 0)
    builder_note (builder, "tracks of the lists with none of the %zu tags: %zu",
        N_TAGS, n_without);
  return TRUE;
}

/* --- Lee's split --- */

static gboolean
read_pickle (Builder *builder, const DatasetRequest *request, const char *name,
    gboolean test, GError **error)
{
  g_autofree char *path = places_find (request->path, folders, name, error);
  g_autoptr (GPtrArray) ids = NULL;

  if (path == NULL)
    return FALSE;
  ids = pickle_read_texts (path, error);
  if (ids == NULL) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  builder_begin_file (builder, path);
  for (guint i = 0; i < ids->len; i++)
    add_track (builder, ids->pdata[i], NULL,
        test                ? "test"
            : i < LEE_TRAIN ? "train"
                            : "valid",
        i + 1);
  return TRUE;
}

static gboolean
read_lee (Builder *builder, const DatasetRequest *request, GError **error)
{
  return read_pickle (builder, request, "filtered_list_train.cP", FALSE, error)
      && read_pickle (builder, request, "filtered_list_test.cP", TRUE, error)
      && read_database (builder, request, error);
}

/* --- Choi's split --- */

/* Returns: (transfer full) (element-type utf8) (nullable): the lines of a list;
 *   those that are none are empty texts */
static GPtrArray *
read_lines (const char *path, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Table) table = table_open (path, '\t', FALSE, error);
  GError *local = NULL;
  TableRow row;

  if (table == NULL)
    return NULL;
  while (table_next (table, &row, &local))
    g_ptr_array_add (lines,
        g_strdup (row.fault == NULL ? table_row_get (&row, 0) : ""));
  if (local == NULL)
    return g_steal_pointer (&lines);
  g_propagate_error (error, local);
  return NULL;
}

/* The lines of a list that may be there.
 * n: how many it must have
 * lines: (out) (nullable) */
static gboolean
read_hints (const DatasetRequest *request, const char *split, guint n,
    GPtrArray **lines, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s_x_7d_id.txt", split);
  g_autofree char *path = places_look (request->path, folders, name);

  *lines = NULL;
  if (path == NULL)
    return TRUE;
  *lines = read_lines (path, error);
  if (*lines == NULL || (*lines)->len == n)
    return *lines != NULL;
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
      "%s has %u lines, and the list of MSD ids beside it %u", path,
      (*lines)->len, n);
  return FALSE;
}

/* labels: (out): cleared if there is no such file */
static gboolean
open_labels (const DatasetRequest *request, const char *split, guint n,
    BoolArray *labels, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s_y.npy", split);
  g_autofree char *path = places_look (request->path, folders, name);

  if (path == NULL)
    return TRUE;
  if (!boolarray_open (labels, path, error)) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  if (labels->n_rows == n && labels->n_columns == N_TAGS)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
      "%s is [%zu][%zu], and there are %u tracks and %zu tags", path,
      labels->n_rows, labels->n_columns, n, N_TAGS);
  return FALSE;
}

static void
add_part (Builder *builder, const char *split, const GPtrArray *ids,
    const GPtrArray *hints, const BoolArray *labels)
{
  for (guint i = 0; i < ids->len; i++) {
    Draft *draft = add_track (builder, ids->pdata[i],
        hints != NULL ? hints->pdata[i] : NULL, split, i + 1);

    for (size_t t = 0; draft != NULL && labels->values != NULL && t < N_TAGS;
         t++)
      draft_set (draft, t, labels->values[i * N_TAGS + t]);
  }
}

/* complete: (inout): whether all labels were there so far */
static gboolean
read_part (Builder *builder, const DatasetRequest *request, const char *split,
    gboolean *complete, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s_x_msd_id.txt", split);
  g_autofree char *path = places_find (request->path, folders, name, error);
  g_autoptr (GPtrArray) ids = NULL, hints = NULL;
  g_auto (BoolArray) labels = { 0 };

  if (path == NULL)
    return FALSE;
  ids = read_lines (path, error);
  if (ids == NULL || !read_hints (request, split, ids->len, &hints, error)
      || !open_labels (request, split, ids->len, &labels, error))
    return FALSE;
  builder_begin_file (builder, path);
  add_part (builder, split, ids, hints, &labels);
  *complete &= labels.values != NULL;
  return TRUE;
}

static gboolean
read_choi (Builder *builder, const DatasetRequest *request, GError **error)
{
  gboolean complete = TRUE;

  return read_part (builder, request, "train", &complete, error)
      && read_part (builder, request, "valid", &complete, error)
      && read_part (builder, request, "test", &complete, error)
      && (complete || read_database (builder, request, error));
}

/* --- the data set --- */

static gboolean
is_choi (const DatasetRequest *request)
{
  g_autofree char *lee =
      places_look (request->path, folders, "filtered_list_test.cP");
  g_autofree char *choi =
      places_look (request->path, folders, "test_x_msd_id.txt");

  return request->choice[OPTION_SPLIT] == SPLIT_CHOI
      || (request->choice[OPTION_SPLIT] == SPLIT_THERE && lee == NULL
          && choi != NULL);
}

static Manifest *
load (const DatasetRequest *request, GError **error)
{
  static const BuilderSpec spec = { .name_audio = name_audio,
    .folders = audio_folders };
  g_autoptr (Builder) builder = builder_new (request, &spec);

  for (size_t i = 0; i < N_TAGS; i++)
    builder_label (builder, tags[i]);
  if (!(is_choi (request) ? read_choi : read_lee) (builder, request, error))
    return NULL;
  return builder_finish (builder, error);
}

static const char *const split_values[] = { "there", "lee", "choi", NULL };

const DatasetReader dataset_msd = {
  .kind = "msd",
  .options = { { "split", split_values } },
  .load = load,
};
