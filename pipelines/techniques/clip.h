/* A clip as it is planned: who plays what, and how it is to sound.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CLIP_H
#define GLISSANDO_CLIP_H

#include "setlist.h"

/* Twenty ticks of the scalogram, of 8192 samples at 16 kHz. */
#define CLIP_SECONDS 10.24

/**
 * clip_plan:
 * @setlist: says what clip @number is about
 * @alone: only the first player, who plays what he plays otherwise
 * @rng: everything else
 *
 * One player or two, with an accompaniment or without.
 *
 * Returns: (transfer full): the score, sorted
 */
Score *clip_plan (const Setlist *setlist, guint64 number, gboolean alone,
    GlsRng *rng);

/**
 * clip_plan_solo:
 * @technique: what is played, again and again
 *
 * One player in tune, nobody else, and no other technique.
 */
Score *clip_plan_solo (const Preset *preset, Technique technique, GlsRng *rng);

#endif
