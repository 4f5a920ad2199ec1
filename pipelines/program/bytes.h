/* Amounts of memory as people write them: 500M, 20G, 1.5T.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_BYTES_H
#define GLISSANDO_BYTES_H

#include <glib.h>

/**
 * bytes_parse:
 * @text: a number, and K, M, G or T for powers of 1024; without a letter it is
 *   bytes
 * @bytes: (out):
 *
 * Returns: whether it is such an amount
 */
gboolean bytes_parse (const char *text, guint64 *bytes);

#endif
