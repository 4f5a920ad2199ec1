/* Draws what happens to each copy of a file, and finds out what is heard with it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/copies.h"

#include <math.h>

#include "data/cache.h"
#include "gls.h"
#include "net/rng.h"

/* A file, and its rows. */
typedef struct
{
  const char *path;
  GPtrArray *rows; /* of ManifestRow */
} File;

typedef struct
{
  const CopiesOptions *options;
  Manifest *manifest;
  GArray *files; /* of File */
} Copies;

/* What happens to one copy of a file. */
typedef struct
{
  const File *partner; /* or NULL */
  double mix, pitch, tempo, noise, gain;
  guint64 seed; /* of the noise */
} Change;

static gboolean
is_wanted (double db)
{
  return db != COPIES_NONE;
}

void
copies_options_init (CopiesOptions *self)
{
  *self =
      (CopiesOptions){ .noise = COPIES_NONE, .mix = COPIES_NONE, .tempo = 1 };
}

/* --- options --- */

static gboolean
check_range (const char *name, double value, double min, double max,
    GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "%s must be from %g to %g", name, min, max);
  return FALSE;
}

static gboolean
check_ranges (const CopiesOptions *self, GError **error)
{
  return check_range ("--copies", self->n, 0, COPIES_MAX, error)
      && check_range ("--copy-seed", (double) self->seed, 0, 0x1p62, error)
      && check_range ("--copy-gain", self->gain, 0, 60, error)
      && (!is_wanted (self->noise)
          || check_range ("--copy-noise", self->noise, -20, 70, error))
      && (!is_wanted (self->mix)
          || check_range ("--copy-mix", self->mix, 0, 60, error))
      && check_range ("--copy-pitch", self->pitch, 0, 24, error)
      && check_range ("--copy-tempo", self->tempo, 1, 4, error);
}

gboolean
copies_options_check (const CopiesOptions *self, GError **error)
{
  gboolean stretches = self->pitch > 0 || self->tempo > 1;
  gboolean changes = self->gain > 0 || is_wanted (self->noise)
      || is_wanted (self->mix) || stretches;
  g_autoptr (Disturbance) trial = disturbance_new (0);

  if (!check_ranges (self, error))
    return FALSE;
  if (changes != (self->n > 0)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        changes ? "what copies differ by needs --copies"
                : "copies must differ: give --copy-gain, --copy-noise, "
                  "--copy-mix, --copy-pitch or --copy-tempo");
    return FALSE;
  }
  return !stretches || disturbance_add (trial, "pitch=0", error);
}

/* --- files --- */

static void
file_clear (gpointer data)
{
  g_ptr_array_unref (((File *) data)->rows);
}

static GArray *
list_files (const Manifest *manifest, const char *split)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (File));
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  g_array_set_clear_func (files, file_clear);
  for (guint i = 0; i < manifest->rows->len; i++) {
    ManifestRow *row = manifest->rows->pdata[i];
    gpointer place;

    if (row->fault != NULL || !g_str_equal (row->split, split))
      continue;
    if (!g_hash_table_lookup_extended (known, row->path, NULL, &place)) {
      File file = { row->path, g_ptr_array_new () };

      place = GUINT_TO_POINTER (files->len);
      g_array_append_val (files, file);
      g_hash_table_insert (known, row->path, place);
    }
    g_ptr_array_add (g_array_index (files, File, GPOINTER_TO_UINT (place)).rows,
        row);
  }
  return files;
}

/* --- a copy --- */

static double
between (GlsRng *rng, double low, double high)
{
  return low + (high - low) * (double) gls_rng_uniform (rng);
}

/* All is drawn, wanted or not, so that the rest stays when one thing is left
 * out. */
