/* What all ways of playing are made of.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "player.h"

/* A shorter note shows too few swings to have a vibrato. */
#define VIBRATO_MIN_S 0.5

gboolean
player_has_time (const Player *self, double seconds)
{
  return self->now + seconds <= self->end;
}

double
player_draw_time (Player *self, double low, double high)
{
  double seconds = chance_scaled (self->rng, low, high);

  return MAX (MIN (seconds, self->end - self->now), low);
}

int
player_draw_pitch (Player *self, int below, int above, int top)
{
  const Instrument *instrument = self->voice->instrument;
  int low = instrument->low + below, high = MIN (top, instrument->high) - above;
  int pitch = self->pitch + chance_whole (self->rng, -5, 5);

  if (high <= low)
    return CLAMP (low, 0, 127);
  if (pitch < low || pitch > high)
    pitch = chance_whole (self->rng, low, high);
  return MAX (scale_at_or_below (&self->scale, pitch), low);
}

int
player_draw_velocity (Player *self)
{
  int velocity = self->velocity + chance_whole (self->rng, -10, 10);

  return CLAMP (velocity, 20, 127);
}

void
player_strike (Player *self, double onset, double seconds, int pitch)
{
  score_note (self->score, self->voice->channels[0], onset, onset + seconds,
      pitch, player_draw_velocity (self));
}

double
player_longest_plain (const Player *self)
{
  gboolean swings =
      preset_deepest (self->voice->traits) >= PRESET_DOUBTFUL_DEPTH;

  return swings ? 0.9 * VIBRATO_MIN_S : 2.0;
}

void
player_mark (Player *self, Technique technique, double onset, double offset)
{
  voice_mark (self->voice, self->score, technique, onset, offset);
}

void
player_mark_usual (Player *self, double onset)
{
  const Instrument *instrument = self->voice->instrument;

  if (instrument->is_plucked)
    player_mark (self, TECHNIQUE_PIZZICATO, onset, self->now);
  if (instrument->program != PROGRAM_PIZZICATO)
    player_mark (self, TECHNIQUE_PLAIN, onset, self->now);
}

void
player_mark_own_vibrato (Player *self, int key, double onset, double seconds)
{
  double depth = preset_own_depth (self->voice->traits, key);

  if (seconds >= VIBRATO_MIN_S && depth >= PRESET_VIBRATO_DEPTH)
    player_mark (self, TECHNIQUE_VIBRATO, onset, onset + seconds);
}

Tone
player_begin_tone (Player *self, int key, double seconds)
{
  return (Tone){ .onset = self->now,
    .seconds = seconds,
    .key = key,
    .velocity = player_draw_velocity (self) };
}

void
player_finish_tone (Player *self, const Tone *tone)
{
  tone_write (tone, self->voice, self->score);
  if (tone->vibrato.rate_hz <= 0)
    player_mark_own_vibrato (self, tone->key, tone->onset, tone->seconds);
  self->now += tone->seconds;
}

static const PlayerAct acts[N_TECHNIQUES] = {
  [TECHNIQUE_GLISSANDO] = play_glissando,
  [TECHNIQUE_PORTAMENTO] = play_portamento,
  [TECHNIQUE_ACCIACCATURA] = play_acciaccatura,
  [TECHNIQUE_TRILL] = play_trill,
  [TECHNIQUE_VIBRATO] = play_vibrato,
  [TECHNIQUE_TREMOLO] = play_tremolo,
  [TECHNIQUE_BEND_UP] = play_bend_up,
  [TECHNIQUE_BEND_DOWN] = play_bend_down,
  [TECHNIQUE_STACCATO] = play_staccato,
  [TECHNIQUE_LEGATO] = play_legato,
  [TECHNIQUE_FLUTTER_TONGUE] = play_flutter_tongue,
  [TECHNIQUE_PIZZICATO] = play_pizzicato,
  [TECHNIQUE_PLAIN] = player_play_plain,
};

gboolean
player_play (Player *self, Technique technique)
{
  double onset = self->now;
  gboolean plucked = self->voice->instrument->is_plucked;

  if (!acts[technique](self))
    return FALSE;
  if (plucked && technique != TECHNIQUE_PIZZICATO
      && technique != TECHNIQUE_PLAIN)
    player_mark (self, TECHNIQUE_PIZZICATO, onset, self->now);
  return TRUE;
}
