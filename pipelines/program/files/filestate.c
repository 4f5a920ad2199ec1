/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/filestate.h"

#include <errno.h>

FileState
file_state_of (const struct stat *status)
{
  return (FileState){ status->st_dev, status->st_ino, status->st_size,
    status->st_mtim };
}

gboolean
file_state_read (const char *path, FileState *state, GError **error)
{
  struct stat status;

  if (stat (path, &status) != 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be read: %s",
        g_strerror (errno));
    return FALSE;
  }
  *state = file_state_of (&status);
  return TRUE;
}

gboolean
file_state_is_same (const FileState *a, const FileState *b)
{
  return a->device == b->device && a->inode == b->inode && a->size == b->size
      && a->changed.tv_sec == b->changed.tv_sec
      && a->changed.tv_nsec == b->changed.tv_nsec;
}
