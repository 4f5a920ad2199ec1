/* A few bytes here and there of a file, or of memory.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PEEK_H
#define GLISSANDO_PEEK_H

#include <glib.h>

typedef struct _Peek Peek;

/* The most bytes at a time. */
#define PEEK_MOST 1024

/* Returns: (nullable): NULL if @path is no regular file or cannot be read: what
 * a pipe has given once is gone */
Peek *peek_new (const char *path);

/* bytes: [n], to outlive the object */
Peek *peek_new_bytes (const guint8 *bytes, size_t n);
void peek_free (Peek *self);

guint64 peek_get_size (const Peek *self);

/* Returns: (nullable): guint8[n] from @at on, until the next call; NULL if the
 * file has no n bytes there */
const guint8 *peek_at (Peek *self, guint64 at, size_t n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peek, peek_free)

#endif
