/* Short names for streams whose lines come mingled.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_LABELS_H
#define GLISSANDO_LABELS_H

#include <glib.h>

/**
 * labels_new:
 * @names: (element-type utf8): addresses and paths
 *
 * Of each name so much of the end, cut at a “/”, as no other name ends with:
 * “live.mp3” of http://host/live.mp3 where no other stream is called so.
 *
 * Returns: (transfer full): one for each name, printable, with spaces behind it
 *   up to the length of the longest
 */
GStrv labels_new (const GPtrArray *names);

#endif
