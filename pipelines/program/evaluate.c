/* glissando evaluate: how well a model agrees with the labels of a manifest.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "allowance.h"
#include "commands.h"
#include "data/cachefolder.h"
#include "data/comparison.h"
#include "data/detection.h"
#include "data/predictions.h"
#include "data/datasets/datasets.h"
#include "data/split.h"
#include "gls.h"
#include "net/models.h"
#include "outputs.h"
#include "terminal/progress.h"
#include "output/calibrated.h"
#include "output/event-report.h"
#include "output/record.h"
#include "output/report.h"
#include "terminal/say.h"
#include "output/scores.h"

/* Of an event's onset; default and limit. */
#define TOLERANCE_S 0.5
#define MOST_TOLERANCE_S 60

typedef struct
{
  char *model;
  char *data;
  char *audio;
  char *split;
  char *cache;
  char *predictions;
  char **disturb; /* or NULL */
  Disturbance *disturbance;
  gint64 seed;
  char *events; /* a list of true ones, which are then what is compared */
  double tolerance_s;
  char *record;    /* under which name the model file keeps the scores */
  char *calibrate; /* where a calibrated copy of the model goes */
  double context_s;
  char *present_text;
  Present present;
  int n_jobs;
  gboolean json;
} Options;

/* Where anything is to be done to rows. */
static void
disturb_rows (const Options *options, Manifest *manifest)
{
  for (guint i = 0; options->disturb != NULL && i < manifest->rows->len; i++) {
    ManifestRow *row = manifest->rows->pdata[i];

    row->disturbance = disturbance_ref (options->disturbance);
  }
}

/* wanted: (nullable): gboolean[rows]; NULL for all. Returns: (nullable): these
 * rows, with their features */
static Excerpts *
hear_rows (const Options *options, Manifest *manifest, const gboolean *wanted,
    const GlsModel *model, Problems *problems, GError **error)
{
  g_autofree char *default_cache = cachefolder_default ();
  ExcerptsOptions how = { .context_s = options->context_s,
    .cache = options->cache ? options->cache : default_cache,
    .n_jobs = (guint) options->n_jobs,
    .on_done = report_done };
  Excerpts *excerpts;
  GlsSpec spec;

  if (!gls_spec_from_strv (&spec, gls_model_get_front_end (model), error))
    return NULL;
  disturb_rows (options, manifest);
  progress_begin ("features", 1);
  excerpts = excerpts_new (manifest, wanted, &spec, &how, problems, error);
  progress_end ();
  report_problems (problems);
  return excerpts;
}

static const char *
get_model_name (const Options *options)
{
  return options->model ? options->model : GLS_MODELS_DEFAULT;
}

/* Prints them, or has them printed for people; and the model keeps them. */
static gboolean
put_scores (const Options *options, json_t *scores)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (options->json) {
    text = gls_json_to_text (scores, 2);
    puts (text);
  }
  if (options->record == NULL
      || record_write (options->model, options->record, scores, &error))
    return TRUE;
  say (options->model, "%s", error->message);
  return FALSE;
}

static gboolean
write_predictions (const Options *options, const Comparison *comparison)
{
  g_autoptr (GError) error = NULL;

  if (options->predictions == NULL
      || predictions_write (comparison, options->predictions, &error))
    return TRUE;
  say (options->predictions, "%s", error->message);
  return FALSE;
}

static gboolean
write_calibrated (const Options *options, const Comparison *comparison,
    const char *split)
{
  g_autoptr (GError) error = NULL;
  size_t n;

  if (options->calibrate == NULL)
    return TRUE;
  if (!calibrated_write (comparison, options->model, options->data, split,
          options->calibrate, &n, &error)) {
    say (options->calibrate, "%s", error->message);
    return FALSE;
  }
  if (!options->json)
    printf ("%s is the model with calibrated probabilities of %zu tags.\n",
        options->calibrate, n);
  return TRUE;
}

