/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/outfile.h"

#include <errno.h>
#include <glib/gstdio.h>

struct _OutFile
{
  FILE *file;
  char *path;
  char *partial_path;
  int failed; /* errno of the first failure, or 0 */
};

static void
set_file_error (GError **error, int number)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
      "cannot be written: %s", g_strerror (number));
}

static void
outfile_free (OutFile *self)
{
  g_free (self->path);
  g_free (self->partial_path);
  g_free (self);
}

OutFile *
outfile_new (const char *path, GError **error)
{
  OutFile *self = g_new0 (OutFile, 1);

  self->path = g_strdup (path);
  /* A device or a pipe cannot be renamed onto, nor sought in. */
  if (g_file_test (path, G_FILE_TEST_EXISTS)
      && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    self->partial_path = g_strdup (path);
  else
    self->partial_path = g_strconcat (path, ".part", NULL);
  self->file = g_fopen (self->partial_path, "wbe");
  if (self->file == NULL) {
    set_file_error (error, errno);
    outfile_free (self);
    return NULL;
  }
  return self;
}

void
outfile_write (OutFile *self, const void *data, size_t size)
{
  if (fwrite (data, 1, size, self->file) != size && self->failed == 0)
    self->failed = errno;
}

void
outfile_rewind (OutFile *self)
{
  if (self->failed == 0 && fseek (self->file, 0, SEEK_SET) != 0)
    self->failed = errno;
}

void
outfile_abandon (OutFile *self)
{
  fclose (self->file);
  if (!g_str_equal (self->partial_path, self->path))
    g_unlink (self->partial_path);
  outfile_free (self);
}

gboolean
outfile_finish (OutFile *self, GError **error)
{
  if (self->failed == 0 && fflush (self->file) != 0)
    self->failed = errno;
  if (self->failed == 0 && !g_str_equal (self->partial_path, self->path)
      && g_rename (self->partial_path, self->path) != 0)
    self->failed = errno;
  if (self->failed != 0) {
    set_file_error (error, self->failed);
    outfile_abandon (self);
    return FALSE;
  }
  fclose (self->file);
  outfile_free (self);
  return TRUE;
}
