/* How far the joint scattering is from the machine's floor.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The floor is the time of the arithmetic that our schedule cannot do without:
 * the transforms in time by FFTW, on data in the cache, and the products along
 * log-frequency at the rate of a loop that does nothing but multiply and add
 * (fma.h). Moduli, averages, decimation and all moving of data come on top.
 * OpenBLAS, for comparison, makes the same products from whole matrices. All of
 * it in one run, so that the ratios hold on a noisy machine; every figure is
 * the best of several.
 */
#include <cblas.h>
#include <math.h>
#include <stdio.h>

#include "fma.h"
#include "scattering/fft.h"
#include "scattering/joint.h"
#include "scattering/precision.h"
#include "scattering/pyramid.h"
#include "support.h"

#define TURNS 9

/* Work of one tick, and the time it takes bare. */
typedef struct
{
  double flop, seconds;
} Work;

static void
add_transforms (gpointer data, gsize length, gsize n)
{
  Work *work = data;
  GlsFft *fft;
  float *in, *out;
  gsize repeats = 1 + 200000 / length;
  double best = INFINITY;

  if (n == 0)
    return;
  fft = gls_fft_backward_new (length);
  in = gls_fft_alloc (2 * length);
  out = gls_fft_alloc (2 * length);
  for (int turn = 0; turn < TURNS; turn++) {
    double start = bench_processor_time ();

    for (gsize i = 0; i < repeats; i++)
      gls_fft_execute (fft, in, out);
    best = fmin (best, bench_processor_time () - start);
  }
  work->seconds += best / (double) repeats * (double) n;
  work->flop += 5.0 * (double) length * log2 ((double) length) * (double) n;
  gls_fft_free (fft);
  gls_fft_free_array (in);
  gls_fft_free_array (out);
}

/* C = A B, @n times a tick; every operand stays where it is. */
static void
add_product (Work *work, gsize rows, gsize inner, gsize columns, gsize n)
{
  float *a = gls_fft_alloc (rows * inner);
  float *b = gls_fft_alloc (inner * columns);
  float *c = gls_fft_alloc (rows * columns);
  double flop = 2.0 * (double) rows * (double) inner * (double) columns;
  gsize repeats = 1 + (gsize) (1e7 / flop);
  double best = INFINITY;

  for (int turn = 0; turn < TURNS; turn++) {
    double start = bench_processor_time ();

    for (gsize i = 0; i < repeats; i++)
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) rows,
          (int) columns, (int) inner, 1.0f, a, (int) inner, b, (int) columns,
          0.0f, c, (int) columns);
    best = fmin (best, bench_processor_time () - start);
  }
  work->seconds += best / (double) repeats * (double) n;
  work->flop += flop * (double) n;
  gls_fft_free_array (a);
  gls_fft_free_array (b);
  gls_fft_free_array (c);
}

/* The even and the odd half of each filter's matrix, for real and imaginary
 * part. A tick of few columns is one product of that many. */
static void
add_products (Work *work, const GlsMu *mu, gsize T)
{
  const GlsFrequencyStage *stage = mu->stage;
  gsize columns = T >> mu->scale.j;
  gsize width = MIN (columns, stage->width);

  for (gsize p = 0; p < stage->n_parities; p++) {
    gsize rows = 0;

    for (gsize i = 0; i < stage->n_groups; i++)
      if (stage->groups[i].parity == p)
        rows += 2 * stage->groups[i].n_rows;
    add_product (work, rows, (stage->parities[p].n_in + 1) / 2, 2 * width,
        2 * columns / width);
  }
}

/* Products, moduli and averages over rows of so many columns of one octave, by
 * one of the kernels. */