static Change
draw_change (const Copies *self, guint file, guint copy)
{
  const CopiesOptions *o = self->options;
  Change change = { 0 };
  guint n = self->files->len, other;
  GlsRng rng;

  gls_rng_init (&rng, o->seed, GLS_RNG_COPY, file, copy);
  other = (guint) gls_rng_below (&rng, MAX (n - 1, 1));
  change.mix = between (&rng, -o->mix, 0);
  change.pitch = between (&rng, -o->pitch, o->pitch);
  change.tempo = exp (between (&rng, -log (o->tempo), log (o->tempo)));
  change.noise = between (&rng, o->noise, o->noise + COPIES_NOISE_RANGE);
  change.gain = between (&rng, -o->gain, o->gain);
  change.seed = gls_rng_next (&rng);
  if (n > 1 && is_wanted (o->mix))
    change.partner =
        &g_array_index (self->files, File, other < file ? other : other + 1);
  return change;
}

/* What is heard at the same time if two files are played together, or else any
 * row that lasts as long.
 * Returns: (nullable) */
static const ManifestRow *
find_partner (const File *file, const ManifestRow *row, GlsRng *rng)
{
  g_autoptr (GPtrArray) fitting = g_ptr_array_new ();

  for (guint i = 0; i < file->rows->len; i++) {
    ManifestRow *other = file->rows->pdata[i];

    if (other->start_s == row->start_s && other->end_s == row->end_s)
      return other;
    if (other->end_s - other->start_s >= row->end_s - row->start_s)
      g_ptr_array_add (fitting, other);
  }
  return fitting->len > 0 ? fitting->pdata[gls_rng_below (rng, fitting->len)]
                          : NULL;
}

static void
mix (ManifestRow *copy, const ManifestRow *partner, double db, size_t n_labels)
{
  static const char *const nothing[] = { NULL };
  g_autofree char *stamp = cache_key (partner->path, "mix", nothing);

  disturbance_add_mix (copy->disturbance, partner->path,
      partner->start_s - copy->start_s, db, stamp);
  for (size_t i = 0; i < n_labels; i++)
    copy->targets[i] = isnan (copy->targets[i]) || isnan (partner->targets[i])
        ? NAN
        : MAX (copy->targets[i], partner->targets[i]);
}

static void
add_steps (Disturbance *disturbance, const CopiesOptions *options,
    const Change *change)
{
  if (options->pitch > 0)
    disturbance_add_number (disturbance, "pitch", change->pitch);
  if (options->tempo > 1)
    disturbance_add_number (disturbance, "tempo", change->tempo);
  if (is_wanted (options->noise))
    disturbance_add_number (disturbance, "noise", change->noise);
  if (options->gain > 0)
    disturbance_add_number (disturbance, "gain", change->gain);
}

static ManifestRow *
copy_row (const Copies *self, const ManifestRow *row, const Change *change,
    GlsRng *rng)
{
  const size_t n_labels = self->manifest->n_labels;
  ManifestRow *copy = manifest_row_copy (row, n_labels);
  const ManifestRow *partner =
      change->partner != NULL ? find_partner (change->partner, row, rng) : NULL;

  copy->original = row;
  copy->disturbance = disturbance_new (change->seed);
  if (partner != NULL)
    mix (copy, partner, change->mix, n_labels);
  add_steps (copy->disturbance, self->options, change);
  return copy;
}

static void
add_copy (const Copies *self, guint i, guint number)
{
  const File *file = &g_array_index (self->files, File, i);
  Change change = draw_change (self, i, number);

  for (guint r = 0; r < file->rows->len; r++) {
    GlsRng rng;

    gls_rng_init (&rng, self->options->seed, GLS_RNG_COPY, i,
        ((guint64) (r + 1) << 32) + number);
    g_ptr_array_add (self->manifest->rows,
        copy_row (self, file->rows->pdata[r], &change, &rng));
  }
}

void
copies_add (Manifest *manifest, const char *split, const CopiesOptions *options)
{
  g_autoptr (GArray) files = list_files (manifest, split);
  Copies self = { options, manifest, files };

  for (guint i = 0; i < files->len; i++)
    for (guint number = 0; number < options->n; number++)
      add_copy (&self, i, number);
}
