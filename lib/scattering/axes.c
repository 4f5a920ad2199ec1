/* What the numbers of a frame are, from the spec.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/axes.h"

#include <math.h>

#include "scattering/banks.h"
#include "scattering/mel.h"

/* Returns: (transfer none): double[size], to be filled */
static double *
add_axis (GlsAxes *self, const char *name, const char *unit, size_t size)
{
  GlsAxis *axis = &self->axis[self->n_axes++];

  *axis = (GlsAxis){ name, unit, size, g_new0 (double, size) };
  return axis->values;
}

static void
add_mel (GlsAxes *self, const GlsSpec *spec)
{
  gls_mel_get_hz (spec, add_axis (self, "mel", "Hz", spec->bands));
}

static void
add_lambda (GlsAxes *self, const GlsSpec *spec, const GlsBanks *banks,
    size_t size, size_t step)
{
  double *values = add_axis (self, "lambda", "Hz", size);

  for (size_t i = 0; i < size; i++)
    values[i] = banks->psi1[MIN (i * step, banks->n_psi1 - 1)].xi * spec->rate;
}

/* The frequency between two wavelets, as their bank goes on from one to the
 * other: by a constant factor. */
static double
interpolate_xi (const GlsBanks *banks, double bin)
{
  size_t i = MIN ((size_t) bin, banks->n_psi1 - 2);

  return banks->psi1[i].xi
      * pow (banks->psi1[i + 1].xi / banks->psi1[i].xi, bin - (double) i);
}

static void
add_bands (GlsAxes *self, const GlsSpec *spec, const GlsBanks *banks,
    const GlsLambdaBands *bands)
{
  double *values = add_axis (self, "lambda", "Hz", bands->n);

  for (size_t q = 0; bands->n > 1 && q < bands->n; q++)
    values[q] = interpolate_xi (banks, gls_lambda_bands_get_centre (bands, q))
        * spec->rate;
}

/* Local rows lie 2^floor(log2 F) bins apart, as far as any mu has lambdas. */
static void
add_joint_lambda (GlsAxes *self, const GlsSpec *spec, const GlsBanks *banks)
{
  GlsLambdaBands bands = gls_banks_get_lambda_bands (banks);
  size_t step = (size_t) 1 << (guint) floor (log2 (spec->F));
  size_t n1_max = spec->low_pass ? banks->n_psi1 : bands.n1_top;

  if (spec->lambda == GLS_LAMBDA_LOCAL)
    add_lambda (self, spec, banks, 1 + n1_max / step, step);
  else
    add_bands (self, spec, banks, &bands);
}

static void
add_theta (GlsAxes *self, GlsOrientation orientation)
{
  gboolean both = orientation == GLS_ORIENTATION_BOTH;
  double *values = add_axis (self, "theta",
      "orientation: 1 up, -1 down, 0 the stronger one", both ? 2 : 1);

  values[0] = orientation == GLS_ORIENTATION_MAX ? 0.0
      : orientation == GLS_ORIENTATION_DOWN      ? -1.0
                                                 : 1.0;
  if (both)
    values[1] = -1.0;
}

/* The low-pass row and column come last, and their values stay 0. */
static void
add_joint (GlsAxes *self, const GlsSpec *spec, const GlsBanks *banks)
{
  size_t n_low_pass = spec->low_pass ? 1 : 0;
  double *mu, *ell;

  add_joint_lambda (self, spec, banks);
  add_theta (self, spec->orientation);
  mu = add_axis (self, "mu", "Hz", banks->n_pairs + n_low_pass);
  for (size_t m = 0; m < banks->n_pairs; m++)
    mu[m] = banks->psi2[banks->pairs[m].n2].xi * spec->rate;
  ell = add_axis (self, "ell", "cycles per octave",
      banks->n_wavelets + n_low_pass);
  for (size_t e = 0; e < banks->n_wavelets; e++)
    ell[e] = banks->psi_fr[1 + e].xi * spec->Q1;
}

static void
add_path (GlsAxes *self, GlsPath path)
{
  self->path[self->n_paths++] = path;
}

static void
make_paths (GlsAxes *self, const GlsSpec *spec, const GlsBanks *banks,
    gboolean with_s0)
{
  double rate = spec->rate;
  size_t n = 1 + banks->n_psi1;

  for (size_t i = 0; i < banks->n_pairs; i++)
    n += banks->pairs[i].n1_max;
  self->path = g_new (GlsPath, n);
  if (with_s0)
    add_path (self, (GlsPath){ 0, -1, -1, 0.0, 0.0 });
  for (size_t n1 = 0; n1 < banks->n_psi1; n1++)
    add_path (self,
        (GlsPath){ 1, (int) n1, -1, banks->psi1[n1].xi * rate, 0.0 });
  for (size_t n1 = 0; n1 < banks->n_psi1; n1++)
    for (size_t i = 0; i < banks->n_pairs; i++)
      if (n1 < banks->pairs[i].n1_max)
        add_path (self,
            (GlsPath){ 2, (int) n1, (int) banks->pairs[i].n2,
                banks->psi1[n1].xi * rate,
                banks->psi2[banks->pairs[i].n2].xi * rate });
}

static void
add_paths (GlsAxes *self, const GlsSpec *spec, const GlsBanks *banks,
    gboolean with_s0)
{
  double *values;

  make_paths (self, spec, banks, with_s0);
  values = add_axis (self, "path", "Hz: of the first-order wavelet, 0 for S0",
      self->n_paths);
  for (size_t p = 0; p < self->n_paths; p++)
    values[p] = self->path[p].xi1_hz;
}

GlsAxes *
gls_axes_new_from_banks (const GlsBanks *banks, gboolean with_s0)
{
  const GlsSpec *spec = &banks->spec;
  GlsAxes *self = g_new0 (GlsAxes, 1);

  switch (spec->transform) {
    case GLS_TRANSFORM_SCALOGRAM:
      add_lambda (self, spec, banks, banks->n_psi1, 1);
      break;
    case GLS_TRANSFORM_TIMESCATTERING:
      add_paths (self, spec, banks, with_s0);
      break;
    case GLS_TRANSFORM_JTFST:
      add_joint (self, spec, banks);
      break;
    case GLS_TRANSFORM_MEL:
      add_mel (self, spec);
      break;
  }
  return self;
}

GlsAxes *
gls_axes_new (const GlsSpec *spec, GError **error)
{
  g_autoptr (GlsBanks) banks = gls_banks_new (spec, error);

  return banks ? gls_axes_new_from_banks (banks, spec->s0) : NULL;
}

void
gls_axes_free (GlsAxes *axes)
{
  if (axes == NULL)
    return;
  for (size_t a = 0; a < axes->n_axes; a++)
    g_free (axes->axis[a].values);
  g_free (axes->path);
  g_free (axes);
}

size_t
gls_axes_get_frame_size (const GlsAxes *axes)
{
  size_t size = 1;

  for (size_t a = 0; a < axes->n_axes; a++)
    size *= axes->axis[a].size;
  return size;
}
