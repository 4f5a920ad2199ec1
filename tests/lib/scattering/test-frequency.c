/* The log-frequency stage against the formulas it is made from.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <math.h>

#include "scattering/fft.h"
#include "scattering/frequency.h"

static void
fill (float *x, gsize n)
{
  for (gsize i = 0; i < n; i++)
    x[i] = (float) g_test_rand_double_range (-1.0, 1.0);
}

/* One column, one group of rows: sum i as products.h defines it. */
static void
by_definition (const GlsProductsRows *rows, gsize n_rows, const float *tile,
    gsize lanes, gsize t, gsize i, double *up, double *down)
{
  double sign = i < rows->n_near ? 1.0 : -1.0;

  *up = *down = 0.0;
  for (gsize r = 0; r < n_rows; r++) {
    double P[4] = { 0.0 }, Q[4] = { 0.0 }, ar, ai, br, bi;

    for (gsize k = 0; k < rows->n_k; k++)
      for (gsize part = 0; part < 2; part++) {
        double e = tile[(4 * k + part) * lanes + t];
        double o = tile[(4 * k + 2 + part) * lanes + t];

        P[part] += rows->even[(k * n_rows + r) * 2] * e;
        P[2 + part] += rows->even[(k * n_rows + r) * 2 + 1] * e;
        Q[part] += rows->odd[(k * n_rows + r) * 2] * o;
        Q[2 + part] += rows->odd[(k * n_rows + r) * 2 + 1] * o;
      }
    ar = P[0] + sign * Q[0], ai = P[1] + sign * Q[1];
    br = Q[2] + sign * P[2], bi = Q[3] + sign * P[3];
    *up += rows->weight[i * n_rows + r] * hypot (ar - bi, ai + br);
    *down += rows->weight[i * n_rows + r] * hypot (ar + bi, ai - br);
  }
}

#define N_TILES 2
#define N_SUMS 5

/* What is there is added to; what is beyond is left alone. */
static void
check_products (const GlsProducts *products, gsize n_rows,
    const GlsProductsRows *rows, const float *tiles, gsize tile_size)
{
  gsize lanes = products->lanes, ld = (N_TILES + 1) * lanes;
  float *up = gls_fft_alloc (N_SUMS * ld), *down = gls_fft_alloc (N_SUMS * ld);

  for (gsize i = 0; i < N_SUMS * ld; i++)
    up[i] = down[i] = 1.0f;
  products->run[n_rows - 1](rows, tiles, tile_size, N_TILES, up, down, ld);
  for (gsize q = 0; q < N_SUMS; q++)
    for (gsize t = 0; t < ld; t++) {
      double expected_up = 1.0, expected_down = 1.0, u, d;

      for (gsize i = 0; i < rows->n_near + rows->n_far; i++)
        if (rows->sum[i] == q && t < N_TILES * lanes) {
          by_definition (rows, n_rows, tiles + t / lanes * tile_size, lanes,
              t % lanes, i, &u, &d);
          expected_up += u;
          expected_down += d;
        }
      g_assert_cmpfloat_with_epsilon (up[q * ld + t], expected_up,
          1e-5 * (double) rows->n_k);
      g_assert_cmpfloat_with_epsilon (down[q * ld + t], expected_down,
          1e-5 * (double) rows->n_k);
    }
  gls_fft_free_array (up);
  gls_fft_free_array (down);
}

static void
test_products (gconstpointer data)
{
  static const guint32 sums[2][4] = { { 3, 1, 0, 1 }, { 2, 2, 0, 0 } };
  const GlsProducts *products = data;

  for (gsize n_rows = 1; n_rows <= products->rows; n_rows++)
    for (gsize n_k = 1; n_k <= 40; n_k += 13) {
      gsize tile_size = (n_k + 3) * 4 * products->lanes;
      g_autofree float *a = g_new (float, n_k *n_rows * 4);
      g_autofree float *w = g_new (float, 4 * n_rows);
      float *tiles = gls_fft_alloc (N_TILES * tile_size);
      GlsProductsRows rows = { .n_k = n_k,
        .even = a,
        .odd = a + 2 * n_k * n_rows,
        .n_near = n_k % 3,
        .n_far = n_k % 3 == 1 ? 1 : 2,
        .sum = sums[n_k / 7 % 2],
        .weight = w };

      g_assert_nonnull (products->run[n_rows - 1]);
      fill (a, n_k * n_rows * 4);
      fill (w, 4 * n_rows);
      fill (tiles, N_TILES * tile_size);
      check_products (products, n_rows, &rows, tiles, tile_size);
      gls_fft_free_array (tiles);
    }
}

