/* Inputs that are named in a file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_FILELIST_H
#define GLISSANDO_FILELIST_H

#include <glib.h>

/**
 * filelist_read:
 * @path: the list; “-” is standard input
 * @names: (element-type filename): gets what it names, in order
 *
 * A name on each line; or, where there is a zero byte anywhere, each ended by
 * one, so that names may have line breaks. Fails as GLib's files do.
 */
gboolean filelist_read (const char *path, GPtrArray *names, GError **error);

#endif
