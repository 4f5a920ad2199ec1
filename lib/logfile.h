/* A file that grows for as long as it takes, while others read it and move it
 * away.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_LOGFILE_H
#define GLS_LOGFILE_H

#include "gls.h"

G_BEGIN_DECLS

typedef struct _GlsLogfile GlsLogfile;

/**
 * gls_logfile_open:
 * @path: the file; it is made if it is not there
 *
 * What stands in it stays. Where its last line has no end, as a power failure
 * or a full disk leaves it, the line is ended, so that what follows stands on
 * lines of its own. Fails with %GLS_ERROR_IO.
 */
GlsLogfile *gls_logfile_open (const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* self: (nullable) */
void gls_logfile_free (GlsLogfile *self);

/**
 * gls_logfile_follow:
 *
 * Where the name has come to mean another file, or none, as after a rotation,
 * goes on with that. If that cannot be opened, the one from before is kept.
 *
 * Returns: whether it stands in an empty file, so that what is to be at the
 *   top of each is due
 */
gboolean gls_logfile_follow (GlsLogfile *self);

/* Appends to what is there by now, whoever wrote it; in one piece unless the
 * disk is full. Fails with %GLS_ERROR_IO. */
gboolean gls_logfile_write (GlsLogfile *self, const char *text, size_t size,
    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsLogfile, gls_logfile_free)

G_END_DECLS

#endif
