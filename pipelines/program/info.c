/* glissando info: what a model is, for people or as JSON.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "gls.h"
#include "json.h"
#include "net/models.h"
#include "terminal/say.h"
#include "scattering/spec.h"
#include "text.h"

#define COLUMNS 78
#define INDENT 12

/* “Heading   text …”, with the text wrapped at spaces and indented. */
static void
print_item (const char *heading, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  glong column = INDENT;

  printf ("%-*s", INDENT, heading);
  for (char **word = words; *word != NULL; word++) {
    glong width = g_utf8_strlen (*word, -1);

    if (word != words && column + 1 + width > COLUMNS) {
      printf ("\n%*s", INDENT, "");
      column = INDENT;
    } else if (word != words) {
      putchar (' ');
      column++;
    }
    fputs (*word, stdout);
    column += width;
  }
  putchar ('\n');
}

static char *value_to_text (const json_t *value);

/* “rows=286 pearson=0.79 …” */
static void
append_members (GString *text, json_t *object)
{
  const char *name;
  json_t *member;

  json_object_foreach (object, name, member)
  {
    g_autofree char *printable = gls_text_make_printable (name);
    g_autofree char *value = value_to_text (member);

    g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "",
        printable, value);
  }
}

/* A value of a description as it is read aloud; its texts may be anyone's. */
static char *
value_to_text (const json_t *value)
{
  GString *text;

  if (json_is_string (value))
    return gls_text_make_printable (json_string_value (value));
  text = g_string_new (NULL);
  if (json_is_object (value))
    append_members (text, (json_t *) value);
  else if (json_is_real (value))
    gls_json_append_formatted (text, "%.6g", json_real_value (value));
  else
    gls_json_append (text, value, 0);
  return g_string_free (text, FALSE);
}

/* “conv3d kernels=8 …”: the kind of the layer, then its parameters. */
static char *
layer_to_text (json_t *layer)
{
  const char *type = json_string_value (json_object_get (layer, "type"));
  g_autoptr (json_t) parameters = json_copy (layer);
  GString *text = g_string_new (type);

  json_object_del (parameters, "type");
  if (json_is_array (json_object_get (parameters, "layers")))
    json_object_del (parameters, "layers");
  append_members (text, parameters);
  return g_string_free (text, FALSE);
}

/* The layers within a residual stand below it, a little to the right. */
static void
print_layers (const json_t *layers, const char *heading, int depth)
{
  for (size_t i = 0; i < json_array_size (layers); i++) {
    json_t *layer = json_array_get (layers, i);
    g_autofree char *text = layer_to_text (layer);
    g_autofree char *line = g_strdup_printf ("%*s%s", 2 * depth, "", text);

    print_item (i == 0 ? heading : "", line);
    print_layers (json_object_get (layer, "layers"), "", depth + 1);
  }
}

/* heading: above the first of them */
static void
print_members (json_t *object, const char *heading)
{
  const char *name;
  json_t *member;

  json_object_foreach (object, name, member)
  {
    g_autofree char *value = value_to_text (member);
    g_autofree char *printable = gls_text_make_printable (name);
    g_autofree char *text = g_strdup_printf ("%s: %s", printable, value);

    print_item (heading, text);
    heading = "";
  }
}

static void
print_provenance (const json_t *description)
{
  json_t *provenance = json_object_get (description, "provenance");
  g_autoptr (json_t) rest = json_copy (provenance);

  json_object_del (rest, "evaluations");
  print_members (rest, "Provenance");
  print_members (json_object_get (provenance, "evaluations"), "Scores");
}

/* In the order of the table of parameters, if it is one of ours. */
static char *
front_end_to_text (const GlsModel *model)
{
  const char *const *front_end = gls_model_get_front_end (model);
  g_auto (GStrv) ordered = NULL;
  GlsSpec spec;

  if (gls_spec_from_strv (&spec, front_end, NULL))
    ordered = gls_spec_to_strv (&spec);
  return g_strjoinv (" ", ordered != NULL ? ordered : (GStrv) front_end);
}

static void
print_segment (const GlsModel *model)
{
  GlsSpec spec;
  g_autofree char *text = NULL;
  size_t n_frames = gls_model_get_n_frames (model);
  size_t hop = gls_model_get_hop_frames (model);

  if (gls_spec_from_strv (&spec, gls_model_get_front_end (model), NULL)) {
    double frame_s = (double) gls_spec_stride (&spec) / spec.rate;

    text = g_strdup_printf ("%zu frames of %.3g s: hears %.1f s at a time, "
                            "every %.1f s",
        n_frames, frame_s, (double) n_frames * frame_s, (double) hop * frame_s);
  } else
    text = g_strdup_printf ("%zu frames, every %zu", n_frames, hop);
  print_item ("Segment", text);
}

