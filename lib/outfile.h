/* Files that are written as what is in them comes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_OUTFILE_H
#define GLS_OUTFILE_H

#include "gls.h"

G_BEGIN_DECLS

typedef struct _GlsOutfile GlsOutfile;

/**
 * gls_outfile_new:
 * @path: the file
 *
 * A file that is there whole or not at all: it is written under another name
 * beside @path and takes its place in gls_outfile_finish(). Until then, and
 * after a failure, what stood there stays. What a process that was killed has
 * left is taken over by the next one that writes there. A pipe or a device is
 * written to directly, and so is %NULL or "-", which is standard output.
 *
 * Fails with %GLS_ERROR_IO.
 */
GlsOutfile *gls_outfile_new (const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but what stood there is gone at once, and others can read along. */
GlsOutfile *gls_outfile_new_direct (const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For what can be made again, and is checked when it is read, as a cache is:
 * finishing does not wait for the disk. After a power cut the file may be there
 * in part. */
void gls_outfile_do_not_wait (GlsOutfile *self);
/* Failures are remembered for gls_outfile_finish(). */
void gls_outfile_write (GlsOutfile *self, const void *data, size_t size);
/* Hands over what is written so far. Returns: whether all went well */
gboolean gls_outfile_flush (GlsOutfile *self);
/* Goes back to the start, to write again what stands there. */
void gls_outfile_rewind (GlsOutfile *self);
/* For what no other call does, such as who owns it; what was written is there
 * after gls_outfile_flush(). */
int gls_outfile_get_descriptor (const GlsOutfile *self);
/* Returns: (transfer none) (nullable): the first failure */
const GError *gls_outfile_get_failure (const GlsOutfile *self);

/* Takes its place now, and what is written later comes to the end of it, where
 * others read along. Failures are remembered. */
void gls_outfile_publish (GlsOutfile *self);

/**
 * gls_outfile_finish:
 * @self: (transfer full): the file
 *
 * Gives it its name. Fails with %GLS_ERROR_IO, also for what failed before, and
 * leaves nothing behind then.
 */
gboolean gls_outfile_finish (GlsOutfile *self, GError **error);
/* self: (transfer full) (nullable): leaves nothing behind */
void gls_outfile_abandon (GlsOutfile *self);

/* Removes a half-written file that a process which was killed has left under its
 * other name, @partial; not one that a process is writing to. */
void gls_outfile_remove_stale (const char *partial);

/* All of a file at once. Fails with %GLS_ERROR_IO. */
gboolean gls_outfile_replace (const char *path, GBytes *bytes, GError **error);

/* Whether two paths lead to one file. One that is not there is none. */
gboolean gls_outfile_is_same (const char *a, const char *b);

G_END_DECLS

#endif
