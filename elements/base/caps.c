/* Tensor caps: parse, print, compare, explain. Every element uses this file;
 * nothing here knows a pad or a thread.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/caps.h"

#include <string.h>

/* More would not be a tensor that anybody meant. */
#define MAX_BYTES (1u << 30)
#define RANK_OF_OLD_NNSTREAMER 4

static void
shape_trim (GstGlsShape *shape)
{
  while (shape->rank > 1 && shape->size[shape->rank - 1] == 1)
    shape->rank--;
}

void
gst_gls_shape_init (GstGlsShape *shape, const size_t *size, size_t n)
{
  g_assert (n <= GST_GLS_MAX_RANK);

  shape->rank = MAX (1, (guint) n);
  shape->size[0] = 1;
  for (size_t i = 0; i < n; i++)
    shape->size[i] = (guint) size[n - 1 - i];
  shape_trim (shape);
}

gsize
gst_gls_shape_get_n (const GstGlsShape *shape)
{
  gsize n = 1;

  for (guint i = 0; i < shape->rank; i++)
    n *= shape->size[i];
  return n;
}

static gboolean
shape_parse (GstGlsShape *shape, const char *text)
{
  g_auto (GStrv) axes = g_strsplit (text, ":", -1);
  guint64 bytes = sizeof (float);

  shape->rank = g_strv_length (axes);
  if (shape->rank < 1 || shape->rank > GST_GLS_MAX_RANK)
    return FALSE;
  for (guint i = 0; i < shape->rank; i++) {
    guint64 size;

    if (!g_ascii_string_to_unsigned (g_strstrip (axes[i]), 10, 1, MAX_BYTES,
            &size, NULL))
      return FALSE;
    bytes *= size;
    if (bytes > MAX_BYTES)
      return FALSE;
    shape->size[i] = (guint) size;
  }
  shape_trim (shape);
  return TRUE;
}

gboolean
gst_gls_tensors_parse (GstGlsTensors *tensors, const char *text)
{
  /* A point is NNStreamer's way round the comma in a launch line. */
  g_auto (GStrv) parts = g_strsplit_set (text, ",.", -1);

  tensors->n = g_strv_length (parts);
  if (tensors->n < 1 || tensors->n > GST_GLS_MAX_TENSORS)
    return FALSE;
  for (guint i = 0; i < tensors->n; i++)
    if (!shape_parse (&tensors->shape[i], parts[i]))
      return FALSE;
  return TRUE;
}

/* Prints with trailing ones up to rank, if a shape has fewer axes. */
static char *
print_with_rank (const GstGlsTensors *tensors, guint rank)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tensors->n; i++) {
    const GstGlsShape *shape = &tensors->shape[i];

    for (guint k = 0; k < MAX (rank, shape->rank); k++)
      g_string_append_printf (text, "%s%u", k > 0 ? ":" : (i > 0 ? "," : ""),
          k < shape->rank ? shape->size[k] : 1);
  }
  return g_string_free (text, FALSE);
}

char *
gst_gls_tensors_print (const GstGlsTensors *tensors)
{
  return print_with_rank (tensors, 1);
}

gboolean
gst_gls_tensors_equal (const GstGlsTensors *a, const GstGlsTensors *b)
{
  if (a->n != b->n)
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    if (a->shape[i].rank != b->shape[i].rank
        || memcmp (a->shape[i].size, b->shape[i].size,
               a->shape[i].rank * sizeof a->shape[i].size[0])
            != 0)
      return FALSE;
  return TRUE;
}

gsize
gst_gls_tensors_get_size (const GstGlsTensors *tensors)
{
  gsize n = 0;

  for (guint i = 0; i < tensors->n; i++)
    n += gst_gls_shape_get_n (&tensors->shape[i]);
  return n * sizeof (float);
}

void
gst_gls_tensors_set_framerate (GstGlsTensors *tensors, guint rate,
    guint64 samples)
{
  gint64 divisor =
      gst_util_greatest_common_divisor_int64 (rate, (gint64) samples);

  tensors->fps_n = (gint) (rate / divisor);
  tensors->fps_d = (gint) ((gint64) samples / divisor);
}

void
gst_gls_tensors_for_ticks (GstGlsTensors *tensors, const GlsScalogramPlan *plan,
    guint rate)
{
  size_t n;
  const GlsScalogramGroup *groups = gls_scalogram_plan_get_groups (plan, &n);

  tensors->n = (guint) n;
  for (size_t g = 0; g < n; g++)
    gst_gls_shape_init (&tensors->shape[g],
        (const size_t[]){ groups[g].n_lambda, groups[g].n_times }, 2);
  gst_gls_tensors_set_framerate (tensors, rate,
      gls_scalogram_plan_get_tick (plan));
}