/* Returns: %FALSE on failure, with an error if it has not been said yet */
static gboolean
compare (const Options *options, Manifest *manifest, GlsModel *model,
    Problems *problems, GError **error)
{
  g_autoptr (Comparison) comparison = comparison_new (model, manifest, error);
  const char *split;
  g_autofree gboolean *wanted =
      split_choose (manifest, options->split, &split, error);
  g_autoptr (Excerpts) excerpts = NULL;
  g_autoptr (json_t) scores = NULL;
  gboolean ok;

  if (comparison == NULL || wanted == NULL)
    return FALSE;
  if (comparison->unknown != NULL)
    say (options->data, "the model does not know these labels: %s",
        comparison->unknown);
  comparison->present = options->present;
  excerpts = hear_rows (options, manifest, wanted, model, problems, error);
  if (excerpts == NULL)
    return FALSE;
  progress_begin ("predicting", 1);
  ok = comparison_run (comparison, excerpts, NULL, (guint) options->n_jobs,
      report_done, error);
  progress_end ();
  if (!ok)
    return FALSE;
  if (!options->json)
    scores_print_table (comparison, split, options->disturb);
  scores = scores_to_json (comparison, get_model_name (options), options->data,
      split, options->disturb);
  ok = put_scores (options, scores);
  ok = write_predictions (options, comparison) && ok;
  return write_calibrated (options, comparison, split) && ok;
}

static gboolean
report_events (const Options *options, const Detection *detection,
    const char *split)
{
  EventReport report = { .detection = detection,
    .model = get_model_name (options),
    .data = options->data,
    .events = options->events,
    .split = split,
    .disturb = options->disturb,
    .tolerance_s = options->tolerance_s };
  g_autoptr (json_t) scores = NULL;
  g_autoptr (GError) error = NULL;

  event_report_measure (&report);
  scores = event_report_to_json (&report);
  if (!options->json)
    event_report_print_table (&report);
  event_report_clear (&report);
  if (!put_scores (options, scores))
    return FALSE;
  if (options->predictions == NULL
      || detection_write (detection, options->predictions, &error))
    return TRUE;
  say (options->predictions, "%s", error->message);
  return FALSE;
}

/* Returns: (nullable): NULL if there is nothing to find, which has been said */
static Detection *
prepare_detection (const Options *options, const Manifest *files,
    GlsModel *model, Problems *problems)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EventList) truth =
      eventlist_load (options->events, problems, &error);
  Detection *detection = NULL;

  report_problems (problems);
  if (truth != NULL)
    detection = detection_new (model, files, truth,
        disturbance_get_tempo (options->disturbance), options->tolerance_s,
        &error);
  if (detection == NULL)
    say (g_error_matches (error, GLS_ERROR, GLS_ERROR_MODEL) ? options->model
                                                             : options->events,
        "%s", error->message);
  else if (detection->unknown != NULL)
    say (options->events, "the model does not know these labels: %s",
        detection->unknown);
  return detection;
}

/* As compare(), of the files that the rows are of, and what happens when. */
static gboolean
compare_events (const Options *options, const Manifest *manifest,
    GlsModel *model, Problems *problems, GError **error)
{
  const char *split;
  g_autofree gboolean *wanted =
      split_choose (manifest, options->split, &split, error);
  g_autoptr (Manifest) files = NULL;
  g_autoptr (Detection) detection = NULL;
  g_autoptr (Excerpts) excerpts = NULL;
  gboolean ok;

  if (wanted == NULL)
    return FALSE;
  files = detection_list_files (manifest, wanted);
  detection = prepare_detection (options, files, model, problems);
  if (detection == NULL)
    return FALSE;
  excerpts = hear_rows (options, files, NULL, model, problems, error);
  if (excerpts == NULL)
    return FALSE;
  progress_begin ("finding", 1);
  ok = detection_run (detection, excerpts, (guint) options->n_jobs, report_done,
      error);
  progress_end ();
  return ok && report_events (options, detection, split);
}

