/* Samples as they come in.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_SCATTERING_SAMPLES_H
#define GLS_SCATTERING_SAMPLES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* Anything smaller is silence, and anything larger no sound: its square would
 * be infinite. */
#define GLS_SILENCE 1e-30f
#define GLS_LOUDEST 1e15f

/* Copies float[n]; what is no finite number, or too large, becomes silence.
 * Returns: how many there were of these */
static inline uint64_t
gls_samples_copy (float *to, const float *x, size_t n)
{
  uint64_t n_not_finite = 0;

  for (size_t i = 0; i < n; i++) {
    float v = x[i];

    if (!(fabsf (v) <= GLS_LOUDEST)) {
      n_not_finite++;
      v = 0.0f;
    }
    to[i] = fabsf (v) < GLS_SILENCE ? 0.0f : v;
  }
  return n_not_finite;
}

#endif