gboolean
gst_gls_tensors_from_caps (GstGlsTensors *tensors, const GstCaps *caps,
    GError **error)
{
  const GstStructure *s = gst_caps_get_structure (caps, 0);
  const char *format = gst_structure_get_string (s, "format");
  const char *dimensions = gst_structure_get_string (s, "dimensions");
  const char *types = gst_structure_get_string (s, "types");
  gint n = 0;

  if (!gst_structure_has_name (s, GST_GLS_TENSORS))
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "upstream delivers %s, not tensors", gst_structure_get_name (s));
  /* A missing format means static, as NNStreamer takes it. */
  else if (format != NULL && !g_str_equal (format, "static"))
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "upstream delivers tensors of format %s, not static", format);
  else if (dimensions == NULL || !gst_gls_tensors_parse (tensors, dimensions))
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "upstream delivers tensors of dimensions “%s”, which is no shape",
        dimensions ? dimensions : "");
  else if (!gst_structure_get_int (s, "num_tensors", &n)
      || n != (gint) tensors->n)
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "upstream delivers num_tensors=%d, but dimensions of %u tensors", n,
        tensors->n);
  else {
    g_auto (GStrv) each = g_strsplit_set (types ? types : "", ",.", -1);
    gboolean ok = g_strv_length (each) == tensors->n;

    for (guint i = 0; ok && i < tensors->n; i++)
      ok = g_str_equal (g_strstrip (each[i]), "float32");
    if (!ok) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
          "upstream delivers tensors of types “%s”, but float32 is needed",
          types ? types : "");
      return FALSE;
    }
    if (!gst_structure_get_fraction (s, "framerate", &tensors->fps_n,
            &tensors->fps_d)) {
      tensors->fps_n = 0;
      tensors->fps_d = 1;
    }
    return TRUE;
  }
  return FALSE;
}

static char *
print_types (guint n)
{
  GString *types = g_string_new ("float32");

  for (guint i = 1; i < n; i++)
    g_string_append (types, ",float32");
  return g_string_free (types, FALSE);
}

GstCaps *
gst_gls_tensors_to_caps (const GstGlsTensors *tensors)
{
  g_autofree char *dimensions = gst_gls_tensors_print (tensors);
  g_autofree char *types = print_types (tensors->n);
  GstCaps *caps;

  caps = gst_caps_new_simple (GST_GLS_TENSORS, "format", G_TYPE_STRING,
      "static", "num_tensors", G_TYPE_INT, (gint) tensors->n, "dimensions",
      G_TYPE_STRING, dimensions, "types", G_TYPE_STRING, types, "framerate",
      GST_TYPE_FRACTION, tensors->fps_n, tensors->fps_d, NULL);
  return caps;
}

gboolean
gst_gls_tensors_check_buffer (const GstGlsTensors *tensors, GstBuffer *buffer,
    GError **error)
{
  gsize want = gst_gls_tensors_get_size (tensors);
  gsize have = gst_buffer_get_size (buffer);

  /* All in one memory, as from a file or a socket, is fine too. */
  if (have == want && gst_buffer_n_memory (buffer) == tensors->n)
    for (guint i = 0; i < tensors->n && have == want; i++) {
      want = gst_gls_shape_get_n (&tensors->shape[i]) * sizeof (float);
      have =
          gst_memory_get_sizes (gst_buffer_peek_memory (buffer, i), NULL, NULL);
    }
  if (have != want) {
    g_autofree char *shape = gst_gls_tensors_print (tensors);

    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "%" G_GSIZE_FORMAT " bytes came where %" G_GSIZE_FORMAT
        " belong (float32 tensors of %s)",
        have, want, shape);
    return FALSE;
  }
  return TRUE;
}

void
gst_gls_caps_set_spec (GstCaps *caps, const GlsSpec *spec)
{
  g_auto (GStrv) strv = gls_spec_to_strv (spec);

  for (guint i = 0; strv[i] != NULL; i++) {
    char *value = strchr (strv[i], '=');
    const GlsParameter *row;

    g_assert (value != NULL);
    *value++ = '\0';
    row = gls_parameter_find (strv[i]);
    g_assert (row != NULL);

    if (row->type == GLS_PARAMETER_UINT)
      gst_caps_set_simple (caps, row->name, G_TYPE_INT, atoi (value), NULL);
    else if (row->type == GLS_PARAMETER_BOOLEAN)
      gst_caps_set_simple (caps, row->name, G_TYPE_BOOLEAN,
          G_STRUCT_MEMBER (gboolean, spec, row->offset), NULL);
    else if (row->type == GLS_PARAMETER_PAIR
        && spec->transform == GLS_TRANSFORM_SCALOGRAM)
      /* There is no second order in a scalogram. */
      gst_caps_set_simple (caps, row->name, G_TYPE_INT,
          (gint) G_STRUCT_MEMBER (guint, spec, row->offset), NULL);
    else
      gst_caps_set_simple (caps, row->name, G_TYPE_STRING, value, NULL);
  }
}

