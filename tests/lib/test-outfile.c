/* Files that are there whole or not at all.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "outfile.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "scratch.h"

typedef struct
{
  char *folder;
  char *path; /* a file in it that holds "old" */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("gls-test-outfile-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "file", NULL);
  g_assert_true (g_file_set_contents (f->path, "old", -1, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  scratch_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static GlsOutfile *
open_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  GlsOutfile *file = gls_outfile_new (path, &error);

  g_assert_no_error (error);
  return file;
}

/* What stood there stays until the end, and who may read it then, too. */
static void
test_replaces_at_the_end (Fixture *f, gconstpointer data)
{
  GlsOutfile *file;
  GStatBuf status;

  g_chmod (f->path, 0600);
  file = open_file (f->path);
  gls_outfile_write (file, "xxxend", 6);
  g_assert_true (gls_outfile_flush (file));
  scratch_assert_holds (f->path, "old");
  gls_outfile_rewind (file);
  gls_outfile_write (file, "new", 3);
  g_assert_true (gls_outfile_finish (file, NULL));
  scratch_assert_holds (f->path, "newend");
  g_assert_cmpint (g_stat (f->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (count_files (f->folder), ==, 1);
}

/* A new file is not there before its end either. */
static void
test_new_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "new", NULL);
  GlsOutfile *file = open_file (path);

  gls_outfile_write (file, "new", 3);
  g_assert_true (gls_outfile_flush (file));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (gls_outfile_finish (file, NULL));
  scratch_assert_holds (path, "new");
  g_assert_cmpuint (count_files (f->folder), ==, 2);
}

static void
test_abandons (Fixture *f, gconstpointer data)
{
  GlsOutfile *file = open_file (f->path);

  gls_outfile_write (file, "new", 3);
  gls_outfile_abandon (file);
  scratch_assert_holds (f->path, "old");
  g_assert_cmpuint (count_files (f->folder), ==, 1);
}

/* A link stays a link. */
static void
test_follows_links (Fixture *f, gconstpointer data)
{
  g_autofree char *link = g_build_filename (f->folder, "link", NULL);
  GlsOutfile *file;

  g_assert_cmpint (symlink ("file", link), ==, 0);
  file = open_file (link);
  gls_outfile_write (file, "new", 3);
  scratch_assert_holds (f->path, "old");
  g_assert_true (gls_outfile_finish (file, NULL));
  scratch_assert_holds (f->path, "new");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (gls_outfile_is_same (link, f->path));
}

static void
test_direct (Fixture *f, gconstpointer data)
{
  GlsOutfile *file = gls_outfile_new_direct (f->path, NULL);

  scratch_assert_holds (f->path, "");
  gls_outfile_write (file, "new", 3);
  g_assert_true (gls_outfile_flush (file));
  scratch_assert_holds (f->path, "new");
  gls_outfile_rewind (file);
  gls_outfile_write (file, "N", 1);
  g_assert_true (gls_outfile_finish (file, NULL));
  scratch_assert_holds (f->path, "New");
}

/* The first failure is the one that is told, and it is told. */
static void
test_full (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GlsOutfile *file;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("there is no /dev/full");
    return;
  }
  file = open_file ("/dev/full");
  gls_outfile_write (file, "new", 3);
  g_assert_null (gls_outfile_get_failure (file));
  g_assert_false (gls_outfile_flush (file));
  g_assert_nonnull (gls_outfile_get_failure (file));
  gls_outfile_write (file, "more", 4);
  g_assert_false (gls_outfile_finish (file, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_assert_nonnull (strstr (error->message, g_strerror (ENOSPC)));
}

static void
test_not_there (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->path, "below", NULL);
  g_autofree char *link = g_build_filename (f->folder, "other", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (gls_outfile_new (path, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (gls_outfile_new_direct (f->folder, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_assert_false (gls_outfile_is_same (link, link));
}

/* What a process that was killed has left does not pile up; two that write to
 * one file at a time do not write into each other's. */
static void
test_takes_over_what_is_left (Fixture *f, gconstpointer data)
{
  g_autofree char *left = g_build_filename (f->folder, ".file.part", NULL);
  GlsOutfile *first, *second;

  g_assert_true (g_file_set_contents (left, "half of somethi", -1, NULL));
  first = open_file (f->path);
  gls_outfile_write (first, "first", 5);
  gls_outfile_flush (first);
  scratch_assert_holds (left, "first");
  second = open_file (f->path);
  gls_outfile_write (second, "2", 1);
  gls_outfile_flush (second);
  g_assert_cmpuint (count_files (f->folder), ==, 3);
  g_assert_true (gls_outfile_finish (first, NULL));
  scratch_assert_holds (f->path, "first");
  g_assert_true (gls_outfile_finish (second, NULL));
  scratch_assert_holds (f->path, "2");
  g_assert_cmpuint (count_files (f->folder), ==, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*function) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/outfile/replaces-at-the-end", test_replaces_at_the_end },
    { "/outfile/new-file", test_new_file },
    { "/outfile/abandons", test_abandons },
    { "/outfile/follows-links", test_follows_links },
    { "/outfile/direct", test_direct },
    { "/outfile/full", test_full },
    { "/outfile/not-there", test_not_there },
    { "/outfile/takes-over-what-is-left", test_takes_over_what_is_left },
  };

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].function,
        tear_down);
  return g_test_run ();
}
