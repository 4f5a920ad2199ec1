/* One note whose pitch and loudness move, and the channels of who plays it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TONE_H
#define GLISSANDO_TONE_H

#include "preset.h"
#include "score.h"

#define TONE_MAX_POINTS 96

/**
 * Voice:
 * @channels: of MIDI; the first is never bent, the others take turns, so that
 *   what rings on of a bent note is not bent by the next one
 */
typedef struct
{
  const Instrument *instrument;
  const PresetTraits *traits;
  guint8 channels[3];
  guint turn;
} Voice;

/* volume: of the channels, 0 .. 127; tuning: in cents */
void voice_set_up (Voice *self, Score *score, int volume, double tuning);
/* An event of this voice. */
void voice_mark (const Voice *self, Score *score, Technique technique,
    double onset, double offset);

/* time: in seconds from the note's onset; semitones: from its key */
typedef struct
{
  double time;
  double semitones;
} TonePoint;

/* rate_hz: 0 if there is none; from, to: in seconds from the note's onset */
typedef struct
{
  double rate_hz;
  double depth;
  double from;
  double to;
} ToneWave;

/**
 * Tone:
 * @onset: in seconds
 * @seconds: from onset to release
 * @points: where the pitch is when; between them it moves with no corner
 * @vibrato: depth in semitones to either side
 * @flutter: depth in dB, from loudest to softest
 * @swell_db: how much softer it is at the start, or, below zero, at the end
 */
typedef struct
{
  double onset;
  double seconds;
  int key;
  int velocity;
  TonePoint points[TONE_MAX_POINTS];
  guint n_points;
  ToneWave vibrato;
  ToneWave flutter;
  double swell_db;
} Tone;

/* Does nothing once TONE_MAX_POINTS are there. */
void tone_add_point (Tone *self, double time, double semitones);
void tone_write (const Tone *self, Voice *voice, Score *score);

#endif
