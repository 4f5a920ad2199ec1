/* Reads and writes the description of a model; docs/model-format.md tells it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/description.h"
#include "net/synonyms.h"
#include "net/thresholds.h"
#include "net/untaught.h"
#include "text.h"

#include <string.h>

#define WHAT "the model's description"
#define MAX_PARAMETERS 256 /* of a front end */

void
gls_description_free (GlsDescription *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_strfreev (self->front_end);
  g_clear_pointer (&self->layers, json_decref);
  g_strfreev (self->labels);
  g_free (self->synonyms);
  g_free (self->thresholds);
  g_free (self->untaught);
  g_clear_pointer (&self->provenance, json_decref);
  g_free (self->licence);
  g_free (self);
}

GlsShape
gls_description_segment (const GlsDescription *self)
{
  GlsShape segment = { .n_axes = self->frame.n_axes + 1 };

  segment.dim[0] = self->n_frames;
  memcpy (segment.dim + 1, self->frame.dim,
      self->frame.n_axes * sizeof (size_t));
  return segment;
}

/* FRONT END */

/* Returns: (transfer full) (nullable): a number, boolean or short text */
static char *
value_to_text (const json_t *value)
{
  switch (json_typeof (value)) {
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_INTEGER:
    case JSON_REAL:
      return gls_json_to_text (value, 0);
    case JSON_STRING:
      if (!gls_text_is_printable (json_string_value (value), GLS_MAX_TEXT))
        return NULL;
      return g_strdup (json_string_value (value));
    default:
      return NULL;
  }
}

static gboolean
name_is_valid (const char *name)
{
  size_t n = strlen (name);

  return n >= 1 && n <= 64
      && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-_") == n;
}

GStrv
gls_front_end_from_json (json_t *object, const char *what, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *name;
  json_t *member;

  if (json_object_size (object) > MAX_PARAMETERS) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: its front end has more than %d parameters", what, MAX_PARAMETERS);
    return NULL;
  }
  json_object_foreach (object, name, member)
  {
    g_autofree char *value = value_to_text (member);
    g_autofree char *pair = NULL;

    if (!name_is_valid (name) || value == NULL) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s: a parameter of its front end is not a lower-case name with a "
          "number, a boolean or a short text",
          what);
      return NULL;
    }
    pair = g_strdup_printf ("%s=%s", name, value);
    g_strv_builder_add (builder, pair);
  }
  return g_strv_builder_end (builder);
}

/* As a number or boolean only where reading gives the same text again. */
static json_t *
text_to_value (const char *text)
{
  g_autoptr (json_t) value = json_loads (text, JSON_DECODE_ANY, NULL);
  g_autofree char *again = NULL;

  if (json_is_number (value) || json_is_boolean (value))
    again = gls_json_to_text (value, 0);
  return g_strcmp0 (text, again) == 0 ? g_steal_pointer (&value)
                                      : json_string (text);
}

json_t *
gls_front_end_to_json (const char *const *front_end)
{
  json_t *object = json_object ();

  for (; *front_end != NULL; front_end++) {
    const char *equals = strchr (*front_end, '=');
    g_autofree char *name = NULL;

    g_return_val_if_fail (equals != NULL, object);
    name = g_strndup (*front_end, (size_t) (equals - *front_end));
    json_object_set_new (object, name, text_to_value (equals + 1));
  }
  return object;
}

/* LABELS */

gboolean
gls_labels_check (const char *const *labels, const char *what, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  size_t n = g_strv_length ((GStrv) labels);

  if (n == 0 || n > GLS_MAX_LABELS) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: there are %zu labels, not 1 to %d", what, n, GLS_MAX_LABELS);
    return FALSE;
  }
  for (size_t i = 0; i < n; i++) {
    if (!gls_text_is_printable (labels[i], GLS_MAX_TEXT)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s: label %zu is not text of 1 to %d bytes without control "
          "characters",
          what, i, GLS_MAX_TEXT);
      return FALSE;
    }
    if (!g_hash_table_add (seen, (gpointer) labels[i])) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s: label \"%s\" occurs twice", what, labels[i]);
      return FALSE;
    }
  }
  return TRUE;
}

static GStrv
parse_labels (json_t *array, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) labels = NULL;

  for (guint i = 0; i < json_array_size (array); i++) {
    json_t *node = json_array_get (array, i);

    if (!json_is_string (node)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          WHAT ": label %u is not text", i);
      return NULL;
    }
    g_strv_builder_add (builder, json_string_value (node));
  }
  labels = g_strv_builder_end (builder);
  if (!gls_labels_check ((const char *const *) labels, WHAT, error))
    return NULL;
  return g_steal_pointer (&labels);
}

/* WHAT MAY BE THERE */

static const char *const output_names[] = {
  [GLS_OUTPUT_TAGS] = "tags",
  [GLS_OUTPUT_EVENTS] = "events",
  NULL,
};

gboolean
gls_output_from_json (const json_t *object, const char *what, GlsOutput *output,
    GError **error)
{
  guint value = *output;

  if (!gls_json_may_get_enum (object, what, "output", output_names, &value,
          error))
    return FALSE;
  *output = (GlsOutput) value;
  return TRUE;
}

