/* Tempo and pitch, one without the other, by Rubber Band: offline, so that all is
 * where it should be and as long, and by its finer engine, since the faster one
 * moves the pitch of steady tones when it changes the tempo.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "disturb/kind.h"

#include "gls.h"

static const char *
find_missing (void)
{
#ifdef HAVE_RUBBERBAND
  return NULL;
#else
  return "this program was built without Rubber Band: install "
         "librubberband-dev and build it again";
#endif
}

#ifdef HAVE_RUBBERBAND

#include <math.h>
#include <rubberband/rubberband-c.h>

#define BLOCK 4096

static void
take (RubberBandState state, GArray *samples)
{
  int n;

  while ((n = rubberband_available (state)) > 0) {
    guint at = samples->len;
    float *to;

    g_array_set_size (samples, at + (guint) n);
    to = &g_array_index (samples, float, at);
    g_array_set_size (samples,
        at + rubberband_retrieve (state, &to, (unsigned) n));
  }
}

static void
run (RubberBandState state, const GArray *from, GArray *to)
{
  const float *x = (const float *) (gpointer) from->data;

  rubberband_set_expected_input_duration (state, from->len);
  rubberband_set_max_process_size (state, BLOCK);
  rubberband_study (state, &x, from->len, 1);
  for (guint at = 0; at < from->len; at += BLOCK) {
    const float *block = x + at;
    guint n = MIN (BLOCK, from->len - at);

    rubberband_process (state, &block, n, at + n == from->len);
    take (state, to);
  }
}

static gboolean
stretch (double tempo, double semitones, Sound *sound)
{
  guint n = (guint) llround (sound->samples->len / tempo);
  GArray *samples = g_array_sized_new (FALSE, TRUE, sizeof (float), n);
  RubberBandState state = rubberband_new (sound->rate, 1,
      RubberBandOptionProcessOffline | RubberBandOptionThreadingNever
          | RubberBandOptionEngineFiner,
      1 / tempo, pow (2, semitones / 12));

  run (state, sound->samples, samples);
  rubberband_delete (state);
  /* What is missing at the end is silence; it is a matter of samples. */
  g_array_set_size (samples, n);
  sound_replace (sound, samples);
  return TRUE;
}

#else

static gboolean
stretch (double tempo, double semitones, Sound *sound)
{
  g_assert_not_reached ();
}

#endif

static gboolean
apply_tempo (double value, guint64 seed, Sound *sound, GError **error)
{
  return stretch (value, 0, sound);
}

static gboolean
apply_pitch (double value, guint64 seed, Sound *sound, GError **error)
{
  return stretch (1, value, sound);
}

const DisturbKind disturb_tempo = {
  .name = "tempo",
  .min = 0.25,
  .max = 4,
  .unit = "times as fast",
  .find_missing = find_missing,
  .apply = apply_tempo,
};

const DisturbKind disturb_pitch = {
  .name = "pitch",
  .min = -24,
  .max = 24,
  .unit = "semitones",
  .find_missing = find_missing,
  .apply = apply_pitch,
};
