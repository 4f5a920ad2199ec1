/* The wavelets of a spec: which there are, how they group into octaves, and
 * which of the second order go with which of the first.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Made once for a plan and shared by all of its parts.
 */
#ifndef GLS_SCATTERING_BANKS_H
#define GLS_SCATTERING_BANKS_H

#include "scattering/axes.h"
#include "scattering/filterbank.h"
#include "scattering/lambdabands.h"
#include "scattering/scalogram.h"

G_BEGIN_DECLS

/* A psi of the second order that has paths: with every first-order wavelet of
 * j1 < j2, which are the first @n1_max ones. */
typedef struct
{
  size_t n2; /* index in psi2 */
  size_t n1_max;
} GlsPairs;

/* Immutable. Empty where the transform has no such wavelets: psi1 and what
 * follows in mel, psi2 and what follows in a scalogram, psi_fr in time
 * scattering. */
typedef struct
{
  gatomicrefcount refs;
  GlsSpec spec;
  size_t n_psi1;
  GlsFilter *psi1; /* [n_psi1] the highest frequency first */
  size_t n_groups;
  GlsScalogramGroup group[GLS_SCALOGRAM_MAX_GROUPS]; /* octaves of psi1 */
  size_t n_psi2;
  GlsFilter *psi2; /* [n_psi2] the highest frequency first */
  size_t n_pairs;
  GlsPairs *pairs;   /* [n_pairs] the fastest first, without mu-skip of them */
  size_t n_wavelets; /* L, of each spin along log-frequency */
  GlsFilter *psi_fr; /* [1 + 2 L], see gls_filterbank_fr_new() */
  size_t N_fr;       /* see gls_filterbank_fr_length() */
} GlsBanks;

/* Fails with GLS_ERROR_INVALID_SPEC, as gls_spec_check(). */
GlsBanks *gls_banks_new (const GlsSpec *spec,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
GlsBanks *gls_banks_ref (GlsBanks *banks);
void gls_banks_unref (GlsBanks *banks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsBanks, gls_banks_unref)

/* The bands of lambda that a joint frame has, one unless lambda=bands. */
GlsLambdaBands gls_banks_get_lambda_bands (const GlsBanks *self);

/* As gls_axes_new(). @with_s0: whether time scattering has S0 in front */
GlsAxes *gls_axes_new_from_banks (const GlsBanks *banks, gboolean with_s0);

G_END_DECLS

#endif
