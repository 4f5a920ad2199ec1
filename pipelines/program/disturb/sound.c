/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "disturb/sound.h"

#include <math.h>

double
sound_get_rms (const Sound *self)
{
  guint n = self->samples->len;
  double sum = 0;

  for (guint i = 0; i < n; i++) {
    double x = (double) g_array_index (self->samples, float, i);

    sum += x * x;
  }
  return n > 0 ? sqrt (sum / n) : 0;
}

void
sound_replace (Sound *self, GArray *samples)
{
  g_array_unref (self->samples);
  self->samples = samples;
}
