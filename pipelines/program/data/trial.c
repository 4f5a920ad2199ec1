/* Rows and labels that all have in common.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/trial.h"

#include <math.h>

#include "data/split.h"
#include "gls.h"
#include "tags/agreement.h"
#include "tags/thresholds.h"

/* What is put together: rows of the truth, and where the systems have them. */
typedef struct
{
  const Manifest *truth;
  Manifest *const *runs;
  size_t n_runs;
  GHashTable **places; /* [n_runs], of rows by their key */
} Sources;

/* Returns: (transfer full): what makes two rows the same */
static char *
make_key (const ManifestRow *row)
{
  return g_strdup_printf ("%.4f %.4f %s", row->start_s, row->end_s, row->name);
}

static GHashTable *
index_rows (const Manifest *manifest)
{
  GHashTable *places =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < manifest->rows->len; i++)
    g_hash_table_insert (places, make_key (manifest_get_row (manifest, i)),
        (gpointer) manifest_get_row (manifest, i));
  return places;
}

static void
sources_init (Sources *self, const Manifest *truth, Manifest *const *runs,
    size_t n_runs)
{
  self->truth = truth;
  self->runs = runs;
  self->n_runs = n_runs;
  self->places = g_new (GHashTable *, n_runs);
  for (size_t r = 0; r < n_runs; r++)
    self->places[r] = index_rows (runs[r]);
}

static void
sources_clear (Sources *self)
{
  for (size_t r = 0; r < self->n_runs; r++)
    g_hash_table_unref (self->places[r]);
  g_free (self->places);
}

/* found: (out): [n_runs]. Returns: whether every run has the row */
static gboolean
find_row (const Sources *self, const ManifestRow *row,
    const ManifestRow **found)
{
  g_autofree char *key = make_key (row);

  for (size_t r = 0; r < self->n_runs; r++) {
    found[r] = g_hash_table_lookup (self->places[r], key);
    if (found[r] == NULL)
      return FALSE;
  }
  return TRUE;
}

static gssize
find_label (const Manifest *manifest, const char *label)
{
  for (size_t i = 0; i < manifest->n_labels; i++)
    if (g_str_equal (manifest->labels[i], label))
      return (gssize) i;
  return -1;
}

/* --- what can be scored --- */

/* Returns: (transfer full): GlsTagAgreement[labels], by which rows that are
 * wanted have a tag, and whether it is scored */
static GlsTagAgreement *
judge_labels (const Manifest *truth, const gboolean *wanted)
{
  const size_t n_rows = truth->rows->len, n_labels = truth->n_labels;
  g_autofree float *targets = manifest_tabulate (truth);
  g_autofree guint8 *use = g_new0 (guint8, n_rows);
  GlsTagAgreement *tags = g_new0 (GlsTagAgreement, n_labels);
  GlsAgreement mean;

  for (size_t i = 0; i < n_rows; i++) {
    const ManifestRow *row = manifest_get_row (truth, i);

    if (g_str_equal (row->split, SPLIT_TRAIN))
      use[i] |= GLS_ROW_SETS_THRESHOLD;
    if (wanted[i])
      use[i] |= GLS_ROW_IS_SCORED;
  }
  gls_agreement_measure (targets, targets, use, n_rows, n_labels, tags, &mean);
  return tags;
}

/* Keeps the labels that all know and that can be scored, and notes the others.
 */
static gboolean
choose_labels (Trial *self, Manifest *truth, const Sources *sources,
    const GlsTagAgreement *tags, GError **error)
{
  g_autofree gboolean *keep = g_new (gboolean, truth->n_labels);
  g_autoptr (GString) others = g_string_new (NULL);

  self->above = g_new (double, truth->n_labels);
  for (size_t i = 0; i < truth->n_labels; i++) {
    keep[i] = tags[i].scored;
    for (size_t r = 0; r < sources->n_runs; r++)
      keep[i] &= find_label (sources->runs[r], truth->labels[i]) >= 0;
    if (keep[i]) {
      self->above[self->labels->len] = tags[i].threshold;
      g_ptr_array_add (self->labels, g_strdup (truth->labels[i]));
    } else
      g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "",
          truth->labels[i]);
  }
  self->n_tags = self->labels->len;
  if (others->len > 0)
    self->left_out = g_strdup (others->str);
  if (self->n_tags == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "there is no label that all know and that can be scored");
    return FALSE;
  }
  manifest_keep_labels (truth, keep);
  return TRUE;
}

