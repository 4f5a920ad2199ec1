/* A file as it would be after changes that are not made yet.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The file stays as it is. What it would be is a list of pieces, each of which
 * is a stretch of the file or bytes in memory. So changes can be checked before
 * anything is written, and are then written in one go.
 */
#ifndef GLISSANDO_OVERLAY_H
#define GLISSANDO_OVERLAY_H

#include "outfile.h"

G_BEGIN_DECLS

typedef struct _Overlay Overlay;

/**
 * overlay_new:
 * @descriptor: a regular file, open for reading; borrowed
 *
 * Fails with %GLS_ERROR_IO.
 */
Overlay *overlay_new (int descriptor, GError **error);
void overlay_free (Overlay *self);

guint64 overlay_get_size (const Overlay *self);

/* Reads @n bytes from @at on, or as many as there are. Failures are remembered.
 * Returns: how many */
size_t overlay_read (Overlay *self, guint64 at, void *data, size_t n);

/* Puts @n_new bytes in the place of the @n_old ones at @at, which may go beyond
 * the end. */
void overlay_replace (Overlay *self, guint64 at, guint64 n_old,
    const void *data, size_t n_new);

/* Whether the file's own bytes from @start to @end are still there, next to
 * each other. */
gboolean overlay_keeps (const Overlay *self, guint64 start, guint64 end);

/* Returns: (transfer none) (nullable): the first failure to read */
const GError *overlay_get_failure (const Overlay *self);

/* Writes all of it. Failures are remembered by both. */
void overlay_write (Overlay *self, GlsOutfile *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Overlay, overlay_free)

G_END_DECLS

#endif