static void
add_stage (Work *work, const GlsFrequencySpec *spec, const GlsMu *mu,
    gsize columns)
{
  GlsFrequencyStage stage;
  gsize n_chunks, repeats;
  double best = INFINITY;
  float *y, *tiles, *result;

  gls_frequency_stage_init (&stage, spec, mu->scale.n1_max, columns);
  n_chunks = (columns + stage.width - 1) / stage.width;
  y = gls_fft_alloc (2 * mu->scale.n1_max * stage.width);
  tiles = gls_fft_alloc (gls_frequency_stage_scratch (&stage));
  result = gls_fft_alloc (gls_frequency_stage_result (&stage));
  for (gsize i = 0; i < 2 * mu->scale.n1_max * stage.width; i++)
    y[i] = 1.0f / (float) (1 + i % 97);
  repeats = 1 + 20000000 / (gls_frequency_stage_count (&stage) * stage.width);
  for (int turn = 0; turn < TURNS; turn++) {
    double start = bench_processor_time ();

    for (gsize i = 0; i < repeats; i++)
      gls_frequency_stage_run (&stage, y, tiles, result);
    best = fmin (best, bench_processor_time () - start);
  }
  work->seconds += best / (double) repeats * (double) n_chunks;
  work->flop +=
      2.0 * (double) gls_frequency_stage_count (&stage) * (double) columns;
  gls_fft_free_array (y);
  gls_fft_free_array (tiles);
  gls_fft_free_array (result);
  gls_frequency_stage_clear (&stage);
}

static void
print_work (const char *name, const Work *work, double ticks_per_s)
{
  printf ("  %-50s %8.3f GFLOP %8.2f ms  %6.1f GFLOP/s\n", name,
      1e-9 * work->flop * ticks_per_s, 1e3 * work->seconds * ticks_per_s,
      1e-9 * work->flop / work->seconds);
}

/* Rows of moduli of one spin, computed for a column. */
static gsize
count_rows (const GlsFrequencyStage *stage, gsize *n_weights)
{
  gsize rows = 0;

  *n_weights = 0;
  for (gsize i = 0; i < stage->n_groups; i++) {
    rows += 2 * stage->groups[i].n_rows;
    *n_weights += stage->groups[i].n_rows
        * (stage->groups[i].n_near + stage->groups[i].n_far);
  }
  return rows;
}

/* The half-band filters that take each row U1 down to the slowest level. */
static double
decimation_flop (const BenchTicks *ticks, const GlsSpec *spec)
{
  GlsHalfband halfband =
      gls_halfband_new (gls_precision_tolerance (spec->precision).attenuation);
  double flop = 0.0;

  for (gsize g = 0; g < ticks->n_groups; g++)
    for (guint p = ticks->group[g].j + 1; p <= gls_pyramid_last_level (spec->J);
         p++)
      flop += (double) ticks->group[g].n_lambda
          * ldexp (1.0, (int) (spec->J - p))
          * (1.0 + 3.0 * (double) halfband.n);
  return flop;
}

/* The schedule: what is computed for a second of audio, octave by octave of
 * psi2. A multiplication and an addition are two operations, a square root is
 * one. */
static void
print_schedule (const GlsSpec *spec, const BenchTicks *ticks,
    const Work *transforms, const GlsMu *mu, gsize n_mu)
{
  double per_tick = (double) spec->rate / ldexp (1.0, (int) spec->J);
  double products = 0.0, moduli = 0.0, averages = 0.0, thinning = 0.0;

  printf ("schedule, MFLOP per second of audio\n");
  printf ("  %-8s %8s %10s %12s %12s\n", "octave", "rows", "columns",
      "products", "moduli");
  for (gsize i = 0; i < n_mu; i++) {
    double columns = (double) spec->rate * ldexp (1.0, -(int) mu[i].scale.j);
    gsize n_weights, rows = count_rows (mu[i].stage, &n_weights);
    double product = 2.0 * (double) gls_frequency_stage_count (mu[i].stage);

    printf ("  j2 = %-3u %8" G_GSIZE_FORMAT " %10.1f %12.2f %12.2f\n",
        mu[i].scale.j, mu[i].scale.n1_max, columns, 1e-6 * product * columns,
        1e-6 * 2.0 * 4.0 * (double) rows * columns);
    products += product * columns;
    moduli += 2.0 * 4.0 * (double) rows * columns;
    averages += 2.0 * 2.0 * (double) n_weights * columns;
    thinning += 8.0 * (double) mu[i].stage->n_series * columns;
  }
  printf ("  %-36s %12.2f\n", "decimation of the rows (half-band)",
      1e-6 * decimation_flop (ticks, spec) * per_tick);
  printf ("  %-36s %12.2f\n", "transforms in time",
      1e-6 * transforms->flop * per_tick);
  printf ("  %-36s %12.2f\n", "products along log-frequency", 1e-6 * products);
  printf ("  %-36s %12.2f\n", "moduli", 1e-6 * moduli);
  printf ("  %-36s %12.2f\n", "averages over rows", 1e-6 * averages);
  printf ("  %-36s %12.2f\n", "thinning to 16 per T", 1e-6 * thinning);
}

