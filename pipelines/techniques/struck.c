/* Techniques of several notes, each with its own attack.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ranges are those of docs/techniques.md.
 */
#include "player.h"

/* --- glissando: a run too fast to be a melody --- */

#define GLISSANDO_MIN_NOTES 7
#define GLISSANDO_MIN_S 0.25
#define GLISSANDO_MAX_S 2.0

typedef struct
{
  Scale scale;
  int start;
  int direction;
  int notes;
  double step; /* mean seconds from note to note */
  double bias; /* how much slower it starts than it ends, -0.5 .. 0.5 */
  double ring; /* seconds that each note sounds beyond the next one's start */
} Run;

static Scale
draw_run_scale (Player *self)
{
  static const ScaleKind kinds[] = { SCALE_CHROMATIC, SCALE_MAJOR,
    SCALE_PENTATONIC };
  ScaleKind kind = kinds[gls_rng_below (self->rng, G_N_ELEMENTS (kinds))];

  return (Scale){ kind == SCALE_CHROMATIC ? 0 : self->scale.tonic, kind };
}

/* How many notes of the run the instrument has, at most @most */
static int
count_notes (Player *self, const Run *run, int most)
{
  const Instrument *instrument = self->voice->instrument;
  int pitch = run->start, n = 1;

  while (n < most) {
    pitch = scale_move (&run->scale, pitch, run->direction);
    if (pitch < instrument->low || pitch > instrument->high)
      break;
    n++;
  }
  return n;
}

/* It starts in the half of the range that it leads out of. */
static Run
draw_run (Player *self)
{
  const Instrument *instrument = self->voice->instrument;
  int middle = (instrument->low + instrument->high) / 2;
  Run run = { .scale = draw_run_scale (self) };

  run.direction = chance_sign (self->rng);
  run.step = chance_scaled (self->rng, 0.025, 0.085);
  run.bias = chance_between (self->rng, -0.4, 0.4);
  run.start = run.direction > 0
      ? chance_whole (self->rng, instrument->low, middle)
      : chance_whole (self->rng, middle, instrument->high);
  run.start = scale_at_or_below (&run.scale, run.start);
  if (chance_is (self->rng, 0.3))
    run.ring = chance_between (self->rng, 0.1, 0.6);
  return run;
}

/* The curve through 0 and 1 that is slower on one side */
static double
bend_time (double u, double bias)
{
  return u + bias * u * (1 - u);
}

static void
write_run (Player *self, const Run *run)
{
  double seconds = run->notes * run->step;
  int pitch = run->start;

  for (int i = 0; i < run->notes; i++) {
    double u = bend_time ((double) i / run->notes, run->bias);
    double v = bend_time ((double) (i + 1) / run->notes, run->bias);

    player_strike (self, self->now + u * seconds, (v - u) * seconds + run->ring,
        pitch);
    self->pitch = pitch;
    pitch = scale_move (&run->scale, pitch, run->direction);
  }
}

/* Where a run leads: half of the time a note is held. */
static void
land (Player *self, int direction)
{
  double seconds = player_draw_time (self, 0.15, 0.45);
  int pitch = scale_move (&self->scale, self->pitch, direction);

  if (!chance_is (self->rng, 0.5) || !player_has_time (self, seconds))
    return;
  player_strike (self, self->now, seconds, pitch);
  self->now += seconds;
}

gboolean
play_glissando (Player *self)
{
  Run run = draw_run (self);
  double left = MIN (self->end - self->now, GLISSANDO_MAX_S);
  double seconds;

  run.notes = count_notes (self, &run, (int) MIN (left / run.step, 40));
  if (run.notes > GLISSANDO_MIN_NOTES)
    run.notes = chance_whole (self->rng, GLISSANDO_MIN_NOTES, run.notes);
  seconds = run.notes * run.step;
  if (run.notes < GLISSANDO_MIN_NOTES)
    return FALSE;
  if (seconds < GLISSANDO_MIN_S)
    run.step = GLISSANDO_MIN_S / run.notes;
  seconds = run.notes * run.step;
  if (!player_has_time (self, seconds))
    return FALSE;
  write_run (self, &run);
  player_mark (self, TECHNIQUE_GLISSANDO, self->now, self->now + seconds);
  self->now += seconds;
  land (self, run.direction);
  return TRUE;
}

