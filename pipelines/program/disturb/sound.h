/* A stretch of audio that something is done to.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SOUND_H
#define GLISSANDO_SOUND_H

#include <glib.h>

/**
 * Sound:
 * @samples: (element-type gfloat): mono
 * @rate: in Hz
 * @name: what random numbers follow from, with @place and a seed
 * @place: of the first sample in its file, in samples
 */
typedef struct
{
  GArray *samples;
  guint rate;
  const char *name;
  gint64 place;
} Sound;

/* Root of the mean square; 0 of nothing. */
double sound_get_rms (const Sound *self);

/* samples: (transfer full): in the place of those there were */
void sound_replace (Sound *self, GArray *samples);

#endif
