/* Vorbis comments, as FLAC and Ogg have them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_COMMENTS_H
#define GLISSANDO_COMMENTS_H

#include "files/overlay.h"

/* Adds each comment, “NAME=value”, its name in capitals. Does nothing where a
 * file has none. comments: (element-type utf8). Returns: FALSE if they are
 * damaged */
gboolean comments_list (Overlay *file, GPtrArray *comments);

#endif
