/* glissando evaluate: how well a model agrees with the labels of a manifest.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "data/dataset.h"
#include "gls.h"
#include "data/manifest.h"
#include "output/say.h"
#include "data/scoring.h"
#include "tags/vocabulary.h"

typedef struct
{
  char *model;
  char *data;
  char *split;
  char *cache;
  double context_s;
  int n_jobs;
  gboolean json;
} Options;

typedef struct
{
  GlsModel *model;
  Manifest *manifest;
  size_t n_rows;
  size_t n_tags; /* that both know, in the manifest's order */
  float *labels; /* [n_rows][n_tags] */
  float *p;      /* [n_rows][n_tags] */
  guint8 *use;   /* [n_rows] bits of GlsRowUse */
} Comparison;

static gboolean
is_split (const char *wanted, ManifestSplit split)
{
  return g_str_equal (wanted, "all")
      || (split == MANIFEST_TRAIN && g_str_equal (wanted, "train"))
      || (split == MANIFEST_VALID && g_str_equal (wanted, "valid"));
}

/* Leaves the labels that the model knows; says which it does not.
 * place: (out): size_t[n_tags], where the model has them */
static gboolean
match_labels (Comparison *self, const char *data_path, size_t **place,
    GError **error)
{
  Manifest *manifest = self->manifest;
  g_autoptr (GlsVocabulary) vocabulary =
      gls_vocabulary_new (gls_model_get_labels (self->model, NULL), error);
  g_autofree gboolean *keep = g_new0 (gboolean, manifest->n_labels);
  g_autoptr (GString) unknown = g_string_new (NULL);

  if (vocabulary == NULL)
    return FALSE;
  for (size_t i = 0; i < manifest->n_labels; i++) {
    keep[i] = gls_vocabulary_find (vocabulary, manifest->labels[i], NULL);
    if (!keep[i])
      g_string_append_printf (unknown, "%s%s", unknown->len > 0 ? ", " : "",
          manifest->labels[i]);
  }
  manifest_keep_labels (manifest, keep);
  self->n_tags = manifest->n_labels;
  if (self->n_tags == 0) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "the model knows none of its labels");
    return FALSE;
  }
  if (unknown->len > 0)
    say (data_path, "the model does not know these labels: %s", unknown->str);
  *place = g_new (size_t, self->n_tags);
  for (size_t i = 0; i < self->n_tags; i++)
    gls_vocabulary_find (vocabulary, manifest->labels[i], &(*place)[i]);
  return TRUE;
}

static gboolean
compare (Comparison *self, const Options *options, size_t *n_failed,
    GError **error)
{
  Manifest *manifest = self->manifest;
  g_autofree size_t *place = NULL;
  g_autofree gboolean *wanted = g_new0 (gboolean, manifest->rows->len);
  g_autofree guint8 *has = g_new0 (guint8, manifest->rows->len);
  g_autofree float *all = NULL;
  g_autoptr (Dataset) set = NULL;
  g_autofree char *default_cache = dataset_default_cache ();
  size_t n_outputs;
  GlsSpec spec;
  DatasetOptions dataset_options = { .n_frames =
                                         gls_model_get_n_frames (self->model),
    .context_s = options->context_s,
    .cache = options->cache ? options->cache : default_cache,
    .n_jobs = (guint) options->n_jobs };

  if (!match_labels (self, options->data, &place, error)
      || !gls_spec_from_strv (&spec, gls_model_get_front_end (self->model),
          error))
    return FALSE;
  self->n_rows = manifest->rows->len;
  for (size_t i = 0; i < self->n_rows; i++)
    wanted[i] = is_split (options->split,
        ((ManifestRow *) manifest->rows->pdata[i])->split);
  set = dataset_new (manifest, wanted, &spec, &dataset_options, error);
  if (set == NULL)
    return FALSE;
  *n_failed = dataset_get_n_failed (set) + manifest->n_bad;

  gls_model_get_labels (self->model, &n_outputs);
  all = g_new (float, self->n_rows *n_outputs);
  scoring_predict (self->model, set, self->n_rows, (guint) options->n_jobs, all,
      has);

  self->labels = g_new (float, self->n_rows * self->n_tags);
  self->p = g_new (float, self->n_rows * self->n_tags);
  self->use = g_new0 (guint8, self->n_rows);
  for (size_t i = 0; i < self->n_rows; i++) {
    const ManifestRow *row = manifest->rows->pdata[i];

    memcpy (self->labels + i * self->n_tags, row->targets,
        self->n_tags * sizeof (float));
    for (size_t t = 0; t < self->n_tags; t++)
      self->p[i * self->n_tags + t] = all[i * n_outputs + place[t]];
    if (row->split == MANIFEST_TRAIN)
      self->use[i] |= GLS_ROW_SETS_THRESHOLD;
    if (has[i])
      self->use[i] |= GLS_ROW_IS_SCORED;
  }
  return TRUE;
}

