/* Blocks of metadata in FLAC.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_FLACBLOCKS_H
#define GLISSANDO_FLACBLOCKS_H

#include "files/overlay.h"

typedef struct
{
  guint64 at; /* where its content begins */
  guint32 size;
  guint8 type;
  gboolean is_last; /* audio follows */
} FlacBlock;

/* Goes on to the block behind this one; behind “fLaC” is the first. Returns:
 * FALSE if the file ends before it. */
gboolean flac_next_block (Overlay *file, FlacBlock *block);

#endif
