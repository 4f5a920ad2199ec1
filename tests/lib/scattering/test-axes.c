/* What frames hold is known from the spec, and is what a plan puts out.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>

#include "draw.h"
#include "scattering/axes.h"
#include "scattering/transform.h"

static GlsAxes *
axes_of (GlsTransform transform)
{
  GlsSpec spec;

  gls_spec_init (&spec, transform);
  return gls_axes_new (&spec, NULL);
}

/* The paper's tensor: 23 modulation rates, each half an octave below the one
 * before it where Q2 = 2 holds, and 9 scales along log-frequency. */
static void
test_joint (void)
{
  g_autoptr (GlsAxes) axes = axes_of (GLS_TRANSFORM_JTFST);
  const GlsAxis *mu = &axes->axis[2], *ell = &axes->axis[3];

  g_assert_cmpuint (axes->n_axes, ==, 4);
  g_assert_cmpstr (axes->axis[0].name, ==, "lambda");
  g_assert_cmpstr (axes->axis[1].name, ==, "theta");
  g_assert_cmpstr (mu->name, ==, "mu");
  g_assert_cmpstr (ell->name, ==, "ell");
  g_assert_cmpuint (axes->axis[0].size, ==, 1);
  g_assert_cmpuint (axes->axis[1].size, ==, 1);
  g_assert_cmpuint (mu->size, ==, 23);
  g_assert_cmpuint (ell->size, ==, 9);
  g_assert_cmpfloat (axes->axis[0].values[0], ==, 0.0);
  g_assert_cmpfloat (axes->axis[1].values[0], ==, 0.0);
  g_assert_cmpfloat_with_epsilon (mu->values[0] / mu->values[1], sqrt (2.0),
      1e-12);
  g_assert_cmpfloat (mu->values[22], >, 0.0);
  /* 12 bins an octave: the finest, of 0.35 cycles per bin, turns 4.2 times */
  g_assert_cmpfloat_with_epsilon (ell->values[0], 12 * 0.35, 1e-12);
  g_assert_null (axes->path);
}

/* With rows of lambda the top ones are apart by 2^floor(log2 F) = 16 of 12 an
 * octave. */
static void
test_local (void)
{
  g_autoptr (GlsAxes) axes = NULL;
  const GlsAxis *lambda;
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.lambda = GLS_LAMBDA_LOCAL;
  spec.orientation = GLS_ORIENTATION_BOTH;
  spec.mu_skip = 3;
  axes = gls_axes_new (&spec, NULL);
  lambda = &axes->axis[0];
  g_assert_cmpuint (lambda->size, ==, 9);
  g_assert_cmpfloat_with_epsilon (log2 (lambda->values[0] / lambda->values[1]),
      16.0 / 12, 1e-12);
  g_assert_cmpuint (axes->axis[1].size, ==, 2);
  g_assert_cmpfloat (axes->axis[1].values[0], ==, 1.0);
  g_assert_cmpfloat (axes->axis[1].values[1], ==, -1.0);
  g_assert_cmpuint (axes->axis[2].size, ==, 20);
  g_assert_cmpuint (axes->axis[3].size, ==, 9);
}

/* Bands reach from the highest wavelet to the lowest of the slowest mu, where
 * constant Q holds evenly in octaves; the low-pass comes last. */
static void
test_bands (void)
{
  g_autoptr (GlsAxes) axes = NULL,
                      scalogram = axes_of (GLS_TRANSFORM_SCALOGRAM);
  const GlsAxis *lambda, *mu, *ell;
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.lambda = GLS_LAMBDA_BANDS;
  spec.lambda_bands = 7;
  spec.low_pass = TRUE;
  axes = gls_axes_new (&spec, NULL);
  lambda = &axes->axis[0];
  mu = &axes->axis[2];
  ell = &axes->axis[3];
  g_assert_cmpuint (lambda->size, ==, 7);
  g_assert_cmpfloat (lambda->values[0], ==, scalogram->axis[0].values[0]);
  g_assert_cmpfloat_with_epsilon (lambda->values[6],
      scalogram->axis[0].values[133], 1e-9);
  g_assert_cmpfloat_with_epsilon (log2 (lambda->values[0] / lambda->values[1]),
      133.0 / 6 / 12, 1e-12);
  g_assert_cmpuint (mu->size, ==, 24);
  g_assert_cmpfloat (mu->values[22], >, 0.0);
  g_assert_cmpfloat (mu->values[23], ==, 0.0);
  g_assert_cmpuint (ell->size, ==, 10);
  g_assert_cmpfloat (ell->values[8], >, 0.0);
  g_assert_cmpfloat (ell->values[9], ==, 0.0);
}

