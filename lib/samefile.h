/* Which file a name means by now.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_SAMEFILE_H
#define GLS_SAMEFILE_H

#include <glib.h>

/* Whether @path leads to the file that @descriptor has open: others may have
 * moved it away, or put one in its place. */
gboolean gls_samefile (int descriptor, const char *path);

#endif
