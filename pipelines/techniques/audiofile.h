/* Samples to a FLAC file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_AUDIOFILE_H
#define GLISSANDO_AUDIOFILE_H

#include <glib.h>

/* Writes x[n], mono, rounded to 16 bits, to a file that is there whole or
 * not at all. Fails with %GLS_ERROR_IO. */
gboolean audiofile_write (const char *path, const float *x, gsize n, int rate,
    GError **error);

#endif
