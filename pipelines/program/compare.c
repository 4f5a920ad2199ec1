/* glissando compare: which of several systems agrees better with labels, and how
 * sure that is.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "allowance.h"
#include "commands.h"
#include "data/datasets/datasets.h"
#include "data/split.h"
#include "data/trial.h"
#include "gls.h"
#include "output/estimates.h"
#include "output/report.h"
#include "terminal/say.h"

typedef struct
{
  char *data;
  char *split;
  char *choose_on;
  char **predictions; /* NULL-terminated */
  int n_draws;
  int seed;
  int n_jobs;
  gboolean json;
} Options;

static void
measure (const Options *options, const Trial *trial)
{
  const size_t n = trial->n_systems * GLS_N_MEASURES;
  g_autofree GlsEstimate *mean = g_new (GlsEstimate, n);
  g_autofree GlsEstimate *difference = g_new (GlsEstimate, n);
  g_autofree GlsEstimate *tags = g_new (GlsEstimate, n * trial->n_tags);
  const Estimates estimates = { .trial = trial,
    .names = (const char *const *) options->predictions,
    .n_draws = (size_t) options->n_draws,
    .mean = mean,
    .difference = difference,
    .tags = tags };

  trial_measure (trial, (size_t) options->n_draws, (guint32) options->seed,
      (size_t) options->n_jobs, mean, difference, tags);
  if (options->json)
    estimates_print_json (&estimates, options->data);
  else
    estimates_print_table (&estimates);
}

/* Of what is missing and left out. */
static void
say_what_is_left_out (const Options *options, const Trial *trial)
{
  if (trial->left_out != NULL)
    say (options->data,
        "left out, since they cannot be scored or not all know them: %s",
        trial->left_out);
  if (trial->n_silent > 0)
    say (options->data, "%zu rows are not in all predictions", trial->n_silent);
}

/* Names of files, of which those of one system's runs are joined by commas; a
 * file whose own name has a comma is taken as it is.
 * @system: (out): of which system each is */
static char **
list_files (char **given, GArray *system)
{
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();

  for (guint32 s = 0; given[s] != NULL; s++) {
    const gboolean is_file = g_file_test (given[s], G_FILE_TEST_EXISTS);
    g_auto (GStrv) runs = g_strsplit (given[s], ",", is_file ? 1 : -1);

    for (char **run = runs; *run != NULL; run++) {
      g_strv_builder_add (files, *run);
      g_array_append_val (system, s);
    }
  }
  return g_strv_builder_end (files);
}

/* Returns: (transfer full) (nullable): %NULL if one could not be read, which has
 * been said */
static GPtrArray *
load_predictions (char **files, Problems *problems)
{
  g_autoptr (GPtrArray) systems =
      g_ptr_array_new_with_free_func ((GDestroyNotify) manifest_free);

  for (char **name = files; *name != NULL; name++) {
    g_autoptr (GError) error = NULL;
    Manifest *system = manifest_load (*name, NULL, problems, &error);

    report_problems (problems);
    if (system == NULL) {
      say (*name, "%s", error->message);
      return NULL;
    }
    g_ptr_array_add (systems, system);
  }
  return g_steal_pointer (&systems);
}

static int
run (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (GArray) system = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_auto (GStrv) files = list_files (options->predictions, system);
  g_autoptr (GPtrArray) runs = load_predictions (files, problems);
  g_autoptr (Manifest) truth = NULL;
  g_autoptr (Trial) trial = NULL;

  if (runs == NULL)
    return GLISSANDO_SOME_FAILED;
  truth = datasets_load (options->data, NULL, problems, &error);
  report_problems (problems);
  if (truth != NULL)
    trial = trial_new (truth, (Manifest *const *) runs->pdata,
        (const guint32 *) (gpointer) system->data, runs->len, options->split,
        options->choose_on ? options->choose_on : SPLIT_VALID, &error);
  if (trial == NULL) {
    say (options->data, "%s", error->message);
    return GLISSANDO_SOME_FAILED;
  }
  say_what_is_left_out (options, trial);
  measure (options, trial);
  return problems_get_n (problems) > 0 ? GLISSANDO_SOME_FAILED : GLISSANDO_DONE;
}

static gboolean
check_options (const Options *options)
{
  if (options->data == NULL || options->predictions[0] == NULL)
    say (NULL, "compare needs --data and files of predictions");
  else if (options->n_jobs < 1 || options->n_jobs > GLS_MAX_THREADS)
    say (NULL, "--jobs must be from 1 to %d", GLS_MAX_THREADS);
  else if (options->n_draws < 1 || options->n_draws > GLS_INTERVALS_MAX_DRAWS)
    say (NULL, "--draws must be from 1 to %d", GLS_INTERVALS_MAX_DRAWS);
  else
    return TRUE;
  return FALSE;
}

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->split);
  g_free (options->choose_on);
}

int
command_compare (char **given)
{
  g_auto (GStrv) arguments = NULL;
  Options options = { .n_draws = 1000,
    .seed = 1,
    .n_jobs = (int) CLAMP (g_get_num_processors (), 1, GLS_MAX_THREADS) };
  int status = GLISSANDO_USAGE;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data, DATASETS_HELP,
        DATASETS_PLACEHOLDER },
    { "split", 0, 0, G_OPTION_ARG_STRING, &options.split,
        "Which rows: the name of a split, or all (valid; all if there are no "
        "splits)",
        "NAME" },
    { "choose-on", 0, 0, G_OPTION_ARG_STRING, &options.choose_on,
        "The split on which thresholds of the F-measure are chosen (valid)",
        "NAME" },
    { "draws", 0, 0, G_OPTION_ARG_INT, &options.n_draws,
        "How often tracks are drawn for the intervals (1000)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &options.seed, "Of the draws (1)", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json,
        "Write JSON, with each tag", NULL },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &options.n_jobs,
        "Threads, up to 64 (one per processor); changes no result", "N" },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_parse ("--data [KIND:]PATH PREDICTIONS.csv…",
          "Compares the predictions of several systems with labels, and with "
          "each other.",
          "PREDICTIONS are files as “evaluate --predictions” writes them, of "
          "the "
          "same rows; with\n--split all there, thresholds can be chosen on "
          "another split than the one scored.\nFiles that are joined by "
          "commas, "
          "a.csv,b.csv, are runs of one system, such as one\nfrom each seed: "
          "what "
          "is said of it is their mean.",
          entries, given, &arguments))
    ;
  else {
    options.predictions = arguments + 1;
    if (check_options (&options)) {
      options.n_jobs = (int) allowance_count_jobs ((guint) options.n_jobs);
      status = run (&options);
    }
  }
  options_clear (&options);
  return status;
}
