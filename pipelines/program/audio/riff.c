/* RIFF chunks (Microsoft, 1991), and the 64-bit sizes of RF64 (EBU Tech 3306).
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/riff.h"

#include <string.h>

#include "files/bytes-get.h"

/* Who writes to a pipe does not know the length, and writes none or the most,
 * of numbers with or without a sign, less what the rest of the file takes. */
gboolean
riff_is_unknown (guint64 size)
{
  return size == 0 || size == 0x80000000
      || (size <= G_MAXUINT32 && (size & 0x7fffffff) >= 0x7fff0000);
}

/* The data chunk begins at riff->data_at and says that it has @size bytes. */
static void
end_data (Peek *file, guint64 size, gboolean is_64, Riff *riff)
{
  const guint64 n = peek_get_size (file), left = n - riff->data_at;
  /* 32 bits cannot say how long a file of more than 4 GiB is. */
  gboolean reaches_end = is_64 ? size == 0 : left > G_MAXUINT32;

  if (reaches_end || (riff_is_unknown (size) && (size == 0 || size > left)))
    size = left;
  riff->is_cut = size > left;
  riff->data_end = riff->data_at + MIN (size, left);
}

gboolean
riff_read (Peek *file, Riff *riff)
{
  const guint64 n = peek_get_size (file);
  const guint8 *b = peek_at (file, 0, 12);
  guint64 at = 12, size, data_size = 0;
  gboolean is_64;

  *riff = (Riff){ 0 };
  if (b == NULL || memcmp (b + 8, "WAVE", 4) != 0)
    return FALSE;
  is_64 = memcmp (b, "RF64", 4) == 0 || memcmp (b, "BW64", 4) == 0;
  if (!is_64 && memcmp (b, "RIFF", 4) != 0)
    return FALSE;
  while ((b = peek_at (file, at, 8)) != NULL) {
    size = bytes_get_le32 (b + 4);
    if (memcmp (b, "data", 4) == 0 && riff->data_at == 0) {
      riff->data_at = at + 8;
      end_data (file, is_64 && size == G_MAXUINT32 ? data_size : size, is_64,
          riff);
      size = riff->data_end - riff->data_at;
    } else if (is_64 && memcmp (b, "ds64", 4) == 0
        && (b = peek_at (file, at + 16, 8)) != NULL)
      data_size = bytes_get_le64 (b);
    if (size > n - at - 8)
      break;
    at += 8 + size;
    at += at < n ? size & 1 : 0;
  }
  riff->is_tidy = at == n;
  return TRUE;
}
