/* What metadata a file has, by its bytes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * TagLib passes over what it cannot read, and leaves it out when it writes. What
 * is here reads nothing but knows of everything that is there.
 */
#ifndef GLISSANDO_RAWTAGS_H
#define GLISSANDO_RAWTAGS_H

#include "files/overlay.h"

/* Whether they hang together, as far as it is known here. Fails with
 * %GLS_ERROR_DATA. */
gboolean raw_tags_are_whole (Overlay *file, GError **error);

/**
 * raw_tags_are_kept:
 * @original: a file
 * @changed: the same, with other values of our fields
 *
 * Compares comments (of FLAC and Ogg) one by one, and by their names frames of
 * ID3v2 at the start of a file and items of MP4; of others nothing is known
 * here.
 *
 * Fails with %GLS_ERROR_DATA if something would be lost.
 */
gboolean raw_tags_are_kept (Overlay *original, Overlay *changed,
    GError **error);

#endif
