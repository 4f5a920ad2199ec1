/* From who was heard to what was recorded: balance, room, noise, level.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SOUND_H
#define GLISSANDO_SOUND_H

#include "chance.h"

/* In Hz: what the front end takes. */
#define SOUND_RATE 16000

/* y[n / 3] = x[n] at a third of its rate, without what would fold back; both
 * start at the same time */
void sound_thin_out (const float *x, gsize n, float *y);

/* Over where it sounds: blocks of 20 ms that are within 40 dB of the
 * loudest; 0 if none does */
double sound_level (const float *x, gsize n);

/**
 * sound_record:
 * @solo: float[n], at SOUND_RATE; becomes the recording
 * @backing: (nullable): float[n]: what accompanies it
 * @rng: draws how loud the backing is, which room it is, which noise there is
 *   and how loud the whole is
 */
void sound_record (float *solo, const float *backing, gsize n, GlsRng *rng);

/* Only scaled, to a peak of half of full scale. */
void sound_scale (float *x, gsize n);

#endif