/* Says why, if not. */
static gboolean
can_lose_nothing (const Options *options, const Manifest *manifest)
{
  const char *const outputs[] = { options->predictions, options->calibrate };
  g_autoptr (GPtrArray) inputs = manifest_list_files (manifest);

  g_ptr_array_add (inputs, options->model);
  g_ptr_array_add (inputs, options->events);
  return outputs_are_safe (outputs, G_N_ELEMENTS (outputs), inputs);
}

static int
run (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = gls_models_open (options->model, &error);
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (Manifest) manifest = NULL;
  gboolean ok;

  if (model == NULL) {
    say (options->model, "%s", error->message);
    return GLISSANDO_SOME_FAILED;
  }
  manifest = datasets_load (options->data, options->audio, problems, &error);
  report_problems (problems);
  if (manifest != NULL && !can_lose_nothing (options, manifest))
    return GLISSANDO_USAGE;
  ok = manifest != NULL
      && (options->events != NULL
              ? compare_events (options, manifest, model, problems, &error)
              : compare (options, manifest, model, problems, &error));
  if (error != NULL)
    say (options->data, "%s", error->message);
  if (!ok)
    return GLISSANDO_SOME_FAILED;
  return problems_get_n (problems) > 0 ? GLISSANDO_SOME_FAILED : GLISSANDO_DONE;
}

static gboolean
check_options (Options *options)
{
  if (options->data == NULL)
    say (NULL, "evaluate needs --data");
  else if (options->n_jobs < 1 || options->n_jobs > GLS_MAX_THREADS)
    say (NULL, "--jobs must be from 1 to %d", GLS_MAX_THREADS);
  else if (!(options->context_s >= 0)
      || options->context_s > EXCERPTS_MAX_CONTEXT_S)
    say (NULL, "--context must be from 0 to %d seconds",
        EXCERPTS_MAX_CONTEXT_S);
  else if (options->record != NULL
      && (*options->record == '\0' || options->model == NULL))
    say (NULL, "--record needs a name, and the file of a --model to write to");
  else if (options->calibrate != NULL && options->model == NULL)
    say (NULL, "--calibrate needs the file of a --model");
  else if (options->calibrate != NULL && options->events != NULL)
    say (NULL, "--calibrate goes by rows, not by --events");
  else if (!present_parse (&options->present, options->present_text))
    say (NULL, PRESENT_FAULT);
  else if (options->seed < 0)
    say (NULL, "--seed must not be negative");
  else if (!(options->tolerance_s >= 0)
      || options->tolerance_s > MOST_TOLERANCE_S)
    say (NULL, "--tolerance must be from 0 to %d seconds", MOST_TOLERANCE_S);
  else
    return TRUE;
  return FALSE;
}

/* Returns: what to end with, having said why, unless it is GLISSANDO_DONE */
static int
read_disturbance (Options *options)
{
  g_autoptr (GError) error = NULL;

  options->disturbance = disturbance_new ((guint64) options->seed);
  for (char **step = options->disturb; step != NULL && *step != NULL; step++)
    if (!disturbance_add (options->disturbance, *step, &error)) {
      say (NULL, "--disturb: %s", error->message);
      return g_error_matches (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC)
          ? GLISSANDO_USAGE
          : GLISSANDO_SOME_FAILED;
    }
  return GLISSANDO_DONE;
}