static void
test_products_of_nothing (gconstpointer data)
{
  static const guint32 sum[2] = { 0, 0 };
  const GlsProducts *products = data;
  gsize lanes = products->lanes;
  float *tile = gls_fft_alloc (4 * lanes), *out = gls_fft_alloc (2 * lanes);
  float ones[2] = { 1.0f, 1.0f };
  GlsProductsRows rows = { 1, ones, ones, 1, 1, sum, ones };

  products->run[0](&rows, tile, 4 * lanes, 1, out, out + lanes, lanes);
  for (gsize i = 0; i < 2 * lanes; i++)
    g_assert_cmpfloat (out[i], ==, 0.0f);
  gls_fft_free_array (tile);
  gls_fft_free_array (out);
}

/* |y * psi| on the circle of N_fr bins, every bin, one column of y. */
static void
convolve (const GlsFrequencySpec *spec, gsize n_fr, const float *y, gsize ld,
    gsize t, gsize n1_max, double *modulus)
{
  gsize N = spec->N_fr;

  for (gsize row = 0; row < N; row++) {
    double re = 0.0, im = 0.0;

    for (gsize n = 0; n < n1_max; n++) {
      gsize at = (row + N - n) % N;
      double a = spec->a[n_fr * N + at], b = spec->b[n_fr * N + at];
      double yr = y[2 * n * ld + t], yi = y[(2 * n + 1) * ld + t];

      re += a * yr - b * yi;
      im += a * yi + b * yr;
    }
    modulus[row] = hypot (re, im);
  }
}

/* A band's triangle, before it is divided by its sum. */
static double
triangle (const GlsLambdaBands *bands, gsize k, gsize q, gsize bin)
{
  double apart, height;

  if (bands->n == 1)
    return 1.0;
  apart = (double) (bands->n1_top - 1) / (double) (bands->n - 1);
  height =
      1.0 - fabs ((double) bin - (double) q * apart) / fmax (apart, (double) k);
  return height > 1e-9 ? height : 0.0;
}

static double
mean_over_band (const GlsLambdaBands *bands, gsize k, gsize n1_max, gsize q,
    const double *modulus)
{
  double sum = 0.0, weights = 0.0;

  for (gsize row = 0; row < n1_max; row += k) {
    double w = triangle (bands, k, q, row);

    sum += w * modulus[row];
    weights += w;
  }
  return weights > 0.0 ? sum / weights : 0.0;
}

/* What the slot's row q should be, from all bins of the modulus: section 4 of
 * docs/mathematics.md. */
static double
expected_row (const GlsFrequencySpec *spec, const GlsSlot *slot, gsize n1_max,
    gsize q, const double *modulus)
{
  const GlsFilter *filter = &spec->bank[slot->n_fr];
  gsize N = spec->N_fr, k = (gsize) 1 << filter->j;
  double sum = 0.0;

  if (spec->rows == GLS_ROWS_NONE
      || (slot->spin == 0 && (spec->spins & GLS_SPIN_LOW_PASS) == 0
          && spec->rows != GLS_ROWS_POOLED && spec->rows != GLS_ROWS_BANDS))
    return modulus[q * slot->stride % N];
  if (spec->rows == GLS_ROWS_BANDS)
    return mean_over_band (&spec->bands, k, n1_max, q, modulus);
  if (spec->rows == GLS_ROWS_LOCAL)
    k = MIN (k, (gsize) 1 << (guint) floor (log2 (spec->F)));
  for (gsize row = 0; row < N; row += k)
    if (spec->rows == GLS_ROWS_LOCAL)
      sum += (double) k * modulus[row]
          * spec->phi_F[(q * slot->stride + N - row) % N];
    else if (spec->rows == GLS_ROWS_GLOBAL)
      sum += modulus[row];
    else if (row < n1_max)
      sum += modulus[row] / (double) ((n1_max + k - 1) / k);
  return sum;
}

