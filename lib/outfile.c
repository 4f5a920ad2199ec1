/* GIO replaces a file in the same way, but where there is none yet it shows a
 * half-written one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "samefile.h"

struct _GlsOutfile
{
  FILE *file;
  char *path;    /* what it will be called, or NULL: it is so already */
  char *partial; /* what it is called until then, or NULL */
  GError *failure;
  gboolean does_not_wait; /* for the disk */
};

static void
set_error (GError **error, int number)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be written: %s",
      g_strerror (number));
}

/* While it is open: later, another process may use the name. */
static void
remove_partial (GlsOutfile *self)
{
  if (self->partial != NULL)
    g_unlink (self->partial);
  g_clear_pointer (&self->partial, g_free);
}

static void
outfile_free (GlsOutfile *self)
{
  remove_partial (self);
  if (self->file != NULL)
    fclose (self->file);
  g_free (self->path);
  g_clear_error (&self->failure);
  g_free (self);
}

void
gls_outfile_abandon (GlsOutfile *self)
{
  if (self != NULL)
    outfile_free (self);
}

/* Takes the descriptor, or the failure to open one. */
static GlsOutfile *
open_descriptor (GlsOutfile *self, int descriptor, GError **error)
{
  if (descriptor >= 0) {
    self->file = fdopen (descriptor, "wb");
    if (self->file != NULL)
      return self;
  }
  set_error (error, errno);
  if (descriptor >= 0)
    close (descriptor);
  outfile_free (self);
  return NULL;
}

static gboolean
is_standard_output (const char *path)
{
  return path == NULL || g_str_equal (path, "-");
}

/* One that only reads stands for one that is closed. */
static int
duplicate_standard_output (void)
{
  int flags = fcntl (STDOUT_FILENO, F_GETFL);

  if (flags < 0)
    return -1;
  if ((flags & O_ACCMODE) == O_RDONLY) {
    errno = EBADF;
    return -1;
  }
  return fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
}

GlsOutfile *
gls_outfile_new_direct (const char *path, GError **error)
{
  GlsOutfile *self = g_new0 (GlsOutfile, 1);

  /* A stream of our own: what fails on it does not fail on stdout again. */
  if (is_standard_output (path)) {
    fflush (stdout);
    return open_descriptor (self, duplicate_standard_output (), error);
  }
  return open_descriptor (self,
      g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), error);
}

/* A hidden name, which no walk through a folder takes up. */
static char *
make_partial_name (const char *path, const char *suffix)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *hidden = g_strdup_printf (".%.200s.%s", name, suffix);

  return g_build_filename (folder, hidden, NULL);
}

/* A lock says that a process writes to the file, and is gone with the process. */
static gboolean
try_lock (int descriptor)
{
  return flock (descriptor, LOCK_EX | LOCK_NB) == 0;
}

/* Of a file that was just made; where there are no locks, as on some network
 * drives, nobody else has one either. */
static gboolean
is_ours (int descriptor, const char *name)
{
  return (try_lock (descriptor) || errno != EWOULDBLOCK)
      && gls_samefile (descriptor, name);
}

void
gls_outfile_remove_stale (const char *name)
{
  int descriptor = g_open (name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0);

  if (descriptor < 0)
    return;
  if (try_lock (descriptor) && gls_samefile (descriptor, name))
    g_unlink (name);
  close (descriptor);
}

/* The same name every time, so that what is left of killed processes does not
 * pile up; another one while someone writes under that. */
static int
open_partial (GlsOutfile *self)
{
  int descriptor;

  self->partial = make_partial_name (self->path, "part");
  gls_outfile_remove_stale (self->partial);
  descriptor =
      g_open (self->partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor >= 0 && is_ours (descriptor, self->partial))
    return descriptor;
  if (descriptor >= 0)
    close (descriptor);
  g_free (self->partial);
  self->partial = make_partial_name (self->path, "XXXXXX");
  descriptor = g_mkstemp_full (self->partial, O_WRONLY | O_CLOEXEC, 0666);
  if (descriptor < 0)
    g_clear_pointer (&self->partial, g_free);
  else
    (void) try_lock (descriptor);
  return descriptor;
}

