/* Memory by malloc, files by mmap.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train/room.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

void
gls_room_clear (GlsRoom *self)
{
  g_assert (self->used == 0);
  g_clear_pointer (&self->folder, g_free);
}

static gboolean
fail (const GlsRoom *self, const GlsBlock *block, int number, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
      "the examples take %" G_GUINT64_FORMAT
      " MiB, for which there is no room in %s: %s",
      (block->n_bytes >> 20) + 1, self->folder, g_strerror (number));
  return FALSE;
}

/* Returns: a file that has no name, or -1 */
static int
open_file (const GlsRoom *self)
{
  g_autofree char *path =
      g_build_filename (self->folder, "examples-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    g_unlink (path);
  return fd;
}

static gboolean
take_file (const GlsRoom *self, GlsBlock *block, GError **error)
{
  int fd = open_file (self), number;
  void *map;

  if (fd < 0)
    return fail (self, block, errno, error);
  number = posix_fallocate (fd, 0, (off_t) block->n_bytes);
  map = number == 0
      ? mmap (NULL, block->n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
      : MAP_FAILED;
  if (number == 0 && map == MAP_FAILED)
    number = errno;
  close (fd);
  if (map == MAP_FAILED)
    return fail (self, block, number, error);
  block->x = map;
  block->in_file = TRUE;
  return TRUE;
}

static gboolean
take_memory (GlsRoom *self, GlsBlock *block)
{
  block->x = g_try_malloc (block->n_bytes);
  if (block->x != NULL)
    self->used += block->n_bytes;
  return block->x != NULL;
}

gboolean
gls_room_take (GlsRoom *self, size_t n, size_t size, GlsBlock *block,
    GError **error)
{
  guint64 total;

  *block = (GlsBlock){ .room = self };
  if (g_uint64_checked_mul (&total, n, size)
      && g_uint64_checked_mul (&total, total, sizeof (float))
      && total <= G_MAXSSIZE) {
    block->n_bytes = MAX (total, sizeof (float));
    if (self->folder != NULL && self->used + block->n_bytes > self->limit)
      return take_file (self, block, error);
    if (take_memory (self, block))
      return TRUE;
  }
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
      "%zu examples of %zu values do not fit in memory", n, size);
  return FALSE;
}

void
gls_room_give_back (GlsBlock *block)
{
  if (block->x == NULL)
    return;
  if (block->in_file)
    munmap (block->x, block->n_bytes);
  else {
    block->room->used -= block->n_bytes;
    g_free (block->x);
  }
  *block = (GlsBlock){ 0 };
}
