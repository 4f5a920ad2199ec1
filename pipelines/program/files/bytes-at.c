/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/bytes-at.h"

#include <string.h>

#include "files/bytes-get.h"

gboolean
bytes_read (Overlay *file, guint64 at, void *data, size_t n)
{
  return overlay_read (file, at, data, n) == n;
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
