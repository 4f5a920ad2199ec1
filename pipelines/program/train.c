/* glissando train: from a manifest of labelled music to a model file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "allowance.h"
#include "architectures.h"
#include "commands.h"
#include "data/cachefolder.h"
#include "data/comparison.h"
#include "data/provenance.h"
#include "data/datasets/datasets.h"
#include "data/split.h"
#include "epochs.h"
#include "gls.h"
#include "outputs.h"
#include "terminal/progress.h"
#include "output/report.h"
#include "terminal/say.h"
#include "output/scores.h"
#include "scattering/axes.h"
#include "tags/metrics.h"
#include "tags/taught.h"
#include "train-options.h"

#define MODEL_SUFFIX ".safetensors"

typedef struct
{
  const TrainOptions *options;
  char *cache; /* folder of features */
  GlsArchitecture *architecture;
  GlsTrainOptions how;
  GlsSpec spec;
  Problems *problems;
  Manifest *manifest;
  GlsModel *model;
  Excerpts *excerpts;
  Dataset *train, *valid;
  Comparison *comparison; /* of the finished model; NULL without valid rows */
  gboolean is_unsafe;     /* a file that is read would be overwritten */
} Training;

static void
training_clear (Training *self)
{
  g_clear_pointer (&self->comparison, comparison_free);
  g_clear_pointer (&self->train, dataset_free);
  g_clear_pointer (&self->valid, dataset_free);
  g_clear_pointer (&self->excerpts, excerpts_free);
  g_clear_pointer (&self->manifest, manifest_free);
  g_clear_pointer (&self->problems, problems_free);
  g_clear_pointer (&self->model, gls_model_unref);
  g_clear_pointer (&self->architecture, gls_architecture_free);
  g_clear_pointer (&self->cache, g_free);
}

/* --- what is to be trained --- */

/* What would change nothing is not let pass. */
static gboolean
check_change (const GlsSpec *spec, const char *change, GError **error)
{
  g_autofree char *name = g_strndup (change, strcspn (change, "="));
  const GlsParameter *parameter = gls_parameter_find (name);

  if (parameter->transforms & GLS_FOR (spec->transform))
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "--front-end %s: %s has no such parameter", change,
      gls_parameter_find ("transform")->values[spec->transform]);
  return FALSE;
}

/* The architecture's front end, and what the user wants otherwise. */
static gboolean
load_front_end (Training *self, GError **error)
{
  char **changes = self->options->front_end;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  g_strv_builder_addv (builder,
      (const char **) gls_architecture_get_front_end (self->architecture));
  if (changes != NULL)
    g_strv_builder_addv (builder, (const char **) changes);
  all = g_strv_builder_end (builder);
  if (!gls_spec_from_strv (&self->spec, (const char *const *) all, error))
    return FALSE;
  for (size_t i = 0; changes != NULL && changes[i] != NULL; i++)
    if (!check_change (&self->spec, changes[i], error))
      return FALSE;
  return TRUE;
}

/* A quotient of S2 and S1 does not grow with the audio. */
static GlsLevels
find_levels (const GlsSpec *spec)
{
  if (spec->compress != GLS_COMPRESS_LOG)
    return GLS_LEVELS_UNKNOWN;
  if (spec->transform == GLS_TRANSFORM_MEL)
    return GLS_LEVELS_DECIBELS;
  return spec->normalise ? GLS_LEVELS_UNKNOWN : GLS_LEVELS_LOG;
}

static gboolean
load_architecture (Training *self, GError **error)
{
  self->architecture = architectures_open (self->options->arch, error);
  if (self->architecture == NULL)
    return FALSE;
  gls_train_options_init (&self->how);
  if (!load_front_end (self, error)
      || !gls_train_options_set_from_arch (&self->how, self->architecture,
          error)
      || !train_options_apply (self->options, &self->how, error))
    return FALSE;
  self->how.levels = find_levels (&self->spec);
  self->how.n_threads = allowance_count_jobs (self->how.n_threads);
  return TRUE;
}