static void
check_stage (const GlsFrequencySpec *spec, gsize n1_max, gsize nt)
{
  GlsFrequencyStage stage;
  float *y, *scratch, *result;
  g_autofree double *modulus = g_new (double, spec->N_fr);

  gls_frequency_stage_init (&stage, spec, n1_max, nt);
  g_assert_cmpuint (stage.width % stage.products->lanes, ==, 0);
  g_assert_cmpuint (stage.products->lanes, <=, MAX (2 * nt, 8));
  y = gls_fft_alloc (2 * n1_max * stage.width);
  scratch = gls_fft_alloc (gls_frequency_stage_scratch (&stage));
  result = gls_fft_alloc (gls_frequency_stage_result (&stage));
  fill (y, 2 * n1_max * stage.width);
  gls_frequency_stage_run (&stage, y, scratch, result);
  for (gsize s = 0; s < stage.n_slots; s++) {
    const GlsSlot *slot = &stage.slots[s];
    gsize t = (gsize) g_test_rand_int_range (0, (int) stage.width);

    convolve (spec, slot->n_fr, y, stage.width, t, n1_max, modulus);
    for (gsize q = 0; q < slot->n_out; q++) {
      double expected = expected_row (spec, slot, n1_max, q, modulus);

      g_assert_cmpfloat_with_epsilon (result[(slot->offset + q) * stage.width
                                          + t],
          expected, 2e-6 * (1.0 + expected));
    }
  }
  gls_fft_free_array (y);
  gls_fft_free_array (scratch);
  gls_fft_free_array (result);
  gls_frequency_stage_clear (&stage);
}

static void
test_stage (gconstpointer data)
{
  const GlsProducts *products = data;

  for (int rows = GLS_ROWS_NONE; rows <= GLS_ROWS_BANDS; rows++)
    for (int trial = 0; trial < 12; trial++) {
      guint J_fr = (guint) g_test_rand_int_range (1, 6);
      guint Q_fr = (guint) g_test_rand_int_range (1, 4);
      guint F = (guint) g_test_rand_int_range (1, (int) (2u << J_fr) + 1);
      gsize n1_max = (gsize) g_test_rand_int_range (1, 60);
      gsize N_fr = (2 + (n1_max + 8 * F) / (1u << J_fr)) << J_fr;
      GlsFrequencySpec spec;
      gsize n;
      g_autofree GlsFilter *bank = gls_filterbank_fr_new (J_fr, Q_fr, &n);

      gls_frequency_spec_init (&spec, bank, n, F, N_fr, (GlsRows) rows,
          GLS_SPIN_UP | GLS_SPIN_DOWN
              | (trial % 2 == 0 ? GLS_SPIN_ZERO : GLS_SPIN_LOW_PASS),
          5e-8);
      spec.products = products;
      spec.bands.n = (gsize) g_test_rand_int_range (1, 20);
      spec.bands.n1_top = (gsize) g_test_rand_int_range ((int) n1_max, 80);
      check_stage (&spec, n1_max, (gsize) g_test_rand_int_range (1, 200));
      gls_frequency_spec_clear (&spec);
    }
}

/* A filter alone must not depend on whether its mirror image comes along. */
static void
test_spins_apart (void)
{
  GlsFrequencySpec spec;
  gsize n;
  g_autofree GlsFilter *bank = gls_filterbank_fr_new (4, 2, &n);

  for (guint spins = 1; spins < 8; spins++) {
    gls_frequency_spec_init (&spec, bank, n, 24, 288, GLS_ROWS_LOCAL, spins,
        5e-8);
    check_stage (&spec, 38, 64);
    gls_frequency_spec_clear (&spec);
  }
}

/* Bands weigh what there is: the first sum to one, as far as rows reach; those
 * beyond have none. */
static void
check_bands (const GlsLambdaBands *bands, const GlsLambdaRows *rows)
{
  gsize n = gls_lambda_bands_count (bands, rows);

  g_assert_cmpuint (n, >=, 1);
  g_assert_cmpuint (n, <=, bands->n);
  for (gsize q = 0; q < bands->n; q++) {
    double sum = 0.0;

    for (gsize b = 0; b < rows->n1_max; b += rows->step) {
      double w = gls_lambda_bands_get_weight (bands, rows, q, (ptrdiff_t) b);

      g_assert_cmpfloat (w, >=, 0.0);
      sum += w;
    }
    if (q < n)
      g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-12);
    else
      g_assert_cmpfloat (sum, ==, 0.0);
  }
}

/* Rows of a path, and S1 as that path has it: in the same bands. The low-pass
 * has rows beyond the last centre. */