static int
check_and_run (Options *options)
{
  int status;

  if (!check_options (options))
    return GLISSANDO_USAGE;
  status = read_disturbance (options);
  if (status != GLISSANDO_DONE)
    return status;
  options->n_jobs = (int) allowance_count_jobs ((guint) options->n_jobs);
  if ((options->predictions != NULL
          && !command_can_write (options->predictions))
      || (options->calibrate != NULL
          && !command_can_write (options->calibrate)))
    return GLISSANDO_SOME_FAILED;
  return run (options);
}

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->disturbance, disturbance_unref);
  g_strfreev (options->disturb);
  g_free (options->model);
  g_free (options->data);
  g_free (options->audio);
  g_free (options->split);
  g_free (options->cache);
  g_free (options->predictions);
  g_free (options->events);
  g_free (options->record);
  g_free (options->calibrate);
  g_free (options->present_text);
}

static gboolean
read_options (char **given, Options *into, GStrv *arguments)
{
  g_autofree char *models = command_list_models ();
  g_autofree char *about_model =
      g_strdup_printf ("The model: a file, or one that is built in, %s",
          models);
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &into->model, about_model,
        "MODEL" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &into->data, DATASETS_HELP,
        DATASETS_PLACEHOLDER },
    { "audio", 0, 0, G_OPTION_ARG_FILENAME, &into->audio, DATASETS_AUDIO_HELP,
        "DIR" },
    { "split", 0, 0, G_OPTION_ARG_STRING, &into->split,
        "Which rows: the name of a split, or all (valid; all if there are no "
        "splits)",
        "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &into->json, "Write JSON", NULL },
    { "predictions", 0, 0, G_OPTION_ARG_FILENAME, &into->predictions,
        "Also write what the model says of each row, or the events that it "
        "finds, as CSV",
        "FILE" },
    { "disturb", 0, 0, G_OPTION_ARG_STRING_ARRAY, &into->disturb,
        DISTURBANCE_HELP, "NAME=VALUE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &into->seed, "Of noise (0)", "N" },
    { "events", 0, 0, G_OPTION_ARG_FILENAME, &into->events,
        "Hear the files as wholes, and compare the events that the model finds "
        "with those that this list has",
        "EVENTS.csv" },
    { "tolerance", 0, 0, G_OPTION_ARG_DOUBLE, &into->tolerance_s,
        "How many seconds an event may begin too early or too late to be found "
        "(0.5)",
        "SECONDS" },
    { "present", 0, 0, G_OPTION_ARG_STRING, &into->present_text,
        "For the F-measure at the model's thresholds. " PRESENT_HELP,
        PRESENT_PLACEHOLDER },
    { "record", 0, 0, G_OPTION_ARG_STRING, &into->record,
        "Also keep the scores in the model's file, under this name", "NAME" },
    { "calibrate", 0, 0, G_OPTION_ARG_FILENAME, &into->calibrate,
        "Also write a copy of the model, whose probabilities are calibrated on "
        "these rows",
        "FILE" },
    { "context", 0, 0, G_OPTION_ARG_DOUBLE, &into->context_s,
        "Seconds of audio around each row that the filters hear too (5)",
        "SECONDS" },
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &into->cache,
        "Where to keep features (the user's cache folder)", "DIR" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &into->n_jobs,
        "Threads, up to 64 (one per processor); changes no result", "N" },
    G_OPTION_ENTRY_NULL,
  };

  return command_parse ("--data [KIND:]PATH",
      "Compares a model's tags with labels.",
      "A row is heard as “tag” hears a file: what is compared with its "
      "labels is what the\nsummary of “tag --json” says of it.",
      entries, given, arguments);
}

int
command_evaluate (char **given)
{
  g_auto (GStrv) arguments = NULL;
  Options options = { .context_s = EXCERPTS_CONTEXT_S,
    .tolerance_s = TOLERANCE_S,
    .n_jobs = (int) CLAMP (g_get_num_processors (), 1, GLS_MAX_THREADS) };
  int status = GLISSANDO_USAGE;

  if (!read_options (given, &options, &arguments))
    ;
  else if (arguments[1] != NULL)
    say (NULL, "evaluate does not know what “%s” is for", arguments[1]);
  else
    status = check_and_run (&options);
  options_clear (&options);
  return status;
}