static size_t
count_scored_rows (const Comparison *self)
{
  size_t n = 0;

  for (size_t i = 0; i < self->n_rows; i++)
    n += (self->use[i] & GLS_ROW_IS_SCORED) != 0;
  return n;
}

static json_t *
tag_to_json (const char *label, const GlsTagAgreement *tag)
{
  return json_pack ("{s:o, s:b, s:o, s:o, s:I, s:o, s:o, s:o, s:o}", "tag",
      gls_json_text (label), "scored", tag->scored, "deviation",
      gls_json_number (tag->deviation), "threshold",
      gls_json_number (tag->threshold), "positive",
      (json_int_t) tag->n_positive, "pearson", gls_json_number (tag->pearson),
      "roc_auc", gls_json_number (tag->roc_auc), "pr_auc",
      gls_json_number (tag->pr_auc), "f", gls_json_number (tag->f));
}

static void
print_json (const Comparison *self, const Options *options,
    const GlsTagAgreement *tags, const GlsAgreement *mean)
{
  g_autoptr (json_t) json = json_pack ("{s:o, s:o, s:o}", "model",
      gls_json_text (options->model), "data", gls_json_text (options->data),
      "split", gls_json_text (options->split));
  json_t *list = json_array ();
  g_autofree char *text = NULL;

  scoring_add_mean (json, mean, count_scored_rows (self));
  json_object_set_new (json, "tags", list);
  for (size_t t = 0; t < self->n_tags; t++)
    json_array_append_new (list,
        tag_to_json (self->manifest->labels[t], &tags[t]));
  text = gls_json_to_text (json, 2);
  puts (text);
}

static void
print_measure (double value)
{
  if (isnan (value))
    printf ("        –");
  else
    printf ("%9.3f", value);
}

static void
print_row (const char *label, glong columns, double deviation, double pearson,
    double roc_auc, double pr_auc, double f)
{
  printf ("%s%*s", label, (int) (columns - g_utf8_strlen (label, -1)), "");
  print_measure (deviation);
  print_measure (pearson);
  print_measure (roc_auc);
  print_measure (pr_auc);
  print_measure (f);
  putchar ('\n');
}

