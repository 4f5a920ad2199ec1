/* What the four bytes before each frame say.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/mp3.h"

#include <string.h>

#include "files/bytes-get.h"

/* 0: MPEG 2.5, 1: none, 2: MPEG 2, 3: MPEG 1 */
static guint
version_of (const guint8 *b)
{
  return b[1] >> 3 & 3;
}

static guint32
rate_of (const guint8 *b)
{
  static const guint32 rates[4] = { 44100, 48000, 32000, 0 };
  static const guint divisors[4] = { 4, 1, 2, 1 };

  return rates[b[2] >> 2 & 3] / divisors[version_of (b)];
}

static gboolean
is_header (const guint8 *b)
{
  guint layer = b[1] >> 1 & 3; /* 1: III */

  return b[0] == 0xff && (b[1] & 0xe0) == 0xe0 && version_of (b) != 1
      && layer == 1 && rate_of (b) != 0;
}

/* 144 bitrate / rate, half of it in the low-rate versions. */
size_t
mp3_frame_size (const guint8 *b)
{
  static const guint16 kbits[2][16] = {
    { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },
    { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },
  };
  gboolean is_1 = version_of (b) == 3;
  guint32 kbit = kbits[is_1 ? 0 : 1][b[2] >> 4];

  if (!is_header (b) || kbit == 0)
    return 0;
  return (is_1 ? 144 : 72) * kbit * 1000 / rate_of (b) + (b[2] >> 1 & 1);
}

gboolean
mp3_is_free_format (const guint8 *b)
{
  return is_header (b) && b[2] >> 4 == 0;
}

guint64
mp3_find_start (Peek *file)
{
  const guint8 *b = peek_at (file, 0, 10);

  if (b == NULL || memcmp (b, "ID3", 3) != 0)
    return 0;
  return 10 + (guint64) bytes_get_seven_bits (b + 6);
}

/* ISO 13818-7: 12 bits of a syncword, and a layer of 0 */
static gboolean
is_adts (const guint8 *b)
{
  return b[0] == 0xff && (b[1] & 0xf6) == 0xf0;
}

gboolean
mp3_is_of_unknown_length (Peek *file)
{
  static const char *const names[] = { "Xing", "Info", "VBRI" };
  /* Behind the header, a checksum and at most 32 bytes of side information */
  enum
  {
    SEARCHED = 4 + 2 + 32 + 4
  };
  const guint8 *b = peek_at (file, mp3_find_start (file), SEARCHED);

  if (b == NULL || !(is_header (b) || is_adts (b)))
    return FALSE;
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (memmem (b, SEARCHED, names[i], 4) != NULL)
      return FALSE;
  return TRUE;
}
