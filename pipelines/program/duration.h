/* How long, as people write it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_DURATION_H
#define GLISSANDO_DURATION_H

#include <glib.h>

/* At most this many seconds: ten years. */
#define DURATION_MAX_S (10. * 365 * 24 * 3600)

/* text: 90s, 10m, 2h, 1h30m, 7d, or a plain number of seconds; parts may have
 * decimals. Returns: seconds, more than 0; or 0 if it is none of these, or is
 * longer than DURATION_MAX_S */
double duration_parse (const char *text);

#endif
