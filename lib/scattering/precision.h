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

/* What comes of them is bounded in docs/mathematics.md, section 6. */
static inline GlsTolerance
gls_precision_tolerance (GlsPrecision precision)
{
  switch (precision) {
    case GLS_PRECISION_EXACT:
      /* All below half the spacing of float32 at 1, 2^-24 = 6e-8; 150 dB are
       * 3e-8. */
      return (GlsTolerance){ 5e-8, 5e-8, 150.0 };
    case GLS_PRECISION_FAST:
      /* An error of 1e-4, a tick less of delay in each order: with 4.2e-5 the
       * wavelets reach 7 ticks, with 3e-5 they would reach into an eighth; phi_T
       * takes 8 at any mass below 1e-5. 90 dB are 3e-5, no more than the
       * wavelets lose. */
      return (GlsTolerance){ 4.2e-5, 7.5e-6, 90.0 };
    case GLS_PRECISION_DEFAULT:
      break;
  }
  /* An error of 1e-5. 1.5e-6 is what phi_T loses in 8 ticks; with 1e-6 it would
   * take a ninth. 110 dB are 3e-6, which leaves 6e-6 to the wavelets. */
  return (GlsTolerance){ 6e-6, 1.5e-6, 110.0 };
}

#endif
