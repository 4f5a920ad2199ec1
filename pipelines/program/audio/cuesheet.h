/* Cue sheets: texts that say where in a file of audio each track begins.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CUESHEET_H
#define GLISSANDO_CUESHEET_H

#include "timespan.h"

/* What is longer than this, in bytes, is no cue sheet. */
#define CUESHEET_MAX_BYTES (1u << 20)

/* Time is counted in these: the sectors of a compact disc. */
#define CUESHEET_FRAMES_PER_S 75

/**
 * CueTrack:
 * @number: 1 .. 99
 * @title: (nullable): in UTF-8
 * @performer: (nullable): of the track, or else of all
 * @file: which of the sheet's files it is in
 * @span: where in that: from its INDEX 01 to the INDEX 01 of the next track in
 *   the same file, or to the end of the file
 */
typedef struct
{
  guint number;
  char *title, *performer;
  guint file;
  GlsTimespan span;
} CueTrack;

/**
 * CueFile:
 * @name: as it stands there, in UTF-8
 * @raw: the same, in the bytes that stand there
 * @line: where
 */
typedef struct
{
  char *name, *raw;
  guint line;
} CueFile;

/**
 * CueSheet:
 * @title: (nullable): of all, in UTF-8
 * @files: (element-type CueFile): those with tracks and those without
 * @tracks: (element-type CueTrack): those with audio, in order, so that those of
 *   a file follow each other; at least one
 */
typedef struct
{
  char *title;
  GArray *files;
  GArray *tracks;
} CueSheet;

/**
 * cuesheet_parse:
 * @bytes: any; [@n]
 *
 * Commands may be in small letters, and unknown ones are passed over. Text is
 * UTF-8, UTF-16 with a byte order mark or, where it is neither, Windows-1252.
 *
 * Fails with %GLS_ERROR_DATA; the message names the line.
 *
 * Returns: (transfer full) (nullable): what it says
 */
CueSheet *cuesheet_parse (const void *bytes, size_t n, GError **error);
/* self: (nullable) */
void cuesheet_free (CueSheet *self);

/* The same of a file. Fails with %GLS_ERROR_IO, too. */
CueSheet *cuesheet_read (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CueSheet, cuesheet_free)

#endif
