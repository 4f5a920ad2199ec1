/* The pitch of a note that is roughly known, and whether it swings.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PITCH_H
#define GLISSANDO_PITCH_H

#include <glib.h>

/* Estimates a second */
#define PITCH_HZ 100

/* rate_hz: swings a second, 0 if there are none; depth: how far from the
 * mean to either side, in semitones */
typedef struct
{
  double rate_hz;
  double depth;
} Swing;

/**
 * pitch_follow:
 * @x: float[n], mono
 * @rate: of @x, in Hz
 * @key: the pitch that is expected, as a MIDI key; what is more than 1.5
 *   semitones away from it is not found
 *
 * By the normalised autocorrelation of a few periods. Where nothing repeats
 * itself, the value is NAN.
 *
 * Returns: (transfer full) (element-type double): PITCH_HZ values a second, in
 *   semitones from @key
 */
GArray *pitch_follow (const float *x, gsize n, double rate, double key);

/**
 * pitch_find_swing:
 * @track: of pitch_follow()
 *
 * Looks for 4 to 8 swings a second, the range of vibrato. A swing is said to be
 * there if most of the track's movement is of one rate.
 */
Swing pitch_find_swing (const double *track, gsize n);

/* The frequency of a MIDI key, in Hz */
double pitch_to_hz (double key);

#endif
