/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/axes.h"

#include <string.h>

#include "net/description.h"
#include "outfile.h"

/* Values of axes are computed in double; seven digits are more than any of
 * their filters can tell apart. */
static json_t *
number (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.7g", value);
  return gls_json_number (g_ascii_strtod (text, NULL));
}

json_t *
axes_describe (const char *input, const GlsSpec *spec)
{
  g_auto (GStrv) parameters = gls_spec_to_strv (spec);

  return json_pack ("{s:o, s:s, s:o}", "input", gls_json_text (input), "dtype",
      "float32", "parameters",
      gls_front_end_to_json ((const char *const *) parameters));
}

json_t *
axes_make_time (size_t n, double step_s)
{
  return json_pack ("{s:s, s:s, s:I, s:i, s:o}", "name", "frame", "unit", "s",
      "size", (json_int_t) n, "start", 0, "step", gls_json_number (step_s));
}

json_t *
axes_make (const GlsAxis *axis, const double *values, size_t n)
{
  json_t *list = json_array ();

  for (size_t i = 0; i < n; i++)
    json_array_append_new (list, number (values[i]));
  return json_pack ("{s:s, s:s, s:I, s:o}", "name", axis->name, "unit",
      axis->unit, "size", (json_int_t) n, "values", list);
}

static json_t *
make_path (const GlsPath *path)
{
  json_t *object = json_pack ("{s:i}", "order", path->order);

  if (path->order >= 1) {
    json_object_set_new (object, "n1", json_integer (path->n1));
    json_object_set_new (object, "xi1", number (path->xi1_hz));
  }
  if (path->order >= 2) {
    json_object_set_new (object, "n2", json_integer (path->n2));
    json_object_set_new (object, "xi2", number (path->xi2_hz));
  }
  return object;
}

json_t *
axes_make_paths (const GlsPath *path, size_t n)
{
  json_t *list = json_array ();

  for (size_t p = 0; p < n; p++)
    json_array_append_new (list, make_path (&path[p]));
  return list;
}

gboolean
axes_write (const json_t *json, const char *path, GError **error)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  gls_json_append (text, json, 2);
  g_string_append_c (text, '\n');
  bytes = g_string_free_to_bytes (text);
  return gls_outfile_replace (path, bytes, error);
}

char *
axes_get_path (const char *array_path)
{
  g_autofree char *stem = g_str_has_suffix (array_path, ".npy")
      ? g_strndup (array_path, strlen (array_path) - strlen (".npy"))
      : g_strdup (array_path);

  return g_strconcat (stem, ".json", NULL);
}
