/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "audio/cueaudio.h"

#include <string.h>

#include "audio/content.h"

/* Returns: (transfer full): what stands before the last dot, in small letters */
static char *
get_stem (const char *name)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *stem = dot != NULL && dot > name
      ? g_strndup (name, (gsize) (dot - name))
      : g_strdup (name);

  return g_utf8_validate (stem, -1, NULL) ? g_utf8_casefold (stem, -1)
                                          : g_ascii_strdown (stem, -1);
}

static gboolean
is_audio (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_REGULAR)
      && !content_is_cue_sheet_name (path) && content_is_media_file (path);
}

/* Returns: (transfer full) (nullable): the first audio file of that stem */
static char *
find_relative (const char *folder, const char *stem)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  char *found = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *other = get_stem (name);
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_equal (stem, other) && (found == NULL || strcmp (path, found) < 0)
        && is_audio (path)) {
      g_free (found);
      found = g_steal_pointer (&path);
    }
  }
  return found;
}

/* Returns: (transfer full) (nullable) */
static char *
find_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *stem = get_stem (base);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR)
      ? g_strdup (path)
      : find_relative (folder, stem);
}

static const char *
get_last_part (const char *name)
{
  const char *slash = strrchr (name, '/');

  return slash != NULL ? slash + 1 : name;
}

static gboolean
is_absolute (const char *name)
{
  return name[0] == '/' || (g_ascii_isalpha (name[0]) && name[1] == ':');
}

/* folder: of the sheet. Returns: (transfer full) (nullable) */
static char *
find_named (const char *folder, const char *name)
{
  g_autofree char *plain = g_strdelimit (g_strdup (name), "\\", '/');
  const char *candidates[] = { name, plain, get_last_part (plain) };
  const guint first = g_str_equal (name, plain) ? 1 : 0;
  const guint n = is_absolute (plain) ? 3 : 2;
  char *found = NULL;

  for (guint i = first; found == NULL && i < n; i++) {
    g_autofree char *path = g_canonicalize_filename (candidates[i], folder);

    found = find_path (path);
  }
  return found;
}

char *
cueaudio_find (const char *path, const CueSheet *sheet, guint file)
{
  const CueFile *wanted = &g_array_index (sheet->files, CueFile, file);
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  char *found = find_named (folder, wanted->raw);

  if (found == NULL && !g_str_equal (wanted->name, wanted->raw))
    found = find_named (folder, wanted->name);
  if (found == NULL && sheet->files->len == 1) {
    g_autofree char *base = g_path_get_basename (whole);
    g_autofree char *stem = get_stem (base);

    found = find_relative (folder, stem);
  }
  return found;
}
