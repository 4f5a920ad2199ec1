/* Pages of Ogg, whose numbers change when metadata take more of them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_OGGPAGES_H
#define GLISSANDO_OGGPAGES_H

#include "files/overlay.h"

/* Reads the first packet and the second one, which has the comments, of at most
 * @max bytes each. Returns: FALSE if there are none, or a page of theirs is
 * damaged */
gboolean ogg_read_headers (Overlay *file, GByteArray *first, GByteArray *second,
    gsize max);

/* Returns: where the first page is with audio that ends in it; or 0 */
guint64 ogg_find_audio (Overlay *file);

/* Whether all pages from there on are the same, but for their numbers, and the
 * checksums that these are part of. */
gboolean ogg_pages_are_same (Overlay *a, Overlay *b);

#endif
