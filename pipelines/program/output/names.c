/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/names.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "audio/inputs.h"
#include "location.h"
#include "terminal/say.h"

gboolean
names_have_folder (char **arguments)
{
  for (; *arguments != NULL; arguments++) {
    g_autofree char *path = gls_location_get_path (*arguments);

    if (path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
      return TRUE;
  }
  return FALSE;
}

gboolean
names_is_folder (const char *target)
{
  return g_str_has_suffix (target, G_DIR_SEPARATOR_S)
      || g_file_test (target, G_FILE_TEST_IS_DIR);
}

/* What follows the folder among the arguments in which an input was found.
 * Returns: (nullable): part of @name */
static const char *
find_below (const char *name, char **arguments)
{
  for (; *arguments != NULL; arguments++) {
    g_autofree char *path = gls_location_get_path (*arguments);
    size_t n = path != NULL ? strlen (path) : 0;

    while (n > 0 && path[n - 1] == G_DIR_SEPARATOR)
      n--;
    if (n > 0 && strncmp (name, path, n) == 0 && name[n] == G_DIR_SEPARATOR
        && g_file_test (path, G_FILE_TEST_IS_DIR))
      return name + n + strspn (name + n, G_DIR_SEPARATOR_S);
  }
  return NULL;
}

/* The last part of a path, or of the path of an address, if it is a name. */
static char *
get_last_part (const char *name)
{
  g_autoptr (GUri) uri = gls_location_is_uri (name)
      ? g_uri_parse (name, G_URI_FLAGS_PARSE_RELAXED, NULL)
      : NULL;
  char *part = g_path_get_basename (uri != NULL ? g_uri_get_path (uri) : name);

  if (g_str_equal (part, ".") || g_str_equal (part, "..")
      || g_str_equal (part, "-") || g_str_equal (part, G_DIR_SEPARATOR_S)) {
    g_free (part);
    return g_strdup ("audio");
  }
  return part;
}

/* Returns: (transfer full): without the suffix of its format */
static char *
get_stem (const char *name)
{
  const char *dot = strrchr (name, '.');
  const char *slash = strrchr (name, G_DIR_SEPARATOR);
  const char *first = slash != NULL ? slash + 1 : name;

  return dot != NULL && dot > first ? g_strndup (name, (size_t) (dot - name))
                                    : g_strdup (name);
}

/* taken: (element-type utf8): names that are given away */
static char *
choose (const char *name, const char *suffix, GHashTable *taken)
{
  g_autofree char *stem = get_stem (name);
  char *chosen = g_strconcat (stem, suffix, NULL);

  for (guint n = 1; g_hash_table_contains (taken, chosen); n++) {
    g_free (chosen);
    chosen = n == 1 ? g_strconcat (name, suffix, NULL)
                    : g_strdup_printf ("%s-%u%s", name, n, suffix);
  }
  g_hash_table_add (taken, g_strdup (chosen));
  return chosen;
}

GStrv
names_in_folder (const GPtrArray *inputs, char **arguments, const char *folder,
    const char *suffix)
{
  g_autoptr (GHashTable) taken =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < inputs->len; i++) {
    const Input *input = inputs->pdata[i];
    const char *below = find_below (input->name, arguments);
    g_autofree char *name =
        below != NULL ? g_strdup (below) : get_last_part (input->name);
    g_autofree char *chosen = choose (name, suffix, taken);
    g_autofree char *path = g_build_filename (folder, chosen, NULL);

    g_strv_builder_add (paths, path);
  }
  return g_strv_builder_end (paths);
}

const char *
names_to_text (const char *path)
{
  return g_str_equal (path, "-") ? "standard output" : path;
}

gboolean
names_make_folders (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0777) == 0)
    return TRUE;
  say (folder, "this folder cannot be made: %s", g_strerror (errno));
  return FALSE;
}
