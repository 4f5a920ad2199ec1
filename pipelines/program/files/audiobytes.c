/* Each container says in its own way where the audio is.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/audiobytes.h"

#include <string.h>

#include "files/atoms.h"
#include "files/bytes-at.h"
#include "files/bytes-get.h"
#include "files/flacblocks.h"
#include "files/oggpages.h"

typedef struct
{
  guint64 start;
  guint64 end;
} Range;

static void
add (GArray *ranges, Overlay *file, guint64 start, guint64 end)
{
  Range range = { start, MIN (end, overlay_get_size (file)) };

  g_array_append_val (ranges, range);
}

/* --- tags around it --- */

/* Returns: where an ID3v1 tag begins, or the end of the file */
static guint64
find_id3v1 (Overlay *file)
{
  guint64 size = overlay_get_size (file);
  char mark[3];

  if (size >= 128 && bytes_read (file, size - 128, mark, sizeof mark)
      && memcmp (mark, "TAG", 3) == 0)
    return size - 128;
  return size;
}

/* Returns: where an APE tag before @end begins, or @end */
static guint64
find_ape (Overlay *file, guint64 end)
{
  guint8 foot[32];
  guint64 size;

  if (end < sizeof foot
      || !bytes_read (file, end - sizeof foot, foot, sizeof foot)
      || memcmp (foot, "APETAGEX", 8) != 0)
    return end;
  size =
      (guint64) bytes_get_le32 (foot + 12) + (foot[23] >> 7 ? sizeof foot : 0);
  return end - MIN (size, end);
}

/* --- containers --- */

/* Chunks with their heads, which must stay before them. */
static void
find_chunks (Overlay *file, GArray *ranges, const char *name,
    guint32 (*get_size) (const guint8 *bytes))
{
  guint8 head[8];

  for (guint64 at = 12; bytes_read (file, at, head, sizeof head);) {
    guint32 size = get_size (head + 4);
    guint64 end = at + sizeof head + size;

    if (memcmp (head, name, 4) == 0)
      /* One that is empty is written before its size is known. */
      add (ranges, file, at, size > 0 ? end : G_MAXUINT64);
    at = end + (size & 1);
  }
}

static void
find_in_wav (Overlay *file, GArray *ranges)
{
  find_chunks (file, ranges, "data", bytes_get_le32);
}

static void
find_in_aiff (Overlay *file, GArray *ranges)
{
  find_chunks (file, ranges, "SSND", bytes_get_be32);
}

static void
find_in_flac (Overlay *file, GArray *ranges)
{
  FlacBlock block = { .at = bytes_skip_id3v2 (file) + 4 };

  while (!block.is_last)
    if (!flac_next_block (file, &block))
      return;
  add (ranges, file, block.at + block.size, G_MAXUINT64);
}

/* None in a file of fragments: their index would have to be written anew. */
static void
find_in_mp4 (Overlay *file, GArray *ranges)
{
  const guint64 end = overlay_get_size (file);
  guint8 head[8];
  guint64 size;

  for (guint64 at = 0; (size = atoms_read_head (file, at, end, head)) > 0;
       at += size) {
    if (memcmp (head + 4, "moof", 4) == 0) {
      g_array_set_size (ranges, 0);
      return;
    }
    if (memcmp (head + 4, "mdat", 4) == 0)
      add (ranges, file, at, at + size);
  }
}

static void
find_in_asf (Overlay *file, GArray *ranges)
{
  guint8 head[24];

  if (bytes_read (file, 0, head, sizeof head))
    add (ranges, file, bytes_get_le64 (head + 16), G_MAXUINT64);
}

static void
find_between_tags (Overlay *file, GArray *ranges)
{
  add (ranges, file, bytes_skip_id3v2 (file),
      find_ape (file, find_id3v1 (file)));
}

static const struct
{
  const char *mark;
  void (*find) (Overlay *file, GArray *ranges);
} kinds[] = {
  { "RIFF", find_in_wav },
  { "FORM", find_in_aiff },
  { "fLaC", find_in_flac },
  { "\x30\x26\xb2\x75", find_in_asf },
};

static GArray *
find_audio (Overlay *file)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  char start[8] = "";

  overlay_read (file, 0, start, sizeof start);
  if (memcmp (start + 4, "ftyp", 4) == 0) {
    find_in_mp4 (file, ranges);
    return ranges;
  }
  overlay_read (file, bytes_skip_id3v2 (file), start, sizeof start);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (memcmp (start, kinds[i].mark, 4) == 0) {
      kinds[i].find (file, ranges);
      return ranges;
    }
  find_between_tags (file, ranges);
  return ranges;
}

static gboolean
are_kept (Overlay *original, const Overlay *changed)
{
  g_autoptr (GArray) ranges = find_audio (original);
  gboolean kept = ranges->len > 0;

  for (guint i = 0; i < ranges->len; i++) {
    const Range *range = &g_array_index (ranges, Range, i);

    kept = kept && range->start < range->end
        && overlay_keeps (changed, range->start, range->end);
  }
  return kept;
}

gboolean
audio_bytes_are_same (Overlay *original, Overlay *changed, GError **error)
{
  char mark[4] = "";
  gboolean same;

  overlay_read (original, 0, mark, sizeof mark);
  if (memcmp (mark, "OggS", sizeof mark) == 0)
    same = ogg_pages_are_same (original, changed);
  else
    same = are_kept (original, changed);
  if (!same)
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "it is put together in a way in which its audio would not stay as it "
        "is");
  return same;
}
