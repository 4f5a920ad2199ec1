/* A folder for the files of a test.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TEST_SCRATCH_H
#define GLISSANDO_TEST_SCRATCH_H

#include <glib.h>
#include <glib/gstdio.h>

/* Removes a file, or a folder with all that is in it. */
static inline void
scratch_remove (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK)
      ? NULL
      : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    scratch_remove (child);
  }
  g_remove (path);
}

static inline void
scratch_assert_holds (const char *path, const char *text)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, text);
}

#endif
