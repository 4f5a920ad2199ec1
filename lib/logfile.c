/* O_APPEND puts each write at the end that the file has then: a copy that
 * truncates it leaves no hole, and several writers do not cut each other off.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "samefile.h"

struct _GlsLogfile
{
  char *path;
  int descriptor;
};

/* What cannot be read, a pipe among others, is taken as ended. */
static gboolean
is_last_line_ended (const char *path)
{
  int descriptor = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  char last = '\n';
  off_t size;

  if (descriptor < 0)
    return TRUE;
  size = lseek (descriptor, 0, SEEK_END);
  if (size > 0 && pread (descriptor, &last, 1, size - 1) != 1)
    last = '\n';
  close (descriptor);
  return last == '\n';
}

/* Returns: a descriptor, or -1 */
static int
open_to_append (const char *path)
{
  int descriptor =
      g_open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);

  if (descriptor < 0 || is_last_line_ended (path)
      || write (descriptor, "\n", 1) == 1)
    return descriptor;
  close (descriptor);
  return -1;
}

static void
set_error (GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be written: %s",
      g_strerror (errno));
}

GlsLogfile *
gls_logfile_open (const char *path, GError **error)
{
  int descriptor = open_to_append (path);
  GlsLogfile *self;

  if (descriptor < 0) {
    set_error (error);
    return NULL;
  }
  self = g_new (GlsLogfile, 1);
  self->path = g_strdup (path);
  self->descriptor = descriptor;
  return self;
}

void
gls_logfile_free (GlsLogfile *self)
{
  if (self == NULL)
    return;
  close (self->descriptor);
  g_free (self->path);
  g_free (self);
}

static gboolean
is_empty (const GlsLogfile *self)
{
  struct stat status;

  return fstat (self->descriptor, &status) == 0 && S_ISREG (status.st_mode)
      && status.st_size == 0;
}

gboolean
gls_logfile_follow (GlsLogfile *self)
{
  int descriptor;

  if (!gls_samefile (self->descriptor, self->path)) {
    descriptor = open_to_append (self->path);
    if (descriptor >= 0) {
      close (self->descriptor);
      self->descriptor = descriptor;
    }
  }
  return is_empty (self);
}

gboolean
gls_logfile_write (GlsLogfile *self, const char *text, size_t size,
    GError **error)
{
  while (size > 0) {
    ssize_t n = write (self->descriptor, text, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      set_error (error);
      return FALSE;
    }
    text += n;
    size -= (size_t) n;
  }
  return TRUE;
}
