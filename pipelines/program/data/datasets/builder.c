/* Rows in order, and by id; then their audio.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/builder.h"

#include <math.h>
#include <string.h>

#include "data/datasets/audiofiles.h"
#include "data/datasets/places.h"
#include "gls.h"
#include "tags/vocabulary.h"

#define KIND_BROKEN "rows that are broken"
#define KIND_TWICE "rows whose id was there before"
#define KIND_ABSENT "rows whose audio is not there"
#define KIND_EMPTY "rows whose audio file is empty"

struct _Draft
{
  ManifestRow *row;
  char *id, *hint;
  size_t n_targets;
  float unset;
};

struct _Builder
{
  const DatasetRequest *request;
  const BuilderSpec *spec;
  GPtrArray *labels;
  GHashTable *places; /* of labels, from 1 on */
  GPtrArray *drafts;
  GHashTable *ids; /* to drafts */
  GPtrArray *files;
  size_t n_bad;
};

static void
draft_free (gpointer data)
{
  Draft *self = data;

  if (self->row != NULL)
    manifest_row_free (self->row);
  g_free (self->id);
  g_free (self->hint);
  g_free (self);
}

Builder *
builder_new (const DatasetRequest *request, const BuilderSpec *spec)
{
  Builder *self = g_new0 (Builder, 1);

  self->request = request;
  self->spec = spec;
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  self->drafts = g_ptr_array_new_with_free_func (draft_free);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->files = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
builder_free (Builder *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->labels);
  g_hash_table_unref (self->ids);
  g_ptr_array_unref (self->drafts);
  g_ptr_array_unref (self->files);
  g_free (self);
}

void
builder_begin_file (Builder *self, const char *path)
{
  g_ptr_array_add (self->files, g_strdup (path));
}

/* --- labels --- */

gboolean
builder_has_label (const Builder *self, const char *label, size_t *place)
{
  size_t found = GPOINTER_TO_SIZE (g_hash_table_lookup (self->places, label));

  if (found > 0)
    *place = found - 1;
  return found > 0;
}

size_t
builder_label (Builder *self, const char *label)
{
  size_t place = self->labels->len;
  char *own;

  if (builder_has_label (self, label, &place))
    return place;
  own = g_strdup (label);
  g_ptr_array_add (self->labels, own);
  g_hash_table_insert (self->places, own, GSIZE_TO_POINTER (place + 1));
  return place;
}

/* --- problems --- */

static const char *
current_file (const Builder *self)
{
  return self->files->len > 0 ? self->files->pdata[self->files->len - 1]
                              : self->request->path;
}

static void
leave_out (Builder *self, const char *kind, size_t line, const char *why)
{
  self->n_bad++;
  problems_add_of_kind (self->request->problems, kind, current_file (self),
      line, "line %zu is left out: %s", line, why);
}

void
builder_refuse (Builder *self, size_t line, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  leave_out (self, KIND_BROKEN, line, why);
}

void
builder_note (Builder *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  problems_note (self->request->problems, current_file (self), 0, "%s", what);
}

/* --- rows --- */

/* With labels up to n, those that are new unset. */
static void
grow (Draft *self, size_t n)
{
  if (n <= self->n_targets)
    return;
  self->row->targets = g_renew (float, self->row->targets, n);
  for (size_t i = self->n_targets; i < n; i++)
    self->row->targets[i] = self->unset;
  self->n_targets = n;
}

Draft *
builder_add (Builder *self, const char *id, const char *hint, const char *split,
    size_t line)
{
  Draft *draft;

  if (g_hash_table_contains (self->ids, id)) {
    g_autofree char *why = g_strdup_printf ("“%s” was there before", id);

    leave_out (self, KIND_TWICE, line, why);
    return NULL;
  }
  draft = g_new0 (Draft, 1);
  draft->row = g_new0 (ManifestRow, 1);
  draft->row->line = line;
  draft->row->end_s = INFINITY;
  draft->row->split = g_strdup (split);
  if (self->spec->name_track != NULL)
    draft->row->track = self->spec->name_track (hint);
  draft->id = g_strdup (id);
  draft->hint = g_strdup (hint);
  draft->unset = self->spec->unset;
  grow (draft, self->labels->len);
  g_ptr_array_add (self->drafts, draft);
  g_hash_table_insert (self->ids, draft->id, draft);
  return draft;
}

