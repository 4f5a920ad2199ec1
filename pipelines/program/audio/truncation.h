/* Whether a file ends before it says that it does.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TRUNCATION_H
#define GLISSANDO_TRUNCATION_H

#include <glib.h>

/**
 * truncation_check:
 * @bytes: [n], a whole file
 *
 * Knows MP3 (the last frame, and the length in a Xing header), Ogg (the last
 * page) and WAV (the data chunk). Decoders pass over a torn end in silence, so
 * that a broken download looks like a short piece of music. In doubt a file is
 * whole.
 *
 * Returns: (transfer none) (nullable): what is torn, e.g. “frame”
 */
const char *truncation_check (const guint8 *bytes, size_t n);

/* The same for a file; NULL also if it cannot be read. */
const char *truncation_check_file (const char *path);

#endif