static void
test_band_weights (void)
{
  for (int trial = 0; trial < 300; trial++) {
    GlsLambdaBands bands = { (gsize) g_test_rand_int_range (1, 65),
      (gsize) g_test_rand_int_range (2, 200) };
    guint k = (guint) g_test_rand_int_range (0, 7);
    GlsLambdaRows rows = { k, (gsize) 1 << k,
      (gsize) g_test_rand_int_range (1, (int) bands.n1_top + 7) };
    GlsLambdaRows s1 = { k, 1, rows.n1_max };

    check_bands (&bands, &rows);
    check_bands (&bands, &s1);
    g_assert_cmpuint (gls_lambda_bands_count (&bands, &s1), >=,
        gls_lambda_bands_count (&bands, &rows));
    if (rows.n1_max >= bands.n1_top)
      g_assert_cmpuint (gls_lambda_bands_count (&bands, &rows), ==, bands.n);
  }
}

/* A fast mu has few of the bands. */
static void
test_band_count (void)
{
  const GlsLambdaBands bands = { 9, 129 };

  g_assert_cmpuint (gls_lambda_bands_count (&bands,
                        &(GlsLambdaRows){ 0, 1, 17 }),
      ==, 2);
  g_assert_cmpuint (gls_lambda_bands_count (&bands,
                        &(GlsLambdaRows){ 0, 1, 18 }),
      ==, 3);
  g_assert_cmpuint (gls_lambda_bands_count (&bands,
                        &(GlsLambdaRows){ 5, 32, 32 }),
      ==, 2);
}

/* Between the first centre and the last one triangles at k = 0 add up to the
 * same for every bin. */
static void
test_band_partition (void)
{
  const GlsLambdaBands bands = { 9, 129 };
  const GlsLambdaRows rows = { 0, 1, 129 };

  for (ptrdiff_t b = 16; b < 113; b++) {
    double sum = 0.0;

    for (gsize q = 0; q < bands.n; q++)
      sum += gls_lambda_bands_get_weight (&bands, &rows, q, b);
    g_assert_cmpfloat_with_epsilon (sum, 1.0 / 16.0, 1e-12);
  }
}

/* One band is the mean, in the very bits. */
static void
test_one_band (void)
{
  const GlsLambdaBands one = { 1, 134 };

  for (gsize n1_max = 1; n1_max < 300; n1_max++)
    for (guint k = 0; k < 7; k++) {
      gsize n = (n1_max + ((gsize) 1 << k) - 1) >> k;
      const GlsLambdaRows rows = { k, (gsize) 1 << k, n1_max };

      g_assert_cmpfloat (gls_lambda_bands_get_weight (&one, &rows, 0, 0), ==,
          1.0 / (double) n);
      g_assert_cmpfloat (gls_lambda_bands_get_weight (&one, &rows, 0,
                             (ptrdiff_t) ((n - 1) << k)),
          ==, 1.0 / (double) n);
    }
}

static void
test_family (void)
{
  const GlsProducts *best = gls_products_best ();
  gsize n = 0, at = G_MAXSIZE;

  g_assert_cmpstr (gls_products_nth (0)->name, ==, "plain");
  for (; gls_products_nth (n) != NULL; n++)
    if (gls_products_nth (n) == best)
      at = n;
  g_assert_cmpuint (at, <, n);
  if (g_getenv ("GLISSANDO_CPU") == NULL)
    g_assert_cmpuint (at, ==, n - 1);
  g_test_message ("%s is taken of %" G_GSIZE_FORMAT, best->name, n);
}

int
main (int argc, char **argv)
{
  const GlsProducts *products;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frequency/family", test_family);
  g_test_add_func ("/frequency/band-weights", test_band_weights);
  g_test_add_func ("/frequency/band-count", test_band_count);
  g_test_add_func ("/frequency/band-partition", test_band_partition);
  g_test_add_func ("/frequency/one-band", test_one_band);
  g_test_add_func ("/frequency/spins-apart", test_spins_apart);
  for (gsize i = 0; (products = gls_products_nth (i)) != NULL; i++) {
    g_autofree char *run =
        g_strdup_printf ("/frequency/products/%s", products->name);
    g_autofree char *nothing =
        g_strdup_printf ("/frequency/silence/%s", products->name);
    g_autofree char *stage =
        g_strdup_printf ("/frequency/stage/%s", products->name);

    g_test_add_data_func (run, products, test_products);
    g_test_add_data_func (nothing, products, test_products_of_nothing);
    g_test_add_data_func (stage, products, test_stage);
  }
  return g_test_run ();
}
