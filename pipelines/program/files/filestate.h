/* Whether a file is still the one that was heard.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_FILESTATE_H
#define GLISSANDO_FILESTATE_H

#include <sys/stat.h>

#include "gls.h"

typedef struct
{
  dev_t device;
  ino_t inode;
  off_t size;
  struct timespec changed; /* its content */
} FileState;

FileState file_state_of (const struct stat *status);

/* Follows links. Fails with %GLS_ERROR_IO. */
gboolean file_state_read (const char *path, FileState *state, GError **error);

gboolean file_state_is_same (const FileState *a, const FileState *b);

#endif
