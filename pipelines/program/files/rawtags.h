/* What metadata a file has, by its bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * TagLib passes over what it cannot read, and leaves it out when it writes. What
 * is here reads nothing but knows of everything that is there.
 */
#ifndef GLISSANDO_RAWTAGS_H
#define GLISSANDO_RAWTAGS_H

#include "files/overlay.h"

/**
 * raw_tags_read:
 *
 * Comments (of FLAC and Ogg) one by one, and by their names frames of ID3v2 at
 * the start of a file and items of MP4; of others nothing is known here.
 *
 * Fails with %GLS_ERROR_DATA if they do not hang together, as far as they are
 * known.
 *
 * Returns: (transfer full) (element-type utf8): sorted
 */
GPtrArray *raw_tags_read (Overlay *file, GError **error);

/**
 * raw_tags_are_kept:
 * @before: (element-type utf8): what raw_tags_read() found in a file
 * @changed: the same file, with other values of our fields
 *
 * Fails with %GLS_ERROR_DATA if something would be lost.
 */
gboolean raw_tags_are_kept (const GPtrArray *before, Overlay *changed,
    GError **error);

#endif
