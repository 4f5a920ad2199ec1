/* One part of many inputs, the same wherever and whenever it is asked for.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SHARD_H
#define GLISSANDO_SHARD_H

#include <glib.h>

/* Part @part, 1 .. @n, of @n. */
typedef struct
{
  guint64 part, n;
} Shard;

/* text: “I/N”. Returns: whether it is that */
gboolean shard_parse (const char *text, Shard *shard);

/**
 * shard_has:
 * @shard: (nullable): %NULL is all
 * @place: bytes that say where an input is
 *
 * The first 64 bits of the SHA-256 of @place, as a number, modulo N, say to
 * which part it belongs.
 */
gboolean shard_has (const Shard *shard, const char *place);

#endif
