/* Files that grow while others move them away.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "logfile.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "scratch.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("gls-test-logfile-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "log", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  scratch_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
add (GlsLogfile *log, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (gls_logfile_write (log, text, strlen (text), &error));
  g_assert_no_error (error);
}

/* What stands there stays, and its last line is ended if it is not. */
static void
test_appends (Fixture *f, gconstpointer data)
{
  static const char *const before[] = { "", "old\n", "old\nto" };
  static const char *const after[] = { "a\nb\n", "old\na\nb\n",
    "old\nto\na\nb\n" };

  for (size_t i = 0; i < G_N_ELEMENTS (before); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GlsLogfile) log = NULL;

    g_assert_true (g_file_set_contents (f->path, before[i], -1, NULL));
    log = gls_logfile_open (f->path, &error);
    g_assert_no_error (error);
    g_assert_cmpint (gls_logfile_follow (log), ==, i == 0);
    add (log, "a\n");
    g_assert_false (gls_logfile_follow (log));
    add (log, "b\n");
    scratch_assert_holds (f->path, after[i]);
  }
}

/* Rotation by another name: the next line begins a new file. */
static void
test_moved_away (Fixture *f, gconstpointer data)
{
  g_autofree char *old = g_strconcat (f->path, ".1", NULL);
  g_autoptr (GlsLogfile) log = gls_logfile_open (f->path, NULL);

  add (log, "a\n");
  g_assert_cmpint (g_rename (f->path, old), ==, 0);
  g_assert_true (gls_logfile_follow (log));
  add (log, "b\n");
  scratch_assert_holds (old, "a\n");
  scratch_assert_holds (f->path, "b\n");
  g_assert_cmpint (g_unlink (f->path), ==, 0);
  g_assert_true (gls_logfile_follow (log));
  add (log, "c\n");
  scratch_assert_holds (f->path, "c\n");
}

/* Rotation by a copy, after which the file is cut to nothing: no hole. */
static void
test_truncated (Fixture *f, gconstpointer data)
{
  g_autoptr (GlsLogfile) log = gls_logfile_open (f->path, NULL);

  add (log, "a\n");
  g_assert_cmpint (truncate (f->path, 0), ==, 0);
  g_assert_true (gls_logfile_follow (log));
  add (log, "b\n");
  scratch_assert_holds (f->path, "b\n");
}

/* Where no new file can be made, the old one goes on. */
static void
test_nowhere_to_go (Fixture *f, gconstpointer data)
{
  g_autofree char *moved = g_strconcat (f->folder, "-moved", NULL);
  g_autofree char *old = g_build_filename (moved, "log", NULL);
  g_autoptr (GlsLogfile) log = gls_logfile_open (f->path, NULL);

  add (log, "a\n");
  g_assert_cmpint (g_rename (f->folder, moved), ==, 0);
  g_assert_false (gls_logfile_follow (log));
  add (log, "b\n");
  scratch_assert_holds (old, "a\nb\n");
  g_assert_cmpint (g_rename (moved, f->folder), ==, 0);
}

static void
test_failures (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GlsLogfile *log = gls_logfile_open (f->folder, &error);

  g_assert_null (log);
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_clear_error (&error);
  log = gls_logfile_open ("/dev/full", &error);
  if (log == NULL) {
    g_test_skip ("there is no /dev/full");
    return;
  }
  g_assert_false (gls_logfile_write (log, "a\n", 2, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  gls_logfile_free (log);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*function) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/logfile/appends", test_appends },
    { "/logfile/moved-away", test_moved_away },
    { "/logfile/truncated", test_truncated },
    { "/logfile/nowhere-to-go", test_nowhere_to_go },
    { "/logfile/failures", test_failures },
  };

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].function,
        tear_down);
  return g_test_run ();
}
