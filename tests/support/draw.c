/* Configurations drawn at random from all that are allowed.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "draw.h"

#include <math.h>

#include "scattering/filterbank.h"

guint32
draw_seed (void)
{
  const char *seed = g_getenv ("GLISSANDO_SEED");

  return seed ? (guint32) g_ascii_strtoull (seed, NULL, 10) : 1;
}

gboolean
draw_slowly (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return TRUE;
#else
  return g_getenv ("MESON_EXE_WRAPPER") != NULL;
#endif
}

guint
draw_rounds (guint n)
{
  const char *times = g_getenv ("GLISSANDO_ROUNDS");

  if (times != NULL)
    return n * (guint) g_ascii_strtoull (times, NULL, 10);
  return draw_slowly () ? MAX (n / 10, 2) : n;
}

/* @low .. @high; either end in two cases of five */
static guint
draw (GRand *random, guint low, guint high)
{
  switch (g_rand_int_range (random, 0, 5)) {
    case 0:
      return low;
    case 1:
      return high;
    default:
      return (guint) g_rand_int_range (random, (gint32) low, (gint32) high + 1);
  }
}

double
draw_cost (const GlsSpec *spec)
{
  size_t n1, n2, L;
  g_autofree GlsFilter *psi1 = gls_filterbank_new (spec->J, spec->Q1, &n1);
  g_autofree GlsFilter *psi2 = gls_filterbank_new (spec->J, spec->Q2, &n2);
  g_autofree GlsFilter *psi_fr =
      gls_filterbank_fr_new (spec->J_fr, spec->Q_fr, &L);
  double rows = 0.0, cost = 0.0;

  for (size_t i = 1; i <= L; i++)
    rows += exp2 (-(double) psi_fr[i].j);
  for (size_t i = 0; i < n2; i++) {
    size_t n1_max = gls_filterbank_count_below (psi1, n1, psi2[i].j);
    double per_column = 4.0 * rows * (double) n1_max * (double) n1_max;

    cost += per_column * (exp2 (-(double) psi2[i].j) + 1e-4);
  }
  return cost;
}

static GlsSpec
draw_any (GRand *random, const DrawLimits *limits)
{
  GlsSpec spec;
  guint n_mu;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.rate = draw (random, 8000, 192000);
  spec.J = draw (random, limits->min_J, limits->max_J);
  spec.Q1 = draw (random, 1, limits->max_Q1);
  spec.Q2 = draw (random, 1, limits->max_Q2);
  spec.J_fr = draw (random, 1, limits->max_J_fr);
  spec.Q_fr = draw (random, 1, 4);
  spec.F = draw (random, 1, 2u << spec.J_fr);
  spec.stride = (1u << spec.J) >> draw (random, 0, 3);
  spec.orientation = (GlsOrientation) draw (random, 0, GLS_ORIENTATION_BOTH);
  spec.lambda = (GlsLambda) draw (random, 0, GLS_LAMBDA_BANDS);
  spec.lambda_bands = draw (random, 1, 64);
  spec.low_pass = g_rand_boolean (random);
  spec.precision = (GlsPrecision) g_rand_int_range (random, 0, 3);
  n_mu = (guint) gls_filterbank_count_mu (spec.J, spec.Q1, spec.Q2);
  spec.mu_skip =
      g_rand_boolean (random) ? 0 : draw (random, 0, MIN (n_mu - 1, 64));
  return spec;
}

GlsSpec
draw_spec (GRand *random, const DrawLimits *limits)
{
  GlsSpec spec;

  do
    spec = draw_any (random, limits);
  while (draw_cost (&spec) > limits->max_cost);
  return spec;
}

char *
draw_describe (const GlsSpec *spec)
{
  g_auto (GStrv) strv = gls_spec_to_strv (spec);
  g_autofree char *precision = gls_spec_get (spec, "precision");
  g_autofree char *rest = g_strjoinv (" ", strv);

  return g_strdup_printf ("%s precision=%s", rest, precision);
}
