/* Atoms of MP4.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ATOMS_H
#define GLISSANDO_ATOMS_H

#include "files/overlay.h"

/* Reads the size and the name of an atom. head: (out): guint8[8]: the name is in
 * the last four. Returns: its size with the head, so that it ends at @end at the
 * latest; 0 if it does not, or is none */
guint64 atoms_read_head (Overlay *file, guint64 at, guint64 end, guint8 *head);

/* Adds the name of each item of iTunes' list, but for those that stand for names
 * of their own. Does nothing where a file is no MP4. names: (element-type utf8).
 * Returns: FALSE if an atom on the way there does not fit into the one that it is
 * in */
gboolean atoms_list (Overlay *file, GPtrArray *names);

#endif
