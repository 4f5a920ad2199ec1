/* Filter banks agree with the stored tables: xi and sigma to 1e-12, j exactly,
 * peak gain and L1 norm to 1e-9.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference.h"
#include "scattering/filterbank.h"

static void
assert_near (double got, double want, double relative)
{
  g_assert_cmpfloat (fabs (got - want), <=, relative * fabs (want));
}

/* The largest response on the grid of the table. */
static double
peak_gain (const GlsMorlet *psi, gsize n)
{
  double peak = 0.0;

  for (gsize k = 0; k < n; k++)
    peak = fmax (peak, gls_morlet_response (psi, (double) k / (double) n));
  return peak;
}

static double
l1_norm_fr (double xi, double sigma, gsize n)
{
  g_autofree double *re = g_new (double, n), *im = g_new (double, n);
  double sum = 0.0;

  gls_filter_fr_impulse_response (xi, sigma, n, re, im);
  for (gsize i = 0; i < n; i++)
    sum += hypot (re[i], im[i]);
  return sum;
}

static void
check_row (const ReferenceConfig *config, char **cell, const GlsFilter *psi1,
    const GlsFilter *psi2, const GlsFilter *psi_fr)
{
  gsize i = (gsize) atoi (cell[1]), n = (gsize) atol (cell[6]);
  double xi = atof (cell[2]), sigma = atof (cell[3]);
  const GlsFilter *f = NULL;

  if (strcmp (cell[0], "psi1") == 0)
    f = &psi1[i];
  else if (strcmp (cell[0], "psi2") == 0)
    f = &psi2[i];
  else if (strcmp (cell[0], "psi_fr") == 0)
    f = &psi_fr[i];
  if (f == NULL)
    return;
  assert_near (f->xi, xi, 1e-12);
  assert_near (f->sigma, sigma, 1e-12);
  g_assert_cmpint ((int) f->j, ==, atoi (cell[4]));
  if (f < psi_fr || f > psi_fr + 100) {
    GlsMorlet psi = gls_morlet_new (f->xi, f->sigma);
    assert_near (peak_gain (&psi, n), atof (cell[7]), 1e-9);
  } else {
    g_assert_cmpint ((f->xi > 0) - (f->xi < 0), ==, atoi (cell[5]));
    assert_near (l1_norm_fr (f->xi, f->sigma, n), atof (cell[9]), 1e-9);
  }
}

static void
test_tables (void)
{
  g_autofree char *folder = reference_folder ();
  ReferenceConfig *configs = reference_configs (folder);

  for (ReferenceConfig *c = configs; c->folder != NULL; c++) {
    gsize n1, n2, n_fr, rows = 0;
    g_autofree GlsFilter *psi1 = gls_filterbank_new (c->J, c->Q1, &n1);
    g_autofree GlsFilter *psi2 = gls_filterbank_new (c->J, c->Q2, &n2);
    g_autofree GlsFilter *psi_fr =
        gls_filterbank_fr_new (c->J_fr, c->Q_fr, &n_fr);
    g_autofree char *path = g_build_filename (c->folder, "filters.csv", NULL);
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    lines = g_strsplit (g_strstrip (text), "\n", -1);
    for (char **line = lines + 1; *line != NULL; line++) {
      g_auto (GStrv) cell = g_strsplit (*line, ",", -1);
      check_row (c, cell, psi1, psi2, psi_fr);
      rows += strcmp (cell[0], "psi1") == 0;
    }
    g_assert_cmpuint (rows, ==, n1);
  }
  reference_configs_free (configs);
}

static gsize
fr_length (guint J, guint Q1, guint J_fr, guint F)
{
  gsize n;

  g_free (gls_filterbank_new (J, Q1, &n));
  return gls_filterbank_fr_length (J, Q1, J_fr, F, n);
}

/* The counts of the mathematics page, for configurations that are not stored.
 */
static void
test_counts (void)
{
  static const struct
  {
    guint J, Q;
    gsize n;
  } want[] = { { 14, 12, 148 }, { 14, 2, 29 }, { 8, 8, 54 }, { 8, 1, 9 },
    { 11, 16, 143 }, { 13, 12, 136 }, { 13, 2, 27 } };
  static const gsize n1_max[] = { 14, 26, 38, 50, 62, 74, 86, 98, 110, 122, 134,
    142, 146 };
  gsize n;
  g_autofree GlsFilter *psi1 = gls_filterbank_new (14, 12, &n);

  for (gsize i = 0; i < G_N_ELEMENTS (n1_max); i++)
    g_assert_cmpuint (gls_filterbank_count_below (psi1, n, (guint) i + 1), ==,
        n1_max[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (want); i++) {
    g_free (gls_filterbank_new (want[i].J, want[i].Q, &n));
    g_assert_cmpuint (n, ==, want[i].n);
  }
  g_assert_cmpuint (gls_filterbank_count_mu (13, 12, 2), ==, 23);
  g_assert_cmpuint (fr_length (14, 12, 4, 24), ==, 304);
  g_assert_cmpuint (fr_length (13, 12, 4, 24), ==, 288);
  g_assert_cmpuint (fr_length (10, 12, 4, 24), ==, 256);
}

/* The closed form in time has unit L1 norm: summed sample by sample, without
 * the shortcut that morlet.c takes. */
static void
test_unit_norm (void)
{
  gsize n;
  g_autofree GlsFilter *bank = gls_filterbank_new (9, 5, &n);

  for (gsize i = 0; i < n; i++) {
    GlsMorlet psi = gls_morlet_new (bank[i].xi, bank[i].sigma);
    double s = psi.sigma, sum = 0.0;

    for (int t = -20000; t <= 20000; t++) {
      double g = s * sqrt (2.0 * G_PI)
          * exp (-2.0 * G_PI * G_PI * s * s * t * (double) t);
      double angle = 2.0 * G_PI * psi.xi * t;
      sum += psi.gain * g * hypot (cos (angle) - psi.kappa, sin (angle));
    }
    assert_near (sum, 1.0, 1e-9);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filterbank/tables", test_tables);
  g_test_add_func ("/filterbank/counts", test_counts);
  g_test_add_func ("/filterbank/unit-norm", test_unit_norm);
  return g_test_run ();
}
