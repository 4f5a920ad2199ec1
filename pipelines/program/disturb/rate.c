/* Through another sampling rate, which leaves nothing above half of it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "disturb/kind.h"

#include <math.h>

#include "disturb/through.h"

static gboolean
apply (double value, guint64 seed, Sound *sound, GError **error)
{
  g_autofree char *line =
      g_strdup_printf ("audioresample quality=10 ! audio/x-raw,rate=%.0f ! "
                       "audioresample quality=10",
          round (value));

  return through (sound, line, 0, sound->rate, error);
}

const DisturbKind disturb_rate = {
  .name = "rate",
  .min = 1000,
  .max = 192000,
  .unit = "Hz",
  .apply = apply,
};
