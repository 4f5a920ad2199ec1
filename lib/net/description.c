/* Reads and writes the description of a model; docs/model-format.md tells it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/description.h"

#include <string.h>

#define WHAT "the model's description"
#define MAX_TEXT 256

void
gls_description_free (GlsDescription *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_strfreev (self->front_end);
  g_clear_pointer (&self->layers, json_array_unref);
  g_strfreev (self->labels);
  g_clear_pointer (&self->provenance, json_object_unref);
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
value_to_text (JsonNode *node)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  switch (json_node_get_value_type (node)) {
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (node) ? "true" : "false");
    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    case G_TYPE_DOUBLE:
      return g_strdup (g_ascii_dtostr (number, sizeof number,
          json_node_get_double (node)));
    case G_TYPE_STRING:
      if (!gls_text_is_printable (json_node_get_string (node), MAX_TEXT))
        return NULL;
      return g_strdup (json_node_get_string (node));
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
gls_front_end_from_json (JsonObject *object, const char *what, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (json_object_get_size (object) > MAX_TEXT) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: its front end has more than %d parameters", what, MAX_TEXT);
    return NULL;
  }
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    g_autofree char *value = value_to_text (node);
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
static JsonNode *
text_to_value (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *again = NULL;
  gint64 number = g_ascii_strtoll (text, NULL, 10);

  again = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  if (strcmp (text, "true") == 0 || strcmp (text, "false") == 0)
    json_node_set_boolean (node, text[0] == 't');
  else if (strcmp (text, again) == 0)
    json_node_set_int (node, number);
  else
    json_node_set_string (node, text);
  return node;
}

JsonObject *
gls_front_end_to_json (const char *const *front_end)
{
  JsonObject *object = json_object_new ();

  for (; *front_end != NULL; front_end++) {
    const char *equals = strchr (*front_end, '=');
    g_autofree char *name = NULL;

    g_return_val_if_fail (equals != NULL, object);
    name = g_strndup (*front_end, (size_t) (equals - *front_end));
    json_object_set_member (object, name, text_to_value (equals + 1));
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
    if (!gls_text_is_printable (labels[i], MAX_TEXT)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s: label %zu is not text of 1 to %d bytes without control "
          "characters",
          what, i, MAX_TEXT);
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
parse_labels (JsonArray *array, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) labels = NULL;

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (!gls_json_node_is_string (node)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          WHAT ": label %u is not text", i);
      return NULL;
    }
    g_strv_builder_add (builder, json_node_get_string (node));
  }
  labels = g_strv_builder_end (builder);
  if (!gls_labels_check ((const char *const *) labels, WHAT, error))
    return NULL;
  return g_steal_pointer (&labels);
}

/* THE WHOLE */

static gboolean
parse_frame_shape (GlsShape *frame, JsonArray *array, GError **error)
{
  size_t n;

  frame->n_axes = json_array_get_length (array);
  if (frame->n_axes < 1 || frame->n_axes > GLS_MAX_FRAME_AXES)
    goto wrong;
  for (guint i = 0; i < frame->n_axes; i++)
    if (!gls_json_node_get_size (json_array_get_element (array, i), 1,
            GLS_MAX_ELEMENTS, &frame->dim[i]))
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
parse_object (GlsDescription *self, JsonObject *object, GError **error)
{
  static const char *const known[] = { "format", "name", "front_end",
    "frame_shape", "frames", "hop", "layers", "labels", "provenance", "licence",
    NULL };
  const char *name, *licence = NULL;
  JsonObject *front_end, *provenance = NULL;
  JsonArray *frame, *labels, *layers;
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
      || !gls_json_get_string (object, WHAT, "name", MAX_TEXT, &name, error)
      || !gls_json_get_object (object, WHAT, "front_end", &front_end, error)
      || !gls_json_get_array (object, WHAT, "frame_shape", &frame, error)
      || !parse_frame_shape (&self->frame, frame, error)
      || !gls_json_get_size (object, WHAT, "frames", 1, GLS_MAX_FRAMES,
          &self->n_frames, error)
      || !gls_json_get_size (object, WHAT, "hop", 1, GLS_MAX_FRAMES, &self->hop,
          error)
      || !gls_json_get_array (object, WHAT, "layers", &layers, error)
      || !gls_json_get_array (object, WHAT, "labels", &labels, error)
      || !gls_json_may_get_string (object, WHAT, "licence", MAX_TEXT, &licence,
          error)
      || (json_object_has_member (object, "provenance")
          && !gls_json_get_object (object, WHAT, "provenance", &provenance,
              error)))
    return FALSE;

  self->name = g_strdup (name);
  self->licence = g_strdup (licence);
  self->layers = json_array_ref (layers);
  self->provenance =
      provenance != NULL ? json_object_ref (provenance) : json_object_new ();
  self->front_end = gls_front_end_from_json (front_end, WHAT, error);
  if (self->front_end == NULL)
    return FALSE;
  self->labels = parse_labels (labels, error);
  if (self->labels == NULL)
    return FALSE;
  self->n_labels = g_strv_length (self->labels);
  return TRUE;
}

GlsDescription *
gls_description_parse (const char *text, size_t length, GError **error)
{
  g_autoptr (GlsDescription) self = g_new0 (GlsDescription, 1);
  g_autoptr (JsonObject) object = NULL;

  object = gls_json_parse_object (text, length, WHAT, error);
  if (object == NULL || !parse_object (self, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

JsonObject *
gls_description_to_json (const GlsDescription *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *frame = json_array_new (), *labels = json_array_new ();

  for (size_t i = 0; i < self->frame.n_axes; i++)
    json_array_add_int_element (frame, (gint64) self->frame.dim[i]);
  for (size_t i = 0; i < self->n_labels; i++)
    json_array_add_string_element (labels, self->labels[i]);

  json_object_set_int_member (object, "format", GLS_FORMAT_VERSION);
  json_object_set_string_member (object, "name", self->name);
  json_object_set_object_member (object, "front_end",
      gls_front_end_to_json ((const char *const *) self->front_end));
  json_object_set_array_member (object, "frame_shape", frame);
  json_object_set_int_member (object, "frames", (gint64) self->n_frames);
  json_object_set_int_member (object, "hop", (gint64) self->hop);
  json_object_set_array_member (object, "layers",
      json_array_ref (self->layers));
  json_object_set_array_member (object, "labels", labels);
  json_object_set_object_member (object, "provenance",
      json_object_ref (self->provenance));
  if (self->licence != NULL)
    json_object_set_string_member (object, "licence", self->licence);
  return object;
}
