/* Plays a long and a short note at a few keys, and looks at them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "preset.h"

#include <math.h>

#include "sound.h"

#define LONG_S 2.0
#define SHORT_S 0.1
#define SECONDS 3.2
#define SHORT_AT 2.5
/* Of the level's curve */
#define STEP 240
#define STEP_S ((double) STEP / SYNTH_RATE)

static void
play (Synth *synth, const Instrument *instrument, int key, float *x, gsize n)
{
  g_autoptr (Score) score = score_new (SECONDS);

  score_set_up_channel (score, 0, instrument->program, 0);
  score_note (score, 0, 0, LONG_S, key, 96);
  score_set_up_channel (score, 2, instrument->program, 0);
  score_note (score, 2, SHORT_AT, SHORT_AT + SHORT_S, key, 96);
  score_sort (score);
  synth_render (synth, score, x, NULL, n);
}

/* Over so many seconds from @at on, in dB */
static double
level_at (const float *x, double at, double seconds)
{
  gsize from = (gsize) (at * SYNTH_RATE), n = (gsize) (seconds * SYNTH_RATE);
  double power = 1e-14;

  for (gsize i = from; i < from + n; i++)
    power += (double) (x[i] * x[i]) / (double) n;
  return 10 * log10 (power);
}

static double
find_attack (const float *x, double *loudest)
{
  double at = 0;

  *loudest = -200;
  for (double t = 0; t < 1.2; t += STEP_S)
    *loudest = MAX (*loudest, level_at (x, t, 0.03));
  while (at < 1.2 && level_at (x, at, STEP_S) < *loudest - 18)
    at += STEP_S;
  return at;
}

static double
find_release (const float *x)
{
  double off = SHORT_AT + SHORT_S, t = off;
  double start = level_at (x, off - 0.03, 0.03);

  while (t < SECONDS - 0.05 && level_at (x, t, 0.03) > start - 20)
    t += STEP_S;
  return t - off;
}

/* From when the vibrato of most has begun, until the note decays. */
static Swing
find_swing (const float *x, int key)
{
  const gsize start = SYNTH_RATE * 2 / 5;
  const gsize n = (gsize) (LONG_S * SYNTH_RATE) - start;
  g_autofree float *slow = g_new (float, n / 3);
  g_autoptr (GArray) track = NULL;

  sound_thin_out (x + start, n, slow);
  track = pitch_follow (slow, n / 3, SOUND_RATE, key);
  return pitch_find_swing ((const double *) (gpointer) track->data, track->len);
}

static void
measure_key (Synth *synth, const Instrument *instrument, PresetTraits *traits,
    int i)
{
  gsize n = (gsize) (SECONDS * SYNTH_RATE) / SYNTH_BLOCK * SYNTH_BLOCK;
  g_autofree float *x = g_new (float, n);
  double loudest;

  play (synth, instrument, traits->keys[i], x, n);
  traits->attack_s = MAX (traits->attack_s, find_attack (x, &loudest));
  traits->release_s = MAX (traits->release_s, find_release (x));
  traits->sustain_db[i] = level_at (x, 0.8, 0.2) - loudest;
  traits->sounds &= loudest > -80;
  traits->swings[i] = find_swing (x, traits->keys[i]);
}

void
preset_measure (Synth *synth, const Instrument *instrument,
    PresetTraits *traits)
{
  int span = instrument->high - instrument->low;

  *traits = (PresetTraits){ .sounds = TRUE };
  for (int i = 0; i < PRESET_KEYS; i++) {
    traits->keys[i] = instrument->low + (2 * i + 1) * span / (2 * PRESET_KEYS);
    measure_key (synth, instrument, traits, i);
  }
}

gboolean
preset_sustains (const PresetTraits *traits)
{
  for (int i = 0; i < PRESET_KEYS; i++)
    if (traits->sustain_db[i] < -12)
      return FALSE;
  return TRUE;
}

gboolean
preset_is_quick (const PresetTraits *traits)
{
  return traits->attack_s < 0.07;
}

int
preset_ring_top (const Instrument *instrument, const PresetTraits *traits)
{
  int n = 0;

  while (n < PRESET_KEYS && traits->sustain_db[n] > -24)
    n++;
  if (n == PRESET_KEYS)
    return instrument->high;
  return n == 0 ? 0 : traits->keys[n - 1];
}

/* Where a note that is held is heard to be held */
static gboolean
rings (const Instrument *instrument, const PresetTraits *traits)
{
  return preset_ring_top (instrument, traits) - instrument->low >= 7;
}

gboolean
preset_can (const Instrument *instrument, const PresetTraits *traits,
    Technique technique)
{
  switch (technique) {
    case TECHNIQUE_GLISSANDO:
    case TECHNIQUE_ACCIACCATURA:
    case TECHNIQUE_TREMOLO:
      return preset_is_quick (traits);
    case TECHNIQUE_STACCATO:
      return preset_is_quick (traits) && rings (instrument, traits)
          && traits->release_s < 0.35;
    case TECHNIQUE_TRILL:
      return preset_is_quick (traits) || preset_sustains (traits);
    case TECHNIQUE_PIZZICATO:
      return instrument->is_plucked;
    case TECHNIQUE_PLAIN:
      return instrument->program != PROGRAM_PIZZICATO;
    default:
      return rings (instrument, traits);
  }
}

double
preset_own_depth (const PresetTraits *traits, int key)
{
  int best = 0;

  for (int i = 1; i < PRESET_KEYS; i++)
    if (ABS (traits->keys[i] - key) < ABS (traits->keys[best] - key))
      best = i;
  return traits->swings[best].depth;
}

double
preset_deepest (const PresetTraits *traits)
{
  double depth = 0;

  for (int i = 0; i < PRESET_KEYS; i++)
    depth = MAX (depth, traits->swings[i].depth);
  return depth;
}
