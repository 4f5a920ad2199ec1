/* Where the audio is that a cue sheet speaks of.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CUEAUDIO_H
#define GLISSANDO_CUEAUDIO_H

#include "audio/cuesheet.h"

/**
 * cueaudio_find:
 * @path: of the sheet
 * @file: one of its files
 *
 * Its name is one beside the sheet, with “/” or “\” between folders, in either
 * of its spellings; of an absolute one that is not there, the last part counts.
 * If there is no such file, it is the first one, by name, that differs in what
 * stands behind the last dot, or in capital letters, and holds audio: a
 * “CDImage.wav” was made a CDImage.flac. Of the only file of a sheet, the name of
 * the sheet leads there as well.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *cueaudio_find (const char *path, const CueSheet *sheet, guint file);

#endif
