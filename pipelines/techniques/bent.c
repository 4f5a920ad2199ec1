/* Techniques of one note that moves.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ranges are those of docs/techniques.md.
 */
#include "player.h"

/* The fastest portamento, in seconds a semitone */
#define SLIDE_SEMITONE_S 0.015

/* Shorter, where a note fades away while it is held. */
static double
draw_hold (Player *self, double low, double high)
{
  gboolean fades = !preset_sustains (self->voice->traits);

  return player_draw_time (self, low, fades ? MAX (low, 0.5 * high) : high);
}

static int
ring_top (const Player *self)
{
  return preset_ring_top (self->voice->instrument, self->voice->traits);
}

static ToneWave
draw_vibrato (Player *self, double from, double to)
{
  ToneWave wave = { .from = from, .to = to };

  wave.rate_hz = chance_between (self->rng, 4, 8);
  wave.depth = chance_between (self->rng, 0.2, 0.8);
  return wave;
}

static int
draw_interval (Player *self, int low, int high)
{
  int sign = chance_sign (self->rng);

  return sign * chance_whole (self->rng, low, high);
}

/* Now and then a technique ends in a note with vibrato. */
static void
may_add_vibrato (Player *self, Tone *tone, double from)
{
  double seconds = tone->seconds - from;

  if (seconds < 0.6 || !chance_is (self->rng, 0.3))
    return;
  tone->vibrato = draw_vibrato (self, from, tone->seconds);
  player_mark (self, TECHNIQUE_VIBRATO, tone->onset + from,
      tone->onset + tone->seconds);
}

/* --- portamento: from one held note to another --- */

/* Long enough to be heard as a way, not as a step */
static double
draw_slide (Player *self, int interval)
{
  double most = preset_sustains (self->voice->traits) ? 0.6 : 0.3;

  double seconds = chance_scaled (self->rng, 0.08, most);

  return MAX (seconds, SLIDE_SEMITONE_S * ABS (interval));
}

gboolean
play_portamento (Player *self)
{
  const Instrument *instrument = self->voice->instrument;
  int pitch = player_draw_pitch (self, 0, 0, ring_top (self));
  int interval = draw_interval (self, 2, 12);
  double first = draw_hold (self, 0.15, 0.6);
  double slide = draw_slide (self, interval);
  double second = draw_hold (self, 0.15, 1.2);
  Tone tone = player_begin_tone (self, pitch, first + slide + second);

  if (!player_has_time (self, tone.seconds))
    return FALSE;
  if (pitch + interval < instrument->low || pitch + interval > instrument->high)
    interval = -interval;
  tone_add_point (&tone, first, 0);
  tone_add_point (&tone, first + slide, interval);
  may_add_vibrato (self, &tone, first + slide + 0.05);
  player_mark (self, TECHNIQUE_PORTAMENTO, self->now + first,
      self->now + first + slide);
  player_finish_tone (self, &tone);
  self->pitch = pitch + interval;
  return TRUE;
}

/* --- vibrato --- */

gboolean
play_vibrato (Player *self)
{
  double seconds = draw_hold (self, 0.7, 2.5);
  int pitch = player_draw_pitch (self, 0, 0, ring_top (self));
  Tone tone = player_begin_tone (self, pitch, seconds);
  double delay = chance_is (self->rng, 0.5)
      ? chance_between (self->rng, 0, 0.25 * seconds)
      : 0;

  if (!player_has_time (self, seconds))
    return FALSE;
  tone.vibrato = draw_vibrato (self, delay, seconds);
  player_mark (self, TECHNIQUE_VIBRATO, self->now + delay, self->now + seconds);
  player_finish_tone (self, &tone);
  self->pitch = pitch;
  return TRUE;
}

/* --- bends: a slide that begins with the attack, or ends with the note --- */

/* From @semitones away to the note */
static gboolean
bend_into (Player *self, Technique technique, double semitones)
{
  double slide = chance_scaled (self->rng, 0.08, 0.35);
  double hold = draw_hold (self, 0.25, 1.2);
  int pitch = player_draw_pitch (self, 0, 0, ring_top (self));
  Tone tone = player_begin_tone (self, pitch, slide + hold);

  if (!player_has_time (self, tone.seconds))
    return FALSE;
  tone_add_point (&tone, chance_between (self->rng, 0, 0.04), semitones);
  tone_add_point (&tone, slide, 0);
  may_add_vibrato (self, &tone, slide + 0.05);
  player_mark (self, technique, self->now, self->now + slide);
  player_finish_tone (self, &tone);
  self->pitch = pitch;
  return TRUE;
}

/* From the note to @semitones away, where it ends */
static gboolean
bend_away (Player *self, Technique technique, double semitones)
{
  double hold = draw_hold (self, 0.2, 0.7);
  double slide = chance_scaled (self->rng, 0.1, 0.5);
  int pitch = player_draw_pitch (self, 0, 0, ring_top (self));
  Tone tone = player_begin_tone (self, pitch, hold + slide);

  if (!player_has_time (self, tone.seconds))
    return FALSE;
  tone_add_point (&tone, hold, 0);
  tone_add_point (&tone, hold + slide, semitones);
  player_mark (self, technique, self->now + hold, self->now + hold + slide);
  player_finish_tone (self, &tone);
  self->pitch = pitch;
  return TRUE;
}

