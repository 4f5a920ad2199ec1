/* https://xiph.org/flac/format.html#metadata_block_header
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files/flacblocks.h"

#include "files/bytes-at.h"
#include "files/bytes-get.h"

gboolean
flac_next_block (Overlay *file, FlacBlock *block)
{
  guint64 at = block->at + block->size;
  guint8 head[4];

  if (!bytes_read (file, at, head, sizeof head))
    return FALSE;
  block->at = at + sizeof head;
  block->size = bytes_get_be32 (head) & 0xffffff;
  block->type = head[0] & 0x7f;
  block->is_last = head[0] >> 7;
  return TRUE;
}
