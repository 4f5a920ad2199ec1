/* notes.csv, and the files that it names.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "notes.h"

#include <math.h>
#include <string.h>

#include "audio/decode.h"
#include "gls.h"
#include "location.h"
#include "pitch.h"
#include "preset.h"
#include "sound.h"
#include "tags/csv.h"
#include "team.h"
#include "terminal/progress.h"
#include "textfile.h"

#define MAX_TABLE_BYTES ((gsize) 16 << 20)
/* Of one note, in seconds: the longest passage is shorter. */
#define MAX_SECONDS 120
/* What is quieter than this against the peak, at either end, is no music. */
#define SILENCE 0.01
/* A longer file is a passage, in which there is no one pitch to follow. */
#define LONGEST_NOTE_S 6.0

static const struct
{
  const char *name;
  const char *family;
  gboolean is_plucked;
  gboolean is_kept;
  gboolean slides; /* in a glissando; the horn runs through its overtones */
} players[] = {
  { "bass-clarinet", "reed", FALSE, TRUE, FALSE },
  { "bassoon", "reed", FALSE, FALSE, FALSE },
  { "cello", "strings", FALSE, FALSE, TRUE },
  { "cor-anglais", "reed", FALSE, TRUE, TRUE },
  { "flute", "pipe", FALSE, FALSE, FALSE },
  { "french-horn", "brass", FALSE, FALSE, FALSE },
  { "guitar", "guitar", TRUE, FALSE, FALSE },
  { "mandolin", "guitar", TRUE, TRUE, FALSE },
  { "saxophone", "reed", FALSE, FALSE, TRUE },
};

/* Its names to ours. What is not here is left out: what may be taken for either
 * (portato, spiccato, double tonguing, molto-vibrato, which mostly does not
 * swing), and what is no technique of a note (effects, percussion). */
static const struct
{
  const char *name;
  Technique technique;
} meanings[] = {
  { "glissando", TECHNIQUE_GLISSANDO },
  { "trill", TECHNIQUE_TRILL },
  { "tremolo-two-note", TECHNIQUE_TRILL },
  { "tremolo", TECHNIQUE_TREMOLO },
  { "staccato", TECHNIQUE_STACCATO },
  { "legato", TECHNIQUE_LEGATO },
  { "fluttertonguing", TECHNIQUE_FLUTTER_TONGUE },
  { "pizzicato", TECHNIQUE_PIZZICATO },
  { "normal", TECHNIQUE_PLAIN },
  { "nonlegato", TECHNIQUE_PLAIN },
  { "tenuto", TECHNIQUE_PLAIN },
  { "detache", TECHNIQUE_PLAIN },
  { "muted", TECHNIQUE_PLAIN },
  { "harmonic", TECHNIQUE_PLAIN },
  { "non-vibrato", TECHNIQUE_PLAIN },
  { "au-talon", TECHNIQUE_PLAIN },
  { "sul-tasto", TECHNIQUE_PLAIN },
  { "sul-ponticello", TECHNIQUE_PLAIN },
  { "subtone", TECHNIQUE_PLAIN },
};

/* Not what the name says: the first holds no trill, and the others are held
 * notes that sink and rise again by two semitones, over a second or two
 * each. */
static gboolean
is_mislabelled (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_str_has_prefix (name, "saxophone_G3_long_forte_major-trill")
      || (g_str_has_prefix (name, "french-horn_")
          && strstr (name, "_very-long_piano_glissando") != NULL);
}

static gsize
find_player (const char *instrument)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (players)
      && !g_str_equal (players[i].name, instrument))
    i++;
  return i;
}

gboolean
notes_is_kept (const char *instrument)
{
  gsize i = find_player (instrument);

  return i < G_N_ELEMENTS (players) && players[i].is_kept;
}

static Technique
find_meaning (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_str_equal (meanings[i].name, name))
      return meanings[i].technique;
  return N_TECHNIQUES;
}

static void
note_free (gpointer data)
{
  Note *self = data;

  g_free (self->path);
  g_free (self->x);
  g_free (self);
}

/* --- the table --- */

enum
{
  COLUMN_PATH = 0,
  COLUMN_INSTRUMENT = 1,
  COLUMN_MIDI = 3,
  COLUMN_TECHNIQUE = 6,
  N_COLUMNS = 9,
};

static void
take_row (NoteShelf *self, const char *folder, const GPtrArray *row)
{
  const char *path = row->pdata[COLUMN_PATH];
  gsize player = find_player (row->pdata[COLUMN_INSTRUMENT]);
  Technique technique = find_meaning (row->pdata[COLUMN_TECHNIQUE]);
  Note *note;

  if (player == G_N_ELEMENTS (players) || technique == N_TECHNIQUES
      || is_mislabelled (path))
    return;
  note = g_new0 (Note, 1);
  note->path = g_build_filename (folder, path, NULL);
  note->instrument = players[player].name;
  note->family = players[player].family;
  note->technique = technique;
  note->slides = technique == TECHNIQUE_GLISSANDO && players[player].slides;
  note->is_plucked =
      players[player].is_plucked || technique == TECHNIQUE_PIZZICATO;
  note->key = (int) g_ascii_strtoll (row->pdata[COLUMN_MIDI], NULL, 10);
  g_ptr_array_add (self->notes, note);
}