void
gst_gls_caps_set_spellings (GstCaps *caps, const GstGlsTensors *tensors)
{
  GValue list = G_VALUE_INIT;
  guint rank = 1;

  for (guint i = 0; i < tensors->n; i++)
    rank = MAX (rank, tensors->shape[i].rank);
  gst_value_list_init (&list, RANK_OF_OLD_NNSTREAMER);
  for (guint r = rank; r == rank || r <= RANK_OF_OLD_NNSTREAMER; r++) {
    GValue text = G_VALUE_INIT;

    g_value_init (&text, G_TYPE_STRING);
    g_value_take_string (&text, print_with_rank (tensors, r));
    gst_value_list_append_and_take_value (&list, &text);
  }
  if (gst_value_list_get_size (&list) == 1)
    gst_caps_set_value (caps, "dimensions",
        gst_value_list_get_value (&list, 0));
  else
    gst_caps_set_value (caps, "dimensions", &list);
  g_value_unset (&list);
}

/* Writes the dimensions as downstream does, if it takes these caps at all. */
static gboolean
spell_for (GstCaps *caps, const GstCaps *peer)
{
  g_autofree char *plain =
      g_strdup (gst_structure_get_string (gst_caps_get_structure (caps, 0),
          "dimensions"));
  GstGlsTensors ours, theirs;

  if (gst_caps_can_intersect (caps, peer))
    return TRUE;
  if (plain == NULL || !gst_gls_tensors_parse (&ours, plain))
    return FALSE;
  for (guint i = 0; i < gst_caps_get_size (peer); i++) {
    const char *text =
        gst_structure_get_string (gst_caps_get_structure (peer, i),
            "dimensions");

    if (text == NULL || !gst_gls_tensors_parse (&theirs, text)
        || !gst_gls_tensors_equal (&ours, &theirs))
      continue;
    gst_caps_set_simple (caps, "dimensions", G_TYPE_STRING, text, NULL);
    if (gst_caps_can_intersect (caps, peer))
      return TRUE;
  }
  gst_caps_set_simple (caps, "dimensions", G_TYPE_STRING, plain, NULL);
  return FALSE;
}

GstCaps *
gst_gls_caps_for_any_scalogram (void)
{
  GstCaps *caps = gst_caps_from_string (GST_GLS_TENSORS
      ", format = (string) static, transform = (string) scalogram, "
      "num_tensors = (int) [ 1, 16 ], layout = (string) { multirate, uniform "
      "}, "
      "axes = (string) { time:lambda, lambda }, " GST_GLS_FPS_ANY);
  GValue list = G_VALUE_INIT;

  gst_value_list_init (&list, GST_GLS_MAX_TENSORS);
  for (guint n = 1; n <= GST_GLS_MAX_TENSORS; n++) {
    GValue types = G_VALUE_INIT;

    g_value_init (&types, G_TYPE_STRING);
    g_value_take_string (&types, print_types (n));
    gst_value_list_append_and_take_value (&list, &types);
  }
  gst_caps_set_value (caps, "types", &list);
  g_value_unset (&list);
  return caps;
}

/* Axes of caps are innermost first, those of the library slowest first. */
static char *
print_axes (const GlsAxes *axes)
{
  GString *text = g_string_new (NULL);

  for (size_t a = axes->n_axes; a-- > 0;)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ":" : "",
        axes->axis[a].name);
  return g_string_free (text, FALSE);
}

GstCaps *
gst_gls_caps_for_frames (GstGlsTensors *tensors, const GlsAxes *axes,
    const GlsSpec *spec)
{
  g_autofree char *names = print_axes (axes);
  size_t size[GLS_MAX_AXES];
  GstCaps *caps;

  for (size_t a = 0; a < axes->n_axes; a++)
    size[a] = axes->axis[a].size;
  tensors->n = 1;
  gst_gls_shape_init (&tensors->shape[0], size, axes->n_axes);
  gst_gls_tensors_set_framerate (tensors, spec->rate, gls_spec_stride (spec));
  caps = gst_gls_tensors_to_caps (tensors);
  gst_gls_caps_set_spec (caps, spec);
  gst_caps_set_simple (caps, "axes", G_TYPE_STRING, names, NULL);
  /* Its other layout is no frames. */
  if (spec->transform == GLS_TRANSFORM_SCALOGRAM)
    gst_caps_set_simple (caps, "layout", G_TYPE_STRING, "uniform", NULL);
  return caps;
}