/* Labels that hardly vary teach little; --label-std leaves them out. */
static gboolean
choose_labels (Training *self, GError **error)
{
  Manifest *manifest = self->manifest;
  g_autofree gboolean *keep = g_new (gboolean, manifest->n_labels);
  g_autofree float *column = g_new (float, manifest->rows->len);
  size_t n = 0;

  for (size_t i = 0; i < manifest->n_labels; i++) {
    size_t n_known = 0;

    for (guint r = 0; r < manifest->rows->len; r++) {
      float target = manifest_get_row (manifest, r)->targets[i];

      if (!isnan (target))
        column[n_known++] = target;
    }
    keep[i] = n_known > 0
        && gls_metric_deviation (column, n_known) >= self->options->label_std;
    n += (size_t) keep[i];
  }
  if (n == 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "no label varies by %.3g or more", self->options->label_std);
    return FALSE;
  }
  manifest_keep_labels (manifest, keep);
  return TRUE;
}

static gboolean
load_manifest (Training *self, GError **error)
{
  self->manifest = datasets_load (self->options->data, self->options->audio,
      self->problems, error);
  return self->manifest != NULL && choose_labels (self, error);
}

/* Says why, if not. */
static gboolean
can_lose_nothing (const Training *self)
{
  const TrainOptions *options = self->options;
  const char *const outputs[] = { options->output, options->checkpoint };
  g_autoptr (GPtrArray) inputs = manifest_list_files (self->manifest);

  g_ptr_array_add (inputs, options->arch);
  return options->features_only
      || outputs_are_safe (outputs, G_N_ELEMENTS (outputs), inputs);
}

/* A model is called as its file is, unless it was given a name. */
static gboolean
name_model (const Training *self, GError **error)
{
  const TrainOptions *options = self->options;
  g_autofree char *file = NULL;

  if (options->name != NULL)
    return gls_model_set_name (self->model, options->name, error);
  if (options->output == NULL)
    return TRUE;
  file = g_path_get_basename (options->output);
  if (g_str_has_suffix (file, MODEL_SUFFIX)
      && strlen (file) > strlen (MODEL_SUFFIX))
    file[strlen (file) - strlen (MODEL_SUFFIX)] = '\0';
  /* A file's name may be none that a model can have. */
  gls_model_set_name (self->model, file, NULL);
  return TRUE;
}

/* Paths are in no order that one could move along. */
static gboolean
check_rows (const Training *self, GError **error)
{
  if (self->spec.transform != GLS_TRANSFORM_TIMESCATTERING
      || (self->how.lambda_shift == 0 && self->how.equaliser_range <= 0))
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "%s goes along log-frequency, but time scattering has paths in its place",
      self->how.lambda_shift > 0 ? "--lambda-shift" : "--equaliser-range");
  return FALSE;
}

static gboolean
make_model (Training *self, GError **error)
{
  g_autoptr (GlsAxes) axes = gls_axes_new (&self->spec, error);
  g_auto (GStrv) front_end = gls_spec_to_strv (&self->spec);
  const TrainOptions *options = self->options;
  size_t shape[GLS_MAX_AXES];

  if (axes == NULL || !check_rows (self, error))
    return FALSE;
  if (self->spec.s0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_MODEL,
        "no element makes s0, so a model that needs it could not tag: leave it "
        "out of the front end");
    return FALSE;
  }
  for (size_t a = 0; a < axes->n_axes; a++)
    shape[a] = axes->axis[a].size;
  self->model = gls_model_new_from_arch (self->architecture,
      (const char *const *) front_end,
      (const char *const *) self->manifest->labels, shape, axes->n_axes,
      self->how.seed, error);
  return self->model != NULL && name_model (self, error)
      && (options->licence == NULL
          || gls_model_set_licence (self->model, options->licence, error));
}

/* --- what cannot be learnt --- */

/* column: float[rows]. Returns: how many of its values are there: a label of the
 * rows to learn from */