/* What is said of the labels, once they are known. */
static gboolean
parse_options (GlsDescription *self, json_t *object, GError **error)
{
  const char *const *labels = (const char *const *) self->labels;
  json_t *synonyms = NULL, *thresholds = NULL, *untaught = NULL;

  if (!gls_json_may_get_array (object, WHAT, "synonyms", &synonyms, error)
      || !gls_json_may_get_object (object, WHAT, "thresholds", &thresholds,
          error)
      || !gls_json_may_get_array (object, WHAT, "untaught", &untaught, error)
      || !gls_output_from_json (object, WHAT, &self->output, error))
    return FALSE;
  if (synonyms != NULL) {
    self->synonyms = gls_synonyms_parse (synonyms, labels, TRUE, WHAT, error);
    if (self->synonyms == NULL)
      return FALSE;
  }
  if (thresholds != NULL) {
    self->thresholds = gls_thresholds_parse (thresholds, labels, WHAT, error);
    if (self->thresholds == NULL)
      return FALSE;
  }
  return untaught == NULL
      || gls_untaught_parse (untaught, labels, self->thresholds, WHAT,
          &self->untaught, error);
}

/* THE WHOLE */

static gboolean
parse_frame_shape (GlsShape *frame, json_t *array, GError **error)
{
  size_t n;

  frame->n_axes = json_array_size (array);
  if (frame->n_axes < 1 || frame->n_axes > GLS_MAX_FRAME_AXES)
    goto wrong;
  for (guint i = 0; i < frame->n_axes; i++)
    if (!gls_json_to_size (json_array_get (array, i), 1, GLS_MAX_ELEMENTS,
            &frame->dim[i]))
      goto wrong;
  if (!gls_shape_count (frame, GLS_MAX_ELEMENTS, &n))
    goto wrong;
  return TRUE;

wrong:
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      WHAT ": \"frame_shape\" must be 1 to %d whole numbers, slowest axis "
           "first, with a product of at most %zu",
      GLS_MAX_FRAME_AXES, GLS_MAX_ELEMENTS);
  return FALSE;
}

static gboolean
parse_object (GlsDescription *self, json_t *object, GError **error)
{
  static const char *const known[] = { "format", "name", "front_end",
    "frame_shape", "frames", "hop", "layers", "labels", "synonyms",
    "thresholds", "untaught", "output", "provenance", "licence", NULL };
  const char *name, *licence = NULL;
  json_t *front_end, *provenance = NULL;
  json_t *frame, *labels, *layers;
  size_t format;

  if (!gls_json_get_size (object, WHAT, "format", 1, G_MAXINT32, &format,
          error))
    return FALSE;
  if (format != GLS_FORMAT_VERSION) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "the model has format %zu, but this program reads format %d", format,
        GLS_FORMAT_VERSION);
    return FALSE;
  }
  if (!gls_json_only_has (object, WHAT, known, error)
      || !gls_json_get_string (object, WHAT, "name", GLS_MAX_TEXT, &name, error)
      || !gls_json_get_object (object, WHAT, "front_end", &front_end, error)
      || !gls_json_get_array (object, WHAT, "frame_shape", &frame, error)
      || !parse_frame_shape (&self->frame, frame, error)
      || !gls_json_get_size (object, WHAT, "frames", 1, GLS_MAX_FRAMES,
          &self->n_frames, error)
      || !gls_json_get_size (object, WHAT, "hop", 1, GLS_MAX_FRAMES, &self->hop,
          error)
      || !gls_json_get_array (object, WHAT, "layers", &layers, error)
      || !gls_json_get_array (object, WHAT, "labels", &labels, error)
      || !gls_json_may_get_string (object, WHAT, "licence", GLS_MAX_TEXT,
          &licence, error)
      || !gls_json_may_get_object (object, WHAT, "provenance", &provenance,
          error))
    return FALSE;

  self->name = g_strdup (name);
  self->licence = g_strdup (licence);
  self->layers = json_incref (layers);
  self->provenance =
      provenance != NULL ? json_incref (provenance) : json_object ();
  self->front_end = gls_front_end_from_json (front_end, WHAT, error);
  if (self->front_end == NULL)
    return FALSE;
  self->labels = parse_labels (labels, error);
  if (self->labels == NULL)
    return FALSE;
  self->n_labels = g_strv_length (self->labels);
  return parse_options (self, object, error);
}

GlsDescription *
gls_description_parse (const char *text, size_t length, GError **error)
{
  g_autoptr (GlsDescription) self = g_new0 (GlsDescription, 1);
  g_autoptr (json_t) object = NULL;

  object = gls_json_parse_object (text, length, WHAT, error);
  if (object == NULL || !parse_object (self, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

json_t *
gls_description_to_json (const GlsDescription *self)
{
  json_t *frame = json_array (), *labels = json_array (), *object;

  for (size_t i = 0; i < self->frame.n_axes; i++)
    json_array_append_new (frame,
        json_integer ((json_int_t) self->frame.dim[i]));
  for (size_t i = 0; i < self->n_labels; i++)
    json_array_append_new (labels, json_string (self->labels[i]));

  object = json_pack ("{s:i, s:s, s:o, s:o, s:I, s:I, s:O, s:o, s:O}", "format",
      GLS_FORMAT_VERSION, "name", self->name, "front_end",
      gls_front_end_to_json ((const char *const *) self->front_end),
      "frame_shape", frame, "frames", (json_int_t) self->n_frames, "hop",
      (json_int_t) self->hop, "layers", self->layers, "labels", labels,
      "provenance", self->provenance);
  if (self->synonyms != NULL)
    json_object_set_new (object, "synonyms",
        gls_synonyms_to_json (self->synonyms,
            (const char *const *) self->labels));
  if (self->thresholds != NULL)
    json_object_set_new (object, "thresholds",
        gls_thresholds_to_json (self->thresholds,
            (const char *const *) self->labels));
  if (self->untaught != NULL)
    json_object_set_new (object, "untaught",
        gls_untaught_to_json (self->untaught,
            (const char *const *) self->labels));
  if (self->output != GLS_OUTPUT_TAGS)
    json_object_set_new (object, "output",
        json_string (output_names[self->output]));
  if (self->licence != NULL)
    json_object_set_new (object, "licence", json_string (self->licence));
  return object;
}
