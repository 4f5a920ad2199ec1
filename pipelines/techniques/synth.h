/* A score played by a soundfont.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SYNTH_H
#define GLISSANDO_SYNTH_H

#include "score.h"

/* In Hz. Three times the corpus's: a soundfont's samples are played at many
 * speeds, and what folds back then lies above what is kept. */
#define SYNTH_RATE 48000
/* Messages take effect at the start of such a block, in samples. */
#define SYNTH_BLOCK 64

typedef struct _Synth Synth;

/**
 * synth_new:
 * @font: path of a soundfont
 *
 * Loads it. Belongs to one thread; synths of one font share its samples.
 *
 * Fails with %GLS_ERROR_IO.
 */
Synth *synth_new (const char *font, GError **error);
void synth_free (Synth *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Synth, synth_free)

/**
 * synth_render:
 * @solo: float[n]: the even channels, mono
 * @backing: (nullable): float[n]: the odd channels
 * @n: a multiple of SYNTH_BLOCK
 *
 * What comes out depends on the score alone, not on what was played before;
 * dry: without the synthesizer's reverberation and chorus.
 */
void synth_render (Synth *self, const Score *score, float *solo, float *backing,
    gsize n);

/* Of a score's whole length, in samples */
gsize synth_count_samples (const Score *score);

#endif
