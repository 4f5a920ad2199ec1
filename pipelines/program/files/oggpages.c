/* RFC 3533, section 6.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/oggpages.h"

#include <string.h>

#include "files/bytes-at.h"
#include "files/bytes-get.h"

#define HEADER 27
#define MAX_PAGE (HEADER + 255 + 255 * 255)

/* Where the header has the moment, and the number and checksum of the page. */
#define GRANULE 6
#define NUMBER 18
#define CHECKSUM 22
#define CHECKSUM_END 26

/* In parts and no further than the page goes, so that the window of @file serves.
 * page: (out): guint8[MAX_PAGE]. Returns: its size; 0 if there is none */
static size_t
read_page (Overlay *file, guint64 at, guint8 *page)
{
  size_t head, size;

  if (!bytes_read (file, at, page, HEADER) || memcmp (page, "OggS", 4) != 0)
    return 0;
  head = HEADER + (size_t) page[26];
  if (!bytes_read (file, at + HEADER, page + HEADER, head - HEADER))
    return 0;
  size = head;
  for (guint8 i = 0; i < page[26]; i++)
    size += page[HEADER + i];
  return bytes_read (file, at + head, page + head, size - head) ? size : 0;
}

/* --- the first packets --- */

/* A cyclic redundancy check by 0x04c11db7, bit by bit: it is about few bytes. */
static guint32
get_checksum (const guint8 *page, size_t size)
{
  guint32 sum = 0;

  for (size_t i = 0; i < size; i++) {
    guint8 byte = i >= CHECKSUM && i < CHECKSUM_END ? 0 : page[i];

    sum ^= (guint32) byte << 24;
    for (int bit = 0; bit < 8; bit++)
      sum = sum >> 31 != 0 ? sum << 1 ^ 0x04c11db7 : sum << 1;
  }
  return sum;
}

static gboolean
is_whole (const guint8 *page, size_t size)
{
  return get_checksum (page, size) == bytes_get_le32 (page + CHECKSUM);
}

/* Adds what the page has of the packets. Returns: how many end in it, of @n */
static guint
take_segments (const guint8 *page, GByteArray *const *packets, guint n)
{
  const guint8 *data = page + HEADER + page[26];
  guint done = 0;

  for (guint8 i = 0; i < page[26] && done < n; i++) {
    guint8 size = page[HEADER + i];

    g_byte_array_append (packets[done], data, size);
    data += size;
    done += size < 255;
  }
  return done;
}

gboolean
ogg_read_headers (Overlay *file, GByteArray *first, GByteArray *second,
    gsize max)
{
  g_autofree guint8 *page = g_malloc (MAX_PAGE);
  GByteArray *const packets[] = { first, second };
  guint64 at = 0;

  for (guint done = 0; done < 2;) {
    size_t size = read_page (file, at, page);

    if (size == 0 || !is_whole (page, size) || second->len > max)
      return FALSE;
    done += take_segments (page, packets + done, 2 - done);
    at += size;
  }
  return TRUE;
}

/* --- audio --- */

static gboolean
is_header (const guint8 *page)
{
  guint64 granule;

  memcpy (&granule, page + GRANULE, sizeof granule);
  return granule == 0 || granule == G_MAXUINT64;
}

guint64
ogg_find_audio (Overlay *file)
{
  g_autofree guint8 *page = g_malloc (MAX_PAGE);
  guint64 at = 0;
  size_t size;

  while ((size = read_page (file, at, page)) > 0) {
    if (!is_header (page))
      return at;
    at += size;
  }
  return 0;
}

static void
forget_number (guint8 *page)
{
  memset (page + NUMBER, 0, CHECKSUM_END - NUMBER);
}

static gboolean
rest_is_same (Overlay *a, guint64 i, Overlay *b, guint64 k)
{
  return overlay_get_size (a) == i && overlay_get_size (b) == k;
}

gboolean
ogg_pages_are_same (Overlay *a, Overlay *b)
{
  g_autofree guint8 *page = g_malloc (MAX_PAGE);
  g_autofree guint8 *other = g_malloc (MAX_PAGE);
  guint64 i = ogg_find_audio (a), k = ogg_find_audio (b);
  size_t size;

  while ((size = read_page (a, i, page)) > 0) {
    if (read_page (b, k, other) != size)
      return FALSE;
    forget_number (page);
    forget_number (other);
    if (memcmp (page, other, size) != 0)
      return FALSE;
    i += size;
    k += size;
  }
  return rest_is_same (a, i, b, k);
}
