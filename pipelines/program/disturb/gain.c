/* Gain in decibels. Samples are floats, so none is clipped.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "disturb/kind.h"

#include <math.h>

static gboolean
apply (double value, guint64 seed, Sound *sound, GError **error)
{
  float factor = (float) pow (10, value / 20);

  for (guint i = 0; i < sound->samples->len; i++)
    g_array_index (sound->samples, float, i) *= factor;
  return TRUE;
}

const DisturbKind disturb_gain = {
  .name = "gain",
  .min = -60,
  .max = 60,
  .unit = "dB",
  .apply = apply,
};
