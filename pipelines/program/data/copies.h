/* Changed copies of the rows to learn from: the same music, played a little
 * otherwise.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_COPIES_H
#define GLISSANDO_COPIES_H

#include "data/manifest.h"

/* Most copies of a row. */
#define COPIES_MAX 100
/* Not this at all: a number that none can be. */
#define COPIES_NONE (-G_MAXDOUBLE)
/* What noise is softer by than asked for, at most, in dB */
#define COPIES_NOISE_RANGE 30

/**
 * CopiesOptions:
 * @n: copies of each row; 0 for none
 * @gain: up to so many dB louder or softer; 0 for not at all
 * @noise: white noise, softer by so many dB, or by up to %COPIES_NOISE_RANGE
 *   more; %COPIES_NONE for none
 * @mix: with other music of the same split, that is softer by up to so many dB;
 *   %COPIES_NONE for none
 * @pitch: up to so many semitones higher or lower; 0 for not at all
 * @tempo: up to so many times as fast, or as slow; 1 for neither
 * @seed: of all that is random
 *
 * All amounts are drawn anew for each copy of a file, evenly over their range; of
 * the tempo, its logarithm.
 */
typedef struct
{
  guint n;
  double gain, noise, mix, pitch, tempo;
  guint64 seed;
} CopiesOptions;

/* Changes nothing. */
void copies_options_init (CopiesOptions *self);

/**
 * copies_options_check:
 *
 * Fails with %GLS_ERROR_INVALID_SPEC if a number is out of range or there is
 * nothing that copies would differ by, and with %GLS_ERROR_IO if this machine
 * lacks what it takes.
 */
gboolean copies_options_check (const CopiesOptions *self, GError **error);

/**
 * copies_add:
 * @split: rows of which split
 *
 * Appends the copies, those of a row beside each other, file by file. All rows of
 * a file change in the same way, so that those which hear the same audio still
 * do. A copy has its row's labels. If it is mixed, each is the larger one of both
 * rows', and unknown where one of them is.
 */
void copies_add (Manifest *manifest, const char *split,
    const CopiesOptions *options);

#endif