static size_t
gather_targets (const Training *self, size_t label, float *column)
{
  size_t n = 0;

  for (guint r = 0; r < self->manifest->rows->len; r++) {
    const ManifestRow *row = manifest_get_row (self->manifest, r);

    if (row->original == NULL && row->fault == NULL
        && g_str_equal (row->split, SPLIT_TRAIN))
      column[n++] = row->targets[label];
  }
  return n;
}

static void
say_untaught (const Training *self, const gboolean *untaught)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (size_t i = 0; i < self->manifest->n_labels; i++)
    if (untaught[i])
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
          self->manifest->labels[i]);
  if (names->len > 0)
    say (self->options->data,
        "labels that hardly vary, so that the model cannot learn them: %s",
        names->str);
}

/* The model's file says of itself what it could not learn. */
static void
mark_untaught (Training *self)
{
  const Manifest *manifest = self->manifest;
  g_autofree gboolean *untaught = g_new (gboolean, manifest->n_labels);
  g_autofree float *column = g_new (float, MAX (manifest->rows->len, 1));

  for (size_t i = 0; i < manifest->n_labels; i++)
    untaught[i] =
        !gls_taught_by_labels (column, gather_targets (self, i, column));
  say_untaught (self, untaught);
  gls_model_set_untaught (self->model, untaught);
}

/* --- the data --- */

/* "120 segments to train on (80 of them copies), …" */
static void
print_counts (const Training *self)
{
  printf ("%zu segments to train on", self->train->n);
  if (self->train->n_copies > 0)
    printf (" (%zu of them copies)", self->train->n_copies);
  printf (", %zu to choose by, %zu tags\n", self->valid->n,
      self->manifest->n_labels);
  fflush (stdout);
}

static gboolean
load_data (Training *self, GError **error)
{
  const Manifest *manifest = self->manifest;
  g_autofree gboolean *wanted = NULL;
  size_t n_frames = gls_architecture_get_n_frames (self->architecture);
  ExcerptsOptions options = { .context_s = self->options->context_s,
    .cache = self->cache,
    .n_jobs = self->how.n_threads,
    .on_done = report_done };

  copies_add (self->manifest, SPLIT_TRAIN, &self->options->copies);
  wanted = g_new (gboolean, manifest->rows->len);
  for (guint i = 0; i < manifest->rows->len; i++) {
    const char *split = manifest_get_row (manifest, i)->split;

    wanted[i] =
        g_str_equal (split, SPLIT_TRAIN) || g_str_equal (split, SPLIT_VALID);
  }
  progress_begin ("features", 1);
  self->excerpts = excerpts_new (manifest, wanted, &self->spec, &options,
      self->problems, error);
  progress_end ();
  if (self->excerpts == NULL)
    return FALSE;
  self->train = dataset_new (self->excerpts, SPLIT_TRAIN, n_frames);
  self->valid = dataset_new (self->excerpts, SPLIT_VALID, n_frames);
  print_counts (self);
  if (self->train->n > 0)
    return TRUE;
  g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
      "no row to train on is left");
  return FALSE;
}

/* --- training --- */

/* From which probability on a tag is there, by the validation rows. */
static gboolean
store_thresholds (const Training *self, GError **error)
{
  g_autofree float *thresholds = g_new (float, self->comparison->n_outputs);

  comparison_choose_thresholds (self->comparison, thresholds);
  return gls_model_set_thresholds (self->model, thresholds, error);
}

/* What the finished model says of the validation rows: what “evaluate” will
 * say, but for the rounding of its weights in the file. */