GlsOutfile *
gls_outfile_new (const char *path, GError **error)
{
  GlsOutfile *self;
  GStatBuf old;
  gboolean is_there;
  int descriptor;

  if (is_standard_output (path))
    return gls_outfile_new_direct (NULL, error);
  is_there = g_stat (path, &old) == 0;
  if (is_there && !S_ISREG (old.st_mode))
    return gls_outfile_new_direct (path, error);

  self = g_new0 (GlsOutfile, 1);
  /* Not a link is replaced but what it leads to. */
  self->path = is_there ? realpath (path, NULL) : NULL;
  if (self->path == NULL)
    self->path = g_strdup (path);
  descriptor = open_partial (self);
  if (descriptor >= 0 && is_there)
    (void) !fchmod (descriptor, old.st_mode & 0777);
  return open_descriptor (self, descriptor, error);
}

static void
note (GlsOutfile *self, gboolean ok)
{
  if (!ok && self->failure == NULL)
    set_error (&self->failure, errno);
}

void
gls_outfile_write (GlsOutfile *self, const void *data, size_t size)
{
  if (self->failure == NULL)
    note (self, fwrite (data, 1, size, self->file) == size);
}

void
gls_outfile_do_not_wait (GlsOutfile *self)
{
  self->does_not_wait = TRUE;
}

gboolean
gls_outfile_flush (GlsOutfile *self)
{
  if (self->failure == NULL)
    note (self, fflush (self->file) == 0);
  return self->failure == NULL;
}

void
gls_outfile_rewind (GlsOutfile *self)
{
  if (self->failure == NULL)
    note (self, fseek (self->file, 0, SEEK_SET) == 0);
}

int
gls_outfile_get_descriptor (const GlsOutfile *self)
{
  return fileno (self->file);
}

const GError *
gls_outfile_get_failure (const GlsOutfile *self)
{
  return self->failure;
}

/* On the disk before it has the name: a power cut leaves the old or the new.
 * And open until it has it, so that the lock holds. */
static void
take_place (GlsOutfile *self)
{
  gls_outfile_flush (self);
  if (self->path != NULL && self->failure == NULL && !self->does_not_wait)
    note (self, fsync (fileno (self->file)) == 0);
  if (self->path != NULL && self->failure == NULL)
    note (self, g_rename (self->partial, self->path) == 0);
  if (self->failure == NULL)
    g_clear_pointer (&self->partial, g_free);
}

void
gls_outfile_publish (GlsOutfile *self)
{
  take_place (self);
  if (self->failure != NULL)
    return;
  g_clear_pointer (&self->path, g_free);
  note (self, fcntl (fileno (self->file), F_SETFL, O_APPEND) == 0);
}

static void
close_file (GlsOutfile *self)
{
  FILE *file = self->file;

  take_place (self);
  if (self->failure != NULL)
    remove_partial (self);
  self->file = NULL;
  note (self, fclose (file) == 0);
}

gboolean
gls_outfile_finish (GlsOutfile *self, GError **error)
{
  gboolean ok;

  close_file (self);
  ok = self->failure == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&self->failure));
  outfile_free (self);
  return ok;
}

gboolean
gls_outfile_replace (const char *path, GBytes *bytes, GError **error)
{
  GlsOutfile *self = gls_outfile_new (path, error);

  if (self == NULL)
    return FALSE;
  gls_outfile_write (self, g_bytes_get_data (bytes, NULL),
      g_bytes_get_size (bytes));
  return gls_outfile_finish (self, error);
}

gboolean
gls_outfile_is_same (const char *a, const char *b)
{
  GStatBuf s, t;

  return g_stat (a, &s) == 0 && g_stat (b, &t) == 0 && s.st_dev == t.st_dev
      && s.st_ino == t.st_ino;
}
