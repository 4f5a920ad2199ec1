/* Decimation by two without phase.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Between the octaves of the pyramids in scalogram.c and modulation.c. What is
 * left untouched is 0 .. 0.285 cycles per output sample: wavelets computed at a
 * level end at 0.25 (5 sigma), their Gaussian tails at 0.285.
 */
#ifndef GLS_SCATTERING_HALFBAND_H
#define GLS_SCATTERING_HALFBAND_H

#include "gls.h"

G_BEGIN_DECLS

#define GLS_HALFBAND_MAX 16

typedef struct
{
  size_t n;                    /* taps on odd offsets, one side */
  float tap[GLS_HALFBAND_MAX]; /* at offsets 1, 3, 5 ...; at 0 it is 1/2 */
} GlsHalfband;

/* @attenuation of what would alias, in dB; 60 .. 160 */
GlsHalfband gls_halfband_new (double attenuation);

/* Input samples needed on each side of an output's centre. */
size_t gls_halfband_reach (const GlsHalfband *self);

/* y[k] = sum_i h[i] x[2 k - i]; x must be readable reach samples before 0 and
 * after 2 (n - 1). @scratch: float[n + 2 * GLS_HALFBAND_MAX] */
void gls_halfband_decimate (const GlsHalfband *self, const float *x, size_t n,
    float *y, float *scratch);

G_END_DECLS

#endif
