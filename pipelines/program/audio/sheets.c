/* The tracks of cue sheets become inputs.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/collection.h"

#include "audio/cueaudio.h"
#include "terminal/say.h"

typedef struct
{
  Collection *collection;
  const char *name, *path; /* of the sheet */
  CueSheet *sheet;
  gboolean is_given; /* and not just found in a folder */
} Sheet;

static void
complain (const Sheet *self, const char *why)
{
  if (self->is_given)
    collection_fail (self->collection, self->name, "%s", why);
  else
    say (self->name, "%s", why);
}

/* Returns: (transfer full) (nullable) */
static char *
find_audio (const Sheet *self, guint i)
{
  const CueFile *file = &g_array_index (self->sheet->files, CueFile, i);
  g_autofree char *path = cueaudio_find (self->path, self->sheet, i);
  g_autofree char *name = NULL, *why = NULL;

  if (path == NULL) {
    why = g_strdup_printf ("line %u: there is no file “%s”, nor other audio of "
                           "that name",
        file->line, file->name);
    complain (self, why);
    return NULL;
  }
  name = collection_name_beside (self->name, path);
  collection_cover (self->collection, path);
  return collection_check (self->collection, name, path, FALSE)
      ? g_steal_pointer (&path)
      : NULL;
}

/* path: of the file that it is in */
static void
add_track (const Sheet *self, const CueTrack *track, const char *path)
{
  g_autofree char *file = collection_name_beside (self->name, path);
  g_autofree char *name = gls_timespan_join (file, &track->span);
  Input *input =
      collection_add_part (self->collection, name, path, &track->span);

  if (input == NULL)
    return;
  input->track = track->number;
  input->title = g_strdup (track->title);
  input->artist = g_strdup (track->performer);
  input->album = g_strdup (self->sheet->title);
}

/* Those of a file follow each other. */
static void
add_tracks (const Sheet *self)
{
  const GArray *tracks = self->sheet->tracks;
  g_autofree char *path = NULL;

  for (guint i = 0; i < tracks->len; i++) {
    const CueTrack *track = &g_array_index (tracks, CueTrack, i);

    if (i == 0 || track->file != track[-1].file) {
      g_free (path);
      path = find_audio (self, track->file);
    }
    if (path != NULL)
      add_track (self, track, path);
  }
}

void
collection_add_sheet (Collection *self, const char *name, const char *path,
    gboolean is_given)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CueSheet) read = cuesheet_read (path, &error);
  const Sheet sheet = { self, name, path, read, is_given };

  if (read != NULL)
    add_tracks (&sheet);
  else if (collection_has (self, name))
    complain (&sheet, error->message);
}