Draft *
builder_get (Builder *self, const char *id)
{
  return g_hash_table_lookup (self->ids, id);
}

void
draft_set (Draft *self, size_t label, float target)
{
  grow (self, label + 1);
  self->row->targets[label] = target;
}

gboolean
draft_has_any (const Draft *self)
{
  for (size_t i = 0; i < self->n_targets; i++)
    if (self->row->targets[i] > 0)
      return TRUE;
  return FALSE;
}

void
builder_foreach (Builder *self, void (*func) (Draft *, gpointer), gpointer data)
{
  for (guint i = 0; i < self->drafts->len; i++)
    func (self->drafts->pdata[i], data);
}

/* --- audio --- */

static GPtrArray *
name_audio (const Builder *self, const Draft *draft)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  self->spec->name_audio (draft->id, draft->hint, names);
  return names;
}

static AudioState
look_for (const Builder *self, AudioFiles *files, const Draft *draft,
    char **path)
{
  g_autoptr (GPtrArray) names = name_audio (self, draft);

  return audiofiles_find (files, names, path);
}

/* Whether any row has its audio there. */
static gboolean
has_audio (const Builder *self, const char *folder)
{
  AudioFiles files;
  gboolean any = FALSE;

  audiofiles_init (&files, folder);
  for (guint i = 0; !any && i < self->drafts->len; i++) {
    g_autofree char *path = NULL;

    any =
        look_for (self, &files, self->drafts->pdata[i], &path) != AUDIO_ABSENT;
  }
  audiofiles_clear (&files);
  return any;
}

/* Returns: (transfer full) (nullable): the first folder in which there is any */
static char *
choose_folder (const Builder *self, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = name_audio (self, self->drafts->pdata[0]);
  g_autofree char *list = NULL;

  if (self->request->audio != NULL)
    g_ptr_array_add (folders, g_strdup (self->request->audio));
  else
    places_add_folders (folders, self->request->path, self->spec->folders);
  for (guint i = 0; i < folders->len; i++)
    if (has_audio (self, folders->pdata[i]))
      return g_strdup (folders->pdata[i]);
  g_ptr_array_add (folders, NULL);
  list = g_strjoinv (", ", (char **) folders->pdata);
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
      "none of its audio is there, such as %s, looked for in %s%s",
      (char *) names->pdata[0], list,
      self->request->audio != NULL ? "" : "; --audio DIR says where it is");
  return NULL;
}

static gboolean
is_known_to_be_empty (const Builder *self, const Draft *draft)
{
  return self->spec->known_empty != NULL
      && g_strv_contains (self->spec->known_empty, draft->id);
}

/* A row without its audio stays: it may not be asked for. */
static void
set_fault (const Builder *self, const Draft *draft, AudioState state)
{
  ManifestRow *row = draft->row;

  if (state == AUDIO_ABSENT) {
    row->fault = "there is no such file";
    row->fault_kind = KIND_ABSENT;
  } else if (is_known_to_be_empty (self, draft))
    row->fault = "the file is empty, as published";
  else {
    row->fault = "the file is empty";
    row->fault_kind = KIND_EMPTY;
  }
}

/* The rows go into the manifest. */
static void
take_rows (Builder *self, const char *folder, Manifest *manifest)
{
  AudioFiles files;

  audiofiles_init (&files, folder);
  for (guint i = 0; i < self->drafts->len; i++) {
    Draft *draft = self->drafts->pdata[i];
    g_autoptr (GPtrArray) names = name_audio (self, draft);
    AudioState state = audiofiles_find (&files, names, &draft->row->path);

    if (state == AUDIO_ABSENT)
      draft->row->path = g_build_filename (folder, names->pdata[0], NULL);
    if (state != AUDIO_THERE)
      set_fault (self, draft, state);
    draft->row->name = g_strdup (draft->row->path);
    g_ptr_array_add (manifest->rows, g_steal_pointer (&draft->row));
  }
  audiofiles_clear (&files);
}

