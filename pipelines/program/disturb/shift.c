/* Heard from a later moment on; or an earlier one, with silence in front.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "disturb/kind.h"

#include <math.h>

static gboolean
apply (double value, guint64 seed, Sound *sound, GError **error)
{
  const guint n = sound->samples->len;
  const guint by = (guint) MIN (fabs (value) * sound->rate + 0.5, n);
  GArray *samples = g_array_sized_new (FALSE, TRUE, sizeof (float), n);
  const float *x = (const float *) (gpointer) sound->samples->data;

  if (value < 0)
    g_array_set_size (samples, by);
  g_array_append_vals (samples, value < 0 ? x : x + by, n - by);
  g_array_set_size (samples, n);
  sound_replace (sound, samples);
  return TRUE;
}

const DisturbKind disturb_shift = {
  .name = "shift",
  .min = -60,
  .max = 60,
  .unit = "seconds",
  .apply = apply,
};
