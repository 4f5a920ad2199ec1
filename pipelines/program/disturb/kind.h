/* What a kind of disturbance is: a file for each, and a table of them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_KIND_H
#define GLISSANDO_KIND_H

#include "disturb/sound.h"

/**
 * DisturbKind:
 * @name: as it is asked for
 * @min: least value
 * @max: largest value
 * @unit: of the value
 * @values: (nullable): %NULL-terminated; the value is one of these, and counts
 *   as its index
 * @find_missing: (nullable): says what it needs of this machine or this build
 *   and does not find, or %NULL
 * @apply: changes the sound, or says in a sentence why it cannot; @seed is of
 *   what is random
 */
typedef struct
{
  const char *name;
  double min, max;
  const char *unit;
  const char *const *values;
  const char *(*find_missing) (void);
  gboolean (*apply) (double value, guint64 seed, Sound *sound, GError **error);
} DisturbKind;

extern const DisturbKind disturb_gain, disturb_noise, disturb_tempo,
    disturb_pitch, disturb_drc, disturb_mp3, disturb_rate, disturb_shift;

#endif
