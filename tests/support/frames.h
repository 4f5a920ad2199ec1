/* Signals, and all frames that a transform makes of one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FRAMES_H
#define FRAMES_H

#include "scattering/transform.h"

/* Uniform noise, float[n] in -1 .. 1. */
float *frames_noise (gsize n, guint32 seed);

/**
 * frames_of_threads:
 * @n_threads: that share the work
 * @x: float[n], the whole signal
 * @max_cut: it comes in pieces of a random size up to this, some of them of no
 *   samples at all; 0: in one piece
 * @n_out: (out): floats in all frames together
 *
 * Asserts that there is a frame for every stride begun, and no other.
 */
float *frames_of_threads (GlsTransformPlan *plan, guint n_threads,
    const float *x, gsize n, guint max_cut, gsize *n_out);

/* The same by one thread; and from a specification, which must be valid. */
float *frames_of (GlsTransformPlan *plan, const float *x, gsize n,
    guint max_cut, gsize *n_out);
float *frames_of_spec (const GlsSpec *spec, const float *x, gsize n,
    guint max_cut, gsize *n_out);

/* max |x| */
float frames_peak (const float *x, gsize n);

#endif
