/* One Morlet wavelet from its formula.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It is real in the Fourier domain (zero phase) and has unit L1 norm in time.
 * Notation of docs/mathematics.md, section 1:
 *
 *     G(w; c, s)  = sum_m exp (-(w + m - c)^2 / (2 s^2))
 *     psi^(w)     = gain (G(w; xi, s) - kappa G(w; 0, s))
 */
#ifndef GLS_SCATTERING_MORLET_H
#define GLS_SCATTERING_MORLET_H

#include "gls.h"

G_BEGIN_DECLS

typedef struct
{
  double xi;    /* centre frequency, cycles per sample */
  double sigma; /* bandwidth, cycles per sample */
  double kappa; /* share of the Gaussian that makes psi^(0) = 0 */
  double gain;  /* makes the L1 norm in time 1 */
} GlsMorlet;

/* G summed over the images m = -1, 0, 1 */
double gls_gaussian_images (double w, double centre, double sigma);

/* xi > 0 and sigma > 0 in cycles per sample */
GlsMorlet gls_morlet_new (double xi, double sigma);

/* psi^ at w, in cycles per sample, -1/2 <= w < 1 */
double gls_morlet_response (const GlsMorlet *self, double w);

/* The half-support: samples beyond which the two-sided L1 mass of a Gaussian
 * envelope of bandwidth @sigma is at most @eps (0 < eps < 1). An output errs by
 * less than eps times the peak of the input when the filter is cut there. */
double gls_gaussian_reach (double sigma, double eps);

G_END_DECLS

#endif
