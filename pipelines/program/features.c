/* glissando features: the coefficients of one input as a NumPy array, with a
 * JSON file that says what each axis means; and as a picture.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "commands.h"
#include "audio/decode.h"
#include "audio/explain.h"
#include "gls.h"
#include "audio/inputs.h"
#include "json.h"
#include "output/npy.h"
#include "output/picture.h"
#include "output/progress.h"
#include "output/say.h"
#include "scattering/spec.h"
#include "scattering/transform.h"

/* The array, or the picture, or both. */
typedef struct
{
  GlsTransformStream *stream; /* NULL without an array */
  NpyWriter *writer;
  PictureWriter *picture; /* or NULL */
  gboolean picture_failed;
  float *frame;
  guint64 n_samples;
  SourceReport report;
} Job;

static void
take_frames (Job *job)
{
  while (gls_transform_stream_pull (job->stream, job->frame))
    npy_writer_add (job->writer, job->frame);
}

static gboolean
on_samples (const float *x, size_t n, gpointer data)
{
  Job *job = data;

  if (job->n_samples == 0)
    progress_begin ("features", job->report.declared_s);
  job->n_samples += n;
  if (job->picture != NULL && !job->picture_failed)
    job->picture_failed = !picture_writer_add (job->picture, x, n);
  while (n > 0 && job->stream != NULL) {
    size_t taken = gls_transform_stream_push (job->stream, x, n);

    x += taken;
    n -= taken;
    take_frames (job);
  }
  progress_set ((double) job->n_samples / job->report.rate, NULL);
  return !job->picture_failed || job->stream != NULL;
}

