/* libfluidsynth, driven message by message.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The font is loaded once and handed to a fresh synthesizer for every score, so
 * that no voice, envelope or random phase of one reaches the next.
 */
#include "synth.h"

#include <fluidsynth.h>
#include <string.h>

#include "gls.h"

#define SAMPLES_AT_ONCE (16 * SYNTH_BLOCK)

struct _Synth
{
  fluid_settings_t *settings;
  fluid_synth_t *keeper; /* of the font, between scores */
  fluid_sfont_t *font;
};

static fluid_settings_t *
make_settings (void)
{
  fluid_settings_t *settings = new_fluid_settings ();

  fluid_settings_setnum (settings, "synth.sample-rate", SYNTH_RATE);
  fluid_settings_setint (settings, "synth.reverb.active", 0);
  fluid_settings_setint (settings, "synth.chorus.active", 0);
  fluid_settings_setint (settings, "synth.midi-channels", SCORE_CHANNELS);
  fluid_settings_setint (settings, "synth.audio-channels", 2);
  fluid_settings_setint (settings, "synth.audio-groups", 2);
  fluid_settings_setint (settings, "synth.polyphony", 128);
  fluid_settings_setint (settings, "synth.threadsafe-api", 0);
  return settings;
}

Synth *
synth_new (const char *font, GError **error)
{
  Synth *self = g_new0 (Synth, 1);

  fluid_set_log_function (FLUID_WARN, NULL, NULL);
  fluid_set_log_function (FLUID_INFO, NULL, NULL);
  self->settings = make_settings ();
  self->keeper = new_fluid_synth (self->settings);
  /* Whatever else it is, the library would take it for something it is not. */
  if (!fluid_is_soundfont (font)
      || fluid_synth_sfload (self->keeper, font, TRUE) < 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
        "%s cannot be loaded as a soundfont", font);
    synth_free (self);
    return NULL;
  }
  self->font = fluid_synth_get_sfont (self->keeper, 0);
  return self;
}

void
synth_free (Synth *self)
{
  if (self == NULL)
    return;
  delete_fluid_synth (self->keeper);
  delete_fluid_settings (self->settings);
  g_free (self);
}

static void
send (fluid_synth_t *synth, const ScoreMessage *message)
{
  int channel = message->status & 15;

  switch (message->status & 0xf0) {
    case 0x80:
      fluid_synth_noteoff (synth, channel, message->a);
      break;
    case 0x90:
      fluid_synth_noteon (synth, channel, message->a, message->b);
      break;
    case 0xb0:
      fluid_synth_cc (synth, channel, message->a, message->b);
      break;
    case 0xc0:
      fluid_synth_program_change (synth, channel, message->a);
      break;
    default:
      fluid_synth_pitch_bend (synth, channel, message->a | message->b << 7);
  }
}

static gsize
block_of (double time)
{
  return (gsize) (time * SYNTH_RATE / SYNTH_BLOCK + 0.5) * SYNTH_BLOCK;
}

static void
take_mean (float *out, const float *left, const float *right, gsize n)
{
  for (gsize i = 0; out != NULL && i < n; i++)
    out[i] = 0.5f * (left[i] + right[i]);
}

static void
advance (fluid_synth_t *synth, float *solo, float *backing, gsize at, gsize to)
{
  float stereo[4][SAMPLES_AT_ONCE];
  float *outs[] = { stereo[0], stereo[1], stereo[2], stereo[3] };

  while (at < to) {
    gsize n = MIN (to - at, SAMPLES_AT_ONCE);

    memset (stereo, 0, sizeof stereo);
    fluid_synth_process (synth, (int) n, 0, NULL, 4, outs);
    take_mean (solo + at, stereo[0], stereo[1], n);
    take_mean (backing != NULL ? backing + at : NULL, stereo[2], stereo[3], n);
    at += n;
  }
}

void
synth_render (Synth *self, const Score *score, float *solo, float *backing,
    gsize n)
{
  fluid_synth_t *synth;
  gsize at = 0;

  fluid_synth_remove_sfont (self->keeper, self->font);
  synth = new_fluid_synth (self->settings);
  fluid_synth_add_sfont (synth, self->font);
  for (guint i = 0; i < score->messages->len; i++) {
    const ScoreMessage *message =
        &g_array_index (score->messages, ScoreMessage, i);
    gsize block = MIN (block_of (message->time), n);

    advance (synth, solo, backing, at, block);
    at = MAX (at, block);
    send (synth, message);
  }
  advance (synth, solo, backing, at, n);
  fluid_synth_all_sounds_off (synth, -1);
  fluid_synth_remove_sfont (synth, self->font);
  delete_fluid_synth (synth);
  fluid_synth_add_sfont (self->keeper, self->font);
}

gsize
synth_count_samples (const Score *score)
{
  return block_of (score->seconds);
}
