/* Walks the outermost structure of a file to its end: ISO 11172-3 frames with
 * the customary Xing header, RFC 3533 pages, RIFF chunks.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/truncation.h"

#include <string.h>

static guint32
little_32 (const guint8 *b)
{
  return (guint32) b[0] | (guint32) b[1] << 8 | (guint32) b[2] << 16
      | (guint32) b[3] << 24;
}

static guint32
big_32 (const guint8 *b)
{
  return GUINT32_SWAP_LE_BE (little_32 (b));
}

/* --- MP3 --- */

/* Bytes in a layer III frame, from its four bytes of header; 0 if these are
 * none. 144 bitrate / rate, half of it in the low-rate versions. */
static size_t
mp3_frame_size (const guint8 *b)
{
  static const guint16 kbits[2][16] = {
    { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },
    { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },
  };
  static const guint32 rates[4] = { 44100, 48000, 32000, 0 };
  guint version = b[1] >> 3 & 3; /* 0: 2.5, 1: none, 2: 2, 3: 1 */
  guint layer = b[1] >> 1 & 3;   /* 1: III */
  guint32 rate = rates[b[2] >> 2 & 3];
  guint32 kbit = kbits[version == 3 ? 0 : 1][b[2] >> 4];

  if (b[0] != 0xff || (b[1] & 0xe0) != 0xe0 || version == 1 || layer != 1
      || rate == 0 || kbit == 0)
    return 0;
  if (version != 3)
    rate /= version == 2 ? 2 : 4;
  return (version == 3 ? 144 : 72) * kbit * 1000 / rate + (b[2] >> 1 & 1);
}

/* Behind an ID3v2 tag, whose size is in four groups of seven bits. */
static size_t
mp3_start (const guint8 *b, size_t n)
{
  if (n < 10 || memcmp (b, "ID3", 3) != 0)
    return 0;
  return 10
      + ((size_t) (b[6] & 0x7f) << 21 | (size_t) (b[7] & 0x7f) << 14
          | (size_t) (b[8] & 0x7f) << 7 | (b[9] & 0x7f));
}

/* The bytes that the first frame declares, if it is a Xing header; or 0 */
static size_t
mp3_declared (const guint8 *frame, size_t n)
{
  gboolean mono = frame[3] >> 6 == 3;
  gboolean version_1 = (frame[1] >> 3 & 3) == 3;
  size_t at = 4 + (version_1 ? (mono ? 17 : 32) : (mono ? 9 : 17));
  guint32 flags;

  if (n < at + 16
      || (memcmp (frame + at, "Xing", 4) != 0
          && memcmp (frame + at, "Info", 4) != 0))
    return 0;
  flags = big_32 (frame + at + 4);
  at += 8 + (flags & 1 ? 4 : 0); /* past the number of frames */
  return flags & 2 ? big_32 (frame + at) : 0;
}

static gboolean
mp3_is_cut (const guint8 *b, size_t n)
{
  size_t start = mp3_start (b, n), at = start, n_frames = 0, size;

  if (start >= n || n - start < 4)
    return FALSE;
  if (mp3_frame_size (b + start) > 0
      && mp3_declared (b + start, n - start) > n - start)
    return TRUE;
  for (; n - at >= 4 && (size = mp3_frame_size (b + at)) > 0; at += size) {
    if (size > n - at)
      return n_frames > 1;
    n_frames++;
  }
  return FALSE;
}

/* --- Ogg --- */

static gboolean
ogg_is_cut (const guint8 *b, size_t n)
{
  size_t at = 0;

  while (n - at >= 27 && memcmp (b + at, "OggS", 4) == 0) {
    size_t n_lacing = b[at + 26], size = 27 + n_lacing;

    if (size > n - at)
      return TRUE;
    for (size_t i = 0; i < n_lacing; i++)
      size += b[at + 27 + i];
    if (size > n - at)
      return TRUE;
    at += size;
  }
  return n - at >= 4 && n - at < 27 && memcmp (b + at, "OggS", 4) == 0;
}

/* --- WAV --- */

static gboolean
wav_is_cut (const guint8 *b, size_t n)
{
  for (size_t at = 12; n - at >= 8;) {
    size_t size = little_32 (b + at + 4);

    if (size > n - at - 8)
      /* Who writes to a pipe does not know the length: none, or the most. */
      return memcmp (b + at, "data", 4) == 0 && size < 0x7fff0000;
    size += size & 1;
    at += MIN (8 + size, n - at);
  }
  return FALSE;
}

const char *
truncation_check (const guint8 *bytes, size_t n)
{
  if (n >= 12 && memcmp (bytes, "RIFF", 4) == 0
      && memcmp (bytes + 8, "WAVE", 4) == 0)
    return wav_is_cut (bytes, n) ? "data chunk" : NULL;
  if (n >= 4 && memcmp (bytes, "OggS", 4) == 0)
    return ogg_is_cut (bytes, n) ? "page" : NULL;
  return mp3_is_cut (bytes, n) ? "frame" : NULL;
}

const char *
truncation_check_file (const char *path)
{
  GMappedFile *map = g_mapped_file_new (path, FALSE, NULL);
  const char *torn;

  if (map == NULL)
    return NULL;
  torn = truncation_check ((const guint8 *) g_mapped_file_get_contents (map),
      g_mapped_file_get_length (map));
  g_mapped_file_unref (map);
  return torn;
}