/* “techno 0.41, strings 0.3”: those that are known. */
static void
print_thresholds (const GlsModel *model)
{
  const float *thresholds = gls_model_get_thresholds (model);
  const char *const *labels = gls_model_get_labels (model, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  if (thresholds == NULL)
    return;
  for (size_t i = 0; labels[i] != NULL; i++) {
    if (isnan (thresholds[i]))
      continue;
    g_string_append_printf (text, "%s%s ", text->len > 0 ? ", " : "",
        labels[i]);
    gls_json_append_formatted (text, "%.2g", (double) thresholds[i]);
  }
  print_item ("Thresholds", text->str);
}

/* “2, which it had nothing to learn from: opera, choir” */
static void
print_untaught (const GlsModel *model)
{
  const gboolean *untaught = gls_model_get_untaught (model);
  const char *const *labels = gls_model_get_labels (model, NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *text = NULL;
  size_t n = 0;

  if (untaught == NULL)
    return;
  for (size_t i = 0; labels[i] != NULL; i++)
    if (untaught[i])
      g_string_append_printf (names, "%s%s", n++ > 0 ? ", " : "", labels[i]);
  text = g_strdup_printf ("%zu, which it had nothing to learn from: %s", n,
      names->str);
  print_item ("Untaught", text);
}

static void
print_model (const GlsModel *model, const char *path, const json_t *description)
{
  size_t n_labels, n_axes;
  const char *const *labels = gls_model_get_labels (model, &n_labels);
  const size_t *shape = gls_model_get_frame_shape (model, &n_axes);
  const char *name = gls_model_get_name (model);
  g_autofree char *title =
      g_strdup_printf ("%s (%s)", name != NULL ? name : "without a name",
          path != NULL ? path : "the built-in one");
  g_autofree char *front_end = front_end_to_text (model);
  g_autofree char *tags = g_strjoinv (", ", (GStrv) labels);
  g_autofree char *tag_list = g_strdup_printf ("%zu: %s", n_labels, tags);
  g_autofree char *weights =
      g_strdup_printf ("%zu, and %.3g million multiplications for a segment",
          gls_model_get_n_weights (model),
          (double) gls_model_get_n_macs (model) * 1e-6);
  g_autoptr (GString) frame = g_string_new (NULL);
  const char *licence =
      json_string_value (json_object_get (description, "licence"));

  for (size_t i = 0; i < n_axes; i++)
    g_string_append_printf (frame, "%s%zu", i > 0 ? " × " : "", shape[i]);
  print_item ("Model", title);
  print_item ("Tags", tag_list);
  print_untaught (model);
  print_thresholds (model);
  if (gls_model_get_output (model) == GLS_OUTPUT_EVENTS)
    print_item ("Output", "events: when each of them begins and ends");
  print_segment (model);
  print_item ("Frame", frame->str);
  print_item ("Front end", front_end);
  print_item ("Weights", weights);
  print_layers (json_object_get (description, "layers"), "Layers", 0);
  print_item ("Licence", licence != NULL ? licence : "not stated");
  print_provenance (description);
}

static int
run (const char *path, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = gls_models_open (path, &error);

  if (model == NULL) {
    say (path, "%s", error->message);
    return GLISSANDO_SOME_FAILED;
  }
  if (json) {
    puts (gls_model_get_description (model));
  } else {
    const char *text = gls_model_get_description (model);
    g_autoptr (json_t) description =
        gls_json_parse_object (text, strlen (text), "its description", NULL);

    print_model (model, path, description);
  }
  return GLISSANDO_DONE;
}

int
command_info (char **given)
{
  g_auto (GStrv) arguments = NULL;
  guint n_arguments;
  gboolean json = FALSE;
  g_autofree char *models = command_list_models ();
  g_autofree char *summary = g_strdup_printf (
      "Says what a model is: its tags, what it hears, its layers, and how it "
      "came\nabout. MODEL is a file, or one that is built in: %s.",
      models);
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json,
        "Print the model's description as it stands in the file", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_parse ("[MODEL]", summary, NULL, entries, given, &arguments))
    return GLISSANDO_USAGE;
  n_arguments = g_strv_length (arguments);
  if (n_arguments > 2) {
    say (NULL, "info takes one model, not %u", n_arguments - 1);
    return GLISSANDO_USAGE;
  }
  return run (arguments[1], json);
}
