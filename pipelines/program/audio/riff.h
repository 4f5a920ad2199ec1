/* Where in a WAV file the audio is.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_RIFF_H
#define GLISSANDO_RIFF_H

#include "audio/peek.h"

/**
 * Riff:
 * @data_at: where the audio begins; 0 if there is no data chunk
 * @data_end: where it ends, in the file as it is
 * @is_cut: whether it should be longer
 * @is_tidy: whether what follows it are whole chunks to the end of the file
 */
typedef struct
{
  guint64 data_at;
  guint64 data_end;
  gboolean is_cut;
  gboolean is_tidy;
} Riff;

/* Whether a data chunk of @size bytes is one whose writer did not know its
 * length. */
gboolean riff_is_unknown (guint64 size);

/* Returns: FALSE if @file is no RIFF, RF64 or BW64 file of WAVE form */
gboolean riff_read (Peek *file, Riff *riff);

#endif
