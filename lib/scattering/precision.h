/* What a precision means, in numbers.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_SCATTERING_PRECISION_H
#define GLS_SCATTERING_PRECISION_H

#include "scattering/spec.h"

typedef struct
{
  double eps;         /* L1 mass of a wavelet that may be cut off */
  double eps_phi;     /* of phi_T: it meets moduli, which never cancel */
  double attenuation; /* of what aliases between octaves, in dB */
} GlsTolerance;

static inline GlsTolerance
gls_precision_tolerance (GlsPrecision precision)
{
  switch (precision) {
    case GLS_PRECISION_EXACT:
      return (GlsTolerance){ 5e-8, 5e-8, 150.0 };
    case GLS_PRECISION_FAST:
      return (GlsTolerance){ 4.2e-5, 7.5e-6, 90.0 };
    case GLS_PRECISION_DEFAULT:
      break;
  }
  return (GlsTolerance){ 6e-6, 1.5e-6, 110.0 };
}

#endif
