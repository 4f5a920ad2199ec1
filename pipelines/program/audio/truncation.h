/* Whether a file ends before it says that it does.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TRUNCATION_H
#define GLISSANDO_TRUNCATION_H

#include "audio/peek.h"

/**
 * truncation_check:
 * @file: a whole file
 *
 * Knows MP3 (the last frame), Ogg (the last page), WAV (the data chunk) and
 * AVI. Decoders pass over a torn end in silence, so that a broken download
 * looks like a short piece of music. In doubt a file is whole.
 *
 * Returns: (transfer none) (nullable): what is torn, e.g. “frame”
 */
const char *truncation_check (Peek *file);

/* The same for a file; NULL also if it cannot be read, or is no file. */
const char *truncation_check_file (const char *path);

#endif