static gboolean
read_table (NoteShelf *self, const char *folder, const char *text,
    GError **error)
{
  size_t line = 1, first = 1;
  GPtrArray *fields;
  gboolean in_head = TRUE;

  while (gls_csv_next_row (&text, &line, &fields, error)) {
    g_autoptr (GPtrArray) row = fields;

    if (row->len != N_COLUMNS
        || (in_head && !g_str_equal (row->pdata[COLUMN_PATH], "path"))) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
          "notes.csv has another form than it should in line %zu", first);
      return FALSE;
    }
    if (!in_head)
      take_row (self, folder, row);
    in_head = FALSE;
    first = line;
  }
  return *error == NULL;
}

/* --- the sound --- */

static gboolean
collect (const float *x, size_t n, gpointer data)
{
  GArray *samples = data;

  g_array_append_vals (samples, x, (guint) n);
  return samples->len < MAX_SECONDS * SOUND_RATE;
}

static float
peak_of (const float *x, gsize n)
{
  float peak = 0;

  for (gsize i = 0; i < n; i++)
    peak = MAX (peak, fabsf (x[i]));
  return peak;
}

static void
keep_trimmed (Note *self, const float *x, gsize n)
{
  float floor_level = (float) SILENCE * peak_of (x, n);
  gsize from = 0;

  while (from < n && fabsf (x[from]) <= floor_level)
    from++;
  while (n > from && fabsf (x[n - 1]) <= floor_level)
    n--;
  self->n = n - from;
  self->x = g_memdup2 (x + from, self->n * sizeof (float));
}

static void
look_for_vibrato (Note *self)
{
  g_autoptr (GArray) track = NULL;
  Swing swing;

  if (self->technique != TECHNIQUE_PLAIN || self->key <= 0
      || (double) self->n > LONGEST_NOTE_S * SOUND_RATE)
    return;
  track = pitch_follow (self->x, self->n, SOUND_RATE, self->key);
  swing =
      pitch_find_swing ((const double *) (gpointer) track->data, track->len);
  self->swings = swing.depth >= PRESET_VIBRATO_DEPTH;
}

typedef struct
{
  NoteShelf *shelf;
  GMutex lock;
  guint n_done;
  GError *error;
} Loading;

static void
load_one (size_t task, size_t member, gpointer data)
{
  Loading *self = data;
  Note *note = self->shelf->notes->pdata[task];
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (float));
  g_autofree char *uri = gls_location_get_uri (note->path);
  SourceReport report = { 0 };
  GError *error = NULL;

  if (decode_run (uri, SOUND_RATE, collect, samples, &report, &error)) {
    keep_trimmed (note, (const float *) (gpointer) samples->data, samples->len);
    look_for_vibrato (note);
  }
  g_mutex_lock (&self->lock);
  progress_set (++self->n_done, NULL);
  if (error != NULL && self->error == NULL)
    g_set_error (&self->error, GLS_ERROR, GLS_ERROR_IO, "%s: %s", note->path,
        error->message);
  g_clear_error (&error);
  g_mutex_unlock (&self->lock);
}

static gboolean
load_all (NoteShelf *self, guint n_jobs, GError **error)
{
  Loading loading = { .shelf = self };
  GlsTeam *team = gls_team_new (n_jobs);

  g_mutex_init (&loading.lock);
  progress_begin ("reading notes", self->notes->len);
  gls_team_run (team, self->notes->len, load_one, &loading);
  progress_end ();
  gls_team_free (team);
  g_mutex_clear (&loading.lock);
  if (loading.error == NULL)
    return TRUE;
  g_propagate_error (error, loading.error);
  return FALSE;
}

static gboolean
is_unusable (gconstpointer data)
{
  const Note *note = data;

  return note->n < SOUND_RATE / 20;
}

static void
drop_unusable (NoteShelf *self)
{
  for (guint i = self->notes->len; i > 0; i--)
    if (is_unusable (self->notes->pdata[i - 1]))
      g_ptr_array_remove_index (self->notes, i - 1);
}

NoteShelf *
notes_load (const char *folder, guint n_jobs, GError **error)
{
  g_autofree char *table = g_build_filename (folder, "notes.csv", NULL);
  g_autoptr (NoteShelf) self = g_new0 (NoteShelf, 1);
  g_autofree char *text = NULL;
  GError *failure = NULL;
  size_t length;

  self->notes = g_ptr_array_new_with_free_func (note_free);
  text = gls_textfile_read (table, MAX_TABLE_BYTES, &length, error);
  if (text == NULL) {
    g_prefix_error (error, "%s: ", table);
    return NULL;
  }
  self->sha256 =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *) text, length);
  if (!read_table (self, folder, text, &failure)
      || !load_all (self, n_jobs, &failure)) {
    g_propagate_error (error, failure);
    return NULL;
  }
  drop_unusable (self);
  if (self->notes->len == 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "%s names no note that can be used", table);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
notes_free (NoteShelf *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->notes);
  g_free (self->sha256);
  g_free (self);
}
