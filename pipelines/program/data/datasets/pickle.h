/* The lists of texts that Python 2 programs left behind.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A pickle is a program for Python. This reads one kind only: protocol 0, one
 * list, and nothing in it but byte strings, as the splits of MagnaTagATune and
 * of the Million Song Dataset are published. Everything else is refused.
 */
#ifndef GLISSANDO_PICKLE_H
#define GLISSANDO_PICKLE_H

#include <glib.h>

/* The largest that is published has 5 MB. */
#define PICKLE_MAX_BYTES ((gsize) 64 << 20)

/**
 * pickle_read_texts:
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if it is anything but such a
 * list.
 *
 * Returns: (transfer full) (element-type utf8) (nullable): its texts, in order
 */
GPtrArray *pickle_read_texts (const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
