/* MagnaTagATune (Law, West, Mandel, Bay and Downie, "Evaluation of algorithms
 * using games: the case of music tagging", ISMIR 2009).
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * annotations_final.csv: separated by tabs in spite of its name; clip_id, 188
 * tags of "0" or "1", mp3_path.
 */
#include <string.h>

#include "data/datasets/builder.h"
#include "data/datasets/pickle.h"
#include "data/datasets/places.h"
#include "data/datasets/reader.h"
#include "data/datasets/table.h"
#include "gls.h"

#define ANNOTATIONS "annotations_final.csv"

enum
{
  OPTION_SPLIT,
  OPTION_TAGS,
};

enum
{
  SPLIT_PUBLISHED,
  SPLIT_FOLDERS,
};

enum
{
  TAGS_TOP,
  TAGS_ALL,
};

/* The fifty that occur most, in the order that the field uses. */
static const char *const top_tags[] = { "guitar", "classical", "slow", "techno",
  "strings", "drums", "electronic", "rock", "fast", "piano", "ambient", "beat",
  "violin", "vocal", "synth", "female", "indian", "opera", "male", "singing",
  "vocals", "no vocals", "harpsichord", "loud", "quiet", "flute", "woman",
  "male vocal", "no vocal", "pop", "soft", "sitar", "solo", "man", "classic",
  "choir", "voice", "new age", "dance", "male voice", "female vocal", "beats",
  "harp", "cello", "no voice", "weird", "country", "metal", "female voice",
  "choral" };

static const char *const list_folders[] = { ".", "split", "splits", NULL };
static const char *const audio_folders[] = { ".", "mp3", "audio", "mp3s",
  "../mp3", "../audio", NULL };
static const char *const known_empty[] = { "35644", "55753", "57881", NULL };

/* A part of the data, and the published list of its clips. */
typedef struct
{
  const char *name;
  const char *list;
} Part;

static const Part parts[] = { { "train", "train_list_pub.cP" },
  { "valid", "valid_list_pub.cP" }, { "test", "test_list_pub.cP" } };

typedef struct
{
  Builder *builder;
  const DatasetRequest *request;
  guint n_columns;
  guint id, path; /* columns */
  guint *tags;    /* columns of the labels, [n_tags], the top ones first */
  size_t n_tags;
  GHashTable *listed; /* parts by the path of a clip, without suffix */
  gboolean has_list[G_N_ELEMENTS (parts)];
  GString *empty; /* ids that are known to be empty */
} Reader;

/* --- the header --- */

static gboolean
find_column (const TableRow *header, const char *name, guint *column,
    GError **error)
{
  for (guint i = 0; i < header->fields->len; i++)
    if (g_str_equal (table_row_get (header, i), name)) {
      *column = i;
      return TRUE;
    }
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
      "the header of %s has no column “%s”; its columns are separated by tabs",
      ANNOTATIONS, name);
  return FALSE;
}

static void
add_other_tags (Reader *self, const TableRow *header)
{
  size_t place;

  for (guint i = 0; i < header->fields->len; i++) {
    const char *name = table_row_get (header, i);

    if (i == self->id || i == self->path
        || builder_has_label (self->builder, name, &place))
      continue;
    self->tags[builder_label (self->builder, name)] = i;
    self->n_tags++;
  }
}

static gboolean
read_header (Reader *self, const TableRow *header, GError **error)
{
  self->n_columns = header->fields->len;
  self->tags = g_new0 (guint, self->n_columns + G_N_ELEMENTS (top_tags));
  if (!find_column (header, "clip_id", &self->id, error)
      || !find_column (header, "mp3_path", &self->path, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (top_tags); i++) {
    builder_label (self->builder, top_tags[i]);
    if (!find_column (header, top_tags[i], &self->tags[i], error))
      return FALSE;
  }
  self->n_tags = G_N_ELEMENTS (top_tags);
  if (self->request->choice[OPTION_TAGS] == TAGS_ALL)
    add_other_tags (self, header);
  return TRUE;
}

/* --- the split --- */

/* Returns: (transfer full): “f/name” of “f/name.mp3” */
static char *
without_suffix (const char *path)
{
  const char *dot = strrchr (path, '.');

  return g_strndup (path, dot != NULL ? (gsize) (dot - path) : strlen (path));
}

/* Clips of a published list, if it is beside the annotations. */
static gboolean
read_list (Reader *self, const char *annotations, const Part *part,
    GError **error)
{
  g_autofree char *path = places_look (annotations, list_folders, part->list);
  g_autoptr (GPtrArray) clips = NULL;

  if (path == NULL)
    return TRUE;
  clips = pickle_read_texts (path, error);
  if (clips == NULL) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  self->has_list[part - parts] = TRUE;
  for (guint i = 0; i < clips->len; i++)
    g_hash_table_insert (self->listed, without_suffix (clips->pdata[i]),
        (gpointer) part);
  return TRUE;
}

static gboolean
read_lists (Reader *self, const char *annotations, GError **error)
{
  self->listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (self->request->choice[OPTION_SPLIT] != SPLIT_PUBLISHED)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!read_list (self, annotations, &parts[i], error))
      return FALSE;
  return TRUE;
}

/* Returns: (nullable): the part that a folder, 0 to f, belongs to */
static const Part *
part_of_folder (const char *path)
{
  int folder = g_ascii_xdigit_value (path[0]);

  if (folder < 0 || path[1] != '/')
    return NULL;
  return &parts[folder < 0xc ? 0 : folder == 0xc ? 1 : 2];
}

