/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "audio/shard.h"

#include <string.h>

gboolean
shard_parse (const char *text, Shard *shard)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);

  return g_strv_length (parts) == 2
      && g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXUINT32, &shard->n,
          NULL)
      && g_ascii_string_to_unsigned (parts[0], 10, 1, shard->n, &shard->part,
          NULL);
}

gboolean
shard_has (const Shard *shard, const char *place)
{
  g_autoptr (GChecksum) sum = NULL;
  guint8 digest[32];
  gsize size = sizeof digest;
  guint64 number;

  if (shard == NULL)
    return TRUE;
  sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (sum, (const guchar *) place, (gssize) strlen (place));
  g_checksum_get_digest (sum, digest, &size);
  memcpy (&number, digest, sizeof number);
  return GUINT64_FROM_BE (number) % shard->n == shard->part - 1;
}
