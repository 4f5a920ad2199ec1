/* Banks of Morlet wavelets, in time and along log-frequency.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The construction of Kymatio's scattering1d (Andreux et al., "Kymatio:
 * scattering transforms in Python", JMLR 2020), so that coefficients agree with
 * it; docs/mathematics.md, sections 2 and 4.
 */
#ifndef GLS_SCATTERING_FILTERBANK_H
#define GLS_SCATTERING_FILTERBANK_H

#include "scattering/morlet.h"

G_BEGIN_DECLS

typedef struct
{
  double xi;    /* cycles per sample; negative for downward psi_fr */
  double sigma; /* cycles per sample */
  guint j;      /* output may be decimated by 2^j */
} GlsFilter;

/* 2^J sigma of the widest filters, and T sigma of phi_T */
#define GLS_SIGMA0 0.1

/**
 * gls_filterbank_new:
 * @J: octaves
 * @Q: wavelets per octave
 * @n: (out): how many filters
 *
 * Returns: (transfer full) (array length=n): psi, highest frequency first; free
 *   with g_free()
 */
GlsFilter *gls_filterbank_new (guint J, guint Q, size_t *n);

/* The largest j with xi + 5 sigma < 2^-(j+1) */
guint gls_filter_decimation (double xi, double sigma);

/* How many filters of a bank have j < @j; they are the first ones. */
size_t gls_filterbank_count_below (const GlsFilter *bank, size_t n, guint j);

/* How many psi of the second order have any path, i.e. a first-order wavelet
 * with j1 < j2: the mu rows. */
size_t gls_filterbank_count_mu (guint J, guint Q1, guint Q2);

/**
 * gls_filterbank_fr_new:
 * @J_fr: octaves along log-frequency
 * @Q_fr: wavelets per octave
 * @n_wavelets: (out): L, wavelets of each spin
 *
 * Returns: (transfer full): [1 + 2 L]: the low-pass, L upward (xi > 0),
 *   L downward (xi < 0) filters; free with g_free()
 */
GlsFilter *gls_filterbank_fr_new (guint J_fr, guint Q_fr, size_t *n_wavelets);

/* N_fr: length of the circular log-frequency axis, in bins; a multiple of
 * 2^J_fr that holds the @n_psi1 filters of the first-order bank */
size_t gls_filterbank_fr_length (guint J, guint Q1, guint J_fr, guint F,
    size_t n_psi1);

/**
 * gls_filter_fr_impulse_response:
 * @xi: centre frequency, cycles per bin; 0 for a low-pass
 * @sigma: bandwidth
 * @n: N_fr
 * @re: (out): double[n], even about 0: re[n - k] = re[k]
 * @im: (out): double[n], odd about 0
 *
 * Samples the filter on @n frequencies with unit L1 norm over @n bins, which is
 * what the reference does: these filters wrap around.
 */
void gls_filter_fr_impulse_response (double xi, double sigma, size_t n,
    double *re, double *im);

G_END_DECLS

#endif