const GstStructure *
gst_gls_caps_find (const GstCaps *caps, const char *transform)
{
  if (caps == NULL || gst_caps_is_any (caps))
    return NULL;
  for (guint i = 0; i < gst_caps_get_size (caps); i++) {
    const GstStructure *s = gst_caps_get_structure (caps, i);
    const char *theirs = gst_structure_get_string (s, "transform");

    if (gst_structure_has_name (s, GST_GLS_TENSORS)
        && (theirs == NULL || g_str_equal (theirs, transform)))
      return s;
  }
  return NULL;
}

/* Text of a field; of a list of spellings the first. */
static char *
field_to_string (const GstStructure *s, const char *name)
{
  const GValue *value = gst_structure_get_value (s, name);

  if (value == NULL)
    return NULL;
  if (GST_VALUE_HOLDS_LIST (value) && gst_value_list_get_size (value) > 0)
    value = gst_value_list_get_value (value, 0);
  if (G_VALUE_HOLDS_STRING (value))
    return g_value_dup_string (value);
  return gst_value_serialize (value);
}

/* Whether both say something about a field, and not the same. */
static gboolean
contradict (const GstStructure *a, const GstStructure *b, const char *name)
{
  const GValue *ours = gst_structure_get_value (a, name);
  const GValue *theirs = gst_structure_get_value (b, name);

  return ours != NULL && theirs != NULL
      && !gst_value_intersect (NULL, ours, theirs);
}

/* Whether frames are with low-pass, whose field is left out of those that are
 * not: see gls_spec_to_strv(). -1: they may be of anything. */
static int
get_low_pass (const GstStructure *s)
{
  gboolean is = FALSE;

  if (gst_structure_get_boolean (s, "low-pass", &is))
    return is;
  return g_strcmp0 (gst_structure_get_string (s, "transform"), "jtfst") == 0
      ? FALSE
      : -1;
}

/* The field that tells best why two structures do not fit: a parameter of the
 * front end, else anything but the shape. */
static const char *
find_contradiction (const GstStructure *a, const GstStructure *b)
{
  size_t n;
  const GlsParameter *rows = gls_parameters (&n);

  for (size_t i = 0; i < n; i++)
    if (contradict (a, b, rows[i].name))
      return rows[i].name;
  if (get_low_pass (a) + get_low_pass (b) == 1)
    return "low-pass";
  for (gint i = 0; i < gst_structure_n_fields (a); i++) {
    const char *name = gst_structure_nth_field_name (a, (guint) i);

    if (!g_str_equal (name, "dimensions") && contradict (a, b, name))
      return name;
  }
  return NULL;
}

char *
gst_gls_caps_describe (const GstCaps *caps, const GstCaps *against)
{
  const GstStructure *s;
  const char *field = NULL;
  g_autofree char *shape = NULL;
  g_autofree char *value = NULL;

  if (gst_caps_is_any (caps) || gst_caps_is_empty (caps))
    return g_strdup (gst_caps_is_any (caps) ? "anything" : "nothing");
  s = gst_caps_get_structure (caps, 0);
  shape = field_to_string (s, "dimensions");
  if (!gst_caps_is_any (against) && !gst_caps_is_empty (against))
    field = find_contradiction (s, gst_caps_get_structure (against, 0));
  if (field == NULL)
    return g_strdup (shape ? shape : gst_structure_get_name (s));
  value = g_str_equal (field, "low-pass")
      ? g_strdup (get_low_pass (s) ? "true" : "false")
      : field_to_string (s, field);
  return shape ? g_strdup_printf ("%s (%s=%s)", shape, field, value)
               : g_strdup_printf ("%s=%s", field, value);
}

gboolean
gst_gls_caps_agree (GstCaps *caps, const GstCaps *peer, const char *offer,
    GError **error)
{
  g_autofree char *ours = NULL, *theirs = NULL;

  if (spell_for (caps, peer))
    return TRUE;
  ours = gst_gls_caps_describe (caps, peer);
  if (gst_caps_is_empty (peer)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
        "%s %s, but nothing suits all that is downstream: behind a tee, the "
        "branches ask for different things",
        offer, ours);
    return FALSE;
  }
  theirs = gst_gls_caps_describe (peer, caps);
  g_set_error (error, GLS_ERROR, GLS_ERROR_SHAPE,
      "%s %s, but downstream expects %s", offer, ours, theirs);
  return FALSE;
}
