/* A room, as simple as one can be.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ROOM_H
#define GLISSANDO_ROOM_H

#include <glib.h>

/* decay_s: until what sounds is 60 dB quieter, 0.1 .. 5; wet: gain of what
 * comes back from the walls, 0 .. 1 */
typedef struct
{
  double decay_s;
  double wet;
} Room;

/* Adds the room to x[n], mono, at @rate in Hz. */
void room_apply (const Room *self, float *x, gsize n, double rate);

#endif
