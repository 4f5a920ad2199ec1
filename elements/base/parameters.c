/* Properties from the table of parameters, for the elements that are front
 * ends.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/parameters.h"

#include <string.h>

static const GlsParameter *
get_row (guint id)
{
  size_t n;
  const GlsParameter *rows = gls_parameters (&n);

  return id >= 1 && id <= n ? &rows[id - 1] : NULL;
}

void
gst_gls_parameters_init (GstGlsParameters *self, GlsTransform transform)
{
  gls_spec_init (&self->spec, transform);
  self->set = 0;
  self->error = NULL;
}

void
gst_gls_parameters_clear (GstGlsParameters *self)
{
  g_clear_error (&self->error);
}

/* "orientation" -> GstGlissandoOrientation, its nicks the table's values. */
static GType
get_enum_type (const GlsParameter *row)
{
  g_autofree char *name = g_strdup_printf ("GstGlissando%s", row->name);
  char *initial = name + strlen ("GstGlissando");
  GType type;

  *initial = g_ascii_toupper (*initial);
  type = g_type_from_name (name);
  if (type == 0) {
    guint n = g_strv_length ((GStrv) row->values);
    GEnumValue *values = g_new0 (GEnumValue, n + 1); /* lives for ever */

    for (guint i = 0; i < n; i++) {
      values[i].value = (gint) i;
      values[i].value_name = row->value_blurbs[i];
      values[i].value_nick = row->values[i];
    }
    type = g_enum_register_static (name, values);
  }
  return type;
}

/* "octaves-fr" -> "Octaves fr" */
static char *
make_nick (const char *name)
{
  char *nick = g_strdelimit (g_strdup (name), "-", ' ');

  nick[0] = g_ascii_toupper (nick[0]);
  return nick;
}

static GParamSpec *
make_pspec (const GlsParameter *row)
{
  const GParamFlags flags = G_PARAM_READWRITE | GST_PARAM_MUTABLE_READY;
  g_autofree char *nick = make_nick (row->name);
  g_autofree char *blurb = row->unit
      ? g_strdup_printf ("%s (%s)", row->blurb, row->unit)
      : g_strdup (row->blurb);

  switch (row->type) {
    case GLS_PARAMETER_UINT:
      return g_param_spec_uint (row->name, nick, blurb, row->min, row->max,
          row->initial, flags);
    case GLS_PARAMETER_BOOLEAN:
      return g_param_spec_boolean (row->name, nick, blurb, row->initial != 0,
          flags);
    case GLS_PARAMETER_ENUM: {
      GType type = get_enum_type (row);

      gst_type_mark_as_plugin_api (type, 0);
      return g_param_spec_enum (row->name, nick, blurb, type,
          (gint) row->initial, flags);
    }
    case GLS_PARAMETER_PAIR: {
      g_autofree char *initial =
          g_strdup_printf ("%u,%u", row->initial, row->initial2);

      return g_param_spec_string (row->name, nick, blurb, initial, flags);
    }
  }
  g_assert_not_reached ();
}

void
gst_gls_parameters_install (GObjectClass *object_class, GlsTransform transform)
{
  size_t n;
  const GlsParameter *rows = gls_parameters (&n);

  g_assert (n <= 32);
  for (guint i = 0; i < n; i++)
    if ((rows[i].transforms & GLS_FOR (transform)) != 0
        && !g_str_equal (rows[i].name, "transform")
        && !g_str_equal (rows[i].name, "rate")
        && !g_str_equal (rows[i].name, "s0"))
      g_object_class_install_property (object_class, i + 1,
          make_pspec (&rows[i]));
}

