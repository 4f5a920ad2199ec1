/* https://id3.org/id3v2.3.0, https://id3.org/id3v2.4.0-structure
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/frames.h"

#include <string.h>

#include "files/bytes-at.h"
#include "files/bytes-get.h"

#define HEADER 10
#define UNSYNCHRONISED 0x80
#define EXTENDED 0x40

typedef struct
{
  Overlay *file;
  guint64 at, end;
  gboolean seven_bits; /* to a byte of a size */
} Walk;

static guint32
get_size (const Walk *walk, const guint8 *bytes)
{
  return walk->seven_bits ? bytes_get_seven_bits (bytes)
                          : bytes_get_be32 (bytes);
}

static gboolean
is_name (const guint8 *bytes)
{
  for (int i = 0; i < 4; i++)
    if (!g_ascii_isupper (bytes[i]) && !g_ascii_isdigit (bytes[i]))
      return FALSE;
  return TRUE;
}

/* Of text that others describe there are more or fewer when ours comes and goes;
 * dates are one frame in 2.4 and three in 2.3. */
static gboolean
may_change (const guint8 *name)
{
  static const char *const names[] = { "TXXX", "TCON", "TYER", "TDAT", "TIME",
    "TDRC" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (memcmp (name, names[i], 4) == 0)
      return TRUE;
  return FALSE;
}

/* Returns: whether there is nothing but padding */
static gboolean
is_padding (Walk walk)
{
  guint8 block[256];

  while (walk.at < walk.end) {
    size_t n = MIN (sizeof block, walk.end - walk.at);

    if (!bytes_read (walk.file, walk.at, block, n))
      return FALSE;
    for (size_t i = 0; i < n; i++)
      if (block[i] != 0)
        return FALSE;
    walk.at += n;
  }
  return TRUE;
}

static gboolean
list (Walk walk, GPtrArray *names)
{
  guint8 head[HEADER];

  while (walk.at + HEADER <= walk.end
      && bytes_read (walk.file, walk.at, head, sizeof head) && is_name (head)) {
    guint64 next = walk.at + HEADER + get_size (&walk, head + 4);

    if (next > walk.end)
      return FALSE;
    if (!may_change (head))
      g_ptr_array_add (names, g_strndup ((char *) head, 4));
    walk.at = next;
  }
  return is_padding (walk);
}

gboolean
frames_list (Overlay *file, GPtrArray *names)
{
  guint8 head[HEADER];
  Walk walk = { .file = file, .at = HEADER };
  guint before = names->len;

  if (!bytes_read (file, 0, head, sizeof head) || memcmp (head, "ID3", 3) != 0
      || head[3] < 3 || (head[5] & (UNSYNCHRONISED | EXTENDED)) != 0)
    return TRUE;
  walk.end = HEADER + bytes_get_seven_bits (head + 6);
  walk.seven_bits = head[3] == 4;
  if (list (walk, names))
    return TRUE;
  /* Old versions of iTunes wrote sizes in 2.4 as in 2.3. */
  g_ptr_array_set_size (names, (int) before);
  walk.seven_bits = FALSE;
  return head[3] == 4 && list (walk, names);
}
