/* One Morlet wavelet from its formula.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Used by filterbank.c (which sets xi and sigma) and by band.c and average.c
 * (which sample the responses).
 */
#include "scattering/morlet.h"

#include <math.h>

double
gls_gaussian_images (double w, double centre, double sigma)
{
  double sum = 0.0;

  for (int m = -1; m <= 1; m++) {
    double d = (w + m - centre) / sigma;
    sum += exp (-0.5 * d * d);
  }
  return sum;
}

/* sum_n |psi[n]| of psi[n] = g[n] (e^{2 pi i xi n} - kappa) with
 * g[n] = sigma sqrt(2 pi) exp (-2 pi^2 sigma^2 n^2), the inverse transform of
 * G(w; xi, s) - kappa G(w; 0, s). Where the envelope is much longer than a
 * sample the sum is taken at every step-th one: it is then exact to double
 * precision, for the summand's spectrum ends long before 1/(2 step). */
static double
l1_norm (double xi, double sigma, double kappa)
{
  double step = sigma < 0.01 ? exp2 (floor (log2 (0.02 / sigma))) : 1.0;
  double a = 2.0 * G_PI * G_PI * sigma * sigma;
  double sum = 1.0 - kappa;

  for (double n = step; a * n * n < 40.0; n += step) {
    double c = 2.0 * kappa * cos (2.0 * G_PI * xi * n);
    sum += 2.0 * exp (-a * n * n) * sqrt (1.0 + kappa * kappa - c);
  }
  return sum * step * sigma * sqrt (2.0 * G_PI);
}

GlsMorlet
gls_morlet_new (double xi, double sigma)
{
  double kappa = gls_gaussian_images (0.0, xi, sigma)
      / gls_gaussian_images (0.0, 0.0, sigma);

  return (GlsMorlet){ xi, sigma, kappa, 1.0 / l1_norm (xi, sigma, kappa) };
}

double
gls_morlet_response (const GlsMorlet *self, double w)
{
  double r = gls_gaussian_images (w, self->xi, self->sigma);

  if (self->kappa != 0.0)
    r -= self->kappa * gls_gaussian_images (w, 0.0, self->sigma);
  return self->gain * r;
}

double
gls_gaussian_reach (double sigma, double eps)
{
  double low = 0.0, high = 8.0;

  /* erfc (x) = eps by bisection */
  for (int i = 0; i < 60; i++) {
    double x = 0.5 * (low + high);
    if (erfc (x) > eps)
      low = x;
    else
      high = x;
  }
  return high * G_SQRT2 / (2.0 * G_PI * sigma);
}
