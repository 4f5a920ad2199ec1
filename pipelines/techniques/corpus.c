/* Split by split: one font in memory at a time, one synthesizer to a thread.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "corpus.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "accompaniment.h"
#include "audiofile.h"
#include "clip.h"
#include "gls.h"
#include "midi.h"
#include "outfile.h"
#include "phrase.h"
#include "provenance.h"
#include "sound.h"
#include "tables.h"
#include "team.h"
#include "terminal/progress.h"

/* Of GlsRngPurpose's streams, beside those of the orders: each split has one of
 * its own for clips, and one for phrases. */
#define CLIP_STREAM 16
#define PHRASE_STREAM 32

/* How much of a phrase's backing is heard: less often than of a clip */
#define PHRASE_BACKED 0.4

typedef struct
{
  const CorpusSettings *settings;
  GPtrArray *recordings;
  NoteShelf *shelf;
} Corpus;

/**
 * Stage:
 * @synths: one for each thread
 * @presets: Preset[n_instruments]
 * @found: Recording *[n]: what each task has made
 * @error: the first failure
 */
typedef struct
{
  const Corpus *corpus;
  Split split;
  Synth **synths;
  Preset *presets;
  Setlist *setlist;
  PhraseBook *book;
  char *source;
  Recording **found;
  GMutex lock;
  guint n_done;
  GError *error;
} Stage;

/* --- one task --- */

static void
report (Stage *self, GError *error)
{
  g_mutex_lock (&self->lock);
  progress_set (++self->n_done, NULL);
  if (error != NULL && self->error == NULL)
    self->error = g_steal_pointer (&error);
  g_clear_error (&error);
  g_mutex_unlock (&self->lock);
}

static gboolean
has_failed (Stage *self)
{
  gboolean failed;

  g_mutex_lock (&self->lock);
  failed = self->error != NULL;
  g_mutex_unlock (&self->lock);
  return failed;
}

