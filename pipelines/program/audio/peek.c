/* A window is read at a time. A mapped file would end the program if somebody
 * shortened it meanwhile.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/peek.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define WINDOW 65536

struct _Peek
{
  guint64 size;
  int fd;              /* or -1 */
  const guint8 *bytes; /* those at window_at, window_size of them */
  guint64 window_at;
  size_t window_size;
  guint8 window[]; /* [WINDOW] if there is a file */
};

Peek *
peek_new (const char *path)
{
  struct stat status;
  Peek *self;
  int fd;

  /* Even to open a pipe is seen at its other end. */
  if (stat (path, &status) != 0 || !S_ISREG (status.st_mode)
      || (fd = open (path, O_RDONLY | O_CLOEXEC)) < 0)
    return NULL;
  self = g_malloc0 (sizeof *self + WINDOW);
  self->fd = fd;
  self->size = (guint64) status.st_size;
  self->bytes = self->window;
  return self;
}

Peek *
peek_new_bytes (const guint8 *bytes, size_t n)
{
  Peek *self = g_new0 (Peek, 1);

  self->fd = -1;
  self->size = n;
  self->bytes = bytes;
  self->window_size = n;
  return self;
}

void
peek_free (Peek *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

guint64
peek_get_size (const Peek *self)
{
  return self->size;
}

static gboolean
is_in_window (const Peek *self, guint64 at, size_t n)
{
  return at >= self->window_at && at - self->window_at <= self->window_size
      && self->window_size - (at - self->window_at) >= n;
}

const guint8 *
peek_at (Peek *self, guint64 at, size_t n)
{
  g_assert (n <= PEEK_MOST);
  if (at > self->size || self->size - at < n)
    return NULL;
  if (!is_in_window (self, at, n)) {
    ssize_t got = pread (self->fd, self->window, WINDOW, (off_t) at);

    self->window_at = at;
    self->window_size = got > 0 ? (size_t) got : 0;
    if (self->window_size < n)
      return NULL;
  }
  return self->bytes + (at - self->window_at);
}
