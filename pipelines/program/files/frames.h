/* Frames of ID3v2.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_FRAMES_H
#define GLISSANDO_FRAMES_H

#include "files/overlay.h"

/* Adds the name of each frame of a tag of ID3v2.3 or 2.4 that a file begins
 * with, but for those that TagLib makes of each other, and of our own. Does
 * nothing where there is none. names: (element-type utf8). Returns: FALSE if
 * they are damaged */
gboolean frames_list (Overlay *file, GPtrArray *names);

#endif
