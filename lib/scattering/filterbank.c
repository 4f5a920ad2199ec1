/* Banks of Morlet wavelets, in time and along log-frequency.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/filterbank.h"

#include <math.h>

/* Adjacent wavelets of an octave cross where their gain is r = sqrt(1/2). */
static double
sigma_at (double xi, guint Q)
{
  double ratio = exp2 (-1.0 / Q);

  return xi * (1.0 - ratio) / (1.0 + ratio) / sqrt (G_LN2);
}

guint
gls_filter_decimation (double xi, double sigma)
{
  double edge = MIN (fabs (xi) + 5.0 * sigma, 0.5);

  return (guint) (floor (-log2 (edge)) - 1.0);
}

/* Constant Q down to the elbow, where sigma reaches its smallest value; then
 * Q - 1 more of equal bandwidth, evenly spaced towards zero. */
GlsFilter *
gls_filterbank_new (guint J, guint Q, size_t *n)
{
  GArray *bank = g_array_new (FALSE, FALSE, sizeof (GlsFilter));
  double xi = fmax (1.0 / (1.0 + exp2 (3.0 / Q)), 0.35);
  double sigma = sigma_at (xi, Q);
  double sigma_min = GLS_SIGMA0 / exp2 (J);
  double ratio = exp2 (-1.0 / Q);

  if (sigma <= sigma_min)
    xi = sigma;
  else {
    double xi_max = xi, sigma_max = sigma;
    int K = 0;

    while (sigma_max * exp2 (-(double) K / Q) > sigma_min / ratio)
      K++;
    for (int k = 0; k <= K; k++) {
      GlsFilter f = { xi_max * exp2 (-(double) k / Q),
        sigma_max * exp2 (-(double) k / Q), 0 };
      g_array_append_val (bank, f);
      xi = f.xi;
    }
  }
  for (guint q = 1; q < Q; q++) {
    GlsFilter f = { xi * (1.0 - (double) q / Q), sigma_min, 0 };
    g_array_append_val (bank, f);
  }
  for (guint i = 0; i < bank->len; i++) {
    GlsFilter *f = &g_array_index (bank, GlsFilter, i);
    f->j = gls_filter_decimation (f->xi, f->sigma);
  }
  *n = bank->len;
  return (GlsFilter *) (void *) g_array_free (bank, FALSE);
}

size_t
gls_filterbank_count_below (const GlsFilter *bank, size_t n, guint j)
{
  size_t count = 0;

  while (count < n && bank[count].j < j)
    count++;
  return count;
}

size_t
gls_filterbank_count_mu (guint J, guint Q1, guint Q2)
{
  size_t n1, n2, count = 0;
  g_autofree GlsFilter *psi1 = gls_filterbank_new (J, Q1, &n1);
  g_autofree GlsFilter *psi2 = gls_filterbank_new (J, Q2, &n2);

  for (size_t i = 0; i < n2; i++)
    count += gls_filterbank_count_below (psi1, n1, psi2[i].j) > 0;
  return count;
}

GlsFilter *
gls_filterbank_fr_new (guint J_fr, guint Q_fr, size_t *n_wavelets)
{
  size_t n;
  g_autofree GlsFilter *up = gls_filterbank_new (J_fr, Q_fr, &n);
  GlsFilter *bank = g_new (GlsFilter, 1 + 2 * n);

  bank[0] = (GlsFilter){ 0.0, GLS_SIGMA0 / exp2 (J_fr), J_fr };
  for (size_t i = 0; i < n; i++) {
    bank[1 + i] = up[i];
    bank[1 + n + i] = (GlsFilter){ -up[i].xi, up[i].sigma, up[i].j };
  }
  *n_wavelets = n;
  return bank;
}

size_t
gls_filterbank_fr_length (guint J, guint Q1, guint J_fr, guint F, size_t n_psi1)
{
  size_t margin = 8 * MIN ((size_t) F, (size_t) 1 << J_fr);
  size_t n = (J + 1) * (size_t) Q1 + margin;
  size_t period = (size_t) 1 << J_fr;

  /* Rounding down may leave less than the wavelets themselves, where F is much
   * less than 2^J_fr: the reference has no answer there. */
  return MAX (n, n_psi1 + period - 1) / period * period;
}

void
gls_filter_fr_impulse_response (double xi, double sigma, size_t n, double *re,
    double *im)
{
  g_autofree double *response = g_new (double, n);
  g_autofree double *turn_re = g_new (double, n);
  g_autofree double *turn_im = g_new (double, n);
  double kappa = 0.0, l1 = 0.0;

  if (xi != 0.0)
    kappa = gls_gaussian_images (0.0, xi, sigma)
        / gls_gaussian_images (0.0, 0.0, sigma);
  for (size_t k = 0; k < n; k++) {
    double w = (double) k / (double) n;
    response[k] = gls_gaussian_images (w, xi, sigma)
        - kappa * gls_gaussian_images (w, 0.0, sigma);
  }
  for (size_t k = 0; k < n; k++) {
    double angle = 2.0 * G_PI * (double) k / (double) n;
    turn_re[k] = cos (angle);
    turn_im[k] = sin (angle);
  }
  for (size_t m = 0; m < n; m++) {
    re[m] = im[m] = 0.0;
    for (size_t k = 0; k < n; k++) {
      re[m] += response[k] * turn_re[k * m % n];
      im[m] += response[k] * turn_im[k * m % n];
    }
    l1 += hypot (re[m], im[m]);
  }
  for (size_t m = 0; m < n; m++) {
    re[m] /= l1;
    im[m] /= l1;
  }
}
