/* glissando features: the coefficients of each input as a NumPy array, with a
 * JSON file that says what each axis means; and as a picture.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "audio/run.h"
#include "commands.h"
#include "extraction.h"
#include "net/models.h"
#include "output/names.h"
#include "output/report.h"
#include "outputs.h"
#include "terminal/say.h"
#include "spec-options.h"

typedef struct
{
  char *array, *picture; /* where to, or NULL */
  char *model;
  char *events; /* a list of them, or NULL */
  gboolean multirate;
  Look look;
  SpecOptions *parameters;
} Options;

/* --- what was asked for --- */

static gboolean
check_model (const Options *options)
{
  if (options->model == NULL
      || !spec_options_is_given (options->parameters, "transform"))
    return TRUE;
  say (NULL, "--transform and --model both say which transform: give one");
  return FALSE;
}

/* Where no option says otherwise: as the model has it, or plain. */
static gboolean
read_model (const Options *options, GlsSpec *spec)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = NULL;

  gls_spec_init (spec, GLS_TRANSFORM_JTFST);
  if (options->model == NULL)
    return TRUE;
  model = gls_models_open (options->model, &error);
  if (model != NULL
      && gls_spec_from_strv (spec, gls_model_get_front_end (model), &error))
    return TRUE;
  say (options->model, "%s", error->message);
  return FALSE;
}

static gboolean
check_multirate (const Options *options, const GlsSpec *spec)
{
  if (spec->transform != GLS_TRANSFORM_SCALOGRAM)
    say (NULL, "--multirate is for --transform scalogram");
  else if (options->array == NULL)
    say (NULL, "--multirate is for arrays: give -o OUT.npy");
  else if (g_str_equal (options->array, "-"))
    say (NULL, "--multirate makes several arrays: give -o OUT.npy");
  else if (spec_options_is_given (options->parameters, "stride")
      || spec->compress != GLS_COMPRESS_NONE)
    say (NULL,
        "--stride and --compress are for frames of one rate, not for "
        "--multirate");
  else
    return TRUE;
  return FALSE;
}

/* A name that says something else would not be believed. */
static gboolean
is_png_name (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot == NULL || strchr (dot, G_DIR_SEPARATOR) != NULL
      || g_ascii_strcasecmp (dot, ".png") == 0;
}

static gboolean
check_picture (const Options *options, const GlsSpec *spec)
{
  const char *look = look_get_given (&options->look);

  if (options->picture == NULL && look != NULL)
    say (NULL, "--%s is for a picture: give --picture OUT.png", look);
  else if (look_is_plane (&options->look)
      && spec->transform != GLS_TRANSFORM_JTFST)
    say (NULL, "layout plane is for --transform jtfst only");
  else if (options->picture != NULL && !names_is_folder (options->picture)
      && !is_png_name (options->picture))
    say (NULL, "pictures are PNG, and “%s” is no name of one",
        options->picture);
  else
    return look_check (&options->look);
  return FALSE;
}

/* Where they are asked for, along time. */
static gboolean
check_events (const Options *options)
{
  if (options->events == NULL)
    return TRUE;
  if (options->picture == NULL)
    say (NULL, "--events is for a picture: give --picture OUT.png");
  else if (look_is_plane (&options->look))
    say (NULL, "--events is for a picture along time, not for layout plane");
  else
    return TRUE;
  return FALSE;
}

static gboolean
check (const Options *options, const GlsSpec *spec)
{
  if (options->array == NULL && options->picture == NULL) {
    say (NULL, "where to? Give -o OUT.npy, or --picture OUT.png");
    return FALSE;
  }
  if (options->array != NULL && options->picture != NULL
      && !names_is_folder (options->array)
      && g_str_equal (options->array, options->picture)) {
    say (NULL, "the array and the picture cannot both be “%s”", options->array);
    return FALSE;
  }
  return check_picture (options, spec) && check_events (options)
      && (!options->multirate || check_multirate (options, spec));
}

