/* What users name as an input or an output: a path, or an address.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_LOCATION_H
#define GLS_LOCATION_H

#include "gls.h"

G_BEGIN_DECLS

/* Whether @text is an address, “scheme://…”; everything else is a path. */
gboolean gls_location_is_uri (const char *text);

/* Returns: (transfer full) (nullable): the path that @text is or, as a file:
 *   address, stands for, also of a part of that file; NULL for other addresses */
char *gls_location_get_path (const char *text);

/* Returns: (transfer full): the address that @text is, or that of the path;
 *   “album.flac#t=61,242”, where there is no such file, is the part of one */
char *gls_location_get_uri (const char *text);

/* Returns: (transfer full): what all that is below @folder, an address or a path,
 *   begins with: it and one slash; “Music 2” is not below “Music” */
char *gls_location_get_prefix (const char *folder);

G_END_DECLS

#endif
