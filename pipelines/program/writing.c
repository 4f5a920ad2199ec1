/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "writing.h"

#include <math.h>
#include <string.h>

#include "files/edit.h"
#include "output/change-report.h"
#include "tagnames.h"
#include "terminal/say.h"
#include "timespan.h"

/* Where neither the user nor the model says what is probable enough: as many as
 * are shown to people. */
#define DEFAULT_TOP 5

struct _Writing
{
  const WritingOptions *options;
  GlsSelection selection;
  GStrv genres; /* NULL: the genre is left alone; empty: all tags are genres */
  ChangeReport *report;
  int n_kept; /* atomic: files that have tags already */

  GMutex lock;
  GHashTable *refused; /* (element-type filename): of which a part was given */
};

struct _WritingFile
{
  Writing *writing;
  const Input *input;
  char *path;
  FileState state;
  GlsPrediction *heard; /* NULL: nothing yet */
  float *p;             /* of that and all events since; NULL: there was none */
};

/* --- for all files --- */

/* Returns: (transfer none) (nullable): what is written for a label, or for what
 * people call it */
static const char *
find_name (const GlsModel *model, const char *label)
{
  size_t n;
  const char *const *labels = gls_model_get_labels (model, &n);
  g_autofree const char **names = gls_tagnames_new (labels, n);

  for (size_t i = 0; i < n; i++)
    if (g_str_equal (labels[i], label) || g_str_equal (names[i], label))
      return names[i];
  return NULL;
}

static gboolean
read_genres (Writing *self, const GlsModel *model)
{
  const char *text = self->options->genres;

  if (text == NULL)
    return TRUE;
  self->genres = g_strsplit (g_str_equal (text, "all") ? "" : text, ",", -1);
  for (char **genre = self->genres; *genre != NULL; genre++) {
    const char *name = find_name (model, g_strstrip (*genre));

    if (name == NULL) {
      say (NULL, "--write-genre: the model has no tag “%s”", *genre);
      return FALSE;
    }
    g_free (*genre);
    *genre = g_strdup (name);
  }
  return TRUE;
}

static GlsSelection
choose_selection (const GlsModel *model, const GlsSelection *given)
{
  GlsSelection selection = *given;

  selection.distinct = TRUE;
  if (selection.thresholds == NULL && selection.threshold <= 0)
    selection.thresholds = gls_model_get_thresholds (model);
  if (selection.thresholds == NULL && selection.threshold <= 0
      && selection.top == 0)
    selection.top = DEFAULT_TOP;
  return selection;
}

static void
writing_free (Writing *self)
{
  g_strfreev (self->genres);
  g_hash_table_unref (self->refused);
  g_mutex_clear (&self->lock);
  g_free (self);
}

Writing *
writing_new (const WritingOptions *options, const GlsModel *model,
    const GlsSelection *selection, gboolean json)
{
  Writing *self = g_new0 (Writing, 1);
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->options = options;
  self->selection = choose_selection (model, selection);
  if (read_genres (self, model)) {
    self->report = change_report_new (json, options->dry_run, &error);
    if (self->report != NULL)
      return self;
    say ("standard output", "%s", error->message);
  }
  writing_free (self);
  return NULL;
}

gboolean
writing_close (Writing *self)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = change_report_close (self->report, &error);

  if (!ok)
    say ("standard output", "%s", error->message);
  if (self->n_kept > 0)
    say (NULL,
        "files that have tags already, and keep them without "
        "--overwrite: %d",
        self->n_kept);
  writing_free (self);
  return ok;
}

/* --- before one is heard --- */

/* A file has one place for tags, and the tracks in it have not one each. Said
 * once of each file. */
static void
refuse_part (Writing *self, const Input *input)
{
  g_autofree char *file = NULL;
  size_t length;
  gboolean is_first;

  gls_timespan_split (input->name, &length, NULL);
  file = g_strndup (input->name, length);
  g_mutex_lock (&self->lock);
  is_first = g_hash_table_add (self->refused, g_strdup (file));
  g_mutex_unlock (&self->lock);
  if (is_first)
    say (file,
        "no tags can be written for the parts of a file: those of a cue sheet "
        "are for a database, or --json");
}

/* What is there is kept, so that there is no need to hear anything. */
static gboolean
is_written (const Writing *self, const Change *change)
{
  return !self->options->overwrite && change->before[METADATA_TAGS][0] != NULL
      && (self->genres == NULL || change->before[METADATA_GENRE][0] != NULL);
}