/* The published split has the clips of a list, or, of a part without a list,
 * those of its folders that have one of the fifty tags and are whole: it is the
 * rule that the lists were made by.
 * by_folder: the part of its folder
 * Returns: (nullable): its part */
static const Part *
choose_part (const Reader *self, const char *id, const char *path,
    gboolean tagged, const Part *by_folder)
{
  g_autofree char *stem = without_suffix (path);
  const Part *listed = g_hash_table_lookup (self->listed, stem);

  if (listed != NULL || self->request->choice[OPTION_SPLIT] == SPLIT_FOLDERS)
    return listed != NULL ? listed : by_folder;
  if (!tagged || self->has_list[by_folder - parts])
    return NULL;
  if (!g_strv_contains (known_empty, id))
    return by_folder;
  g_string_append_printf (self->empty, "%s%s", self->empty->len > 0 ? ", " : "",
      id);
  return NULL;
}

/* --- rows --- */

/* Returns: (nullable): what is wrong */
static const char *
read_tags (const Reader *self, const TableRow *row, float *targets,
    gboolean *tagged)
{
  *tagged = FALSE;
  for (size_t i = 0; i < self->n_tags; i++) {
    const char *text = table_row_get (row, self->tags[i]);

    if ((text[0] != '0' && text[0] != '1') || text[1] != '\0')
      return "a tag is neither 0 nor 1";
    targets[i] = (float) (text[0] - '0');
    *tagged |= i < G_N_ELEMENTS (top_tags) && text[0] == '1';
  }
  return NULL;
}

static void
read_row (Reader *self, const TableRow *row)
{
  g_autofree float *targets = g_new (float, self->n_tags);
  const char *id, *path, *fault = row->fault;
  gboolean tagged = FALSE;
  const Part *part;
  Draft *draft;

  if (fault == NULL && row->fields->len != self->n_columns)
    fault = "it has not as many fields as the header";
  if (fault == NULL)
    fault = read_tags (self, row, targets, &tagged);
  if (fault != NULL) {
    builder_refuse (self->builder, row->line, "%s", fault);
    return;
  }
  id = table_row_get (row, self->id);
  path = table_row_get (row, self->path);
  part = part_of_folder (path);
  if (part == NULL) {
    builder_refuse (self->builder, row->line,
        "“%s” is in none of the folders 0 to f", path);
    return;
  }
  part = choose_part (self, id, path, tagged, part);
  if (part == NULL)
    return;
  draft = builder_add (self->builder, id, path, part->name, row->line);
  for (size_t i = 0; draft != NULL && i < self->n_tags; i++)
    draft_set (draft, i, targets[i]);
}

static gboolean
read_table (Reader *self, const char *path, GError **error)
{
  g_autoptr (Table) table = table_open (path, '\t', FALSE, error);
  GError *local = NULL;
  TableRow row;

  if (table == NULL)
    return FALSE;
  while (table_next (table, &row, &local))
    if (self->tags != NULL)
      read_row (self, &row);
    else if (row.fields == NULL || !read_header (self, &row, &local))
      break;
  if (local == NULL && self->tags != NULL)
    return TRUE;
  if (local == NULL)
    local = g_error_new (GLS_ERROR, GLS_ERROR_DATA, "%s has no header", path);
  g_propagate_error (error, local);
  return FALSE;
}

/* f/artist-album-nn-title-117-146.mp3: seconds 117 to 146 of a track. */
static char *
name_track (const char *path)
{
  const char *end = strrchr (path, '.');

  for (int i = 0; i < 2 && end != NULL; i++) {
    const char *digits = end;

    while (digits > path && g_ascii_isdigit (digits[-1]))
      digits--;
    end =
        digits < end && digits > path && digits[-1] == '-' ? digits - 1 : NULL;
  }
  return end != NULL ? g_strndup (path, (gsize) (end - path)) : NULL;
}

static void
name_audio (const char *id, const char *hint, GPtrArray *names)
{
  g_ptr_array_add (names, g_strdup (hint));
}

static Manifest *
load (const DatasetRequest *request, GError **error)
{
  static const BuilderSpec spec = { .name_audio = name_audio,
    .name_track = name_track,
    .folders = audio_folders,
    .known_empty = known_empty };
  g_autofree char *annotations =
      places_find (request->path, list_folders, ANNOTATIONS, error);
  g_autoptr (Builder) builder = builder_new (request, &spec);
  g_autoptr (GString) empty = g_string_new (NULL);
  Reader self = { .builder = builder, .request = request, .empty = empty };
  gboolean ok;

  if (annotations == NULL)
    return NULL;
  builder_begin_file (builder, annotations);
  ok = read_lists (&self, annotations, error)
      && read_table (&self, annotations, error);
  if (empty->len > 0)
    builder_note (builder, "the files of clips %s are empty, as published",
        empty->str);
  g_free (self.tags);
  g_clear_pointer (&self.listed, g_hash_table_unref);
  return ok ? builder_finish (builder, error) : NULL;
}

static const char *const split_values[] = { "published", "folders", NULL };
static const char *const tags_values[] = { "50", "all", NULL };

const DatasetReader dataset_mtat = {
  .kind = "mtat",
  .options = { { "split", split_values }, { "tags", tags_values } },
  .load = load,
};
