/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/bytes-get.h"

#include <string.h>

guint32
bytes_get_le32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_LE (value);
}

guint64
bytes_get_le64 (const guint8 *bytes)
{
  return bytes_get_le32 (bytes) | (guint64) bytes_get_le32 (bytes + 4) << 32;
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
