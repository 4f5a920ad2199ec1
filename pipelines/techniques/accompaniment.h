/* Chords, a bass and drums, in which nothing is labelled.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ACCOMPANIMENT_H
#define GLISSANDO_ACCOMPANIMENT_H

#include "scale.h"
#include "score.h"

/* On the odd channels, over the whole score. beat: seconds; tuning: in cents */
void accompaniment_write (Score *score, const Scale *scale, double beat,
    double tuning, GlsRng *rng);

#endif
