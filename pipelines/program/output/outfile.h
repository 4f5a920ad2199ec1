/* Files that are there whole or not at all.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_OUTFILE_H
#define GLISSANDO_OUTFILE_H

#include <glib.h>
#include <stdio.h>

typedef struct _OutFile OutFile;

/**
 * outfile_new:
 * @path: the file; written under another name and renamed by outfile_finish(),
 *   so that a half-written one is never taken for whole
 *
 * Fails with a #GFileError.
 */
OutFile *outfile_new (const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Failures are remembered for outfile_finish(). */
void outfile_write (OutFile *self, const void *data, size_t size);
/* Goes back to the start, to write again what stands there. */
void outfile_rewind (OutFile *self);

/**
 * outfile_finish:
 * @self: (transfer full): the file
 *
 * Gives it its name. Fails with a #GFileError, also for what failed before, and
 * leaves nothing behind then.
 */
gboolean outfile_finish (OutFile *self, GError **error);
/* self: (transfer full): leaves nothing behind */
void outfile_abandon (OutFile *self);

#endif
