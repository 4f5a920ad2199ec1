/* Walks the outermost structure of a file to its end: frames of MP3, RFC 3533
 * pages, RIFF chunks. The number of bytes in the customary Xing header proves
 * nothing: those who cut music or change its tags leave it as it was.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "audio/truncation.h"

#include <string.h>

#include "audio/mp3.h"
#include "audio/riff.h"
#include "files/bytes-get.h"

#define OGG_HEADER 27

static gboolean
mp3_is_cut (Peek *file)
{
  const guint64 n = peek_get_size (file);
  guint64 at = mp3_find_start (file);
  const guint8 *b;
  size_t size, n_frames = 0;

  for (; (b = peek_at (file, at, 4)) != NULL && (size = mp3_frame_size (b)) > 0;
       at += size) {
    if (size > n - at)
      return n_frames > 1;
    n_frames++;
  }
  return FALSE;
}

/* Returns: bytes in the page at @at, also those that are not there; 0 if there
 * is none */
static size_t
ogg_page_size (Peek *file, guint64 at)
{
  const guint8 *b = peek_at (file, at, OGG_HEADER);
  size_t n_lacing, size;

  if (b == NULL)
    return (b = peek_at (file, at, 4)) != NULL && memcmp (b, "OggS", 4) == 0
        ? OGG_HEADER
        : 0;
  if (memcmp (b, "OggS", 4) != 0)
    return 0;
  n_lacing = b[OGG_HEADER - 1];
  size = OGG_HEADER + n_lacing;
  b = peek_at (file, at + OGG_HEADER, n_lacing);
  for (size_t i = 0; b != NULL && i < n_lacing; i++)
    size += b[i];
  return size;
}

static gboolean
ogg_is_cut (Peek *file)
{
  const guint64 n = peek_get_size (file);
  size_t size;

  for (guint64 at = 0; (size = ogg_page_size (file, at)) > 0; at += size)
    if (size > n - at)
      return TRUE;
  return FALSE;
}

/* Whatever stands in the file, RIFF says first how long it is. */
static gboolean
avi_is_cut (Peek *file)
{
  const guint8 *b = peek_at (file, 0, 12);
  guint32 size;

  if (b == NULL || memcmp (b, "RIFF", 4) != 0 || memcmp (b + 8, "AVI ", 4) != 0)
    return FALSE;
  size = bytes_get_le32 (b + 4);
  return size < 0x7fff0000 && size > peek_get_size (file) - 8;
}

/* Boxes of ISO 14496-12; a size of 1 is in the next eight bytes, of 0 the rest.
 */
static gboolean
mp4_is_cut (Peek *file)
{
  const guint64 n = peek_get_size (file);
  const guint8 *b = peek_at (file, 0, 8);
  guint64 size;

  if (b == NULL || memcmp (b + 4, "ftyp", 4) != 0)
    return FALSE;
  for (guint64 at = 0; (b = peek_at (file, at, 8)) != NULL; at += size) {
    size = bytes_get_be32 (b);
    if (size == 1 && (b = peek_at (file, at + 8, 8)) != NULL)
      size = bytes_get_be64 (b);
    if (size < 8)
      return FALSE;
    if (size > n - at)
      return memcmp (peek_at (file, at, 8) + 4, "mdat", 4) == 0
          || memcmp (peek_at (file, at, 8) + 4, "moov", 4) == 0;
  }
  return FALSE;
}

const char *
truncation_check (Peek *file)
{
  const guint8 *b = peek_at (file, 0, 4);
  Riff riff;

  if (b == NULL)
    return NULL;
  if (riff_read (file, &riff))
    return riff.is_cut ? "data chunk" : NULL;
  if (avi_is_cut (file))
    return "chunk";
  if (mp4_is_cut (file))
    return "box";
  if (memcmp (b, "OggS", 4) == 0)
    return ogg_is_cut (file) ? "page" : NULL;
  return mp3_is_cut (file) ? "frame" : NULL;
}

const char *
truncation_check_file (const char *path)
{
  g_autoptr (Peek) file = peek_new (path);

  return file != NULL ? truncation_check (file) : NULL;
}