/* --- acciaccatura: crushed in before the note --- */

gboolean
play_acciaccatura (Player *self)
{
  double grace = chance_scaled (self->rng, 0.03, 0.09);
  double main_note =
      player_draw_time (self, 0.25, MIN (0.9, player_longest_plain (self)));
  int pitch = player_draw_pitch (self, 3, 3, 127);
  int beside = chance_sign (self->rng);

  beside *= chance_whole (self->rng, 1, 3);
  if (!player_has_time (self, grace + main_note))
    return FALSE;
  player_strike (self, self->now, grace, pitch + beside);
  player_strike (self, self->now + grace, main_note, pitch);
  player_mark (self, TECHNIQUE_ACCIACCATURA, self->now,
      self->now + grace + 0.1);
  self->pitch = pitch;
  self->now += grace + main_note;
  return TRUE;
}

/* --- trill: two notes in turn --- */

int
player_draw_trill_interval (Player *self)
{
  if (chance_is (self->rng, 0.15))
    return chance_whole (self->rng, 3, 7);
  return chance_whole (self->rng, 1, 2);
}

static gboolean
play_struck_trill (Player *self)
{
  double half = 0.5 / chance_between (self->rng, 5, 9);
  double seconds = player_draw_time (self, 0.5, 2.2);
  int interval = player_draw_trill_interval (self);
  int pitch = player_draw_pitch (self, 0, 7, 127);
  int n = (int) (seconds / half);

  if (!player_has_time (self, seconds))
    return FALSE;
  for (int i = 0; i < n; i++)
    player_strike (self, self->now + i * half, half,
        pitch + (i % 2 == 1 ? interval : 0));
  player_mark (self, TECHNIQUE_TRILL, self->now, self->now + n * half);
  self->pitch = pitch;
  self->now += n * half;
  return TRUE;
}

gboolean
play_trill (Player *self)
{
  const PresetTraits *traits = self->voice->traits;
  gboolean slurs = preset_sustains (traits)
      && (!preset_is_quick (traits) || chance_is (self->rng, 0.5));

  return slurs ? play_slurred_trill (self) : play_struck_trill (self);
}

/* --- tremolo: one note again and again --- */

gboolean
play_tremolo (Player *self)
{
  double step = 1 / chance_between (self->rng, 6, 14);
  double share = chance_between (self->rng, 0.6, 1.0);
  double seconds = player_draw_time (self, 0.5, 2.4);
  int pitch = player_draw_pitch (self, 0, 0, 127);
  int n = (int) (seconds / step);

  if (!player_has_time (self, seconds))
    return FALSE;
  for (int i = 0; i < n; i++)
    player_strike (self, self->now + i * step, share * step, pitch);
  player_mark (self, TECHNIQUE_TREMOLO, self->now, self->now + n * step);
  self->pitch = pitch;
  self->now += n * step;
  return TRUE;
}

/* --- staccato: short notes, and silence between them --- */

gboolean
play_staccato (Player *self)
{
  double share = chance_between (self->rng, 0.2, 0.45);
  double step = player_draw_time (self, 0.18, 0.5);
  double sounding = MAX (MIN (share * step, 0.13), 0.04);
  int n = chance_whole (self->rng, 3, 8);
  double gap = MAX (step - sounding,
      self->voice->traits->release_s + MAX (0.06, 0.5 * sounding));
  int top = preset_ring_top (self->voice->instrument, self->voice->traits);
  gboolean repeats = chance_is (self->rng, 0.25);
  int pitch = player_draw_pitch (self, 0, 0, top);

  step = sounding + gap;
  n = (int) MIN (n, (self->end - self->now) / step);
  if (n < 3)
    return FALSE;
  for (int i = 0; i < n; i++) {
    player_strike (self, self->now + i * step, sounding, pitch);
    if (!repeats)
      pitch = player_draw_pitch (self, 0, 0, top);
    self->pitch = pitch;
  }
  player_mark (self, TECHNIQUE_STACCATO, self->now, self->now + n * step - gap);
  self->now += n * step;
  return TRUE;
}

/* --- pizzicato: ordinary notes, plucked --- */

gboolean
play_pizzicato (Player *self)
{
  return player_play_plain (self);
}
