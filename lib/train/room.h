/* Room for examples: memory, and a file where they would be too much for it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_ROOM_H
#define GLS_TRAIN_ROOM_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * GlsRoom:
 * @folder: (nullable): where files go; %NULL: all must be in memory
 * @limit: bytes that may be in memory, with a folder
 * @used: bytes that are
 */
typedef struct
{
  char *folder;
  guint64 limit;
  guint64 used;
} GlsRoom;

/**
 * GlsBlock:
 * @x: the floats
 *
 * A piece of it. In a file it is mapped: the system reads what is asked for,
 * keeps what memory there is for, and the numbers are the same.
 */
typedef struct
{
  float *x;
  guint64 n_bytes;
  gboolean in_file;
  GlsRoom *room;
} GlsBlock;

void gls_room_clear (GlsRoom *self);

/**
 * gls_room_take:
 * @n: examples
 * @size: floats of each
 * @block: (out): to be given back before the room is cleared
 *
 * The file has no name, and is gone with the process. All of it is reserved, so
 * that a disk which is full is noticed here.
 *
 * Fails with %GLS_ERROR_DATA where memory is short, and with %GLS_ERROR_IO where
 * the disk is.
 */
gboolean gls_room_take (GlsRoom *self, size_t n, size_t size, GlsBlock *block,
    GError **error);
void gls_room_give_back (GlsBlock *block);

G_END_DECLS

#endif
