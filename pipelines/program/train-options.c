/* Options of the command, and one for each row of the library's table.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train-options.h"

#include <string.h>

#include "allowance.h"
#include "bytes.h"
#include "commands.h"
#include "data/excerpts.h"
#include "data/datasets/datasets.h"
#include "gls.h"
#include "scattering/spec.h"
#include "terminal/say.h"

void
train_options_clear (TrainOptions *self)
{
  size_t n;

  gls_train_parameters (&n);
  for (size_t i = 0; i < n; i++)
    g_free (self->training[i]);
  g_free (self->training);
  g_strfreev (self->front_end);
  g_free (self->data);
  g_free (self->audio);
  g_free (self->arch);
  g_free (self->output);
  g_free (self->cache);
  g_free (self->memory);
  g_free (self->checkpoint);
  g_free (self->present_text);
  g_free (self->name);
  g_free (self->licence);
  g_free (self->commit);
}

/* --- how to train --- */

/* "mse|bce: What is made small: …", and what holds if nothing is said, unless
 * that is the architecture's to say. */
static char *
describe (const GlsTrainParameter *parameter, const GlsTrainOptions *initial)
{
  g_autofree char *value = gls_train_options_get (initial, parameter->name);
  GString *text = g_string_new (NULL);

  if (parameter->values != NULL) {
    g_autofree char *values = g_strjoinv ("|", (char **) parameter->values);

    g_string_append_printf (text, "%s: ", values);
  }
  g_string_append (text, parameter->blurb);
  if (!parameter->in_arch)
    g_string_append_printf (text, " (%s)", value);
  return g_string_free (text, FALSE);
}

static void
add_training_options (TrainOptions *self, GArray *entries, GPtrArray *texts)
{
  size_t n;
  const GlsTrainParameter *parameters = gls_train_parameters (&n);
  GlsTrainOptions initial;

  gls_train_options_init (&initial);
  self->training = g_new0 (char *, n);
  for (size_t i = 0; i < n; i++) {
    const GlsTrainParameter *parameter = &parameters[i];
    char *description = describe (parameter, &initial);
    GOptionEntry entry = { parameter->option,
      g_str_equal (parameter->option, "jobs") ? 'j' : 0, 0, G_OPTION_ARG_STRING,
      &self->training[i], description, parameter->placeholder };

    g_ptr_array_add (texts, description);
    g_array_append_val (entries, entry);
  }
}

/* Who gave an option is not told of the member that it sets. */
static void
propagate_as_option (const GlsTrainParameter *parameter, GError *error,
    GError **out)
{
  const char *rest = error->message;

  if (g_str_has_prefix (rest, parameter->name))
    rest += strlen (parameter->name);
  g_set_error (out, error->domain, error->code, "--%s%s", parameter->option,
      rest);
  g_error_free (error);
}

gboolean
train_options_apply (const TrainOptions *self, GlsTrainOptions *how,
    GError **error)
{
  GError *local = NULL;
  size_t n;
  const GlsTrainParameter *parameters = gls_train_parameters (&n);

  for (size_t i = 0; i < n; i++)
    if (self->training[i] != NULL
        && !gls_train_options_set (how, parameters[i].name, self->training[i],
            &local)) {
      propagate_as_option (&parameters[i], local, error);
      return FALSE;
    }
  return TRUE;
}

/* --- the command line --- */

static void
add_command_options (TrainOptions *o, GArray *entries)
{
  const GOptionEntry own[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &o->data, DATASETS_HELP,
        DATASETS_PLACEHOLDER },
    { "audio", 0, 0, G_OPTION_ARG_FILENAME, &o->audio, DATASETS_AUDIO_HELP,
        "DIR" },
    { "arch", 0, 0, G_OPTION_ARG_FILENAME, &o->arch,
        "Architecture: a name, as default, or a .json file", "NAME" },
    { "front-end", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->front_end,
        "A parameter of the features that is not as the architecture says; may "
        "be given again",
        "NAME=VALUE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
        "Where to write the model", "MODEL" },
    { "label-std", 0, 0, G_OPTION_ARG_DOUBLE, &o->label_std,
        "Leave out labels whose standard deviation is below S (0)", "S" },
    { "present", 0, 0, G_OPTION_ARG_STRING, &o->present_text, PRESENT_HELP,
        PRESENT_PLACEHOLDER },
    { "context", 0, 0, G_OPTION_ARG_DOUBLE, &o->context_s,
        "Seconds of audio around each row that the filters hear too (5)",
        "SECONDS" },
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &o->cache,
        "Where to keep features (the user's cache folder)", "DIR" },
    { "memory", 0, 0, G_OPTION_ARG_STRING, &o->memory,
        "Segments that take more than SIZE, such as 8G, go into a file in the "
        "cache folder; changes no result (half of the memory there is)",
        "SIZE" },
    { "features-only", 0, 0, G_OPTION_ARG_NONE, &o->features_only,
        "Fill the cache and stop", NULL },
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &o->checkpoint,
        "Save all state here after each epoch", "FILE" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &o->resume,
        "Go on from the checkpoint if there is one", NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o->name,
        "Name of the model (its file's)", "NAME" },
    { "licence", 0, 0, G_OPTION_ARG_STRING, &o->licence,
        "Licence of the model (the architecture's, if it has one)", "NAME" },
    { "commit", 0, 0, G_OPTION_ARG_STRING, &o->commit,
        "Commit of the source, for the record (GLISSANDO_COMMIT)", "ID" },
    { "float32", 0, 0, G_OPTION_ARG_NONE, &o->full_precision,
        "Write weights as float32 instead of float16", NULL },
  };

  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
}

