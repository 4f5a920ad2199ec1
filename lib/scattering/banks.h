/* The wavelets of a spec, and which of the second order go with which of the
 * first.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Made once for a plan and handed to all of its parts.
 */
#ifndef GLS_SCATTERING_BANKS_H
#define GLS_SCATTERING_BANKS_H

#include "scattering/filterbank.h"
#include "scattering/spec.h"

G_BEGIN_DECLS

/* A psi of the second order that has paths: every first-order wavelet with
 * j1 < j2, which are the first @n1_max ones. */
typedef struct
{
  size_t n2; /* index in psi2 */
  size_t n1_max;
} GlsPairs;

/* Empty where the transform has no such wavelets. */
typedef struct
{
  size_t n_psi1, n_psi2;
  GlsFilter *psi1, *psi2; /* the highest frequency first */
  size_t n_pairs;
  GlsPairs *pairs;   /* slower and slower; without the mu-skip fastest */
  size_t n_wavelets; /* L, of each spin along log-frequency */
  GlsFilter *psi_fr; /* [1 + 2 L], as of gls_filterbank_fr_new() */
} GlsBanks;

/* @spec: with ranges as in the table of parameters */
void gls_banks_init (GlsBanks *self, const GlsSpec *spec);
void gls_banks_clear (GlsBanks *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GlsBanks, gls_banks_clear)

G_END_DECLS

#endif