/* --- where it goes --- */

/* [inputs] where each goes, or NULL; and whether that is in a folder */
typedef struct
{
  GStrv paths;
  gboolean in_folder;
} Place;

/* Says why if it is asked for what cannot be. */
static gboolean
choose_place (Place *self, const GPtrArray *inputs, char **arguments,
    const char *target, const char *suffix)
{
  char *const alone[] = { (char *) target, NULL };

  if (target == NULL)
    return TRUE;
  self->in_folder = g_strv_length (arguments) > 1
      || names_have_folder (arguments) || names_is_folder (target);
  if (!self->in_folder)
    self->paths = g_strdupv ((GStrv) alone);
  else if (g_str_equal (target, "-"))
    say (NULL, "several inputs cannot share standard output: give a folder");
  else if (g_file_test (target, G_FILE_TEST_EXISTS)
      && !g_file_test (target, G_FILE_TEST_IS_DIR))
    say (NULL, "several inputs need a folder, and “%s” is a file", target);
  else if (g_str_has_suffix (target, suffix))
    say (NULL,
        "several inputs need a folder, and “%s” looks like a file: give “%s/” "
        "if you mean it",
        target, target);
  else
    self->paths = names_in_folder (inputs, arguments, target, suffix);
  return self->paths != NULL;
}

/* path: (out): where input @i goes, or NULL */
static gboolean
prepare (const Place *self, guint i, const char **path)
{
  *path = self->paths != NULL ? self->paths[i] : NULL;
  return *path == NULL || !self->in_folder || names_make_folders (*path);
}

/* Returns: how many failed, or were not done */
static size_t
run_all (const Extraction *extraction, const GPtrArray *inputs,
    const Place *arrays, const Place *pictures)
{
  size_t n_done = 0;

  for (guint i = 0; i < inputs->len && !run_is_interrupted (); i++) {
    g_autofree char *note =
        inputs->len > 1 ? g_strdup_printf ("%u/%u", i + 1, inputs->len) : NULL;
    const char *array, *picture;

    n_done += prepare (arrays, i, &array) && prepare (pictures, i, &picture)
        && extraction_run (extraction, inputs->pdata[i], array, picture, note);
  }
  return inputs->len - n_done;
}

/* Files in a folder are named after their inputs, and are none of them. Says
 * why, if not. */
static gboolean
can_lose_nothing (const Options *options, const GPtrArray *inputs,
    const Place *arrays, const Place *pictures)
{
  const char *const outputs[] = { arrays->in_folder ? NULL : options->array,
    pictures->in_folder ? NULL : options->picture };
  g_autoptr (GPtrArray) files = inputs_list_files (inputs);

  g_ptr_array_add (files, g_strdup (options->model));
  g_ptr_array_add (files, g_strdup (options->events));
  return outputs_are_safe (outputs, G_N_ELEMENTS (outputs), files);
}

/* n_bad: (inout): rows that make no sense are added. Returns: FALSE if there is
 * nothing in it, which has been said */
static gboolean
load_events (const char *path, EventList **events, size_t *n_bad)
{
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (GError) error = NULL;

  *events = eventlist_load (path, problems, &error);
  report_problems (problems);
  *n_bad += problems_get_n (problems);
  if (*events == NULL)
    say (path, "%s", error->message);
  return *events != NULL;
}

