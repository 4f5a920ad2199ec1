/* glissando train: from a manifest of labelled music to a model file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <gio/gio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "data/dataset.h"
#include "gls.h"
#include "data/manifest.h"
#include "net/architecture.h"
#include "train/trainer.h"
#include "output/progress.h"
#include "output/say.h"
#include "scattering/axes.h"
#include "data/scoring.h"
#include "tags/metrics.h"

#define ARCHITECTURES "/org/glissando/architectures/"

typedef struct
{
  char *data, *arch, *output, *cache, *checkpoint;
  char *loss, *choose, *commit, *name, *licence;
  int epochs, batch, patience, n_jobs; /* -1: as the architecture says */
  gint64 seed;
  double learning_rate, weight_decay; /* -1: as the architecture says */
  double context_s, label_std;
  gboolean resume, features_only, full_precision;
} Options;

/* What the trainer asks for and about: the examples of one split. */
typedef struct
{
  const Dataset *set;
  size_t *segments; /* [n] */
  size_t n;
  float *targets; /* [n][n_labels] */
} Split;

/* For the score after each epoch: train rows first, then valid ones. */
typedef struct
{
  size_t n_train, n_valid;
  float *labels; /* [n_train + n_valid][n_labels] */
  float *p;      /* the same; what stands in train rows is not read */
  guint8 *use;   /* [n_train + n_valid] */
  GlsAgreement agreement;
} Score;

typedef struct
{
  const Options *options;
  GlsArchitecture *architecture;
  GlsSpec spec;
  Manifest *manifest;
  GlsModel *model;
  Dataset *set;
  GlsTrainOptions train_options;
  Split train, valid;
  Score score;
  size_t n_failed;
} Training;

/* --- what is to be trained --- */

static GlsArchitecture *
load_architecture (const char *name, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *text;
  gsize length;

  if (strchr (name, G_DIR_SEPARATOR) != NULL
      || g_str_has_suffix (name, ".json"))
    return gls_architecture_load (name, error);
  path = g_strconcat (ARCHITECTURES, name, ".json", NULL);
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL) {
    g_auto (GStrv) known = g_resources_enumerate_children (ARCHITECTURES,
        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_autofree char *list = known ? g_strjoinv (", ", known) : g_strdup ("");

    g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
        "there is no architecture of this name, only %s; a file must end in "
        ".json",
        list);
    return NULL;
  }
  text = g_bytes_get_data (bytes, &length);
  return gls_architecture_parse (text, length, error);
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
    for (guint r = 0; r < manifest->rows->len; r++)
      column[r] = ((ManifestRow *) manifest->rows->pdata[r])->targets[i];
    keep[i] = gls_metric_deviation (column, manifest->rows->len)
        >= self->options->label_std;
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
make_model (Training *self, GError **error)
{
  g_autoptr (GlsAxes) axes = gls_axes_new (&self->spec, error);
  g_auto (GStrv) front_end = gls_spec_to_strv (&self->spec);
  const Options *options = self->options;
  size_t shape[GLS_MAX_AXES];

  if (axes == NULL)
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
      (guint64) options->seed, error);
  if (self->model == NULL)
    return FALSE;
  return (options->name == NULL
             || gls_model_set_name (self->model, options->name, error))
      && (options->licence == NULL
          || gls_model_set_licence (self->model, options->licence, error));
}

static gboolean
set_train_options (Training *self, GError **error)
{
  GlsTrainOptions *out = &self->train_options;
  const Options *in = self->options;

  gls_train_options_init (out);
  if (!gls_train_options_set_from_arch (out, self->architecture, error))
    return FALSE;
  if (in->epochs >= 0)
    out->epochs = (guint) in->epochs;
  if (in->batch >= 0)
    out->batch = (guint) in->batch;
  if (in->patience >= 0)
    out->patience = (guint) in->patience;
  if (in->learning_rate >= 0)
    out->learning_rate = in->learning_rate;
  if (in->weight_decay >= 0)
    out->weight_decay = in->weight_decay;
  if (in->loss != NULL)
    out->loss = g_str_equal (in->loss, "mse") ? GLS_LOSS_MSE : GLS_LOSS_BCE;
  if (in->choose != NULL)
    out->choose_by_metric = g_str_equal (in->choose, "score");
  out->seed = (guint64) in->seed;
  out->n_threads = (guint) in->n_jobs;
  return TRUE;
}

