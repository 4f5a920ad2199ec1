/* Names put together, and looked up.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/places.h"

#include "gls.h"

char *
places_folder (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_DIR) ? g_strdup (path)
                                                : g_path_get_dirname (path);
}

/* “.” is left out of names. */
static char *
join (const char *base, const char *folder, const char *name)
{
  return g_str_equal (folder, ".")
      ? g_build_filename (base, name, NULL)
      : g_build_filename (base, folder, name, NULL);
}

static gboolean
is_called (const char *path, const char *name)
{
  g_autofree char *own = g_path_get_basename (path);

  return g_str_equal (own, name) && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

char *
places_look (const char *path, const char *const *folders, const char *name)
{
  g_autofree char *base = places_folder (path);

  if (is_called (path, name))
    return g_strdup (path);
  for (; *folders != NULL; folders++) {
    g_autofree char *place = join (base, *folders, name);

    if (g_file_test (place, G_FILE_TEST_IS_REGULAR))
      return g_steal_pointer (&place);
  }
  return NULL;
}

char *
places_find (const char *path, const char *const *folders, const char *name,
    GError **error)
{
  char *place = places_look (path, folders, name);
  g_autofree char *base = places_folder (path);
  g_autofree char *below = g_strjoinv (", ", (char **) folders + 1);

  if (place != NULL)
    return place;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
        "there is no such file or folder: %s was looked for in it", name);
  else if (*below == '\0')
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "there is no %s in %s", name,
        base);
  else
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
        "there is no %s in %s, nor in %s below it", name, base, below);
  return NULL;
}

void
places_add_folders (GPtrArray *places, const char *path,
    const char *const *folders)
{
  g_autofree char *base = places_folder (path);

  for (; *folders != NULL; folders++) {
    char *place = g_str_equal (*folders, ".")
        ? g_strdup (base)
        : g_build_filename (base, *folders, NULL);

    if (g_file_test (place, G_FILE_TEST_IS_DIR))
      g_ptr_array_add (places, place);
    else
      g_free (place);
  }
}
