/* Where a page leads to the files of a library.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_REPORT_LINKS_H
#define GLISSANDO_REPORT_LINKS_H

#include <glib.h>

/**
 * links_make:
 * @uri: of a track
 * @base: (nullable): “file:///home/me/”, the folder of the page, from which on
 *   links are relative; %NULL: they are not
 *
 * Returns: (transfer full) (nullable): a link, as ASCII; %NULL where @uri is
 *   neither a file nor on a server, which a page must not lead to
 */
char *links_make (const char *uri, const char *base);

/* Returns: (transfer full) (nullable): the base of links for a page that will be
 * at path, or NULL with an error */
char *links_find_base (const char *path, GError **error);

#endif
