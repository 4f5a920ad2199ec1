/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/bytes-at.h"

#include <string.h>

gboolean
bytes_read (Overlay *file, guint64 at, void *data, size_t n)
{
  return overlay_read (file, at, data, n) == n;
}

guint32
bytes_get_le32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_LE (value);
}

guint32
bytes_get_be32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

guint64
bytes_get_be64 (const guint8 *bytes)
{
  return (guint64) bytes_get_be32 (bytes) << 32 | bytes_get_be32 (bytes + 4);
}

guint32
bytes_get_seven_bits (const guint8 *bytes)
{
  guint32 value = 0;

  for (int i = 0; i < 4; i++)
    value = value << 7 | (bytes[i] & 0x7f);
  return value;
}

guint64
bytes_skip_id3v2 (Overlay *file)
{
  guint8 head[10];
  guint64 size;

  if (!bytes_read (file, 0, head, sizeof head) || memcmp (head, "ID3", 3) != 0)
    return 0;
  size = sizeof head + bytes_get_seven_bits (head + 6);
  return (head[5] & 0x10) != 0 ? size + sizeof head : size;
}
