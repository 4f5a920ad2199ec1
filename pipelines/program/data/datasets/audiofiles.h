/* The audio of a data set: which file it is, whatever people made of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_AUDIOFILES_H
#define GLISSANDO_AUDIOFILES_H

#include <glib.h>

/**
 * AudioFiles:
 *
 * One folder. A file is looked for under each name that it may have, and then
 * with the suffixes of formats that it may have been converted to.
 */
typedef struct
{
  char *folder;
  guint name, suffix; /* of the file found last: most are alike */
} AudioFiles;

typedef enum
{
  AUDIO_ABSENT,
  AUDIO_EMPTY, /* a file without a byte */
  AUDIO_THERE,
} AudioState;

/* folder: (transfer none) */
void audiofiles_init (AudioFiles *self, const char *folder);
void audiofiles_clear (AudioFiles *self);

/**
 * audiofiles_find:
 * @names: (element-type filename): relative to the folder, the likeliest first
 * @path: (out): the file, unless it is absent
 */
AudioState audiofiles_find (AudioFiles *self, const GPtrArray *names,
    char **path);

#endif
