/* Reads the options of train and checks each of them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train-options.h"

#include <math.h>

#include "commands.h"
#include "data/excerpts.h"
#include "gls.h"
#include "output/say.h"
#include "train/trainer-private.h"

void
train_options_clear (TrainOptions *self)
{
  g_free (self->data);
  g_free (self->arch);
  g_free (self->output);
  g_free (self->cache);
  g_free (self->checkpoint);
  g_free (self->name);
  g_free (self->licence);
  g_free (self->commit);
  g_free (self->loss);
  g_free (self->choose);
  g_free (self->epochs);
  g_free (self->batch);
  g_free (self->patience);
  g_free (self->learning_rate);
  g_free (self->weight_decay);
}

/* --- how to train --- */

static gboolean
apply_count (const char *option, const char *text, guint *value)
{
  guint64 number;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &number, NULL)) {
    say (NULL, "%s takes a whole number, not “%s”", option, text);
    return FALSE;
  }
  *value = (guint) number;
  return TRUE;
}

static gboolean
apply_number (const char *option, const char *text, double *value)
{
  char *end;

  if (text == NULL)
    return TRUE;
  *value = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && isfinite (*value))
    return TRUE;
  say (NULL, "%s takes a number, not “%s”", option, text);
  return FALSE;
}

static gboolean
apply_choice (const char *option, const char *text, const char *no,
    const char *yes, gboolean *value)
{
  if (text == NULL)
    return TRUE;
  *value = g_str_equal (text, yes);
  if (*value || g_str_equal (text, no))
    return TRUE;
  say (NULL, "%s must be %s or %s, not “%s”", option, no, yes, text);
  return FALSE;
}

gboolean
train_options_apply (const TrainOptions *self, GlsTrainOptions *out)
{
  g_autoptr (GError) error = NULL;
  gboolean bce = out->loss == GLS_LOSS_BCE;

  if (!apply_count ("--epochs", self->epochs, &out->epochs)
      || !apply_count ("--batch", self->batch, &out->batch)
      || !apply_count ("--patience", self->patience, &out->patience)
      || !apply_number ("--lr", self->learning_rate, &out->learning_rate)
      || !apply_number ("--weight-decay", self->weight_decay,
          &out->weight_decay)
      || !apply_choice ("--loss", self->loss, "mse", "bce", &bce)
      || !apply_choice ("--choose", self->choose, "loss", "score",
          &out->choose_by_metric))
    return FALSE;
  out->loss = bce ? GLS_LOSS_BCE : GLS_LOSS_MSE;
  out->seed = (guint64) self->seed;
  out->n_threads = (guint) self->n_jobs;
  if (gls_train_options_check (out, &error))
    return TRUE;
  say (NULL, "%s", error->message);
  return FALSE;
}

/* --- the command line --- */

/* Returns: (nullable): what is wrong */
static const char *
find_fault (const TrainOptions *self)
{
  if (self->data == NULL || self->arch == NULL)
    return "train needs --data and --arch";
  if (self->output == NULL && !self->features_only)
    return "where to? Give -o MODEL";
  if (self->resume && self->checkpoint == NULL)
    return "--resume needs --checkpoint";
  if (self->n_jobs < 1 || self->n_jobs > GLS_MAX_THREADS)
    return "--jobs must be from 1 to " G_STRINGIFY (GLS_MAX_THREADS);
  if (!(self->context_s >= 0 && self->context_s <= EXCERPTS_MAX_CONTEXT_S))
    return "--context must be from 0 to " G_STRINGIFY (
        EXCERPTS_MAX_CONTEXT_S) " seconds";
  if (!(self->label_std >= 0 && self->label_std <= 1))
    return "--label-std must be from 0 to 1";
  if (self->seed < 0)
    return "--seed must not be negative";
  return NULL;
}

