/* A score as a file that any sequencer opens.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_MIDI_H
#define GLISSANDO_MIDI_H

#include "score.h"

/* A standard MIDI file of one track, with 1920 ticks a second. Events stand
 * in it as markers. Returns: (transfer full) */
GBytes *midi_from_score (const Score *score);

#endif