static void
skip (Writing *self, const Input *input, Change *change)
{
  const ChangePlan nothing = { 0 };

  change_plan (change, &nothing);
  g_atomic_int_inc (&self->n_kept);
  change_report_add (self->report, input, change);
}

WritingNext
writing_begin (Writing *self, const Input *input, WritingFile **file)
{
  g_autofree char *path = input_get_path (input);
  g_auto (Change) change = { 0 };
  g_autoptr (GError) error = NULL;
  FileState state;

  *file = NULL;
  if (path == NULL) {
    say (input->name, "tags can be written into files only");
    return WRITING_REFUSED;
  }
  if (input_is_part (input)) {
    refuse_part (self, input);
    return WRITING_REFUSED;
  }
  if (!edit_look (path, &state, &change, &error)) {
    say (input->name, "no tags can be written: %s", error->message);
    return WRITING_REFUSED;
  }
  if (is_written (self, &change)) {
    skip (self, input, &change);
    return WRITING_SKIP;
  }
  *file = g_new0 (WritingFile, 1);
  **file =
      (WritingFile){ self, input, g_steal_pointer (&path), state, NULL, NULL };
  return WRITING_HEAR;
}

/* --- when it was heard --- */

static gboolean
counts (const WritingFile *file, const GlsPrediction *prediction)
{
  return prediction->event
      || (file->heard == NULL && prediction->summary
          && prediction->scope == GLS_SCOPE_INPUT && !prediction->partial
          && !prediction->silent);
}

/* Of events, each tag that sounds at all, as surely as it ever does. */
static void
hear_event (WritingFile *file, const GlsPrediction *event)
{
  if (file->p == NULL)
    file->p = g_memdup2 (file->heard->p, file->heard->n_tags * sizeof *file->p);
  for (size_t i = 0; i < event->n_tags; i++)
    file->p[i] = fmaxf (file->p[i], event->p[i]);
}

void
writing_hear (WritingFile *file, const GlsPrediction *prediction)
{
  if (file == NULL || !counts (file, prediction))
    return;
  if (file->heard == NULL)
    file->heard = gls_prediction_copy (prediction);
  else
    hear_event (file, prediction);
}

/* Returns: (transfer full): the tags, the most probable first */
static GStrv
choose_tags (const WritingFile *file)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (file->heard != NULL) {
    GlsPrediction heard = *file->heard;
    g_autofree size_t *order = g_new (size_t, MAX (heard.n_tags, 1));
    g_autofree const char **names =
        gls_tagnames_new (heard.labels, heard.n_tags);
    size_t n;

    if (file->p != NULL)
      heard.p = file->p;
    n = gls_prediction_rank (&heard, &file->writing->selection, order);
    for (size_t k = 0; k < n; k++)
      g_strv_builder_add (builder, names[order[k]]);
  }
  return g_strv_builder_end (builder);
}

/* Returns: (transfer full) (nullable): those that are genres */
static GStrv
choose_genre (const Writing *self, const GStrv tags)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  const char *const *genres = (const char *const *) self->genres;

  if (genres == NULL)
    return NULL;
  builder = g_strv_builder_new ();
  for (char **tag = tags; *tag != NULL; tag++)
    if (genres[0] == NULL || g_strv_contains (genres, *tag))
      g_strv_builder_add (builder, *tag);
  return g_strv_builder_end (builder);
}

static gboolean
write_tags (WritingFile *file)
{
  const WritingOptions *options = file->writing->options;
  const EditOptions edit = { options->dry_run, options->keep_times };
  g_auto (GStrv) tags = choose_tags (file);
  g_auto (GStrv) genre = choose_genre (file->writing, tags);
  const ChangePlan plan = { .tags = (const char *const *) tags,
    .genre = (const char *const *) genre,
    .overwrite = options->overwrite };
  g_auto (Change) change = { 0 };
  g_autoptr (GError) error = NULL;

  if (!edit_apply (file->path, &file->state, &plan, &edit, &change, &error)) {
    say (file->input->name, "no tags were written: %s", error->message);
    return FALSE;
  }
  change_report_add (file->writing->report, file->input, &change);
  return TRUE;
}

gboolean
writing_end (WritingFile *file, gboolean whole)
{
  gboolean ok;

  if (file == NULL)
    return TRUE;
  ok = !whole || write_tags (file);
  if (file->heard != NULL)
    gls_prediction_free (file->heard);
  g_free (file->p);
  g_free (file->path);
  g_free (file);
  return ok;
}