static void
print_table (const Comparison *self, const Options *options,
    const GlsTagAgreement *tags, const GlsAgreement *mean)
{
  glong columns = 8;

  for (size_t t = 0; t < self->n_tags; t++)
    columns = MAX (columns, g_utf8_strlen (self->manifest->labels[t], -1));
  printf ("%-*s  std dev  Pearson  ROC-AUC   PR-AUC   best F\n", (int) columns,
      "tag");
  for (int scored = 1; scored >= 0; scored--) {
    if (scored == 0 && mean->n_scored < self->n_tags)
      printf ("\nhardly varying, not scored:\n");
    for (size_t t = 0; t < self->n_tags; t++)
      if (tags[t].scored == scored)
        print_row (self->manifest->labels[t], columns, tags[t].deviation,
            tags[t].pearson, tags[t].roc_auc, tags[t].pr_auc, tags[t].f);
    if (scored == 1 && mean->n_scored > 0) {
      putchar ('\n');
      print_row ("mean", columns, NAN, mean->pearson, mean->roc_auc,
          mean->pr_auc, mean->f);
    }
  }
  printf ("\n%zu rows (%s); the mean is over the %zu tags whose labels have a "
          "standard\ndeviation of at least %.2f; a row has a tag if its label "
          "is above the %.0fth\npercentile of the train rows.\n",
      count_scored_rows (self), options->split, mean->n_scored,
      GLS_AGREEMENT_MIN_DEVIATION, 100 * GLS_AGREEMENT_QUANTILE);
}

static int
run (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = gls_model_load (options->model, &error);
  g_autoptr (Manifest) manifest = NULL;
  g_autofree GlsTagAgreement *tags = NULL;
  Comparison self = { 0 };
  GlsAgreement mean;
  size_t n_failed = 0;

  if (model == NULL) {
    say (options->model, "%s", error->message);
    return GLISSANDO_SOME_FAILED;
  }
  manifest = manifest_load (options->data, &error);
  self.model = model;
  self.manifest = manifest;
  if (manifest == NULL || !compare (&self, options, &n_failed, &error)) {
    say (options->data, "%s", error->message);
    return GLISSANDO_SOME_FAILED;
  }
  tags = g_new (GlsTagAgreement, self.n_tags);
  gls_agreement_measure (self.labels, self.p, self.use, self.n_rows,
      self.n_tags, tags, &mean);
  if (options->json)
    print_json (&self, options, tags, &mean);
  else
    print_table (&self, options, tags, &mean);
  g_free (self.labels);
  g_free (self.p);
  g_free (self.use);
  return n_failed > 0 ? GLISSANDO_SOME_FAILED : GLISSANDO_DONE;
}

int
command_evaluate (char **given)
{
  g_auto (GStrv) arguments = NULL;
  Options options = { .context_s = DATASET_CONTEXT_S,
    .n_jobs = (int) g_get_num_processors () };
  int status = GLISSANDO_USAGE;
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &options.model, "The model",
        "FILE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data,
        "The manifest: CSV with path, start_s, end_s, split and labels",
        "FILE" },
    { "split", 0, 0, G_OPTION_ARG_STRING, &options.split,
        "Which rows: valid, train or all (valid)", "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Write JSON", NULL },
    { "context", 0, 0, G_OPTION_ARG_DOUBLE, &options.context_s,
        "Seconds of audio around each row that the filters hear too (5)",
        "SECONDS" },
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &options.cache,
        "Where to keep features (the user's cache folder)", "DIR" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &options.n_jobs,
        "Worker threads (one per processor)", "N" },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_parse ("--model FILE --data MANIFEST",
          "Compares a model's tags with the labels of a manifest.", NULL,
          entries, given, &arguments))
    ;
  else if (arguments[1] != NULL)
    say (NULL, "evaluate does not know what “%s” is for", arguments[1]);
  else if (options.model == NULL || options.data == NULL)
    say (NULL, "evaluate needs --model and --data");
  else if (options.n_jobs < 1 || !(options.context_s >= 0)
      || options.context_s > DATASET_MAX_CONTEXT_S)
    say (NULL, "--jobs must be at least 1, --context from 0 to %d seconds",
        DATASET_MAX_CONTEXT_S);
  else {
    if (options.split == NULL)
      options.split = g_strdup ("valid");
    if (g_str_equal (options.split, "valid")
        || g_str_equal (options.split, "train")
        || g_str_equal (options.split, "all"))
      status = run (&options);
    else
      say (NULL, "--split must be valid, train or all, not “%s”",
          options.split);
  }
  g_free (options.model);
  g_free (options.data);
  g_free (options.split);
  g_free (options.cache);
  return status;
}
