/* White noise, normally distributed, at a ratio of the sound's power to its own.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It follows from the seed, the file's name and the place in the file.
 */
#include "disturb/kind.h"

#include <math.h>

#include "net/rng.h"

static gboolean
apply (double value, guint64 seed, Sound *sound, GError **error)
{
  double sigma = sound_get_rms (sound) * pow (10, -value / 20);
  GlsRng rng;

  gls_rng_init (&rng, seed, GLS_RNG_DISTURB, g_str_hash (sound->name),
      (guint64) sound->place);
  for (guint i = 0; i < sound->samples->len; i++)
    g_array_index (sound->samples, float, i) +=
        (float) (sigma * gls_rng_normal (&rng));
  return TRUE;
}

const DisturbKind disturb_noise = {
  .name = "noise",
  .min = -20,
  .max = 100,
  .unit = "dB",
  .apply = apply,
};