static gboolean
is_wanted (const Stage *self, const char *path)
{
  return !self->corpus->settings->only_plan
      && !g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
write_midi (const Stage *self, const char *name, const Score *score,
    GError **error)
{
  g_autofree char *file = g_strconcat (name, ".mid", NULL);
  g_autofree char *path =
      g_build_filename (self->corpus->settings->folder, file, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (!self->corpus->settings->midi || self->corpus->settings->only_plan)
    return TRUE;
  bytes = midi_from_score (score);
  return gls_outfile_replace (path, bytes, error);
}

/* Plays it and records it. */
static gboolean
record_score (const Stage *self, Synth *synth, const Score *score,
    const char *path, GlsRng *rng, GError **error)
{
  gsize n = synth_count_samples (score), m = n / 3;
  g_autofree float *fast = g_new (float, 2 * n);
  g_autofree float *solo = g_new (float, m);
  g_autofree float *backing = g_new (float, m);

  synth_render (synth, score, fast, fast + n, n);
  sound_thin_out (fast, n, solo);
  sound_thin_out (fast + n, n, backing);
  if (self->corpus->settings->alone)
    sound_scale (solo, m);
  else
    sound_record (solo, backing, m, rng);
  return audiofile_write (path, solo, m, SOUND_RATE, error);
}

static void
make_clip (size_t task, size_t member, gpointer data)
{
  Stage *self = data;
  g_autofree char *name = g_strdup_printf ("audio/%s-%06zu.flac",
      split_name (self->split), task + 1);
  g_autofree char *path =
      g_build_filename (self->corpus->settings->folder, name, NULL);
  g_autoptr (Score) score = NULL;
  GError *error = NULL;
  GlsRng rng;

  if (has_failed (self))
    return;
  gls_rng_init (&rng, self->corpus->settings->seed, GLS_RNG_CORPUS,
      CLIP_STREAM + self->split, task);
  score = clip_plan (self->setlist, task, self->corpus->settings->alone, &rng);
  if (write_midi (self, name, score, &error) && is_wanted (self, path))
    record_score (self, self->synths[member], score, path, &rng, &error);
  self->found[task] = recording_new (name, self->split, self->source, FALSE,
      CLIP_SECONDS, g_array_ref (score->events));
  report (self, error);
}

/* Returns: (transfer full) (nullable): what accompanies a phrase; most have
 * nothing */
static float *
make_backing (Synth *synth, gsize n, GlsRng *rng)
{
  g_autoptr (Score) score = score_new (CLIP_SECONDS);
  Scale scale = scale_draw (rng);
  g_autofree float *fast = NULL;
  float *backing;

  if (!chance_is (rng, PHRASE_BACKED))
    return NULL;
  accompaniment_write (score, &scale, chance_between (rng, 0.35, 1), 0, rng);
  score_sort (score);
  fast = g_new (float, 6 * n);
  synth_render (synth, score, fast, fast + 3 * n, 3 * n);
  backing = g_new (float, n);
  sound_thin_out (fast + 3 * n, 3 * n, backing);
  return backing;
}

static void
make_phrase (size_t task, size_t member, gpointer data)
{
  Stage *self = data;
  const gsize n = (gsize) (CLIP_SECONDS * SOUND_RATE);
  g_autofree char *name = g_strdup_printf ("audio/players-%s-%06zu.flac",
      split_name (self->split), task + 1);
  g_autofree char *path =
      g_build_filename (self->corpus->settings->folder, name, NULL);
  g_autofree float *x = g_new (float, n);
  g_autofree float *backing = NULL;
  GError *error = NULL;
  GArray *events;
  GlsRng rng;

  if (has_failed (self))
    return;
  gls_rng_init (&rng, self->corpus->settings->seed, GLS_RNG_CORPUS,
      PHRASE_STREAM + self->split, task);
  events = phrase_make (self->book, task, &rng, x, n);
  if (is_wanted (self, path)) {
    if (self->corpus->settings->alone) {
      sound_scale (x, n);
    } else {
      backing = make_backing (self->synths[member], n, &rng);
      sound_record (x, backing, n, &rng);
    }
    audiofile_write (path, x, n, SOUND_RATE, &error);
  }
  self->found[task] = recording_new (name, self->split, "philharmonia", TRUE,
      CLIP_SECONDS, events);
  report (self, error);
}

static void
measure_preset (size_t task, size_t member, gpointer data)
{
  Stage *self = data;
  Preset *preset = &self->presets[task];

  preset->instrument = &instruments[task];
  preset_measure (self->synths[member], preset->instrument, &preset->traits);
  report (self, NULL);
}

/* --- one split --- */

static gboolean
run_tasks (Stage *self, GlsTeam *team, const char *what, gsize n,
    GlsTaskFunc task, GError **error)
{
  g_autofree char *title =
      g_strdup_printf ("%s: %s", split_name (self->split), what);

  self->n_done = 0;
  self->found = g_new0 (Recording *, n);
  progress_begin (title, (double) n);
  gls_team_run (team, n, task, self);
  progress_end ();
  for (gsize i = 0; i < n; i++)
    if (self->found[i] != NULL)
      g_ptr_array_add (self->corpus->recordings, self->found[i]);
  g_clear_pointer (&self->found, g_free);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

static gboolean
load_font (Stage *self, GError **error)
{
  const CorpusSettings *settings = self->corpus->settings;
  const char *font = settings->fonts[self->split];
  g_autofree char *file = g_path_get_basename (font);
  char *dot = strrchr (file, '.');

  if (dot != NULL)
    *dot = '\0';
  self->source = (char *) g_intern_string (file);
  self->presets = g_new0 (Preset, n_instruments);
  self->synths = g_new0 (Synth *, settings->n_jobs);
  for (guint i = 0; i < settings->n_jobs; i++) {
    self->synths[i] = synth_new (font, error);
    if (self->synths[i] == NULL)
      return FALSE;
  }
  return TRUE;
}

static void
stage_clear (Stage *self)
{
  for (guint i = 0; self->synths != NULL && i < self->corpus->settings->n_jobs;
       i++)
    synth_free (self->synths[i]);
  g_free (self->synths);
  g_free (self->presets);
  g_clear_pointer (&self->setlist, setlist_free);
  g_clear_pointer (&self->book, phrase_book_free);
  g_mutex_clear (&self->lock);
}

static gboolean
make_clips (Stage *self, GlsTeam *team, GError **error)
{
  guint n = self->corpus->settings->n_clips[self->split];

  if (n == 0)
    return TRUE;
  if (!run_tasks (self, team, "trying instruments", n_instruments,
          measure_preset, error))
    return FALSE;
  self->setlist =
      setlist_new (self->presets, self->corpus->settings->seed + self->split);
  return run_tasks (self, team, "playing", n, make_clip, error);
}

static gboolean
make_phrases (Stage *self, GlsTeam *team, GError **error)
{
  guint n = self->corpus->settings->n_phrases[self->split];

  if (n == 0 || self->corpus->shelf == NULL)
    return TRUE;
  self->book = phrase_book_new (self->corpus->shelf, self->split == SPLIT_VALID,
      self->corpus->settings->seed);
  if (self->book == NULL)
    return TRUE;
  return run_tasks (self, team, "phrases", n, make_phrase, error);
}

static gboolean
make_split (const Corpus *corpus, Split split, GlsTeam *team, GError **error)
{
  Stage stage = { .corpus = corpus, .split = split };
  gboolean ok;

  if (corpus->settings->fonts[split] == NULL)
    return TRUE;
  g_mutex_init (&stage.lock);
  ok = load_font (&stage, error) && make_clips (&stage, team, error)
      && make_phrases (&stage, team, error);
  stage_clear (&stage);
  return ok;
}

/* --- all of it --- */

static gboolean
write_table (const Corpus *self, const char *name, char *text, GError **error)
{
  g_autofree char *path = g_build_filename (self->settings->folder, name, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return gls_outfile_replace (path, bytes, error);
}

static gboolean
write_tables (const Corpus *self, GError **error)
{
  const Windows *windows = &self->settings->windows;

  return write_table (self, "events.csv", tables_make_events (self->recordings),
             error)
      && write_table (self, "manifest.csv",
          tables_make_manifest (self->recordings, windows, FALSE), error)
      && write_table (self, "manifest-real.csv",
          tables_make_manifest (self->recordings, windows, TRUE), error);
}

static gboolean
make_folder (const CorpusSettings *settings, GError **error)
{
  g_autofree char *audio = g_build_filename (settings->folder, "audio", NULL);

  if (g_mkdir_with_parents (audio, 0777) == 0)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "%s cannot be made: %s", audio,
      g_strerror (errno));
  return FALSE;
}

static gboolean
make_all (Corpus *self, GError **error)
{
  const CorpusSettings *settings = self->settings;
  const char *sha256 = self->shelf == NULL ? NULL : self->shelf->sha256;
  GlsTeam *team = gls_team_new (settings->n_jobs);
  gboolean ok = make_folder (settings, error)
      && corpus_provenance_begin (settings, sha256, error);

  for (Split split = 0; ok && split < N_SPLITS; split++)
    ok = make_split (self, split, team, error);
  gls_team_free (team);
  return ok && write_tables (self, error)
      && corpus_provenance_finish (settings, sha256, self->recordings, error);
}

gboolean
corpus_make (const CorpusSettings *settings, GError **error)
{
  Corpus self = { .settings = settings };
  gboolean ok = TRUE;

  self.recordings =
      g_ptr_array_new_with_free_func ((GDestroyNotify) recording_free);
  if (settings->notes != NULL) {
    self.shelf = notes_load (settings->notes, settings->n_jobs, error);
    ok = self.shelf != NULL;
  }
  ok = ok && make_all (&self, error);
  if (ok)
    tables_print (self.recordings);
  notes_free (self.shelf);
  g_ptr_array_unref (self.recordings);
  return ok;
}