/* --- the data --- */

static gboolean
make_dataset (Training *self, GError **error)
{
  const GPtrArray *rows = self->manifest->rows;
  g_autofree gboolean *wanted = g_new (gboolean, rows->len);
  g_autofree char *default_cache = dataset_default_cache ();
  DatasetOptions options = {
    .n_frames = gls_architecture_get_n_frames (self->architecture),
    .context_s = self->options->context_s,
    .cache = self->options->cache ? self->options->cache : default_cache,
    .n_jobs = (guint) self->options->n_jobs,
  };

  for (guint i = 0; i < rows->len; i++)
    wanted[i] = ((ManifestRow *) rows->pdata[i])->split != MANIFEST_OTHER;
  self->set =
      dataset_new (self->manifest, wanted, &self->spec, &options, error);
  if (self->set == NULL)
    return FALSE;
  self->n_failed = dataset_get_n_failed (self->set) + self->manifest->n_bad;
  return TRUE;
}

static void
fill_split (const Training *self, ManifestSplit which, Split *split)
{
  size_t n_segments = dataset_get_n_segments (self->set);
  size_t n_labels = self->manifest->n_labels;

  split->set = self->set;
  split->segments = g_new (size_t, n_segments);
  split->targets = g_new (float, n_segments *n_labels);
  for (size_t s = 0; s < n_segments; s++) {
    const ManifestRow *row =
        self->manifest->rows->pdata[dataset_get_row (self->set, s)];

    if (row->split != which)
      continue;
    memcpy (split->targets + split->n * n_labels, row->targets,
        n_labels * sizeof (float));
    split->segments[split->n++] = s;
  }
}

static gboolean
read_example (size_t i, float *frames, gpointer data, GError **error)
{
  const Split *split = data;

  dataset_read (split->set, split->segments[i], frames);
  return TRUE;
}

/* --- the score --- */

static void
fill_score (Training *self)
{
  Score *score = &self->score;
  size_t n_labels = self->manifest->n_labels;
  size_t n = self->train.n + self->valid.n;

  score->n_train = self->train.n;
  score->n_valid = self->valid.n;
  score->labels = g_new (float, n *n_labels);
  score->p = g_new0 (float, n *n_labels);
  score->use = g_new (guint8, n);
  memcpy (score->labels, self->train.targets,
      score->n_train * n_labels * sizeof (float));
  memcpy (score->labels + score->n_train * n_labels, self->valid.targets,
      score->n_valid * n_labels * sizeof (float));
  memset (score->use, GLS_ROW_SETS_THRESHOLD, score->n_train);
  memset (score->use + score->n_train, GLS_ROW_IS_SCORED, score->n_valid);
}

/* The mean Pearson correlation, for the trainer; the rest for the user. */
static double
measure (const float *p, const float *targets, size_t n, size_t n_labels,
    gpointer data)
{
  Score *score = data;

  memcpy (score->p + score->n_train * n_labels, p,
      n * n_labels * sizeof (float));
  gls_agreement_measure (score->labels, score->p, score->use,
      score->n_train + score->n_valid, n_labels, NULL, &score->agreement);
  return score->agreement.pearson;
}

/* --- training --- */

static void
on_progress (size_t done, size_t total, gpointer data)
{
  progress_set ((double) done / (double) MAX (total, 1), NULL);
}

static void
print_number (int width, int digits, double value)
{
  if (isnan (value))
    printf ("%*s", width + 2, "–"); /* two bytes more than columns */
  else
    printf ("%*.*f", width, digits, value);
}

static void
print_epoch (const GlsEpochReport *report, const GlsAgreement *agreement)
{
  progress_pause ();
  printf ("%3u/%-3u", report->epoch, report->epochs);
  print_number (10, 5, report->train_loss);
  print_number (10, 5, report->valid_loss);
  print_number (9, 4, agreement->pearson);
  print_number (9, 4, agreement->roc_auc);
  printf ("%11.2e%8.1f s%s\n", report->learning_rate, report->seconds,
      report->is_best ? "  best" : "");
  fflush (stdout);
  progress_resume ();
}

