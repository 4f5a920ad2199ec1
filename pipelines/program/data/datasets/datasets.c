/* Takes the name apart, and asks the reader of its kind.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/datasets.h"

#include <string.h>

#include "data/datasets/reader.h"
#include "gls.h"

static const DatasetReader *const readers[] = { &dataset_mtat, &dataset_msd,
  &dataset_jamendo, &dataset_fma, &dataset_openmic, &dataset_manifest };

/* Returns: (nullable): the reader of a name such as “mtat,split=folders:PATH” */
static const DatasetReader *
find_reader (const char *data)
{
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++) {
    size_t n = strlen (readers[i]->kind);

    if (strncmp (data, readers[i]->kind, n) == 0
        && (data[n] == ':' || (data[n] == ',' && strchr (data, ':') != NULL)))
      return readers[i];
  }
  return NULL;
}

/* Returns: (transfer full): “split, tags”, “no option” */
static char *
list_options (const DatasetReader *reader)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < DATASET_MAX_OPTIONS && reader->options[i].name != NULL;
       i++) {
    g_autofree char *values =
        g_strjoinv ("|", (char **) reader->options[i].values);

    g_string_append_printf (list, "%s%s=%s", i > 0 ? ", " : "",
        reader->options[i].name, values);
  }
  if (list->len == 0)
    g_string_append (list, "no options");
  return g_string_free (list, FALSE);
}

static gboolean
set_value (const DatasetOption *option, const char *value, guint *choice)
{
  for (guint v = 0; option->values[v] != NULL; v++)
    if (g_str_equal (option->values[v], value)) {
      *choice = v;
      return TRUE;
    }
  return FALSE;
}

/* text: “NAME=VALUE” */
static gboolean
read_option (const DatasetReader *reader, const char *text,
    DatasetRequest *request, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);
  g_autofree char *known = NULL;

  for (guint i = 0; parts[0] != NULL && parts[1] != NULL
       && i < DATASET_MAX_OPTIONS && reader->options[i].name != NULL;
       i++)
    if (g_str_equal (reader->options[i].name, parts[0])
        && set_value (&reader->options[i], parts[1], &request->choice[i]))
      return TRUE;
  known = list_options (reader);
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "“%s” is no option of %s, which has %s", text, reader->kind, known);
  return FALSE;
}

/* A word before a colon is more likely a kind misspelt than a file. */
static void
explain_kind (const char *data, GError **error)
{
  size_t n = strspn (data, "abcdefghijklmnopqrstuvwxyz0123456789_-");

  if (n == 0 || (data[n] != ':' && data[n] != ',') || strstr (data, "://")
      || strchr (data, ':') == NULL || g_file_test (data, G_FILE_TEST_EXISTS)
      || error == NULL || *error == NULL)
    return;
  g_clear_error (error);
  g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
      "there is no such file, and no kind of data set “%.*s”: mtat, msd, "
      "jamendo, fma, openmic, manifest",
      (int) n, data);
}

/* Behind a colon a shell leaves “~/” as it is.
 * Returns: (transfer full): the path that is meant */
static char *
expand_home (const char *path)
{
  return g_str_has_prefix (path, "~/")
      ? g_build_filename (g_get_home_dir (), path + 2, NULL)
      : g_strdup (path);
}

Manifest *
datasets_load (const char *data, const char *audio, Problems *problems,
    GError **error)
{
  const DatasetReader *reader = find_reader (data);
  DatasetRequest request = { .audio = audio, .problems = problems };
  g_autofree char *path = NULL;
  g_auto (GStrv) parts = NULL;
  Manifest *manifest;

  if (reader == NULL) {
    manifest = manifest_load (data, audio, problems, error);
    if (manifest == NULL)
      explain_kind (data, error);
    return manifest;
  }
  request.path = path = expand_home (strchr (data, ':') + 1);
  parts = g_strsplit (data, ":", 2);
  if (parts[0][strlen (reader->kind)] == ',') {
    g_auto (GStrv) options =
        g_strsplit (parts[0] + strlen (reader->kind) + 1, ",", -1);

    for (guint i = 0; options[i] != NULL; i++)
      if (!read_option (reader, options[i], &request, error))
        return NULL;
  }
  return reader->load (&request, error);
}

char *
datasets_get_short_name (const char *data)
{
  const char *path = find_reader (data) ? strchr (data, ':') + 1 : data;
  g_autofree char *name = g_path_get_basename (path);

  return g_strdup_printf ("%.*s%s", (int) (path - data), data, name);
}
