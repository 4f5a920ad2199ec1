/* Scales as sets of the twelve pitch classes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scale.h"

/* Bit i: the note i semitones above the tonic. */
static const guint16 notes[] = {
  [SCALE_MAJOR] = 0xab5,
  [SCALE_MINOR] = 0x5ad,
  [SCALE_PENTATONIC] = 0x295,
  [SCALE_CHROMATIC] = 0xfff,
};

Scale
scale_draw (GlsRng *rng)
{
  int tonic = chance_whole (rng, 0, 11);

  return (Scale){ tonic, chance_is (rng, 0.5) ? SCALE_MAJOR : SCALE_MINOR };
}

static gboolean
has (const Scale *self, int pitch)
{
  return notes[self->kind] >> ((pitch - self->tonic + 120) % 12) & 1;
}

int
scale_at_or_below (const Scale *self, int pitch)
{
  while (!has (self, pitch))
    pitch--;
  return pitch;
}

int
scale_move (const Scale *self, int pitch, int steps)
{
  int direction = steps < 0 ? -1 : 1;

  for (int left = ABS (steps); left > 0; left--)
    do
      pitch += direction;
    while (!has (self, pitch));
  return pitch;
}
