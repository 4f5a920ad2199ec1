/* Samples as they come in.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_SCATTERING_SAMPLES_H
#define GLS_SCATTERING_SAMPLES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* Whether all of x[n] are zeros, of either sign. A handful is looked at at a
 * time, in which a compiler makes vectors of them. */
static inline bool
gls_samples_are_silent (const float *x, size_t n)
{
  const size_t handful = 64;

  for (size_t begin = 0; begin < n; begin += handful) {
    size_t end = begin + handful < n ? begin + handful : n;
    uint32_t some = 0;

    for (size_t i = begin; i < end; i++) {
      uint32_t bits;

      memcpy (&bits, &x[i], sizeof bits);
      some |= bits << 1;
    }
    if (some != 0)
      return false;
  }
  return true;
}

#endif
