/* Tries name after name, those first that the last file was found by.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/audiofiles.h"

#include <glib/gstdio.h>
#include <string.h>

/* The first: as it is called. */
static const char *const suffixes[] = { NULL, ".mp3", ".ogg", ".flac", ".wav",
  ".opus", ".m4a" };

void
audiofiles_init (AudioFiles *self, const char *folder)
{
  *self = (AudioFiles){ .folder = g_strdup (folder) };
}

void
audiofiles_clear (AudioFiles *self)
{
  g_clear_pointer (&self->folder, g_free);
}

/* Returns: (transfer full): the name with another suffix */
static char *
with_suffix (const char *name, const char *suffix)
{
  const char *dot = strrchr (name, '.');

  if (suffix == NULL)
    return g_strdup (name);
  return g_strdup_printf ("%.*s%s",
      (int) (dot != NULL ? (gsize) (dot - name) : strlen (name)), name, suffix);
}

static AudioState
try (AudioFiles *self, const GPtrArray *names, guint name, guint suffix,
    char **path)
{
  g_autofree char *relative =
      with_suffix (names->pdata[name], suffixes[suffix]);
  g_autofree char *place = g_build_filename (self->folder, relative, NULL);
  GStatBuf status;

  if (g_stat (place, &status) != 0 || !S_ISREG (status.st_mode))
    return AUDIO_ABSENT;
  self->name = name;
  self->suffix = suffix;
  *path = g_steal_pointer (&place);
  return status.st_size > 0 ? AUDIO_THERE : AUDIO_EMPTY;
}

AudioState
audiofiles_find (AudioFiles *self, const GPtrArray *names, char **path)
{
  AudioState state = AUDIO_ABSENT;

  *path = NULL;
  if (self->name < names->len)
    state = try (self, names, self->name, self->suffix, path);
  for (guint s = 0; state == AUDIO_ABSENT && s < G_N_ELEMENTS (suffixes); s++)
    for (guint i = 0; state == AUDIO_ABSENT && i < names->len; i++)
      state = try (self, names, i, s, path);
  return state;
}
