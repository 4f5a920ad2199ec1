/* Notes that orchestra players recorded, one after another.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_NOTES_H
#define GLISSANDO_NOTES_H

#include "recording.h"

/**
 * Note:
 * @technique: what it is
 * @is_plucked: whether its string is, whatever else it is
 * @slides: whether its pitch goes from note to note without a step
 * @swings: whether it has a vibrato that was measured
 * @x: float[n], at SOUND_RATE, without the silence around it
 */
typedef struct
{
  char *path;
  const char *instrument;
  const char *family;
  Technique technique;
  gboolean is_plucked;
  gboolean slides;
  int key;
  gboolean swings;
  float *x;
  gsize n;
} Note;

/* notes: (element-type Note) */
typedef struct
{
  GPtrArray *notes;
  char *sha256; /* of its table */
} NoteShelf;

/* Instruments that are kept for validation: what a model says of them it has
 * not learnt from them. */
gboolean notes_is_kept (const char *instrument);

/**
 * notes_load:
 * @folder: has notes.csv and the files that it names
 * @n_jobs: files that are decoded at a time
 *
 * Files whose technique is not one of ours, or not certain, are passed over.
 *
 * Fails with %GLS_ERROR_IO or %GLS_ERROR_DATA.
 */
NoteShelf *notes_load (const char *folder, guint n_jobs, GError **error);
void notes_free (NoteShelf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NoteShelf, notes_free)

#endif
