/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/look.h"

#include <stdio.h>

#include "terminal/say.h"
#include "text.h"

#define LAYOUT 0

static const struct
{
  const char *name, *description, *value;
} rows[LOOK_N_PROPERTIES] = {
  [LAYOUT] = { "layout",
      "time|plane: a picture of jtfst along time, or of mu against ell (time)",
      "NAME" },
  { "scale",
      "auto|db|linear: what equal steps of brightness stand for (auto: db, but "
      "linear what is compressed)",
      "NAME" },
  { "range",
      "Decibels from the darkest colour to the brightest (30 of jtfst, 50 "
      "with low-pass, else 60)",
      "DB" },
  { "reference", "Value with the brightest colour (the largest in sight)",
      "VALUE" },
  { "colormap", "magma|viridis|grey: colours of a picture (magma)", "NAME" },
  { "lowest", "Leave out of a picture what is lower than that (20)", "HZ" },
};

void
look_add_to (Look *self, GArray *entries)
{
  GOptionEntry size = { "size", 0, 0, G_OPTION_ARG_STRING, &self->size,
    "Width and height of a picture, in pixels (960x540)", "WxH" };

  for (guint i = 0; i < LOOK_N_PROPERTIES; i++) {
    GOptionEntry entry = { rows[i].name, 0, 0, G_OPTION_ARG_STRING,
      &self->values[i], rows[i].description, rows[i].value };

    g_array_append_val (entries, entry);
  }
  g_array_append_val (entries, size);
}

void
look_clear (Look *self)
{
  for (guint i = 0; i < LOOK_N_PROPERTIES; i++)
    g_clear_pointer (&self->values[i], g_free);
  g_clear_pointer (&self->size, g_free);
}

const char *
look_get_given (const Look *self)
{
  for (guint i = 0; i < LOOK_N_PROPERTIES; i++)
    if (self->values[i] != NULL)
      return rows[i].name;
  return self->size != NULL ? "size" : NULL;
}

gboolean
look_is_plane (const Look *self)
{
  return g_strcmp0 (self->values[LAYOUT], "plane") == 0;
}

/* "time, plane" */
static char *
list_nicks (GEnumClass *enums)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < enums->n_values; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
        enums->values[i].value_nick);
  return g_string_free (text, FALSE);
}

static gboolean
set_name (GstElement *tensorview, const char *name, const char *text,
    GParamSpecEnum *pspec)
{
  GEnumValue *value = g_enum_get_value_by_nick (pspec->enum_class, text);
  g_autofree char *known = list_nicks (pspec->enum_class);

  if (value == NULL)
    say (NULL, "--%s must be one of %s, not “%s”", name, known, text);
  else
    g_object_set (tensorview, name, value->value, NULL);
  return value != NULL;
}

static gboolean
set_number (GstElement *tensorview, const char *name, const char *text,
    const GParamSpecDouble *pspec)
{
  double value;
  gboolean ok =
      gls_text_to_number (text, pspec->minimum, pspec->maximum, &value);

  if (!ok)
    say (NULL, "--%s must be a number from %g to %g, not “%s”", name,
        pspec->minimum, pspec->maximum, text);
  else
    g_object_set (tensorview, name, value, NULL);
  return ok;
}

static gboolean
set_size (GstElement *tensorview, const char *text)
{
  guint width = 0, height = 0;
  int n = 0;

  if (sscanf (text, "%4ux%4u%n", &width, &height, &n) != 2 || text[n] != '\0'
      || MIN (width, height) < 16 || MAX (width, height) > 4096) {
    say (NULL, "--size must be WxH, both from 16 to 4096, not “%s”", text);
    return FALSE;
  }
  g_object_set (tensorview, "width", width, "height", height, NULL);
  return TRUE;
}

gboolean
look_apply (const Look *self, GstElement *tensorview)
{
  gboolean ok = TRUE;

  for (guint i = 0; i < LOOK_N_PROPERTIES && ok; i++) {
    const char *text = self->values[i], *name = rows[i].name;
    GParamSpec *pspec =
        g_object_class_find_property (G_OBJECT_GET_CLASS (tensorview), name);

    if (text == NULL)
      continue;
    ok = G_IS_PARAM_SPEC_ENUM (pspec)
        ? set_name (tensorview, name, text, G_PARAM_SPEC_ENUM (pspec))
        : set_number (tensorview, name, text, G_PARAM_SPEC_DOUBLE (pspec));
  }
  return ok && (self->size == NULL || set_size (tensorview, self->size));
}

gboolean
look_check (const Look *self)
{
  g_autoptr (GstElement) view =
      gst_object_ref_sink (gst_element_factory_make ("tensorview", NULL));

  return look_apply (self, view);
}
