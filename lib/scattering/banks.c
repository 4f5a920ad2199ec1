/* The wavelets of a spec.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/banks.h"

static void
make_pairs (GlsBanks *self, size_t skip)
{
  self->pairs = g_new (GlsPairs, self->n_psi2);
  for (size_t n2 = 0; n2 < self->n_psi2; n2++) {
    size_t n1_max =
        gls_filterbank_count_below (self->psi1, self->n_psi1, self->psi2[n2].j);

    if (n1_max == 0)
      continue;
    if (skip > 0)
      skip--;
    else
      self->pairs[self->n_pairs++] = (GlsPairs){ n2, n1_max };
  }
}

void
gls_banks_init (GlsBanks *self, const GlsSpec *spec)
{
  gboolean joint = spec->transform == GLS_TRANSFORM_JTFST;

  *self = (GlsBanks){ 0 };
  if (spec->transform == GLS_TRANSFORM_MEL)
    return;
  self->psi1 = gls_filterbank_new (spec->J, spec->Q1, &self->n_psi1);
  if (spec->transform == GLS_TRANSFORM_SCALOGRAM)
    return;
  self->psi2 = gls_filterbank_new (spec->J, spec->Q2, &self->n_psi2);
  make_pairs (self, joint ? spec->mu_skip : 0);
  if (joint)
    self->psi_fr =
        gls_filterbank_fr_new (spec->J_fr, spec->Q_fr, &self->n_wavelets);
}

void
gls_banks_clear (GlsBanks *self)
{
  g_free (self->psi1);
  g_free (self->psi2);
  g_free (self->pairs);
  g_free (self->psi_fr);
  *self = (GlsBanks){ 0 };
}