/* --- tables --- */

/* Rows that a split has and all runs know, and their numbers. */
typedef struct
{
  GPtrArray *rows;    /* ManifestRow of the truth */
  GPtrArray **spoken; /* [n_runs], of the runs */
  size_t n_silent;
} Common;

static void
common_init (Common *self, const Sources *sources, const gboolean *wanted)
{
  g_autofree const ManifestRow **found =
      g_new (const ManifestRow *, sources->n_runs);

  self->rows = g_ptr_array_new ();
  self->n_silent = 0;
  self->spoken = g_new (GPtrArray *, sources->n_runs);
  for (size_t r = 0; r < sources->n_runs; r++)
    self->spoken[r] = g_ptr_array_new ();
  for (guint i = 0; i < sources->truth->rows->len; i++) {
    const ManifestRow *row = manifest_get_row (sources->truth, i);

    if (!wanted[i])
      continue;
    if (!find_row (sources, row, found)) {
      self->n_silent++;
      continue;
    }
    g_ptr_array_add (self->rows, (gpointer) row);
    for (size_t r = 0; r < sources->n_runs; r++)
      g_ptr_array_add (self->spoken[r], (gpointer) found[r]);
  }
}

static void
common_clear (Common *self, size_t n_runs)
{
  g_ptr_array_unref (self->rows);
  for (size_t r = 0; r < n_runs; r++)
    g_ptr_array_unref (self->spoken[r]);
  g_free (self->spoken);
}

/* Returns: (transfer full): float[rows][n_tags] */
static float *
tabulate (const GPtrArray *rows, const Manifest *manifest, const Trial *trial)
{
  float *table = g_new (float, MAX (rows->len * trial->n_tags, 1));

  for (size_t t = 0; t < trial->n_tags; t++) {
    gssize at = find_label (manifest, trial->labels->pdata[t]);

    for (guint i = 0; i < rows->len; i++)
      table[i * trial->n_tags + t] =
          ((const ManifestRow *) rows->pdata[i])->targets[at];
  }
  return table;
}

/* Returns: (transfer full): guint8[n][n_tags], who has a tag */
static guint8 *
take_positive (const Trial *trial, const float *targets, size_t n)
{
  guint8 *positive = g_new (guint8, MAX (n * trial->n_tags, 1));

  for (size_t i = 0; i < n * trial->n_tags; i++)
    positive[i] = (double) targets[i] > trial->above[i % trial->n_tags];
  return positive;
}

static void
number_tracks (Trial *self, const GPtrArray *rows)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);

  self->track = g_new (guint32, MAX (rows->len, 1));
  for (guint i = 0; i < rows->len; i++) {
    const ManifestRow *row = rows->pdata[i];
    const char *track = row->track != NULL ? row->track : row->path;
    gpointer number;

    if (!g_hash_table_lookup_extended (numbers, track, NULL, &number)) {
      number = GUINT_TO_POINTER (self->n_tracks++);
      g_hash_table_insert (numbers, (gpointer) track, number);
    }
    self->track[i] = GPOINTER_TO_UINT (number);
  }
}

/* --- thresholds --- */

static void
choose_thresholds (Trial *self, const Sources *sources, const Common *rows)
{
  const size_t n = rows->rows->len;
  g_autofree float *targets = tabulate (rows->rows, sources->truth, self);
  g_autofree guint8 *positive = take_positive (self, targets, n);

  for (size_t r = 0; r < self->n_runs; r++) {
    g_autofree float *scores =
        tabulate (rows->spoken[r], sources->runs[r], self);

    self->thresholds[r] = g_new (float, self->n_tags);
    gls_thresholds_choose (targets, positive, scores, n, self->n_tags,
        self->thresholds[r]);
    for (size_t t = 0; t < self->n_tags; t++)
      if (isnan (self->thresholds[r][t]))
        self->thresholds[r][t] = 0.5F;
  }
}

