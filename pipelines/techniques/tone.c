/* Pitch and expression, sampled as often as the synthesizer takes them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tone.h"

#include <math.h>

#include "synth.h"

/* Two blocks of the synthesizer, in seconds: 13 steps in a swing of 30 Hz. */
#define STEP_S (2.0 * SYNTH_BLOCK / SYNTH_RATE)
/* After this vibrato has its full depth. */
#define VIBRATO_GROWTH_S 0.15
/* Bends go on in the release for so long. */
#define TAIL_S 0.02

void
voice_set_up (Voice *self, Score *score, int volume, double tuning)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->channels); i++) {
    score_set_up_channel (score, self->channels[i], self->instrument->program,
        tuning);
    score_control (score, self->channels[i], 0, CONTROL_VOLUME, volume);
  }
}

void
voice_mark (const Voice *self, Score *score, Technique technique, double onset,
    double offset)
{
  score_event (score, technique, onset, offset, self->instrument->name,
      family_name (self->instrument->family));
}

void
tone_add_point (Tone *self, double time, double semitones)
{
  if (self->n_points < TONE_MAX_POINTS)
    self->points[self->n_points++] = (TonePoint){ time, semitones };
}

static double
follow_points (const Tone *self, double t)
{
  guint i = 0;
  double u;

  if (self->n_points == 0)
    return 0;
  while (i < self->n_points && self->points[i].time <= t)
    i++;
  if (i == 0)
    return self->points[0].semitones;
  if (i == self->n_points)
    return self->points[i - 1].semitones;
  u = (t - self->points[i - 1].time)
      / (self->points[i].time - self->points[i - 1].time);
  u = u * u * (3 - 2 * u);
  return self->points[i - 1].semitones
      + u * (self->points[i].semitones - self->points[i - 1].semitones);
}

/* -1 .. 1, or 0 outside of the wave's time */
static double
wave_at (const ToneWave *wave, double t)
{
  if (wave->rate_hz <= 0 || t < wave->from || t > wave->to)
    return 0;
  return sin (2 * G_PI * wave->rate_hz * (t - wave->from));
}

static double
pitch_at (const Tone *self, double t)
{
  double growth = MIN ((t - self->vibrato.from) / VIBRATO_GROWTH_S, 1);

  return follow_points (self, t)
      + growth * self->vibrato.depth * wave_at (&self->vibrato, t);
}

/* In dB, not above 0 */
static double
level_at (const Tone *self, double t)
{
  double way = CLAMP (t / self->seconds, 0, 1);
  double swell =
      self->swell_db > 0 ? -self->swell_db * (1 - way) : self->swell_db * way;
  gboolean flutters = self->flutter.rate_hz > 0 && t >= self->flutter.from
      && t <= self->flutter.to;

  if (!flutters)
    return swell;
  return swell
      - self->flutter.depth * (0.5 - 0.5 * wave_at (&self->flutter, t));
}

/* An expression of v is 40 log10 (v / 127) dB, by General MIDI. */
static int
expression_of (double db)
{
  return (int) lround (127 * pow (10, db / 40));
}

static void
write_curves (const Tone *self, guint8 channel, Score *score)
{
  double bend = (double) NAN;
  int expression = -1;

  for (double t = 0; t < self->seconds + TAIL_S; t += STEP_S) {
    double pitch = pitch_at (self, t);
    int level = expression_of (level_at (self, t));

    if (pitch != bend)
      score_bend (score, channel, self->onset + t, pitch);
    if (level != expression)
      score_control (score, channel, self->onset + t, CONTROL_EXPRESSION,
          level);
    bend = pitch;
    expression = level;
  }
}

void
tone_write (const Tone *self, Voice *voice, Score *score)
{
  guint8 channel = voice->channels[1 + voice->turn++ % 2];

  write_curves (self, channel, score);
  score_note (score, channel, self->onset, self->onset + self->seconds,
      self->key, self->velocity);
}
