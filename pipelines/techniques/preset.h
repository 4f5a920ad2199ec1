/* What an instrument of a soundfont can do, as measured from its sound.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PRESET_H
#define GLISSANDO_PRESET_H

#include "instruments.h"
#include "pitch.h"
#include "synth.h"

#define PRESET_KEYS 4

/* A swing of this depth, in semitones, is vibrato to a listener. */
#define PRESET_VIBRATO_DEPTH 0.15
/* One of this depth may be, or may not. */
#define PRESET_DOUBTFUL_DEPTH 0.1

/**
 * PresetTraits:
 * @sounds: at every key
 * @attack_s: until 18 dB below the greatest level; the slowest of all keys
 * @release_s: from the end of a short note until it is 20 dB quieter; the
 *   slowest of all keys
 * @keys: where it was measured, rising
 * @sustain_db: at each of @keys, the level after 0.8 s against the greatest
 * @swings: at each of @keys, the vibrato that it has by itself
 */
typedef struct
{
  gboolean sounds;
  double attack_s;
  double release_s;
  int keys[PRESET_KEYS];
  double sustain_db[PRESET_KEYS];
  Swing swings[PRESET_KEYS];
} PresetTraits;

void preset_measure (Synth *synth, const Instrument *instrument,
    PresetTraits *traits);

/* Whether @technique, played by it, can be heard as such. */
gboolean preset_can (const Instrument *instrument, const PresetTraits *traits,
    Technique technique);
/* Whether notes sound for as long as they are held, for a second at least. */
gboolean preset_sustains (const PresetTraits *traits);
/* Whether notes may follow one another in a twentieth of a second. */
gboolean preset_is_quick (const PresetTraits *traits);
/* Up to which key a note that is held can be heard for most of a second; 0
 * if at none. */
int preset_ring_top (const Instrument *instrument, const PresetTraits *traits);
/* The depth of the vibrato of its own at the measured key next to @key. */
double preset_own_depth (const PresetTraits *traits, int key);
/* The deepest of all. */
double preset_deepest (const PresetTraits *traits);

#endif