void
gst_gls_parameters_set_property (GstGlsParameters *self, guint id,
    const GValue *value)
{
  const GlsParameter *row = get_row (id);

  switch (row->type) {
    case GLS_PARAMETER_UINT:
      G_STRUCT_MEMBER (guint, &self->spec, row->offset) =
          g_value_get_uint (value);
      break;
    case GLS_PARAMETER_BOOLEAN:
      G_STRUCT_MEMBER (gboolean, &self->spec, row->offset) =
          g_value_get_boolean (value);
      break;
    case GLS_PARAMETER_ENUM:
      G_STRUCT_MEMBER (gint, &self->spec, row->offset) =
          g_value_get_enum (value);
      break;
    case GLS_PARAMETER_PAIR: {
      const char *text = g_value_get_string (value);

      g_clear_error (&self->error);
      gls_spec_set (&self->spec, row->name, text ? text : "", &self->error);
      break;
    }
  }
  self->set |= 1u << (id - 1);
}

void
gst_gls_parameters_get_property (const GstGlsParameters *self, guint id,
    GValue *value)
{
  const GlsParameter *row = get_row (id);

  switch (row->type) {
    case GLS_PARAMETER_UINT:
      g_value_set_uint (value,
          G_STRUCT_MEMBER (guint, &self->spec, row->offset));
      break;
    case GLS_PARAMETER_BOOLEAN:
      g_value_set_boolean (value,
          G_STRUCT_MEMBER (gboolean, &self->spec, row->offset));
      break;
    case GLS_PARAMETER_ENUM:
      g_value_set_enum (value,
          G_STRUCT_MEMBER (gint, &self->spec, row->offset));
      break;
    case GLS_PARAMETER_PAIR:
      g_value_take_string (value, gls_spec_get (&self->spec, row->name));
      break;
  }
}

/* A pair's field may be one int: its first number, as in scalogram caps. */
static void
take_over (GlsSpec *spec, const char *name, const GValue *value)
{
  g_autofree char *text = NULL;

  if (G_VALUE_HOLDS_INT (value))
    text = g_strdup_printf ("%d", g_value_get_int (value));
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    text = g_strdup (g_value_get_boolean (value) ? "true" : "false");
  else if (G_VALUE_HOLDS_STRING (value))
    text = g_value_dup_string (value);
  if (text != NULL)
    gls_spec_set (spec, name, text, NULL);
}

void
gst_gls_parameters_follow (const GstGlsParameters *self, GlsSpec *spec,
    const GstStructure *s)
{
  size_t n;
  const GlsParameter *rows = gls_parameters (&n);

  for (guint i = 0; s != NULL && i < n; i++) {
    const GValue *value = gst_structure_get_value (s, rows[i].name);

    if (value != NULL && (self->set & (1u << i)) == 0
        && (rows[i].transforms & GLS_FOR (spec->transform)) != 0
        && !g_str_equal (rows[i].name, "transform"))
      take_over (spec, rows[i].name, value);
  }
}

/* Returns: (transfer full) (nullable): what @s says, as gls_spec_get() would */
static char *
read_field (const GstGlsParameters *self, const GstStructure *s,
    const GlsParameter *row)
{
  const GValue *value = gst_structure_get_value (s, row->name);
  GlsSpec spec = self->spec;

  if (value == NULL)
    return NULL;
  take_over (&spec, row->name, value);
  return gls_spec_get (&spec, row->name);
}

const GlsParameter *
gst_gls_parameters_find_contradiction (const GstGlsParameters *self,
    const GstStructure *s, char **theirs)
{
  size_t n;
  const GlsParameter *rows = gls_parameters (&n);

  for (guint i = 0; s != NULL && i < n; i++)
    if ((self->set & (1u << i)) != 0) {
      g_autofree char *ours = gls_spec_get (&self->spec, rows[i].name);

      *theirs = read_field (self, s, &rows[i]);
      if (*theirs != NULL && !g_str_equal (ours, *theirs))
        return &rows[i];
      g_clear_pointer (theirs, g_free);
    }
  return NULL;
}

gboolean
gst_gls_parameters_is_set (const GstGlsParameters *self, const char *name)
{
  size_t n;
  const GlsParameter *rows = gls_parameters (&n);
  const GlsParameter *row = gls_parameter_find (name);

  return row != NULL && (self->set & (1u << (row - rows))) != 0;
}