static int
run (const Options *options, const GlsSpec *spec, char **arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (spec, &error);
  g_autoptr (EventList) events = NULL;
  Extraction extraction = { *spec, plan, options->multirate, &options->look,
    NULL };
  g_autoptr (GPtrArray) inputs = NULL;
  Place arrays = { 0 }, pictures = { 0 };
  size_t n_unusable = 0, n_failed = 0;
  gboolean ok;

  if (plan == NULL) {
    say (NULL, "%s", error->message);
    return GLISSANDO_USAGE;
  }
  if (options->events != NULL
      && !load_events (options->events, &events, &n_unusable))
    return GLISSANDO_SOME_FAILED;
  extraction.events = events;
  inputs = inputs_collect (arguments, NULL, &n_unusable);
  ok = choose_place (&arrays, inputs, arguments, options->array, ".npy")
      && choose_place (&pictures, inputs, arguments, options->picture, ".png")
      && can_lose_nothing (options, inputs, &arrays, &pictures);
  if (ok) {
    run_catch_interrupts ();
    n_failed = n_unusable + run_all (&extraction, inputs, &arrays, &pictures);
  }
  g_strfreev (arrays.paths);
  g_strfreev (pictures.paths);
  if (!ok)
    return GLISSANDO_USAGE;
  if (run_is_interrupted ()) {
    say (NULL, "interrupted; inputs that were not done: %zu of %zu", n_failed,
        n_unusable + inputs->len);
    return GLISSANDO_INTERRUPTED;
  }
  return n_failed > 0 ? GLISSANDO_SOME_FAILED : GLISSANDO_DONE;
}

/* --- the command --- */

static gboolean
parse (Options *options, char **given, GStrv *arguments)
{
  const GOptionEntry own[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->array,
        "Where to write the array, its axes go to a .json beside it; of "
        "several inputs, a folder; “-”: standard output",
        "OUT.npy" },
    { "model", 'm', 0, G_OPTION_ARG_FILENAME, &options->model,
        "Features as this model takes them: a file, or a built-in model, as "
        "“mtat”",
        "MODEL" },
    { "multirate", 0, 0, G_OPTION_ARG_NONE, &options->multirate,
        "A scalogram at all its rates: OUT-0.npy, OUT-1.npy … for each octave",
        NULL },
    { "picture", 0, 0, G_OPTION_ARG_FILENAME, &options->picture,
        "Where to draw it, with or without an array; of several inputs, a "
        "folder",
        "OUT.png" },
    { "events", 0, 0, G_OPTION_ARG_FILENAME, &options->events,
        "Mark in pictures what sounds when: a list as “tag --events --csv” "
        "writes it, or that of a corpus",
        "EVENTS.csv" },
  };
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  spec_options_add_to (options->parameters, entries);
  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
  look_add_to (&options->look, entries);
  return command_parse ("[-o OUT.npy] [--picture OUT.png] INPUT…",
      "Writes the coefficients of each input as a NumPy array, float32 in C "
      "order: frames\nfirst, then the axes of one frame; for jtfst "
      "[frame][lambda][theta][mu][ell].\nOr draws them as a picture. INPUT is "
      "a file, a folder or an address.",
      "Defaults are in parentheses, in brackets the transforms that an\n"
      "option is for, where these are not all.",
      (const GOptionEntry *) (gpointer) entries->data, given, arguments);
}

static int
understand_and_run (const Options *options, char **inputs)
{
  GlsSpec spec;

  if (!check_model (options))
    return GLISSANDO_USAGE;
  if (!read_model (options, &spec))
    return GLISSANDO_SOME_FAILED;
  if (!spec_options_read (options->parameters, &spec)
      || !check (options, &spec))
    return GLISSANDO_USAGE;
  if (*inputs != NULL)
    return run (options, &spec, inputs);
  say (NULL, "of what? Name a file, a folder or an address");
  return GLISSANDO_USAGE;
}

int
command_features (char **given)
{
  Options options = { .parameters = spec_options_new () };
  g_auto (GStrv) arguments = NULL;
  int status = GLISSANDO_USAGE;

  if (parse (&options, given, &arguments))
    status = understand_and_run (&options, arguments + 1);
  spec_options_free (options.parameters);
  look_clear (&options.look);
  g_free (options.array);
  g_free (options.picture);
  g_free (options.model);
  g_free (options.events);
  return status;
}