/* All mus by one kernel, beside what its instructions do at most. Returns the
 * latter. The mus of an octave are done together. */
static double
print_kernel (const GlsFrequencySpec *spec, const GlsMu *mu, gsize n_mu,
    gsize T, double ticks_per_s, Work *work)
{
  const char *isa = spec->products->name;
  g_autofree char *kernel =
      g_strdup_printf ("our kernel, moduli and averages as well (%s)", isa);
  g_autofree char *bare = g_strdup_printf ("bare loop (%s)", isa);
  double rate = 0.0;

  *work = (Work){ 0 };
  for (gsize i = 0, n; i < n_mu; i += n) {
    for (n = 1; i + n < n_mu && mu[i + n].scale.j == mu[i].scale.j; n++)
      ;
    add_stage (work, spec, &mu[i], n * (T >> mu[i].scale.j));
    rate = fmax (rate, bench_fma_rate (isa));
  }
  print_work (kernel, work, ticks_per_s);
  printf ("  %-50s %29.1f GFLOP/s, of which the kernel makes %.0f %%\n", bare,
      1e-9 * rate, 100.0 * work->flop / work->seconds / rate);
  return rate;
}

static void
print_ms (const char *name, double seconds)
{
  printf ("  %-50s %14s %8.2f ms  = %.1f x real time\n", name, "",
      1e3 * seconds, 1.0 / seconds);
}

static void
compare (const char *name, const GlsSpec *spec, const float *x, gsize n)
{
  g_autoptr (GlsBanks) banks = gls_banks_new (spec, NULL);
  GlsJointPlan *plan;
  const GlsMu *mu;
  gsize n_mu, T = (gsize) 1 << spec->J;
  double ticks_per_s = (double) spec->rate / (double) T;
  double best = INFINITY, rate = 0.0, floor_s, kernel_s;
  Work transforms = { 0 }, products = { 0 }, work = { 0 };
  GlsFrequencySpec spec_of_kernel;
  BenchTicks ticks;

  plan = gls_joint_plan_new (banks, gls_joint_rows (spec->lambda),
      GLS_SPIN_UP | GLS_SPIN_DOWN | (spec->low_pass ? GLS_SPIN_LOW_PASS : 0));
  mu = gls_joint_plan_get_mus (plan, &n_mu);
  spec_of_kernel = *gls_joint_plan_get_frequency (plan);
  gls_modulation_plan_count (gls_joint_plan_get_modulation (plan),
      add_transforms, &transforms);
  for (gsize i = 0; i < n_mu; i++)
    add_products (&products, &mu[i], T);
  bench_ticks_init (&ticks, spec, x, n);
  for (int turn = 0; turn < TURNS; turn++)
    best = fmin (best, bench_scattering (&ticks, spec) / ticks.audio_s);
  printf ("%s, per second of audio\n", name);
  if (spec->precision == GLS_PRECISION_EXACT)
    print_schedule (spec, &ticks, &transforms, mu, n_mu);
  print_work ("transforms in time, bare (FFTW)", &transforms, ticks_per_s);
  print_work ("products along log-frequency, bare (OpenBLAS)", &products,
      ticks_per_s);
  for (gsize k = 0; (spec_of_kernel.products = gls_products_nth (k)) != NULL;
       k++) {
    Work one;
    double one_rate =
        print_kernel (&spec_of_kernel, mu, n_mu, T, ticks_per_s, &one);

    if (spec_of_kernel.products == gls_products_best ()) {
      rate = one_rate;
      work = one;
    }
  }
  floor_s = (transforms.seconds + work.flop / rate) * ticks_per_s;
  kernel_s = (transforms.seconds + work.seconds) * ticks_per_s;
  print_ms ("floor: transforms, products at the rate of the loop", floor_s);
  print_ms ("transforms, products at the rate of the kernel", kernel_s);
  print_ms ("the whole of jtfst", best);
  printf ("  %-50s %12.2f of the floor, %.2f of the line below it\n", "",
      best / floor_s, best / kernel_s);
  fflush (stdout);
  bench_ticks_clear (&ticks);
  gls_joint_plan_unref (plan);
}