/* --- all of it --- */

static void
common_of_split (Common *self, const Sources *sources, const char *split)
{
  g_autofree gboolean *wanted = g_new (gboolean, sources->truth->rows->len);

  for (guint i = 0; i < sources->truth->rows->len; i++)
    wanted[i] =
        g_str_equal (manifest_get_row (sources->truth, i)->split, split);
  common_init (self, sources, wanted);
}

static void
fill (Trial *self, const Sources *sources, const Common *common,
    const char *choose_on)
{
  Common elsewhere;

  self->n_rows = common->rows->len;
  self->n_silent = common->n_silent;
  self->targets = tabulate (common->rows, sources->truth, self);
  self->positive = take_positive (self, self->targets, self->n_rows);
  number_tracks (self, common->rows);
  for (size_t r = 0; r < self->n_runs; r++)
    self->scores[r] = tabulate (common->spoken[r], sources->runs[r], self);

  common_of_split (&elsewhere, sources, choose_on);
  if (elsewhere.rows->len > 0 && !g_str_equal (choose_on, self->split))
    self->chosen_on = choose_on;
  choose_thresholds (self, sources,
      self->chosen_on != NULL ? &elsewhere : common);
  common_clear (&elsewhere, self->n_runs);
}

static gboolean
put_together (Trial *self, Manifest *truth, const Sources *sources,
    const gboolean *wanted, const char *choose_on, GError **error)
{
  g_autofree GlsTagAgreement *tags = judge_labels (truth, wanted);
  Common common;
  gboolean ok;

  if (!choose_labels (self, truth, sources, tags, error))
    return FALSE;
  common_init (&common, sources, wanted);
  ok = common.rows->len > 0;
  if (ok)
    fill (self, sources, &common, choose_on);
  else
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "no row of split “%s” is in all predictions: rows are the same if "
        "path, start_s and end_s are",
        self->split);
  common_clear (&common, self->n_runs);
  return ok;
}

Trial *
trial_new (Manifest *truth, Manifest *const *runs, const guint32 *system,
    size_t n_runs, const char *split, const char *choose_on, GError **error)
{
  g_autoptr (Trial) self = g_new0 (Trial, 1);
  g_autofree gboolean *wanted =
      split_choose (truth, split, &self->split, error);
  Sources sources;
  gboolean ok;

  self->n_runs = n_runs;
  self->n_systems = n_runs > 0 ? system[n_runs - 1] + 1 : 0;
  self->system = g_memdup2 (system, n_runs * sizeof *system);
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->scores = g_new0 (float *, n_runs);
  self->thresholds = g_new0 (float *, n_runs);
  if (wanted == NULL)
    return NULL;
  sources_init (&sources, truth, runs, n_runs);
  ok = put_together (self, truth, &sources, wanted, choose_on, error);
  sources_clear (&sources);
  return ok ? g_steal_pointer (&self) : NULL;
}

void
trial_free (Trial *self)
{
  if (self == NULL)
    return;
  for (size_t r = 0; r < self->n_runs; r++) {
    g_free (self->scores[r]);
    g_free (self->thresholds[r]);
  }
  g_ptr_array_unref (self->labels);
  g_free (self->left_out);
  g_free (self->above);
  g_free (self->track);
  g_free (self->system);
  g_free (self->targets);
  g_free (self->positive);
  g_free (self->scores);
  g_free (self->thresholds);
  g_free (self);
}

void
trial_measure (const Trial *self, size_t n_draws, guint32 seed,
    size_t n_threads, GlsEstimate *mean, GlsEstimate *difference,
    GlsEstimate *tags)
{
  const GlsTrial trial = { .n_rows = self->n_rows,
    .n_tracks = self->n_tracks,
    .n_tags = self->n_tags,
    .n_systems = self->n_systems,
    .n_runs = self->n_runs,
    .track = self->track,
    .system = self->system,
    .labels = self->targets,
    .positive = self->positive,
    .scores = (const float *const *) self->scores,
    .thresholds = (const float *const *) self->thresholds };

  gls_intervals_measure (&trial, n_draws, seed, n_threads, mean, difference,
      tags);
}