/* Up, and back again */
static gboolean
bend_and_release (Player *self)
{
  double up = chance_scaled (self->rng, 0.08, 0.25);
  double top = chance_between (self->rng, 0.02, 0.1);
  double down = chance_scaled (self->rng, 0.08, 0.25);
  double hold = draw_hold (self, 0.15, 0.5);
  int pitch = player_draw_pitch (self, 0, 0, ring_top (self));
  Tone tone = player_begin_tone (self, pitch, up + top + down + hold);
  double semitones = chance_between (self->rng, 1, 3);

  if (!player_has_time (self, tone.seconds))
    return FALSE;
  tone_add_point (&tone, 0.02, 0);
  tone_add_point (&tone, up, semitones);
  tone_add_point (&tone, up + top, semitones);
  tone_add_point (&tone, up + top + down, 0);
  player_mark (self, TECHNIQUE_BEND_UP, self->now, self->now + up);
  player_mark (self, TECHNIQUE_BEND_DOWN, self->now + up + top,
      self->now + up + top + down);
  player_finish_tone (self, &tone);
  self->pitch = pitch;
  return TRUE;
}

gboolean
play_bend_up (Player *self)
{
  if (chance_is (self->rng, 0.2))
    return bend_and_release (self);
  if (chance_is (self->rng, 0.6))
    return bend_into (self, TECHNIQUE_BEND_UP,
        -chance_between (self->rng, 1, 4));
  return bend_away (self, TECHNIQUE_BEND_UP, chance_between (self->rng, 1, 5));
}

gboolean
play_bend_down (Player *self)
{
  if (chance_is (self->rng, 0.2))
    return bend_and_release (self);
  if (chance_is (self->rng, 0.3))
    return bend_into (self, TECHNIQUE_BEND_DOWN,
        chance_between (self->rng, 1, 4));
  return bend_away (self, TECHNIQUE_BEND_DOWN,
      -chance_between (self->rng, 1, 7));
}

/* --- legato: the pitch changes, and the sound goes on --- */

gboolean
play_legato (Player *self)
{
  int notes = chance_whole (self->rng, 3, 7);
  double each = draw_hold (self, 0.15, 0.5);
  double join = chance_between (self->rng, 0.01, 0.03);
  int top = ring_top (self);
  int start = player_draw_pitch (self, 0, 5, top), pitch = start;
  Tone tone;

  notes = (int) MIN (notes, (self->end - self->now) / each);
  if (!preset_sustains (self->voice->traits))
    notes = (int) MIN (notes, MAX (3, 1.0 / each));
  if (notes < 3)
    return FALSE;
  tone = player_begin_tone (self, start, notes * each);
  for (int i = 1; i < notes; i++) {
    int step = draw_interval (self, 1, 3);
    int next = scale_move (&self->scale, pitch, step);

    if (ABS (next - start) > 9)
      next = scale_move (&self->scale, pitch, -step);
    tone_add_point (&tone, i * each - join, pitch - start);
    tone_add_point (&tone, i * each, next - start);
    pitch = next;
  }
  player_mark (self, TECHNIQUE_LEGATO, self->now, self->now + tone.seconds);
  player_finish_tone (self, &tone);
  self->pitch = pitch;
  return TRUE;
}

/* --- trill, slurred --- */

gboolean
play_slurred_trill (Player *self)
{
  double half = 0.5 / chance_between (self->rng, 5, 9);
  double seconds = player_draw_time (self, 0.5, 2.2);
  int interval = player_draw_trill_interval (self);
  int pitch = player_draw_pitch (self, 0, interval, ring_top (self));
  int n = (int) (seconds / half);
  Tone tone = player_begin_tone (self, pitch, n * half);

  if (!player_has_time (self, seconds))
    return FALSE;
  for (int i = 1; i < n; i++) {
    tone_add_point (&tone, i * half - 0.012, i % 2 == 1 ? 0 : interval);
    tone_add_point (&tone, i * half, i % 2 == 1 ? interval : 0);
  }
  player_mark (self, TECHNIQUE_TRILL, self->now, self->now + tone.seconds);
  player_finish_tone (self, &tone);
  self->pitch = pitch;
  return TRUE;
}

/* --- flutter-tongue: a rolled r under the note --- */

gboolean
play_flutter_tongue (Player *self)
{
  double seconds = draw_hold (self, 0.5, 2.2);
  int pitch = player_draw_pitch (self, 0, 0, ring_top (self));
  Tone tone = player_begin_tone (self, pitch, seconds);
  double delay = chance_is (self->rng, 0.3)
      ? chance_between (self->rng, 0, 0.3 * seconds)
      : 0;

  if (!player_has_time (self, seconds))
    return FALSE;
  tone.flutter = (ToneWave){ .from = delay, .to = seconds };
  tone.flutter.rate_hz = chance_between (self->rng, 20, 35);
  tone.flutter.depth = chance_between (self->rng, 6, 20);
  player_mark (self, TECHNIQUE_FLUTTER_TONGUE, self->now + delay,
      self->now + seconds);
  player_finish_tone (self, &tone);
  self->pitch = pitch;
  return TRUE;
}
