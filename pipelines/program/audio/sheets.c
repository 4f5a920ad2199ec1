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
  GStrv audio;       /* of each file its path, or NULL: it is not used */
} Sheet;

static void complain (const Sheet *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static void
complain (const Sheet *self, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  say (self->name, "%s", why);
  *self->collection->n_failed += self->is_given;
}

static gboolean
uses (const CueSheet *sheet, guint file)
{
  for (guint i = 0; i < sheet->tracks->len; i++)
    if (g_array_index (sheet->tracks, CueTrack, i).file == file)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full) (nullable) */
static char *
find_audio (const Sheet *self, guint i)
{
  const CueFile *file = &g_array_index (self->sheet->files, CueFile, i);
  g_autofree char *path = cueaudio_find (self->path, self->sheet, i);
  g_autofree char *name = NULL;

  if (path == NULL) {
    complain (self,
        "line %u: there is no file “%s”, nor other audio of that name",
        file->line, file->name);
    return NULL;
  }
  name = collection_name_beside (self->name, path);
  collection_cover (self->collection, path);
  return collection_check (self->collection, name, path, FALSE)
      ? g_steal_pointer (&path)
      : NULL;
}

static void
add_track (const Sheet *self, const CueTrack *track)
{
  const char *path = self->audio[track->file];
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

static void
add_tracks (Sheet *self)
{
  const guint n_files = self->sheet->files->len;

  self->audio = g_new0 (char *, n_files + 1);
  for (guint i = 0; i < n_files; i++)
    if (uses (self->sheet, i))
      self->audio[i] = find_audio (self, i);
  for (guint i = 0; i < self->sheet->tracks->len; i++) {
    const CueTrack *track = &g_array_index (self->sheet->tracks, CueTrack, i);

    if (self->audio[track->file] != NULL)
      add_track (self, track);
  }
  for (guint i = 0; i < n_files; i++)
    g_free (self->audio[i]);
  g_free (self->audio);
}

void
collection_add_sheet (Collection *self, const char *name, const char *path,
    gboolean is_given)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CueSheet) read = cuesheet_read (path, &error);
  Sheet sheet = { self, name, path, read, is_given, NULL };

  if (read != NULL)
    add_tracks (&sheet);
  else if (collection_has (self, name))
    complain (&sheet, "%s", error->message);
}
