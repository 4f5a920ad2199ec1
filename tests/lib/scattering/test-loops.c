/* The loops of every instruction set against what loops.h says they do.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For each loop there is a pair: RUN calls it, DEFINE says in double what must
 * come of it. Whatever DEFINE does not write must stay as it is.
 */
#include <glib.h>
#include <math.h>

#include "scattering/loops.h"

/* Floats of every array. */
#define N 1024

/* Where those begin that are read on both sides. */
#define MIDDLE 512

/* Outputs, or whatever a loop counts: whole vectors, parts of them, nothing. */
static const gsize lengths[] = { 0, 1, 2, 3, 7, 8, 9, 16, 31, 32, 33, 64, 127,
  200 };

typedef struct
{
  gsize n;
  float x[N], y[N];      /* -1 .. 1 */
  double tap[N];         /* likewise */
  float before[N];       /* what stood in the outputs */
  float to[N], too[N];   /* of the loop */
  double is[N], and_[N]; /* what they should be */
} Data;

#define RUN(name) static void run_##name (const GlsLoops *loops, Data *d)
#define DEFINE(name) static void define_##name (Data *d)

RUN (interleave)
{
  loops->interleave (d->x, d->y, d->n, d->to);
}

DEFINE (interleave)
{
  for (gsize i = 0; i < 2 * d->n; i++)
    d->is[i] = i % 2 == 0 ? d->x[i / 2] : d->y[i / 2];
}

RUN (interleave_zeros)
{
  loops->interleave_zeros (d->x, d->n, d->to);
}

DEFINE (interleave_zeros)
{
  for (gsize i = 0; i < 2 * d->n; i++)
    d->is[i] = i % 2 == 0 ? d->x[i / 2] : 0.0f;
}

RUN (deinterleave)
{
  loops->deinterleave (d->x, d->n, d->to, d->too);
}

DEFINE (deinterleave)
{
  for (gsize i = 0; i < d->n; i++) {
    d->is[i] = d->x[2 * i];
    d->and_[i] = d->x[2 * i + 1];
  }
}

RUN (take_even)
{
  loops->take_even (d->x, d->n, d->to);
}

DEFINE (take_even)
{
  for (gsize i = 0; i < d->n; i++)
    d->is[i] = d->x[2 * i];
}

RUN (multiply)
{
  loops->multiply (d->x, d->y, d->n, d->to);
}

DEFINE (multiply)
{
  for (gsize i = 0; i < d->n; i++)
    d->is[i] = (double) d->x[i] * d->y[i];
}

RUN (multiply_add)
{
  loops->multiply_add (d->x, d->y, d->n, d->to);
}

DEFINE (multiply_add)
{
  for (gsize i = 0; i < d->n; i++)
    d->is[i] += (double) d->x[i] * d->y[i];
}

/* Each value of h stands twice. */
static void
double_values (float *h)
{
  for (gsize i = 0; i < N; i += 2)
    h[i + 1] = h[i];
}

RUN (multiply_add_mirrored)
{
  double_values (d->x);
  loops->multiply_add_mirrored (d->x, d->y + MIDDLE, d->n, d->to);
}

DEFINE (multiply_add_mirrored)
{
  double_values (d->x);
  for (gsize i = 0; i < d->n; i++) {
    d->is[2 * i] += (double) d->x[2 * i] * d->y[MIDDLE - 2 * i];
    d->is[2 * i + 1] -= (double) d->x[2 * i] * d->y[MIDDLE - 2 * i + 1];
  }
}

RUN (scale_add)
{
  const float *x[4] = { d->x, d->y + 1, d->x + 2, d->y + 3 };

  loops->scale_add (d->y, x, d->n, d->to);
}

DEFINE (scale_add)
{
  for (gsize i = 0; i < d->n; i++)
    d->is[i] += (double) d->y[0] * d->x[i] + (double) d->y[1] * d->y[1 + i]
        + (double) d->y[2] * d->x[2 + i] + (double) d->y[3] * d->y[3 + i];
}

RUN (modulus)
{
  loops->modulus (d->x, d->n, d->to);
}

DEFINE (modulus)
{
  for (gsize i = 0; i < d->n; i++)
    d->is[i] = hypot (d->x[2 * i], d->x[2 * i + 1]);
}

RUN (squared_modulus)
{
  loops->squared_modulus (d->x, d->n, d->to);
}

DEFINE (squared_modulus)
{
  for (gsize i = 0; i < d->n; i++)
    d->is[i] = pow (hypot (d->x[2 * i], d->x[2 * i + 1]), 2.0);
}

RUN (separate)
{
  loops->separate (d->x, d->x + N, d->n, d->to, d->too);
}

DEFINE (separate)
{
  for (gsize k = 1; k < d->n; k++) {
    const float *z = &d->x[2 * k], *mirror = &d->x[N - 2 * k];

    d->is[2 * k] = (double) z[0] + mirror[0];
    d->is[2 * k + 1] = (double) z[1] - mirror[1];
    d->and_[2 * k] = (double) z[1] + mirror[1];
    d->and_[2 * k + 1] = (double) mirror[0] - z[0];
  }
}

/* A filter of 1 to 16 taps on each side. */
static gsize
n_taps (const Data *d)
{
  return 1 + d->n % 16;
}

RUN (decimate_block)
{
  loops->decimate_block (d->x, n_taps (d), d->y, d->x + 1, d->to);
}