static gboolean
resume (Training *self, GlsTrainer *trainer, GError **error)
{
  const char *path = self->options->checkpoint;

  if (!self->options->resume || !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!gls_trainer_resume (trainer, path, error))
    return FALSE;
  printf ("resumed after epoch %u\n", gls_trainer_get_epoch (trainer));
  return TRUE;
}

static gboolean
run_epochs (Training *self, GlsTrainer *trainer, GError **error)
{
  const char *checkpoint = self->options->checkpoint;

  printf ("  epoch     train     valid  Pearson  ROC-AUC       rate      "
          "time\n");
  while (!gls_trainer_is_done (trainer)) {
    GlsEpochReport report;
    gboolean ok;

    self->score.agreement = (GlsAgreement){ 0, NAN, NAN, NAN, NAN };
    progress_begin ("training", 1);
    ok = gls_trainer_run_epoch (trainer, &report, error);
    progress_end ();
    if (!ok)
      return FALSE;
    print_epoch (&report, &self->score.agreement);
    if (checkpoint != NULL
        && !gls_trainer_save_checkpoint (trainer, checkpoint, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
train (Training *self, GError **error)
{
  g_autoptr (GlsTrainer) trainer =
      gls_trainer_new (self->model, &self->train_options, error);
  GlsTrainData train_data = { .n = self->train.n,
    .read = read_example,
    .user_data = &self->train,
    .targets = self->train.targets };
  GlsTrainData valid_data = { .n = self->valid.n,
    .read = read_example,
    .user_data = &self->valid,
    .targets = self->valid.targets };
  gboolean ok;

  if (trainer == NULL)
    return FALSE;
  gls_trainer_set_metric (trainer, measure, &self->score);
  gls_trainer_set_progress (trainer, on_progress, NULL);
  progress_begin ("loading", 1);
  ok = gls_trainer_load (trainer, &train_data,
      self->valid.n > 0 ? &valid_data : NULL, error);
  progress_end ();
  if (!ok || !resume (self, trainer, error)
      || !run_epochs (self, trainer, error))
    return FALSE;

  gls_trainer_finish (trainer);
  self->score.agreement = (GlsAgreement){ 0, NAN, NAN, NAN, NAN };
  if (self->valid.n > 0) {
    g_autofree float *p =
        g_new (float, self->valid.n * self->manifest->n_labels);

    gls_trainer_predict_valid (trainer, p);
    measure (p, self->valid.targets, self->valid.n, self->manifest->n_labels,
        &self->score);
    printf ("best: epoch %u, mean over the %zu tags that vary: Pearson",
        gls_trainer_get_best_epoch (trainer), self->score.agreement.n_scored);
    print_number (7, 4, self->score.agreement.pearson);
    printf (", ROC-AUC");
    print_number (7, 4, self->score.agreement.roc_auc);
    putchar ('\n');
  }
  return TRUE;
}

/* --- the model file --- */

static char *
checksum_of (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize n;

  if (!g_file_get_contents (path, &bytes, &n, NULL))
    return NULL;
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes,
      n);
}

/* How the model came about; nothing in it depends on when or where. */
static char *
make_provenance (const Training *self)
{
  const Options *options = self->options;
  const char *commit =
      options->commit ? options->commit : g_getenv ("GLISSANDO_COMMIT");
  g_autofree char *training = gls_train_options_to_json (&self->train_options);
  g_autofree char *data = g_path_get_basename (options->data);
  g_autofree char *checksum = checksum_of (options->data);
  g_autoptr (json_t) json =
      json_pack ("{s:s}", "program", "glissando " GLS_VERSION);

  if (commit != NULL && *commit != '\0')
    json_object_set_new (json, "commit", gls_json_text (commit));
  json_object_set_new (json, "architecture",
      gls_json_text (gls_architecture_get_name (self->architecture)));
  json_object_set_new (json, "data", gls_json_text (data));
  json_object_set_new (json, "data_sha256",
      gls_json_text (checksum ? checksum : ""));
  json_object_set_new (json, "train_segments",
      json_integer ((json_int_t) self->train.n));
  json_object_set_new (json, "valid_segments",
      json_integer ((json_int_t) self->valid.n));
  json_object_set_new (json, "seed", json_integer (options->seed));
  json_object_set_new (json, "training", json_loads (training, 0, NULL));
  if (self->valid.n > 0) {
    json_t *metrics = json_object ();

    scoring_add_mean (metrics, &self->score.agreement, self->valid.n);
    json_object_set_new (json, "metrics", metrics);
  }
  return gls_json_to_text (json, 0);
}

static gboolean
save (const Training *self, GError **error)
{
  g_autofree char *provenance = make_provenance (self);

  return gls_model_set_provenance (self->model, provenance, error)
      && gls_model_save (self->model, self->options->output,
          self->options->full_precision ? GLS_DTYPE_F32 : GLS_DTYPE_F16, error);
}

/* Hours of training must not end at a folder that is not there. */
static gboolean
can_write (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR)
      || !g_file_test (folder, G_FILE_TEST_IS_DIR)
      || access (folder, W_OK) != 0) {
    say (path, "it cannot be written");
    return FALSE;
  }
  return TRUE;
}

static void
training_clear (Training *self)
{
  g_clear_pointer (&self->set, dataset_free);
  g_clear_pointer (&self->manifest, manifest_free);
  g_clear_pointer (&self->model, gls_model_unref);
  g_clear_pointer (&self->architecture, gls_architecture_free);
  g_free (self->train.segments);
  g_free (self->train.targets);
  g_free (self->valid.segments);
  g_free (self->valid.targets);
  g_free (self->score.labels);
  g_free (self->score.p);
  g_free (self->score.use);
}

static gboolean
prepare (Training *self)
{
  const Options *options = self->options;
  g_autoptr (GError) error = NULL;

  self->architecture = load_architecture (options->arch, &error);
  if (self->architecture == NULL
      || !gls_spec_from_strv (&self->spec,
          gls_architecture_get_front_end (self->architecture), &error)
      || !set_train_options (self, &error)) {
    say (options->arch, "%s", error->message);
    return FALSE;
  }
  self->manifest = manifest_load (options->data, &error);
  if (self->manifest == NULL || !choose_labels (self, &error)) {
    say (options->data, "%s", error->message);
    return FALSE;
  }
  if (!make_model (self, &error)) {
    say (options->arch, "%s", error->message);
    return FALSE;
  }
  if (!make_dataset (self, &error)) {
    say (options->data, "%s", error->message);
    return FALSE;
  }
  return TRUE;
}

static int
run (const Options *options)
{
  Training self = { .options = options };
  g_autoptr (GError) error = NULL;
  gboolean ok = prepare (&self);

  if (ok) {
    fill_split (&self, MANIFEST_TRAIN, &self.train);
    fill_split (&self, MANIFEST_VALID, &self.valid);
    fill_score (&self);
    printf ("%zu segments to train on, %zu to choose by, %zu tags\n",
        self.train.n, self.valid.n, self.manifest->n_labels);
    fflush (stdout);
    if (self.train.n == 0) {
      say (options->data, "no row to train on is left");
      ok = FALSE;
    } else if (!options->features_only) {
      ok = train (&self, &error);
      if (!ok)
        say (NULL, "%s", error->message);
      else if (!(ok = save (&self, &error)))
        say (options->output, "%s", error->message);
    }
    if (self.n_failed > 0)
      say (options->data, "%zu rows were left out", self.n_failed);
  }
  ok = ok && self.n_failed == 0;
  training_clear (&self);
  return ok ? GLISSANDO_DONE : GLISSANDO_SOME_FAILED;
}

/* Returns: (nullable): what is wrong with the options */
static const char *
check_options (const Options *options)
{
  if (options->data == NULL || options->arch == NULL)
    return "train needs --data and --arch";
  if (options->output == NULL && !options->features_only)
    return "where to? Give -o MODEL";
  if (options->loss != NULL && !g_str_equal (options->loss, "mse")
      && !g_str_equal (options->loss, "bce"))
    return "--loss must be mse or bce";
  if (options->choose != NULL && !g_str_equal (options->choose, "loss")
      && !g_str_equal (options->choose, "score"))
    return "--choose must be loss or score";
  if (options->resume && options->checkpoint == NULL)
    return "--resume needs --checkpoint";
  if (options->n_jobs < 1 || options->n_jobs > 64)
    return "--jobs must be from 1 to 64";
  if (!(options->context_s >= 0) || options->context_s > DATASET_MAX_CONTEXT_S)
    return "--context must be from 0 to 600 seconds";
  if (!(options->label_std >= 0))
    return "--label-std must not be negative";
  if (options->seed < 0)
    return "--seed must not be negative";
  return NULL;
}

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->arch);
  g_free (options->output);
  g_free (options->cache);
  g_free (options->checkpoint);
  g_free (options->loss);
  g_free (options->choose);
  g_free (options->commit);
  g_free (options->name);
  g_free (options->licence);
}