/* What rows cost, by turns: as a multiple of what the pooled mean does, alone and
 * from the audio. */
static void
compare_rows (guint mu_skip, const float *x, gsize n)
{
  static const struct
  {
    const char *name;
    GlsLambda lambda;
    gboolean low_pass;
  } rows[] = {
    { "pooled", GLS_LAMBDA_POOLED, FALSE },
    { "pooled, low-pass", GLS_LAMBDA_POOLED, TRUE },
    { "bands", GLS_LAMBDA_BANDS, FALSE },
    { "bands, low-pass", GLS_LAMBDA_BANDS, TRUE },
    { "local", GLS_LAMBDA_LOCAL, FALSE },
  };
  double best[G_N_ELEMENTS (rows)], scalogram;
  GlsSpec spec;
  BenchTicks ticks;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  spec.orientation = GLS_ORIENTATION_BOTH;
  spec.mu_skip = mu_skip;
  bench_ticks_init (&ticks, &spec, x, n);
  for (int turn = 0; turn < TURNS; turn++)
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
      double seconds;

      spec.lambda = rows[i].lambda;
      spec.low_pass = rows[i].low_pass;
      seconds = bench_scattering (&ticks, &spec) / ticks.audio_s;
      best[i] = turn == 0 ? seconds : fmin (best[i], seconds);
    }
  scalogram = ticks.cpu_s / ticks.audio_s;
  printf ("rows of log-frequency, mu-skip %u; the scalogram takes %.2f ms\n",
      mu_skip, 1e3 * scalogram);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    printf ("  %-20s %8.2f ms  %6.2f, from audio %6.2f\n", rows[i].name,
        1e3 * best[i], best[i] / best[0],
        (best[i] + scalogram) / (best[0] + scalogram));
  fflush (stdout);
  bench_ticks_clear (&ticks);
}

int
main (void)
{
  g_autofree float *x = NULL;
  gsize n;
  GlsSpec spec;

  printf ("16 kHz, J 13, Q 12,2, both orientations; processor time of one "
          "core\n");
  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  n = bench_length (&spec, 48);
  x = bench_audio (n);
  spec.orientation = GLS_ORIENTATION_BOTH;
  spec.precision = GLS_PRECISION_EXACT;
  compare ("pooled, exact", &spec, x, n);
  spec.precision = GLS_PRECISION_DEFAULT;
  compare ("pooled", &spec, x, n);
  spec.mu_skip = 6;
  compare ("pooled, mu-skip 6", &spec, x, n);
  spec.lambda = GLS_LAMBDA_BANDS;
  compare ("bands, mu-skip 6", &spec, x, n);
  spec.low_pass = TRUE;
  compare ("bands, low-pass, mu-skip 6", &spec, x, n);
  spec.mu_skip = 10;
  compare ("bands, low-pass, mu-skip 10", &spec, x, n);
  spec.mu_skip = 0;
  compare ("bands, low-pass", &spec, x, n);
  spec.low_pass = FALSE;
  compare ("bands", &spec, x, n);
  spec.lambda = GLS_LAMBDA_LOCAL;
  compare ("local", &spec, x, n);
  for (guint mu_skip = 0; mu_skip <= 10; mu_skip += mu_skip == 0 ? 6 : 4)
    compare_rows (mu_skip, x, n);
  return 0;
}