/* The highest wavelet is where 2^(1/Q) more would pass half the rate by as much
 * as it stays below it. */
static void
test_scalogram (void)
{
  g_autoptr (GlsAxes) axes = axes_of (GLS_TRANSFORM_SCALOGRAM);
  const GlsAxis *lambda = &axes->axis[0];

  g_assert_cmpuint (axes->n_axes, ==, 1);
  g_assert_cmpstr (lambda->name, ==, "lambda");
  g_assert_cmpstr (lambda->unit, ==, "Hz");
  g_assert_cmpfloat_with_epsilon (lambda->values[0],
      16000 / (1 + exp2 (3.0 / 12)), 1e-9);
  for (gsize i = 1; i < lambda->size; i++)
    g_assert_cmpfloat (lambda->values[i], <, lambda->values[i - 1]);
}

/* S0, then S1 by n1, then S2 by n1 and n2; the modulation is slower than what
 * it modulates. */
static void
test_paths (void)
{
  g_autoptr (GlsAxes) axes = NULL;
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_TIMESCATTERING);
  spec.s0 = TRUE;
  axes = gls_axes_new (&spec, NULL);
  g_assert_cmpuint (axes->n_axes, ==, 1);
  g_assert_cmpuint (axes->n_paths, ==, axes->axis[0].size);
  g_assert_cmpint (axes->path[0].order, ==, 0);
  for (gsize p = 1; p < axes->n_paths; p++) {
    const GlsPath *path = &axes->path[p], *before = path - 1;

    g_assert_cmpfloat (axes->axis[0].values[p], ==, path->xi1_hz);
    if (path->order == 2)
      g_assert_cmpfloat (path->xi2_hz, <, path->xi1_hz);
    g_assert_cmpint (path->order * 1000000 + path->n1 * 1000 + path->n2, >,
        before->order * 1000000 + before->n1 * 1000 + before->n2);
  }
}

static void
check_size (const GlsSpec *spec)
{
  g_autoptr (GlsAxes) axes = gls_axes_new (spec, NULL);
  g_autoptr (GlsTransformPlan) plan = gls_transform_plan_new (spec, NULL);

  g_assert_cmpuint (gls_axes_get_frame_size (axes), ==,
      gls_transform_plan_get_frame_size (plan));
}

/* Whatever the spec, a plan's frames have the size that the axes say. */
static void
test_sizes (void)
{
  static const DrawLimits limits = { 4, 11, 24, 4, 5, 3000 };
  g_autoptr (GRand) random = g_rand_new_with_seed (draw_seed ());

  for (guint i = 0; i < draw_rounds (40); i++) {
    GlsSpec spec = draw_spec (random, &limits);

    spec.lambda = (GlsLambda) (i % 3);
    check_size (&spec);
    spec.transform = GLS_TRANSFORM_TIMESCATTERING;
    spec.s0 = i % 3 == 0;
    check_size (&spec);
  }
}

static void
test_refusal (void)
{
  g_autoptr (GError) error = NULL;
  GlsSpec spec;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.mu_skip = 23;
  g_assert_null (gls_axes_new (&spec, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/axes/joint", test_joint);
  g_test_add_func ("/axes/local", test_local);
  g_test_add_func ("/axes/bands", test_bands);
  g_test_add_func ("/axes/scalogram", test_scalogram);
  g_test_add_func ("/axes/paths", test_paths);
  g_test_add_func ("/axes/sizes", test_sizes);
  g_test_add_func ("/axes/refusal", test_refusal);
  return g_test_run ();
}
