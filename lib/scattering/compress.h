/* compress=log of scattering coefficients and scalograms.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_SCATTERING_COMPRESS_H
#define GLS_SCATTERING_COMPRESS_H

#include <math.h>
#include <stddef.h>

/* log (1 + v / unit): the unit for plain coefficients, and for those divided
 * by S1. It is the level below which coefficients count as none. */
#define GLS_LOG_UNIT 1e-6f
#define GLS_LOG_UNIT_NORMALISED 1e-3f

/* What keeps a quotient by S1 finite: -120 dB of full scale. */
#define GLS_NORMALISE_EPS 1e-6f

/* v: float[n], in place; less than nothing counts as nothing */
static inline void
gls_compress_log (float *v, size_t n, float unit)
{
  for (size_t i = 0; i < n; i++)
    v[i] = log1pf (fmaxf (v[i], 0.0f) / unit);
}

#endif
