/* ISO/IEC 14496-12, section 4.2
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/atoms.h"

#include <string.h>

#include "files/bytes-at.h"
#include "files/bytes-get.h"

/* Where metadata are, from the outside in. */
static const char *const way[] = { "moov", "udta", "meta", "ilst" };

#define META 2 /* of these, has four bytes before its atoms */

guint64
atoms_read_head (Overlay *file, guint64 at, guint64 end, guint8 *head)
{
  guint8 size64[8];
  guint64 size;

  if (end - at < 8 || !bytes_read (file, at, head, 8))
    return 0;
  size = bytes_get_be32 (head);
  if (size == 0)
    size = end - at;
  else if (size == 1) {
    if (end - at < 16 || !bytes_read (file, at + 8, size64, 8))
      return 0;
    size = bytes_get_be64 (size64);
  }
  return size >= 8 && size <= end - at ? size : 0;
}

/* Some lists end in a zero of four bytes. */
static gboolean
is_end (Overlay *file, guint64 at, guint64 end)
{
  guint8 zeros[4];

  return at == end
      || (end - at == 4 && bytes_read (file, at, zeros, 4)
          && bytes_get_be32 (zeros) == 0);
}

static void
add_name (GPtrArray *names, const guint8 *head)
{
  if (memcmp (head + 4, "----", 4) != 0 && memcmp (head + 4, "\251gen", 4) != 0
      && memcmp (head + 4, "gnre", 4) != 0)
    g_ptr_array_add (names,
        g_strdup_printf ("%08x", bytes_get_be32 (head + 4)));
}

/* Atoms of way[depth - 1], or of the file. */
static gboolean
walk (Overlay *file, guint64 at, guint64 end, guint depth, GPtrArray *names)
{
  guint8 head[8];
  guint64 size;

  for (; !is_end (file, at, end); at += size) {
    size = atoms_read_head (file, at, end, head);
    if (size == 0)
      return FALSE;
    if (depth == G_N_ELEMENTS (way))
      add_name (names, head);
    else if (memcmp (head + 4, way[depth], 4) == 0) {
      guint64 start = at + (depth == META ? 12 : 8);

      if (start > at + size || !walk (file, start, at + size, depth + 1, names))
        return FALSE;
    }
  }
  return TRUE;
}

gboolean
atoms_list (Overlay *file, GPtrArray *names)
{
  guint8 head[8];

  if (!bytes_read (file, 0, head, sizeof head)
      || memcmp (head + 4, "ftyp", 4) != 0)
    return TRUE;
  return walk (file, 0, overlay_get_size (file), 0, names);
}
