/* The notes of a key.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SCALE_H
#define GLISSANDO_SCALE_H

#include "chance.h"

typedef enum
{
  SCALE_MAJOR,
  SCALE_MINOR,
  SCALE_PENTATONIC,
  SCALE_CHROMATIC,
} ScaleKind;

/* tonic: 0 .. 11, C is 0 */
typedef struct
{
  int tonic;
  ScaleKind kind;
} Scale;

/* Major or minor, on any note */
Scale scale_draw (GlsRng *rng);
/* The note of the scale that is at or next below @pitch. */
int scale_at_or_below (const Scale *self, int pitch);
/* The note @steps further up the scale from one of its notes, or down. */
int scale_move (const Scale *self, int pitch, int steps);

#endif