static const char *
axis_unit (const char *axis)
{
  static const struct
  {
    const char *axis, *unit;
  } units[] = {
    { "lambda", "Hz" },
    { "mu", "Hz" },
    { "ell", "cycles per octave" },
    { "theta", "orientation: 1 up, -1 down, 0 the stronger one" },
    { "mel", "Hz" },
    { "path", "Hz: of the first-order wavelet, 0 for S0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (axis, units[i].axis))
      return units[i].unit;
  return "";
}

static json_t *
axis_to_json (GlsTransformPlan *plan, const GlsTransformShape *shape, size_t a)
{
  g_autofree double *values = g_new (double, shape->size[a]);
  json_t *list = json_array ();

  gls_transform_plan_get_axis_values (plan, a, values);
  for (size_t i = 0; i < shape->size[a]; i++)
    json_array_append_new (list, gls_json_number (values[i]));
  return json_pack ("{s:s, s:s, s:I, s:o}", "name", shape->axis[a], "unit",
      axis_unit (shape->axis[a]), "size", (json_int_t) shape->size[a], "values",
      list);
}

static json_t *
axes_to_json (GlsTransformPlan *plan, const GlsSpec *spec, size_t n_frames)
{
  double step =
      (double) gls_transform_plan_get_stride (plan) / (double) spec->rate;
  json_t *axes = json_pack ("[{s:s, s:s, s:I, s:f, s:f}]", "name", "frame",
      "unit", "s", "size", (json_int_t) n_frames, "start", 0.0, "step", step);
  GlsTransformShape shape;

  gls_transform_plan_get_shape (plan, &shape);
  for (size_t a = 0; a < shape.n_axes; a++)
    json_array_append_new (axes, axis_to_json (plan, &shape, a));
  return axes;
}

/* What one float of a time scattering frame is. */
static json_t *
path_to_json (const GlsPath *path)
{
  json_t *object = json_pack ("{s:i}", "order", path->order);

  if (path->order >= 1) {
    json_object_set_new (object, "n1", json_integer (path->n1));
    json_object_set_new (object, "xi1", gls_json_number (path->xi1_hz));
  }
  if (path->order >= 2) {
    json_object_set_new (object, "n2", json_integer (path->n2));
    json_object_set_new (object, "xi2", gls_json_number (path->xi2_hz));
  }
  return object;
}

static json_t *
paths_to_json (const GlsPath *paths, size_t n)
{
  json_t *list = json_array ();

  for (size_t p = 0; p < n; p++)
    json_array_append_new (list, path_to_json (&paths[p]));
  return list;
}

static json_t *
parameters_to_json (const GlsSpec *spec)
{
  g_auto (GStrv) pairs = gls_spec_to_strv (spec);
  json_t *object = json_object ();

  for (char **pair = pairs; *pair != NULL; pair++) {
    char *equals = strchr (*pair, '=');

    *equals = '\0';
    json_object_set_new (object, *pair, gls_json_text (equals + 1));
  }
  return object;
}

static gboolean
write_description (const char *path, const char *input, GlsTransformPlan *plan,
    const GlsSpec *spec, size_t n_frames, GError **error)
{
  size_t n_paths;
  const GlsPath *paths = gls_transform_plan_get_paths (plan, &n_paths);
  g_autoptr (json_t) json =
      json_pack ("{s:o, s:s, s:o}", "input", gls_json_text (input), "dtype",
          "float32", "axes", axes_to_json (plan, spec, n_frames));
  g_autoptr (GString) text = g_string_new (NULL);

  if (n_paths > 0)
    json_object_set_new (json, "paths", paths_to_json (paths, n_paths));
  json_object_set_new (json, "parameters", parameters_to_json (spec));
  gls_json_append (text, json, 2);
  g_string_append_c (text, '\n');
  return g_file_set_contents (path, text->str, (gssize) text->len, error);
}

static char *
description_path (const char *npy_path)
{
  g_autofree char *stem = g_str_has_suffix (npy_path, ".npy")
      ? g_strndup (npy_path, strlen (npy_path) - 4)
      : g_strdup (npy_path);

  return g_strconcat (stem, ".json", NULL);
}

/**
 * Outputs:
 * @array: (nullable): path of the .npy
 * @picture: (nullable): path of the .png
 * @layout: of the picture
 */
typedef struct
{
  const char *array, *picture, *layout;
} Outputs;

static gboolean
open_outputs (Job *job, GlsTransformPlan *plan, const GlsSpec *spec,
    const Outputs *outputs)
{
  g_autoptr (GError) error = NULL;
  GlsTransformShape shape;

  gls_transform_plan_get_shape (plan, &shape);
  if (outputs->array != NULL) {
    job->writer =
        npy_writer_new (outputs->array, shape.n_axes, shape.size, &error);
    if (job->writer == NULL) {
      say (outputs->array, "%s", error->message);
      return FALSE;
    }
    job->stream = gls_transform_stream_new_threaded (plan,
        MIN (g_get_num_processors (), GLS_MAX_THREADS));
    job->frame = g_new (float, gls_transform_plan_get_frame_size (plan));
  }
  if (outputs->picture != NULL) {
    job->picture =
        picture_writer_new (outputs->picture, spec, outputs->layout, &error);
    if (job->picture == NULL) {
      say (outputs->picture, "%s", error->message);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
finish_array (Job *job, const Input *input, GlsTransformPlan *plan,
    const GlsSpec *spec, const char *path)
{
  g_autofree char *json_path = description_path (path);
  g_autoptr (GError) error = NULL;
  size_t n_frames;

  gls_transform_stream_drain (job->stream);
  take_frames (job);
  n_frames = npy_writer_get_n_items (job->writer);
  if (!npy_writer_finish (g_steal_pointer (&job->writer), &error)) {
    say (path, "%s", error->message);
    return FALSE;
  }
  if (!write_description (json_path, input->name, plan, spec, n_frames,
          &error)) {
    say (json_path, "it cannot be written: %s", error->message);
    return FALSE;
  }
  return TRUE;
}

static gboolean
finish_picture (Job *job, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (picture_writer_finish (g_steal_pointer (&job->picture), &error))
    return TRUE;
  say (path, "%s", error->message);
  return FALSE;
}

static gboolean
decode (Job *job, const Input *input, GlsTransformPlan *plan,
    const GlsSpec *spec, const Outputs *outputs)
{
  g_autoptr (GError) error = NULL;
  gboolean ok;

  ok = decode_run (input->uri, spec->rate, on_samples, job, &job->report,
      &error);
  progress_end ();
  if (!ok) {
    say (input->name, "%s", error->message);
    return FALSE;
  }
  /* Where nothing more was wanted, more was declared. */
  ok = (job->picture_failed && job->stream == NULL)
      || explain_report (input->name, &job->report);
  if (job->writer != NULL)
    ok &= finish_array (job, input, plan, spec, outputs->array);
  if (job->picture != NULL)
    ok &= finish_picture (job, outputs->picture);
  return ok;
}

static int
run (const Input *input, const GlsSpec *spec, const Outputs *outputs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (spec, &error);
  Job job = { 0 };
  gboolean ok;

  if (plan == NULL) {
    say (NULL, "%s", error->message);
    return GLISSANDO_USAGE;
  }
  ok = open_outputs (&job, plan, spec, outputs)
      && decode (&job, input, plan, spec, outputs);
  g_clear_pointer (&job.writer, npy_writer_abandon);
  g_clear_pointer (&job.picture, picture_writer_abandon);
  gls_transform_stream_free (job.stream);
  g_free (job.frame);
  return ok ? GLISSANDO_DONE : GLISSANDO_SOME_FAILED;
}

/* Returns: (transfer full): names of the transforms that have a parameter */
static char *
print_transforms (const GlsParameter *parameter)
{
  const char *const *names = gls_parameter_find ("transform")->values;
  GString *text = g_string_new (NULL);

  for (guint t = 0; names[t] != NULL; t++)
    if (parameter->transforms & GLS_FOR (t))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
          names[t]);
  return g_string_free (text, FALSE);
}

/* "max|up|down|both: Orientations kept (max) [jtfst]": names, blurb, default,
 * and the transforms unless it is for all, from the table. */
static char *
describe (const GlsParameter *parameter)
{
  g_autofree char *initial = NULL;
  g_autofree char *values = NULL;
  g_autofree char *known = print_transforms (parameter);
  guint all = gls_parameter_find ("transform")->transforms;
  g_autofree char *transforms = parameter->transforms == all
      ? g_strdup ("")
      : g_strconcat (" [", known, "]", NULL);

  switch (parameter->type) {
    case GLS_PARAMETER_PAIR:
      initial =
          g_strdup_printf ("%u,%u", parameter->initial, parameter->initial2);
      break;
    case GLS_PARAMETER_ENUM:
      initial = g_strdup (parameter->values[parameter->initial]);
      values = g_strjoinv ("|", (char **) parameter->values);
      break;
    case GLS_PARAMETER_BOOLEAN:
      return g_strconcat (parameter->blurb, transforms, NULL);
    case GLS_PARAMETER_UINT:
    default:
      initial = g_strdup_printf ("%u", parameter->initial);
      break;
  }
  return g_strdup_printf ("%s%s%s (%s)%s", values != NULL ? values : "",
      values != NULL ? ": " : "", parameter->blurb, initial, transforms);
}

static char *
placeholder (const GlsParameter *parameter)
{
  if (parameter->type == GLS_PARAMETER_ENUM)
    return g_strdup ("NAME");
  if (parameter->type == GLS_PARAMETER_PAIR)
    return g_strdup ("Q1,Q2");
  return g_ascii_strup (parameter->unit ? parameter->unit : "N", -1);
}

/* An option that the transform does not have would change nothing: better to
 * say so than to let someone think it did. */
static gboolean
check_transform (const GlsParameter *parameter, const GlsSpec *spec)
{
  const char *const *names = gls_parameter_find ("transform")->values;
  g_autofree char *whose = print_transforms (parameter);

  if (parameter->transforms & GLS_FOR (spec->transform))
    return TRUE;
  say (NULL, "--%s is for --transform %s, not %s", parameter->name, whose,
      names[spec->transform]);
  return FALSE;
}

static gboolean
check_outputs (const Outputs *outputs, const GlsSpec *spec)
{
  gboolean plane = g_str_equal (outputs->layout, "plane");

  if (outputs->array == NULL && outputs->picture == NULL)
    say (NULL, "where to? Give -o OUT.npy, or --picture OUT.png");
  else if (g_strcmp0 (outputs->array, outputs->picture) == 0)
    say (NULL, "the array and the picture cannot both be “%s”", outputs->array);
  else if (!plane && !g_str_equal (outputs->layout, "time"))
    say (NULL, "layout must be time or plane, not “%s”", outputs->layout);
  else if (plane && spec->transform != GLS_TRANSFORM_JTFST)
    say (NULL, "layout plane is for --transform jtfst only");
  else
    return TRUE;
  return FALSE;
}

/* An option for every parameter of the table; texts keeps what they say. */
static void
add_entries (const GlsParameter *parameters, size_t n, GOptionEntry *entries,
    char **values, gboolean *flags, GPtrArray *texts)
{
  for (size_t i = 0; i < n; i++) {
    GOptionEntry *entry = &entries[i];
    gboolean is_flag = parameters[i].type == GLS_PARAMETER_BOOLEAN;

    entry->long_name = parameters[i].name;
    entry->arg = is_flag ? G_OPTION_ARG_NONE : G_OPTION_ARG_STRING;
    entry->arg_data = is_flag ? (gpointer) &flags[i] : (gpointer) &values[i];
    entry->description = describe (&parameters[i]);
    g_ptr_array_add (texts, (gpointer) entry->description);
    if (!is_flag) {
      entry->arg_description = placeholder (&parameters[i]);
      g_ptr_array_add (texts, (gpointer) entry->arg_description);
    }
  }
}

/* values: [n] what was given, or NULL; flags: [n] whether, of what takes none
 */
static gboolean
read_spec (GlsSpec *spec, const GlsParameter *parameters, size_t n,
    char **values, const gboolean *flags)
{
  g_autoptr (GError) error = NULL;

  gls_spec_init (spec, GLS_TRANSFORM_JTFST);
  for (size_t i = 0; i < n && error == NULL; i++) {
    const char *value = flags[i] ? "true" : values[i];

    if (value != NULL)
      gls_spec_set (spec, parameters[i].name, value, &error);
  }
  for (size_t i = 0; i < n && error == NULL; i++)
    if ((flags[i] || values[i] != NULL)
        && !check_transform (&parameters[i], spec))
      return FALSE;
  if (error == NULL && gls_spec_check (spec, &error))
    return TRUE;
  say (NULL, "%s", error->message);
  return FALSE;
}

int
command_features (char **given)
{
  g_auto (GStrv) arguments = NULL;
  guint n_arguments;
  size_t n;
  const GlsParameter *parameters = gls_parameters (&n);
  g_autofree char **values = g_new0 (char *, n);
  g_autofree gboolean *flags = g_new0 (gboolean, n);
  g_autofree GOptionEntry *entries = g_new0 (GOptionEntry, n + 4);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) inputs = NULL;
  g_autofree char *array = NULL;
  g_autofree char *picture = NULL;
  g_autofree char *layout = NULL;
  size_t n_failed = 0;
  Outputs outputs;
  gboolean ok;
  GlsSpec spec;

  add_entries (parameters, n, entries, values, flags, texts);
  entries[n] = (GOptionEntry){ "output", 'o', 0, G_OPTION_ARG_FILENAME, &array,
    "Where to write the array; its axes go to a .json beside it", "OUT.npy" };
  entries[n + 1] = (GOptionEntry){ "picture", 0, 0, G_OPTION_ARG_FILENAME,
    &picture, "Where to draw it, with or without an array", "OUT.png" };
  entries[n + 2] = (GOptionEntry){ "layout", 0, 0, G_OPTION_ARG_STRING, &layout,
    "time|plane: a picture of jtfst along time, or of mu against ell (time)",
    "NAME" };

  ok = command_parse ("[-o OUT.npy] [--picture OUT.png] INPUT",
           "Writes the coefficients of one input as a NumPy array, float32 in "
           "C order: frames\nfirst, then the axes of one frame; for jtfst "
           "[frame][lambda][theta][mu][ell].\nOr draws them as a picture.",
           "Defaults are in parentheses, in brackets the transforms that an\n"
           "option is for, where these are not all.",
           entries, given, &arguments)
      && read_spec (&spec, parameters, n, values, flags);
  for (size_t i = 0; i < n; i++)
    g_free (values[i]);
  if (!ok)
    return GLISSANDO_USAGE;

  if (layout != NULL && picture == NULL) {
    say (NULL, "--layout is for a picture: give --picture OUT.png");
    return GLISSANDO_USAGE;
  }
  outputs = (Outputs){ array, picture, layout ? layout : "time" };
  if (!check_outputs (&outputs, &spec))
    return GLISSANDO_USAGE;
  n_arguments = g_strv_length (arguments);
  if (n_arguments != 2) {
    say (NULL, "features takes one input, not %u", n_arguments - 1);
    return GLISSANDO_USAGE;
  }
  inputs = inputs_collect (arguments + 1, &n_failed);
  if (n_failed > 0)
    return GLISSANDO_SOME_FAILED;
  if (inputs->len != 1) {
    say (arguments[1], "this is %u inputs, and features takes one",
        inputs->len);
    return GLISSANDO_USAGE;
  }
  return run (inputs->pdata[0], &spec, &outputs);
}
