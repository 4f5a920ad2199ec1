/* How fast the loops of each instruction set are, on data in the first cache.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdio.h>

#include "scattering/fft.h"
#include "scattering/loops.h"
#include "support.h"

/* Floats that a loop takes in or gives out, at most. */
#define N 1024

#define TURNS 9

typedef struct
{
  float *x, *y, *z;
  double *tap;
} Data;

typedef struct
{
  const char *name;
  gsize n; /* floats that are read or, if that is more, written */
  void (*run) (const GlsLoops *loops, const Data *data);
} Case;

static void
interleave (const GlsLoops *loops, const Data *data)
{
  loops->interleave (data->x, data->y, N / 2, data->z);
}

static void
deinterleave (const GlsLoops *loops, const Data *data)
{
  loops->deinterleave (data->x, N / 2, data->y, data->z);
}

static void
take_even (const GlsLoops *loops, const Data *data)
{
  loops->take_even (data->x, N / 2, data->y);
}

static void
multiply (const GlsLoops *loops, const Data *data)
{
  loops->multiply (data->x, data->y, N, data->z);
}

static void
multiply_add (const GlsLoops *loops, const Data *data)
{
  loops->multiply_add (data->x, data->y, N, data->z);
}

static void
multiply_add_mirrored (const GlsLoops *loops, const Data *data)
{
  loops->multiply_add_mirrored (data->x, data->y + N, N / 2, data->z);
}

static void
scale_add (const GlsLoops *loops, const Data *data)
{
  const float a[4] = { 0.5f, 0.25f, 0.125f, 0.0625f };
  const float *x[4] = { data->x, data->x + N, data->y, data->y + N };

  loops->scale_add (a, x, N, data->z);
}

static void
modulus (const GlsLoops *loops, const Data *data)
{
  loops->modulus (data->x, N / 2, data->z);
}

static void
squared_modulus (const GlsLoops *loops, const Data *data)
{
  loops->squared_modulus (data->x, N / 2, data->z);
}

static void
separate (const GlsLoops *loops, const Data *data)
{
  loops->separate (data->x, data->x + 2 * N, N / 2, data->y, data->z);
}

static void
decimate (const GlsLoops *loops, const Data *data)
{
  for (gsize k = 0; k + GLS_LOOPS_BLOCK <= N / 2; k += GLS_LOOPS_BLOCK)
    loops->decimate_block (data->x, 10, data->x + k, data->y + 2 * k,
        data->z + k);
}

static void
thin (const GlsLoops *loops, const Data *data)
{
  for (gsize i = 0; i < N; i += 128)
    loops->thin (data->x, 256, data->y + i, 128, data->z + i);
}

static void
thin_short (const GlsLoops *loops, const Data *data)
{
  for (gsize i = 0; i < N; i += 64)
    loops->thin_short (data->x, data->y + i, 64, 11, data->z + i);
}

static void
weigh_pairs (const GlsLoops *loops, const Data *data)
{
  data->z[0] =
      (float) loops->weigh_pairs (data->tap, data->x + N / 2, N / 2 - 1);
}

static const Case cases[] = {
  { "interleave", N, interleave },
  { "deinterleave", N, deinterleave },
  { "take_even", N, take_even },
  { "multiply", N, multiply },
  { "multiply_add", N, multiply_add },
  { "multiply_add_mirrored", N, multiply_add_mirrored },
  { "scale_add", 4 * N, scale_add },
  { "modulus", N, modulus },
  { "squared_modulus", N, squared_modulus },
  { "separate", 2 * N, separate },
  { "decimate_block", N, decimate },
  { "thin", N, thin },
  { "thin_short", N, thin_short },
  { "weigh_pairs", N, weigh_pairs },
};

static double
best_time (const GlsLoops *loops, const Case *this, const Data *data)
{
  double best = INFINITY;

  for (int turn = 0; turn < TURNS; turn++) {
    double start = bench_processor_time ();

    for (int i = 0; i < 20000; i++)
      this->run (loops, data);
    best = fmin (best, (bench_processor_time () - start) / 20000.0);
  }
  return best;
}

int
main (void)
{
  Data data = { gls_fft_alloc (2 * N), gls_fft_alloc (2 * N),
    gls_fft_alloc (2 * N), g_new (double, N) };
  const GlsLoops *loops;

  for (gsize i = 0; i < 2 * N; i++) {
    data.x[i] = 1.0f / (float) (1 + i % 97);
    data.y[i] = 1.0f / (float) (1 + i % 89);
  }
  for (gsize i = 0; i < N; i++)
    data.tap[i] = 1.0 / (double) (i + 1);
  printf ("floats in a nanosecond, and times as many as plain\n");
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++) {
    double plain = 0.0;

    printf ("%-22s", cases[c].name);
    for (gsize i = 0; (loops = gls_loops_nth (i)) != NULL; i++) {
      double ns = 1e9 * best_time (loops, &cases[c], &data);

      plain = i == 0 ? ns : plain;
      printf ("  %s %5.2f (%.2f)", gls_cpu_get_name (loops->cpu),
          (double) cases[c].n / ns, plain / ns);
    }
    printf ("\n");
    fflush (stdout);
  }
  gls_fft_free_array (data.x);
  gls_fft_free_array (data.y);
  gls_fft_free_array (data.z);
  g_free (data.tap);
  return 0;
}