int
command_train (char **given)
{
  g_auto (GStrv) arguments = NULL;
  Options o = { .epochs = -1,
    .batch = -1,
    .patience = -1,
    .learning_rate = -1,
    .weight_decay = -1,
    .n_jobs = (int) g_get_num_processors (),
    .context_s = DATASET_CONTEXT_S };
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &o.data,
        "The manifest: CSV with path, start_s, end_s, split and labels",
        "FILE" },
    { "arch", 0, 0, G_OPTION_ARG_FILENAME, &o.arch,
        "Architecture: default, paper, or a .json file", "NAME" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output,
        "Where to write the model", "MODEL" },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &o.epochs, "Passes over the data",
        "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &o.batch, "Segments per step", "N" },
    { "lr", 0, 0, G_OPTION_ARG_DOUBLE, &o.learning_rate,
        "Highest learning rate", "RATE" },
    { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &o.weight_decay,
        "Weight decay", "RATE" },
    { "loss", 0, 0, G_OPTION_ARG_STRING, &o.loss,
        "mse (mean squared error) or bce (binary cross-entropy)", "NAME" },
    { "patience", 0, 0, G_OPTION_ARG_INT, &o.patience,
        "Stop after N epochs without a better one; 0 never", "N" },
    { "choose", 0, 0, G_OPTION_ARG_STRING, &o.choose,
        "Best epoch by validation loss or score (mean Pearson)", "loss|score" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &o.seed,
        "Of weights, order and dropout (0)", "N" },
    { "label-std", 0, 0, G_OPTION_ARG_DOUBLE, &o.label_std,
        "Leave out labels whose standard deviation is below S (0)", "S" },
    { "context", 0, 0, G_OPTION_ARG_DOUBLE, &o.context_s,
        "Seconds of audio around each row that the filters hear too (5)",
        "SECONDS" },
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &o.cache,
        "Where to keep features (the user's cache folder)", "DIR" },
    { "features-only", 0, 0, G_OPTION_ARG_NONE, &o.features_only,
        "Fill the cache and stop", NULL },
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &o.checkpoint,
        "Save all state here after each epoch", "FILE" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &o.resume,
        "Go on from the checkpoint if there is one", NULL },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &o.n_jobs,
        "Threads (one per processor); changes no result", "N" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o.name,
        "Name of the model (the architecture's)", "NAME" },
    { "licence", 0, 0, G_OPTION_ARG_STRING, &o.licence,
        "Licence of the model (the architecture's)", "NAME" },
    { "commit", 0, 0, G_OPTION_ARG_STRING, &o.commit,
        "Commit of the source, for the record (GLISSANDO_COMMIT)", "ID" },
    { "float32", 0, 0, G_OPTION_ARG_NONE, &o.full_precision,
        "Write weights as float32 instead of float16", NULL },
    G_OPTION_ENTRY_NULL,
  };
  const char *wrong;
  int status = GLISSANDO_USAGE;

  if (!command_parse ("--data MANIFEST --arch NAME|FILE.json -o MODEL",
          "Makes a model from labelled music.",
          "What is not given here is as the architecture says. Labels are "
          "numbers from 0 to 1.\nThe columns of an epoch: losses of training "
          "and validation, then the score on the\nvalidation rows: mean "
          "Pearson correlation and ROC-AUC over the tags that vary.",
          entries, given, &arguments))
    ;
  else if (arguments[1] != NULL)
    say (NULL, "train does not know what “%s” is for", arguments[1]);
  else if ((wrong = check_options (&o)) != NULL)
    say (NULL, "%s", wrong);
  else if (!o.features_only && !can_write (o.output))
    status = GLISSANDO_SOME_FAILED;
  else
    status = run (&o);
  options_clear (&o);
  return status;
}