DEFINE (decimate_block)
{
  gsize n = n_taps (d);

  for (gsize k = 0; k < GLS_LOOPS_BLOCK; k++) {
    d->is[k] = 0.5 * d->x[1 + 2 * k];
    for (gsize i = 0; i < n; i++)
      d->is[k] += d->x[i] * ((double) d->y[n - 1 - i + k] + d->y[n + i + k]);
  }
}

/* Whole vectors, in a segment that may be longer. */
static gsize
n_thinned (const Data *d)
{
  return d->n - d->n % GLS_LOOPS_LANES;
}

RUN (thin)
{
  loops->thin (d->x, 256, d->y, n_thinned (d), d->to);
}

DEFINE (thin)
{
  for (gsize s = 0; s < 4; s++)
    for (gsize i = 0; i < n_thinned (d); i++)
      d->is[s] += (double) d->x[256 * s + i] * d->y[i];
}

/* An even number, of as many as the matrix has rows for. */
static gsize
n_short (const Data *d)
{
  return MIN (d->n, N / GLS_LOOPS_LANES) / 2 * 2;
}

RUN (thin_short)
{
  loops->thin_short (d->x, d->y, n_short (d), d->n % (GLS_LOOPS_LANES + 1),
      d->to);
}

DEFINE (thin_short)
{
  for (gsize k = 0; k < d->n % (GLS_LOOPS_LANES + 1); k++)
    for (gsize i = 0; i < n_short (d); i++)
      d->is[k] += (double) d->x[i * GLS_LOOPS_LANES + k] * d->y[i];
}

RUN (weigh_pairs)
{
  d->to[0] = (float) loops->weigh_pairs (d->tap, d->x + MIDDLE, d->n);
}

DEFINE (weigh_pairs)
{
  d->is[0] = 0.0;
  for (gsize i = 1; i <= d->n; i++)
    d->is[0] += d->tap[i] * ((double) d->x[MIDDLE - i] + d->x[MIDDLE + i]);
}

/* What is only moved is the same; a rounding of a value up to 4 takes 2.4e-7,
 * and sums of up to 200 products have some more. */
static const struct
{
  const char *name;
  void (*run) (const GlsLoops *loops, Data *d);
  void (*define) (Data *d);
  double bound;
} cases[] = {
#define CASE(name, bound)                                                      \
  {                                                                            \
#name, run_##name, define_##name, bound                                    \
  }
  CASE (interleave, 0.0),
  CASE (interleave_zeros, 0.0),
  CASE (deinterleave, 0.0),
  CASE (take_even, 0.0),
  CASE (multiply, 1e-7),
  CASE (multiply_add, 5e-7),
  CASE (multiply_add_mirrored, 5e-7),
  CASE (scale_add, 5e-7),
  CASE (modulus, 5e-7),
  CASE (squared_modulus, 5e-7),
  CASE (separate, 5e-7),
  CASE (decimate_block, 5e-6),
  CASE (thin, 2e-5),
  CASE (thin_short, 5e-6),
  CASE (weigh_pairs, 2e-6),
};

static void
prepare (Data *d, gsize n)
{
  d->n = n;
  for (gsize i = 0; i < N; i++) {
    d->x[i] = (float) g_test_rand_double_range (-1.0, 1.0);
    d->y[i] = (float) g_test_rand_double_range (-1.0, 1.0);
    d->tap[i] = g_test_rand_double_range (-1.0, 1.0);
    d->before[i] = (float) g_test_rand_double_range (-1.0, 1.0);
    d->to[i] = d->too[i] = d->before[i];
    d->is[i] = d->and_[i] = (double) d->before[i];
  }
}

static void
check (const Data *d, const float *to, const double *is, double bound)
{
  for (gsize i = 0; i < N; i++)
    if (is[i] == (double) d->before[i])
      g_assert_true (to[i] == d->before[i]);
    else
      g_assert_true (fabs ((double) to[i] - is[i]) <= bound);
}

static void
test_member (gconstpointer loops)
{
  g_autofree Data *d = g_new (Data, 1);

  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++) {
    g_test_message ("%s", cases[c].name);
    for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
      prepare (d, lengths[i]);
      cases[c].run (loops, d);
      cases[c].define (d);
      check (d, d->to, d->is, cases[c].bound);
      check (d, d->too, d->and_, cases[c].bound);
    }
  }
}

/* Those of the instruction set that cpu.h chooses, or the next slower. */
static void
test_choice (void)
{
  const GlsLoops *loops = gls_loops_get ();

  g_assert_cmpint (gls_loops_nth (0)->cpu, ==, GLS_CPU_PLAIN);
  g_assert_cmpint (loops->cpu, <=, gls_cpu_get ());
  for (gsize i = 0; gls_loops_nth (i) != NULL; i++)
    g_assert_true (gls_loops_nth (i)->cpu <= loops->cpu
        || gls_loops_nth (i)->cpu > gls_cpu_get ());
}

int
main (int argc, char **argv)
{
  const GlsLoops *loops;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loops/choice", test_choice);
  for (gsize i = 0; (loops = gls_loops_nth (i)) != NULL; i++) {
    g_autofree char *path =
        g_strdup_printf ("/loops/%s", gls_cpu_get_name (loops->cpu));

    g_test_add_data_func (path, loops, test_member);
  }
  return g_test_run ();
}
