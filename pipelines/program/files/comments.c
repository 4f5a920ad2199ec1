/* https://xiph.org/vorbis/doc/v-comment.html
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/comments.h"

#include <string.h>

#include "files/bytes-at.h"
#include "files/bytes-get.h"
#include "files/flacblocks.h"
#include "files/oggpages.h"

/* Most that is read of a file's metadata: pictures are among them. */
#define MAX_BLOCK (1 << 28)

/* The type of the block that has them in FLAC. */
#define COMMENTS 4

typedef struct
{
  const guint8 *data;
  gsize left;
} Rest;

/* Returns: (nullable): a length of four bytes and what it counts */
static const guint8 *
take (Rest *rest, guint32 *size)
{
  const guint8 *start = rest->data + 4;

  if (rest->left < 4)
    return NULL;
  *size = bytes_get_le32 (rest->data);
  if (*size > rest->left - 4)
    return NULL;
  rest->data += 4 + (gsize) *size;
  rest->left -= 4 + (gsize) *size;
  return start;
}

/* Returns: (transfer full) (nullable): NULL if it is none */
static char *
read_comment (const guint8 *data, guint32 size)
{
  char *text = g_strndup ((const char *) data, size);
  char *end = strchr (text, '=');

  if (end == NULL || end == text
      || !g_utf8_validate ((const char *) data, size, NULL)) {
    g_free (text);
    return NULL;
  }
  for (char *c = text; c < end; c++)
    *c = g_ascii_toupper (*c);
  return text;
}

static gboolean
list_block (Rest rest, GPtrArray *comments)
{
  guint32 size, n;

  if (take (&rest, &size) == NULL || rest.left < 4)
    return FALSE;
  n = bytes_get_le32 (rest.data);
  rest.data += 4;
  rest.left -= 4;
  for (guint32 i = 0; i < n; i++) {
    const guint8 *data = take (&rest, &size);
    char *comment = data != NULL ? read_comment (data, size) : NULL;

    if (comment == NULL)
      return FALSE;
    g_ptr_array_add (comments, comment);
  }
  return TRUE;
}

/* --- FLAC --- */

static gboolean
list_flac_block (Overlay *file, const FlacBlock *block, GPtrArray *comments)
{
  g_autofree guint8 *data = NULL;

  if (block->size > overlay_get_size (file))
    return FALSE;
  data = g_malloc (MAX (block->size, 1));
  return bytes_read (file, block->at, data, block->size)
      && list_block ((Rest){ data, block->size }, comments);
}

static gboolean
list_flac (Overlay *file, guint64 at, GPtrArray *comments)
{
  FlacBlock block = { .at = at + 4 };

  while (!block.is_last)
    if (!flac_next_block (file, &block)
        || (block.type == COMMENTS
            && !list_flac_block (file, &block, comments)))
      return FALSE;
  return TRUE;
}

/* --- Ogg --- */

/* What stands before the comments in the packet. */
static gsize
get_head_size (const guint8 *packet, gsize size)
{
  if (size >= 7 && memcmp (packet, "\3vorbis", 7) == 0)
    return 7;
  if (size >= 8 && memcmp (packet, "OpusTags", 8) == 0)
    return 8;
  return 0;
}

static gboolean
list_ogg (Overlay *file, GPtrArray *comments)
{
  g_autoptr (GByteArray) first = g_byte_array_new ();
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  gsize head;

  if (!ogg_read_headers (file, first, packet, MAX_BLOCK))
    return FALSE;
  head = get_head_size (packet->data, packet->len);
  if (first->len > 5
      && memcmp (first->data,
             "\x7f"
             "FLAC",
             5)
          == 0)
    head = 4;
  return packet->len >= head
      && list_block ((Rest){ packet->data + head, packet->len - head },
          comments);
}

gboolean
comments_list (Overlay *file, GPtrArray *comments)
{
  guint64 at = bytes_skip_id3v2 (file);
  char mark[4] = "";

  overlay_read (file, at, mark, sizeof mark);
  if (memcmp (mark, "fLaC", 4) == 0)
    return list_flac (file, at, comments);
  return memcmp (mark, "OggS", 4) != 0 || list_ogg (file, comments);
}
