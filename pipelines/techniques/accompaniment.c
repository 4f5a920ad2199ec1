/* A band of one to three players, of plain notes only.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "accompaniment.h"

enum
{
  CHORDS_CHANNEL = 1,
  BASS_CHANNEL = 5,
  KICK = 36,
  SNARE = 38,
  HIHAT = 42,
};

#define BEATS_IN_BAR 4

typedef struct
{
  Score *score;
  const Scale *scale;
  double beat;
  double tuning;
  GlsRng *rng;
  int roots[4]; /* of the bars, as steps of the scale */
} Band;

static int
root_of (const Band *self, int bar, int octave)
{
  int tonic = 12 * octave + self->scale->tonic;

  return scale_move (self->scale, tonic, self->roots[bar % 4]);
}

static void
strike (Band *self, guint8 channel, double at, double beats, int pitch,
    int velocity)
{
  double onset = at * self->beat;

  if (onset < self->score->seconds)
    score_note (self->score, channel, onset, onset + beats * self->beat, pitch,
        velocity + chance_whole (self->rng, -8, 8));
}

/* Held for a bar, or struck on every beat */
static void
write_chords (Band *self, int bars)
{
  static const guint8 programs[] = { 0, 4, 16, 19, 24, 25, 48, 50, 52, 89 };
  double length = chance_is (self->rng, 0.5) ? BEATS_IN_BAR : 1;
  int octave = chance_whole (self->rng, 4, 5);

  score_set_up_channel (self->score, CHORDS_CHANNEL,
      programs[gls_rng_below (self->rng, G_N_ELEMENTS (programs))],
      self->tuning);
  for (int bar = 0; bar < bars; bar++)
    for (double at = 0; at < BEATS_IN_BAR; at += length)
      for (int note = 0; note < 3; note++)
        strike (self, CHORDS_CHANNEL, bar * BEATS_IN_BAR + at, 0.9 * length,
            scale_move (self->scale, root_of (self, bar, octave), 2 * note),
            70);
}

static void
write_bass (Band *self, int bars)
{
  double length = chance_is (self->rng, 0.5) ? 2 : 1;

  score_set_up_channel (self->score, BASS_CHANNEL,
      (guint8) chance_whole (self->rng, 32, 34), self->tuning);
  for (int bar = 0; bar < bars; bar++)
    for (double at = 0; at < BEATS_IN_BAR; at += length)
      strike (self, BASS_CHANNEL, bar * BEATS_IN_BAR + at, 0.9 * length,
          root_of (self, bar, 3), 90);
}

static void
write_drums (Band *self, int bars)
{
  score_control (self->score, SCORE_DRUMS, 0, CONTROL_EXPRESSION, 127);
  for (int bar = 0; bar < bars; bar++) {
    double start = bar * BEATS_IN_BAR;

    for (int i = 0; i < 2 * BEATS_IN_BAR; i++)
      strike (self, SCORE_DRUMS, start + i / 2.0, 0.25, HIHAT,
          i % 2 == 0 ? 80 : 60);
    strike (self, SCORE_DRUMS, start, 0.25, KICK, 105);
    strike (self, SCORE_DRUMS, start + 1, 0.25, SNARE, 100);
    strike (self, SCORE_DRUMS, start + 2.5, 0.25, KICK, 95);
    strike (self, SCORE_DRUMS, start + 3, 0.25, SNARE, 100);
  }
}

void
accompaniment_write (Score *score, const Scale *scale, double beat,
    double tuning, GlsRng *rng)
{
  Band self = { score, scale, beat, tuning, rng, { 0 } };
  int bars = (int) (score->seconds / (BEATS_IN_BAR * beat)) + 1;
  gboolean chords = chance_is (rng, 0.7), drums = chance_is (rng, 0.5);

  for (int i = 1; i < 4; i++)
    self.roots[i] = chance_whole (rng, 0, 5);
  if (chords)
    write_chords (&self, bars);
  if (drums)
    write_drums (&self, bars);
  if (!(chords || drums) || chance_is (rng, 0.5))
    write_bass (&self, bars);
}
