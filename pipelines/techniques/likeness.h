/* Whether two soundfonts play an instrument from the same recording.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_LIKENESS_H
#define GLISSANDO_LIKENESS_H

#include "instruments.h"
#include "synth.h"

/* From here on it is the same recording, perhaps filtered a little. */
#define LIKENESS_SAME 0.9

/* Returns: 0 .. 1: the largest correlation of one note of both, at any shift of
 * up to 50 ms */
double likeness_measure (Synth *a, Synth *b, const Instrument *instrument);

#endif
