/* The wavelets of a spec.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/banks.h"

static void
make_groups (GlsBanks *self)
{
  for (size_t i = 0; i < self->n_psi1; i++) {
    guint j = self->psi1[i].j;
    GlsScalogramGroup *last = &self->group[MAX (self->n_groups, 1) - 1];

    if (self->n_groups == 0 || last->j != j) {
      last = &self->group[self->n_groups++];
      *last = (GlsScalogramGroup){ j, i, 0, ((size_t) 1 << self->spec.J) >> j };
    }
    last->n_lambda++;
  }
}

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

static void
make_first_order (GlsBanks *self)
{
  const GlsSpec *spec = &self->spec;

  self->psi1 = gls_filterbank_new (spec->J, spec->Q1, &self->n_psi1);
  make_groups (self);
}

static void
make_second_order (GlsBanks *self)
{
  const GlsSpec *spec = &self->spec;

  self->psi2 = gls_filterbank_new (spec->J, spec->Q2, &self->n_psi2);
  make_pairs (self, spec->transform == GLS_TRANSFORM_JTFST ? spec->mu_skip : 0);
}

static void
make_frequency (GlsBanks *self)
{
  const GlsSpec *spec = &self->spec;

  self->psi_fr =
      gls_filterbank_fr_new (spec->J_fr, spec->Q_fr, &self->n_wavelets);
  self->N_fr = gls_filterbank_fr_length (spec->J, spec->Q1, spec->J_fr, spec->F,
      self->n_psi1);
}

GlsBanks *
gls_banks_new (const GlsSpec *spec, GError **error)
{
  GlsBanks *self;

  if (!gls_spec_check (spec, error))
    return NULL;
  self = g_new0 (GlsBanks, 1);
  g_atomic_ref_count_init (&self->refs);
  self->spec = *spec;
  if (spec->transform == GLS_TRANSFORM_MEL)
    return self;
  make_first_order (self);
  if (spec->transform == GLS_TRANSFORM_SCALOGRAM)
    return self;
  make_second_order (self);
  if (spec->transform == GLS_TRANSFORM_JTFST)
    make_frequency (self);
  return self;
}

GlsBanks *
gls_banks_ref (GlsBanks *banks)
{
  g_atomic_ref_count_inc (&banks->refs);
  return banks;
}

void
gls_banks_unref (GlsBanks *banks)
{
  if (!g_atomic_ref_count_dec (&banks->refs))
    return;
  g_free (banks->psi1);
  g_free (banks->psi2);
  g_free (banks->pairs);
  g_free (banks->psi_fr);
  g_free (banks);
}

GlsLambdaBands
gls_banks_get_lambda_bands (const GlsBanks *self)
{
  GlsLambdaBands bands = { 1, 0 };

  if (self->spec.lambda == GLS_LAMBDA_BANDS)
    bands.n = self->spec.lambda_bands;
  for (size_t m = 0; m < self->n_pairs; m++)
    bands.n1_top = MAX (bands.n1_top, self->pairs[m].n1_max);
  return bands;
}
