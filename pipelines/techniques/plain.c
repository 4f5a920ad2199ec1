/* Ordinary notes, and much that is easily taken for a technique.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each kind stays clear of the technique that it resembles: docs/techniques.md
 * has both sides of every bound.
 */
#include "player.h"

/* From note to note; faster runs are glissandi. */
#define FASTEST_SCALE_S 0.14
/* Faster repetitions are tremoli. */
#define FASTEST_REPETITION_S 0.22
/* Slower turns of two notes are no trill. */
#define FASTEST_TURN_S 0.18

/* How much of the time to the next note one sounds */
static double
draw_share (Player *self)
{
  return chance_between (self->rng, 0.75, 1.0);
}

static double
shorten (const Player *self, double seconds)
{
  return MIN (seconds, player_longest_plain (self));
}

/* A melody in quavers, crotchets and dotted notes, with steps and some leaps */
static gboolean
play_melody (Player *self)
{
  static const double beats[] = { 0.5, 0.5, 1, 1, 1.5, 2 };
  int notes = chance_whole (self->rng, 3, 7);
  int pitch = player_draw_pitch (self, 0, 0, 127);
  int played = 0;

  for (; played < notes; played++) {
    double step =
        self->beat * beats[gls_rng_below (self->rng, G_N_ELEMENTS (beats))];
    int leap = chance_is (self->rng, 0.15) ? 12 : 5;

    step = CLAMP (step, 0.2, 1.2);
    if (!player_has_time (self, step))
      break;
    player_strike (self, self->now, shorten (self, draw_share (self) * step),
        pitch);
    self->pitch = pitch + chance_whole (self->rng, -leap, leap);
    pitch = player_draw_pitch (self, 0, 0, 127);
    self->now += step;
  }
  return played > 0;
}

/* A scale, up or down, as fast as it may be */
static gboolean
play_scale (Player *self)
{
  double step = chance_scaled (self->rng, FASTEST_SCALE_S, 0.3);
  int notes = chance_whole (self->rng, 5, 10);
  int direction = chance_sign (self->rng);
  int pitch = direction > 0 ? player_draw_pitch (self, 0, 14, 127)
                            : player_draw_pitch (self, 14, 0, 127);

  if (!player_has_time (self, notes * step))
    return FALSE;
  for (int i = 0; i < notes; i++) {
    player_strike (self, self->now, draw_share (self) * step, pitch);
    pitch = scale_move (&self->scale, pitch, direction);
    self->now += step;
  }
  return TRUE;
}

/* One note, or two in turn, with @step between them */
static gboolean
play_turns (Player *self, double step, int interval)
{
  int notes = chance_whole (self->rng, 4, 9);
  int pitch = player_draw_pitch (self, 0, interval, 127);

  if (!player_has_time (self, notes * step))
    return FALSE;
  for (int i = 0; i < notes; i++) {
    player_strike (self, self->now, draw_share (self) * step,
        pitch + (i % 2 == 1 ? interval : 0));
    self->now += step;
  }
  return TRUE;
}

static gboolean
play_repetition (Player *self)
{
  return play_turns (self, chance_scaled (self->rng, FASTEST_REPETITION_S, 0.5),
      0);
}

static gboolean
play_alternation (Player *self)
{
  return play_turns (self, chance_scaled (self->rng, FASTEST_TURN_S, 0.4),
      chance_whole (self->rng, 1, 7));
}

/* Three or four notes at once, or spread like those of a strummed guitar:
 * too few for a glissando */
static gboolean
play_chord (Player *self)
{
  int notes = chance_whole (self->rng, 3, 4);
  double spread =
      chance_is (self->rng, 0.5) ? chance_between (self->rng, 0.015, 0.04) : 0;
  double seconds = player_draw_time (self, 0.3, 1.2);
  int pitch = player_draw_pitch (self, 0, 14, 127);

  if (!player_has_time (self, seconds))
    return FALSE;
  for (int i = 0; i < notes; i++) {
    player_strike (self, self->now + i * spread,
        shorten (self, seconds - i * spread), pitch);
    pitch = scale_move (&self->scale, pitch, 2);
  }
  self->now += seconds;
  return TRUE;
}

/* A held note that may grow or fade */
static gboolean
play_long_note (Player *self)
{
  double seconds = player_draw_time (self, 0.4, player_longest_plain (self));
  int pitch = player_draw_pitch (self, 0, 0, 127);
  Tone tone = player_begin_tone (self, pitch, seconds);

  if (!player_has_time (self, seconds))
    return FALSE;
  if (chance_is (self->rng, 0.6))
    tone.swell_db = chance_between (self->rng, -18, 18);
  player_finish_tone (self, &tone);
  self->pitch = pitch;
  return TRUE;
}

/* Leaps to the other end of the range, with a jump in loudness */
static gboolean
play_surprise (Player *self)
{
  const Instrument *instrument = self->voice->instrument;
  int notes = chance_whole (self->rng, 2, 4);
  double step = player_draw_time (self, 0.25, 0.6);

  if (!player_has_time (self, notes * step))
    return FALSE;
  for (int i = 0; i < notes; i++) {
    self->velocity = i % 2 == 0 ? chance_whole (self->rng, 30, 60)
                                : chance_whole (self->rng, 95, 125);
    self->pitch = chance_whole (self->rng, instrument->low, instrument->high);
    player_strike (self, self->now, shorten (self, draw_share (self) * step),
        self->pitch);
    self->now += step;
  }
  return TRUE;
}

/* A short note before a long one, of a rhythm, not of an ornament */
static gboolean
play_snap (Player *self)
{
  double first = chance_between (self->rng, 0.14, 0.2);
  double second = player_draw_time (self, 0.35, 0.8);
  int pitch = player_draw_pitch (self, 3, 3, 127);

  if (!player_has_time (self, first + second))
    return FALSE;
  player_strike (self, self->now, first,
      pitch + chance_whole (self->rng, -2, 2));
  player_strike (self, self->now + first, shorten (self, 0.9 * second), pitch);
  self->now += first + second;
  return TRUE;
}

gboolean
player_play_plain (Player *self)
{
  static const PlayerAct ways[] = { play_melody, play_melody, play_melody,
    play_scale, play_repetition, play_alternation, play_chord, play_long_note,
    play_surprise, play_snap };
  double onset = self->now;
  PlayerAct act = ways[gls_rng_below (self->rng, G_N_ELEMENTS (ways))];

  if (!act (self) && !play_melody (self))
    return FALSE;
  player_mark_usual (self, onset);
  return TRUE;
}
