/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/properties.h"

static GType
get_enum_type (const GstGlsProperty *row)
{
  GType type = g_type_from_name (row->enum_name);

  if (type == 0) {
    type = g_enum_register_static (row->enum_name, row->enum_values);
    gst_type_mark_as_plugin_api (type, 0);
  }
  return type;
}

static GParamSpec *
make_pspec (const GstGlsProperty *row)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY;

  switch (row->type) {
    case G_TYPE_BOOLEAN:
      return g_param_spec_boolean (row->name, row->nick, row->blurb,
          row->initial != 0.0, flags);
    case G_TYPE_UINT:
      return g_param_spec_uint (row->name, row->nick, row->blurb,
          (guint) row->min, (guint) row->max, (guint) row->initial, flags);
    case G_TYPE_DOUBLE:
      return g_param_spec_double (row->name, row->nick, row->blurb, row->min,
          row->max, row->initial, flags);
    case G_TYPE_ENUM:
      return g_param_spec_enum (row->name, row->nick, row->blurb,
          get_enum_type (row), (gint) row->initial, flags);
    case G_TYPE_STRING:
      return g_param_spec_string (row->name, row->nick, row->blurb, NULL,
          flags);
    default:
      g_assert_not_reached ();
  }
}

void
gst_gls_properties_install (GObjectClass *object_class,
    const GstGlsProperty *table, guint n)
{
  for (guint i = 0; i < n; i++)
    g_object_class_install_property (object_class, i + 1,
        make_pspec (&table[i]));
}

void
gst_gls_properties_allow_while_playing (GObjectClass *object_class,
    const char *const *names)
{
  for (; *names != NULL; names++) {
    GParamSpec *pspec = g_object_class_find_property (object_class, *names);

    pspec->flags &= (GParamFlags) ~GST_PARAM_MUTABLE_READY;
    pspec->flags |= GST_PARAM_MUTABLE_PLAYING;
  }
}

void
gst_gls_properties_init (gpointer settings, const GstGlsProperty *table,
    guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autoptr (GParamSpec) pspec =
        g_param_spec_ref_sink (make_pspec (&table[i]));

    gst_gls_properties_set (settings, &table[i],
        g_param_spec_get_default_value (pspec));
  }
}

void
gst_gls_properties_clear (gpointer settings, const GstGlsProperty *table,
    guint n)
{
  for (guint i = 0; i < n; i++)
    if (table[i].type == G_TYPE_STRING)
      g_clear_pointer (&G_STRUCT_MEMBER (char *, settings, table[i].offset),
          g_free);
}

void
gst_gls_properties_set (gpointer settings, const GstGlsProperty *row,
    const GValue *value)
{
  gpointer at = G_STRUCT_MEMBER_P (settings, row->offset);

  switch (row->type) {
    case G_TYPE_BOOLEAN:
      *(gboolean *) at = g_value_get_boolean (value);
      break;
    case G_TYPE_UINT:
      *(guint *) at = g_value_get_uint (value);
      break;
    case G_TYPE_DOUBLE:
      *(double *) at = g_value_get_double (value);
      break;
    case G_TYPE_ENUM:
      *(gint *) at = g_value_get_enum (value);
      break;
    case G_TYPE_STRING:
      g_free (*(char **) at);
      *(char **) at = g_value_dup_string (value);
      break;
    default:
      g_assert_not_reached ();
  }
}

void
gst_gls_properties_get (gconstpointer settings, const GstGlsProperty *row,
    GValue *value)
{
  gconstpointer at =
      G_STRUCT_MEMBER_P ((gpointer) (gsize) settings, row->offset);

  switch (row->type) {
    case G_TYPE_BOOLEAN:
      g_value_set_boolean (value, *(const gboolean *) at);
      break;
    case G_TYPE_UINT:
      g_value_set_uint (value, *(const guint *) at);
      break;
    case G_TYPE_DOUBLE:
      g_value_set_double (value, *(const double *) at);
      break;
    case G_TYPE_ENUM:
      g_value_set_enum (value, *(const gint *) at);
      break;
    case G_TYPE_STRING:
      g_value_set_string (value, *(char *const *) at);
      break;
    default:
      g_assert_not_reached ();
  }
}