/* --- the whole --- */

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Puts the labels, and the targets of all rows, in order. */
static void
sort_labels (Builder *self)
{
  size_t n = self->labels->len;
  g_autofree float *sorted = g_new (float, n);

  g_ptr_array_sort (self->labels, compare_labels);
  for (guint r = 0; r < self->drafts->len; r++) {
    float *targets = ((Draft *) self->drafts->pdata[r])->row->targets;

    for (size_t i = 0; i < n; i++) {
      size_t place = 0;

      builder_has_label (self, self->labels->pdata[i], &place);
      sorted[i] = targets[place];
    }
    memcpy (targets, sorted, n * sizeof *targets);
  }
}

static void
settle_labels (Builder *self, Manifest *manifest)
{
  size_t n = self->labels->len;

  for (guint i = 0; i < self->drafts->len; i++)
    grow (self->drafts->pdata[i], n);
  if (self->spec->sort)
    sort_labels (self);
  manifest->n_labels = n;
  manifest->labels = g_new0 (char *, n + 1);
  for (size_t i = 0; i < n; i++)
    manifest->labels[i] = g_strdup (self->labels->pdata[i]);
}

static void
settle_splits (Builder *self, Manifest *manifest)
{
  for (guint i = 0; i < self->drafts->len; i++) {
    ManifestRow *row = ((Draft *) self->drafts->pdata[i])->row;

    if (row->split != NULL)
      manifest->has_splits = TRUE;
    else
      row->split = g_strdup (MANIFEST_DEFAULT_SPLIT);
  }
}

/* Of what the rows say, wherever the audio is and whether it is. */
static char *
compute_checksum (const Builder *self, const Manifest *manifest)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (size_t i = 0; i < manifest->n_labels; i++)
    g_checksum_update (sum, (const guchar *) manifest->labels[i],
        (gssize) strlen (manifest->labels[i]) + 1);
  for (guint i = 0; i < self->drafts->len; i++) {
    const Draft *draft = self->drafts->pdata[i];

    g_checksum_update (sum, (const guchar *) draft->id,
        (gssize) strlen (draft->id) + 1);
    g_checksum_update (sum, (const guchar *) draft->row->split,
        (gssize) strlen (draft->row->split) + 1);
    g_checksum_update (sum, (const guchar *) draft->row->targets,
        (gssize) (manifest->n_labels * sizeof (float)));
  }
  return g_strdup (g_checksum_get_string (sum));
}

static gboolean
check (const Builder *self, GError **error)
{
  const char *missing = self->drafts->len == 0 ? "usable row"
      : self->labels->len == 0                 ? "label"
                                               : NULL;

  if (missing == NULL)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA, "there is no %s in %s",
      missing, current_file (self));
  return FALSE;
}

Manifest *
builder_finish (Builder *self, GError **error)
{
  g_autoptr (Manifest) manifest = manifest_new_empty ();
  g_autoptr (GlsVocabulary) vocabulary = NULL;
  g_autofree char *folder = NULL;

  if (!check (self, error))
    return NULL;
  settle_labels (self, manifest);
  vocabulary =
      gls_vocabulary_new ((const char *const *) manifest->labels, error);
  if (vocabulary == NULL)
    return NULL;
  folder = choose_folder (self, error);
  if (folder == NULL)
    return NULL;
  settle_splits (self, manifest);
  manifest->sha256 = compute_checksum (self, manifest);
  take_rows (self, folder, manifest);
  manifest->n_bad = self->n_bad;
  g_ptr_array_extend_and_steal (manifest->files,
      g_steal_pointer (&self->files));
  self->files = g_ptr_array_new_with_free_func (g_free);
  return g_steal_pointer (&manifest);
}