static gboolean
score (Training *self, guint best, GError **error)
{
  const char *split;
  g_autofree gboolean *wanted = NULL;
  gboolean ok;

  if (self->valid->n == 0)
    return TRUE;
  wanted = split_choose (self->manifest, SPLIT_VALID, &split, error);
  self->comparison = comparison_new (self->model, self->manifest, error);
  if (wanted == NULL || self->comparison == NULL)
    return FALSE;
  self->comparison->present = self->options->present;
  progress_begin ("predicting", 1);
  ok = comparison_run (self->comparison, self->excerpts, wanted,
      self->how.n_threads, report_done, error);
  progress_end ();
  if (!ok || !store_thresholds (self, error))
    return FALSE;
  printf ("best: epoch %u, mean over the %zu tags that vary: Pearson ", best,
      self->comparison->mean.n_scored);
  scores_print_number (0, 4, self->comparison->mean.pearson);
  printf (", ROC-AUC ");
  scores_print_number (0, 4, self->comparison->mean.roc_auc);
  putchar ('\n');
  return TRUE;
}

static gboolean
train (Training *self, GError **error)
{
  Epochs epochs = { .model = self->model,
    .options = &self->how,
    .train = self->train,
    .valid = self->valid,
    .folder = self->cache,
    .memory = self->options->memory_bytes,
    .checkpoint = self->options->checkpoint,
    .resume = self->options->resume };

  mark_untaught (self);
  return epochs_run (&epochs, error) && score (self, epochs.best, error);
}

static gboolean
save (const Training *self, GError **error)
{
  const TrainOptions *options = self->options;
  const Comparison *comparison = self->comparison;
  g_autofree char *data = datasets_get_short_name (options->data);
  Provenance provenance = {
    .commit = options->commit ? options->commit : g_getenv ("GLISSANDO_COMMIT"),
    .architecture = gls_architecture_get_name (self->architecture),
    .data = data,
    .data_sha256 = self->manifest->sha256,
    .n_train = self->train->n,
    .n_valid = self->valid->n,
    .options = &self->how,
    .copies = &self->options->copies,
    .present = self->options->present,
    .mean = comparison != NULL ? &comparison->mean : NULL,
    .n_rows = comparison != NULL ? comparison->n_scored : 0,
  };
  g_autofree char *json = provenance_to_json (&provenance);

  return gls_model_set_provenance (self->model, json, error)
      && gls_model_save (self->model, options->output,
          options->full_precision ? GLS_DTYPE_F32 : GLS_DTYPE_F16, error);
}

/* --- the command --- */

/* The steps in order, and whom a failure is about. */
static gboolean
run_steps (Training *self, const char **subject, GError **error)
{
  const TrainOptions *options = self->options;

  *subject = options->arch;
  if (!load_architecture (self, error))
    return FALSE;
  *subject = options->data;
  if (!load_manifest (self, error))
    return FALSE;
  self->is_unsafe = !can_lose_nothing (self);
  if (self->is_unsafe)
    return FALSE;
  *subject = options->arch;
  if (!make_model (self, error))
    return FALSE;
  *subject = options->data;
  if (!load_data (self, error))
    return FALSE;
  report_problems (self->problems);
  if (options->features_only)
    return TRUE;
  *subject = NULL;
  if (!train (self, error))
    return FALSE;
  *subject = options->output;
  return save (self, error);
}

static int
run (const TrainOptions *options)
{
  Training self = { .options = options,
    .cache = options->cache != NULL ? g_strdup (options->cache)
                                    : cachefolder_default (),
    .problems = problems_new () };
  g_autoptr (GError) error = NULL;
  const char *subject = NULL;
  gboolean ok = run_steps (&self, &subject, &error);
  size_t n_problems;

  report_problems (self.problems);
  n_problems = problems_get_n (self.problems);
  if (error != NULL)
    say (subject, "%s", error->message);
  if (n_problems > 0)
    say (options->data, "rows that were left out: %zu", n_problems);
  training_clear (&self);
  if (self.is_unsafe)
    return GLISSANDO_USAGE;
  return ok && n_problems == 0 ? GLISSANDO_DONE : GLISSANDO_SOME_FAILED;
}

int
command_train (char **given)
{
  TrainOptions options;
  int status = GLISSANDO_USAGE;

  if (train_options_parse (&options, given)) {
    if (!options.features_only && !command_can_write (options.output))
      status = GLISSANDO_SOME_FAILED;
    else
      status = run (&options);
  }
  train_options_clear (&options);
  return status;
}
