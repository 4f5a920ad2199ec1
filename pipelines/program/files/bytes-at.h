/* Bytes of files, and where a file begins that has a tag in front.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_BYTES_AT_H
#define GLISSANDO_BYTES_AT_H

#include "files/overlay.h"

/* Whether there are as many. */
gboolean bytes_read (Overlay *file, guint64 at, void *data, size_t n);

/* Returns: where an ID3v2 tag at the start ends; 0 if there is none */
guint64 bytes_skip_id3v2 (Overlay *file);

#endif
