/* Atoms of MP4, those around metadata.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ATOMS_H
#define GLISSANDO_ATOMS_H

#include "files/overlay.h"

/* Adds the name of each item of iTunes' list, but for those that stand for names
 * of their own. Does nothing where a file is no MP4. names: (element-type utf8).
 * Returns: FALSE if an atom on the way there does not fit into the one that it is
 * in */
gboolean atoms_list (Overlay *file, GPtrArray *names);

#endif