static void
add_copy_options (CopiesOptions *o, GArray *entries)
{
  const GOptionEntry own[] = {
    { "copies", 0, 0, G_OPTION_ARG_INT, &o->n,
        "Learn from N changed copies of each row to train on, too (0)", "N" },
    { "copy-gain", 0, 0, G_OPTION_ARG_DOUBLE, &o->gain,
        "Each copy up to DB louder or softer", "DB" },
    { "copy-noise", 0, 0, G_OPTION_ARG_DOUBLE, &o->noise,
        "Each copy with white noise, softer by DB to DB + 30", "DB" },
    { "copy-mix", 0, 0, G_OPTION_ARG_DOUBLE, &o->mix,
        "Each copy together with other music to train on, softer by up to DB",
        "DB" },
    { "copy-pitch", 0, 0, G_OPTION_ARG_DOUBLE, &o->pitch,
        "Each copy up to so many semitones higher or lower", "SEMITONES" },
    { "copy-tempo", 0, 0, G_OPTION_ARG_DOUBLE, &o->tempo,
        "Each copy up to FACTOR times as fast, or as slow", "FACTOR" },
    { "copy-seed", 0, 0, G_OPTION_ARG_INT64, &o->seed,
        "Of what copies differ by (0); --seed does not change them, so that "
        "several seeds share the cache",
        "N" },
  };

  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
}

/* Whether each is a parameter with a value in its range; whether they go with
 * the others is seen when the architecture is known. */
static gboolean
check_front_end (char **changes, GError **error)
{
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  for (size_t i = 0; changes != NULL && changes[i] != NULL; i++) {
    g_auto (GStrv) part = g_strsplit (changes[i], "=", 2);

    if (g_strv_length (part) != 2) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
          "--front-end wants NAME=VALUE, not “%s”", changes[i]);
      return FALSE;
    }
    if (!gls_spec_set (&spec, part[0], part[1], error)) {
      g_prefix_error (error, "--front-end: ");
      return FALSE;
    }
  }
  return TRUE;
}

/* Returns: (transfer full) (nullable): what is wrong */
static char *
find_fault (TrainOptions *self)
{
  g_autoptr (GError) error = NULL;
  GlsTrainOptions how;

  if (self->data == NULL || self->arch == NULL)
    return g_strdup ("train needs --data and --arch");
  if (self->output == NULL && !self->features_only)
    return g_strdup ("where to? Give -o MODEL");
  if (g_strcmp0 (self->output, "-") == 0
      || g_strcmp0 (self->checkpoint, "-") == 0)
    return g_strdup ("a model needs a file, standard output has the epochs");
  if (self->resume && self->checkpoint == NULL)
    return g_strdup ("--resume needs --checkpoint");
  if (self->memory != NULL && !bytes_parse (self->memory, &self->memory_bytes))
    return g_strdup_printf ("--memory must be a size such as 500M or 8G, not "
                            "“%s”",
        self->memory);
  if (!(self->context_s >= 0 && self->context_s <= EXCERPTS_MAX_CONTEXT_S))
    return g_strdup_printf ("--context must be from 0 to %d seconds",
        EXCERPTS_MAX_CONTEXT_S);
  if (!(self->label_std >= 0 && self->label_std <= 1))
    return g_strdup ("--label-std must be from 0 to 1");
  if (!present_parse (&self->present, self->present_text))
    return g_strdup (PRESENT_FAULT);
  gls_train_options_init (&how);
  if (!train_options_apply (self, &how, &error)
      || !copies_options_check (&self->copies, &error)
      || !check_front_end (self->front_end, &error))
    return g_strdup (error->message);
  return NULL;
}

static gboolean
read_command_line (const GArray *entries, char **given)
{
  g_auto (GStrv) left = NULL;

  if (!command_parse ("--data [KIND:]PATH --arch NAME|FILE.json -o MODEL",
          "Makes a model from labelled music.",
          "What is not given here is as the architecture says. Labels are "
          "numbers from 0 to 1.\nThe columns of an epoch: losses of training "
          "and validation, then the score on the\nvalidation segments: mean "
          "Pearson correlation and ROC-AUC over the tags that vary.",
          (const GOptionEntry *) (gpointer) entries->data, given, &left))
    return FALSE;
  if (left[1] == NULL)
    return TRUE;
  say (NULL, "train does not know what “%s” is for", left[1]);
  return FALSE;
}

gboolean
train_options_parse (TrainOptions *self, char **given)
{
  /* ended by zeros, as GOption wants it */
  g_autoptr (GArray) entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *fault = NULL;

  *self = (TrainOptions){ .context_s = EXCERPTS_CONTEXT_S,
    .memory_bytes = allowance_get_memory () / 2 };
  copies_options_init (&self->copies);
  add_command_options (self, entries);
  add_copy_options (&self->copies, entries);
  add_training_options (self, entries, texts);
  if (!read_command_line (entries, given))
    return FALSE;
  fault = find_fault (self);
  if (fault != NULL)
    say (NULL, "%s", fault);
  return fault == NULL;
}
