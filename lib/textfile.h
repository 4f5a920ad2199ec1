/* A whole text file in memory, whatever the name leads to.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TEXTFILE_H
#define GLS_TEXTFILE_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * gls_textfile_read:
 * @path: a file, a pipe, a device
 * @max: most bytes that it may have
 * @length: (out): bytes read
 *
 * Reads no further than it must: what is no text in UTF-8 is known by the first
 * piece that is none, and a device that never ends is not read for ever.
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_DATA if it is no text or longer
 * than @max.
 *
 * Returns: (transfer full) (nullable): the text, ended by a zero byte
 */
char *gls_textfile_read (const char *path, size_t max, size_t *length,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