static gboolean
check (const TrainOptions *self)
{
  const char *fault = find_fault (self);
  GlsTrainOptions any;

  if (fault != NULL) {
    say (NULL, "%s", fault);
    return FALSE;
  }
  gls_train_options_init (&any);
  return train_options_apply (self, &any);
}

static gboolean
parse (TrainOptions *o, const GOptionEntry *more, char **given, GStrv *left)
{
  return command_parse ("--data MANIFEST --arch NAME|FILE.json -o MODEL",
      "Makes a model from labelled music.",
      "What is not given here is as the architecture says. Labels are "
      "numbers from 0 to 1.\nThe columns of an epoch: losses of training "
      "and validation, then the score on the\nvalidation segments: mean "
      "Pearson correlation and ROC-AUC over the tags that vary.",
      more, given, left);
}

gboolean
train_options_parse (TrainOptions *o, char **given)
{
  g_auto (GStrv) left = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &o->data,
        "The manifest: CSV with a path and labels in each row", "FILE" },
    { "arch", 0, 0, G_OPTION_ARG_FILENAME, &o->arch,
        "Architecture: default, paper, or a .json file", "NAME" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
        "Where to write the model", "MODEL" },
    { "epochs", 0, 0, G_OPTION_ARG_STRING, &o->epochs, "Passes over the data",
        "N" },
    { "batch", 0, 0, G_OPTION_ARG_STRING, &o->batch, "Segments per step", "N" },
    { "lr", 0, 0, G_OPTION_ARG_STRING, &o->learning_rate,
        "Highest learning rate", "RATE" },
    { "weight-decay", 0, 0, G_OPTION_ARG_STRING, &o->weight_decay,
        "Weight decay", "RATE" },
    { "loss", 0, 0, G_OPTION_ARG_STRING, &o->loss,
        "mse (mean squared error) or bce (binary cross-entropy)", "NAME" },
    { "patience", 0, 0, G_OPTION_ARG_STRING, &o->patience,
        "Stop after N epochs without a better one; 0 never", "N" },
    { "choose", 0, 0, G_OPTION_ARG_STRING, &o->choose,
        "Best epoch by validation loss or score (mean Pearson)", "loss|score" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &o->seed,
        "Of weights, order and dropout (0)", "N" },
    { "label-std", 0, 0, G_OPTION_ARG_DOUBLE, &o->label_std,
        "Leave out labels whose standard deviation is below S (0)", "S" },
    { "context", 0, 0, G_OPTION_ARG_DOUBLE, &o->context_s,
        "Seconds of audio around each row that the filters hear too (5)",
        "SECONDS" },
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &o->cache,
        "Where to keep features (the user's cache folder)", "DIR" },
    { "features-only", 0, 0, G_OPTION_ARG_NONE, &o->features_only,
        "Fill the cache and stop", NULL },
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &o->checkpoint,
        "Save all state here after each epoch", "FILE" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &o->resume,
        "Go on from the checkpoint if there is one", NULL },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &o->n_jobs,
        "Threads (one per processor); changes no result", "N" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o->name,
        "Name of the model (its file's)", "NAME" },
    { "licence", 0, 0, G_OPTION_ARG_STRING, &o->licence,
        "Licence of the model (none is claimed)", "NAME" },
    { "commit", 0, 0, G_OPTION_ARG_STRING, &o->commit,
        "Commit of the source, for the record (GLISSANDO_COMMIT)", "ID" },
    { "float32", 0, 0, G_OPTION_ARG_NONE, &o->full_precision,
        "Write weights as float32 instead of float16", NULL },
    G_OPTION_ENTRY_NULL,
  };

  *o = (TrainOptions){ .context_s = EXCERPTS_CONTEXT_S,
    .n_jobs = (int) CLAMP (g_get_num_processors (), 1, GLS_MAX_THREADS) };
  if (!parse (o, entries, given, &left))
    return FALSE;
  if (left[1] != NULL) {
    say (NULL, "train does not know what “%s” is for", left[1]);
    return FALSE;
  }
  return check (o);
}
