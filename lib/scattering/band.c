/* A few wavelets of one octave, applied to blocks of a signal.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/band.h"

#include <math.h>
#include <string.h>

#include "scattering/loops.h"

/* Gaussian tails below this are left out of a band. */
static double
band_halfwidth (double sigma, double eps)
{
  return sigma * sqrt (2.0 * log (10.0 / eps));
}

static void
sample_response (GlsBandFilter *out, const GlsFilter *filter, guint level,
    size_t n_fft, double eps)
{
  GlsMorlet psi = gls_morlet_new (filter->xi, filter->sigma);
  double rate = exp2 (-(double) level);
  double half = band_halfwidth (filter->sigma, eps);
  double low = filter->xi - half;
  double high = (filter->xi + half) / rate;

  /* The Gaussian at zero that kappa scales is part of the filter. */
  if (psi.kappa > 0.01 * eps)
    low = MIN (low, -half);
  low = MAX (low / rate, -0.5);
  out->low = (ptrdiff_t) floor (low * (double) n_fft);
  out->n_bins = MIN (n_fft,
      (size_t) ((ptrdiff_t) ceil (high * (double) n_fft) - out->low + 1));
  out->response = g_new (float, 2 * out->n_bins);
  for (size_t i = 0; i < out->n_bins; i++) {
    double bin = (double) (out->low + (ptrdiff_t) i) / (double) n_fft;
    double r = 0.5 * gls_morlet_response (&psi, bin * rate) / (double) n_fft;
    out->response[2 * i] = out->response[2 * i + 1] = (float) r;
  }
}

/* The stretch that follows @done bins. */
static GlsBandRun
next_run (const GlsBandFilter *filter, size_t n_fft, size_t done)
{
  ptrdiff_t n = (ptrdiff_t) n_fft;
  size_t n_out = n_fft >> filter->d;
  ptrdiff_t bin = filter->low + (ptrdiff_t) done;
  size_t from = (size_t) ((bin % n + n) % n);
  size_t half = n_fft / 2;
  GlsBandRun run = { from > half, from, from % n_out, filter->n_bins - done };

  run.n = MIN (run.n, n_out - run.to);
  run.n = MIN (run.n, run.mirrored ? n_fft - from : half + 1 - from);
  if (run.mirrored)
    run.from = n_fft - from;
  return run;
}

static void
make_runs (GlsBandFilter *filter, size_t n_fft)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (GlsBandRun));

  for (size_t done = 0; done < filter->n_bins;) {
    GlsBandRun run = next_run (filter, n_fft, done);

    g_array_append_val (runs, run);
    done += run.n;
  }
  filter->n_runs = runs->len;
  filter->runs = (GlsBandRun *) (void *) g_array_free (runs, FALSE);
}

/* Cost of a block's transforms per sample, in units of n log n. */
static double
cost_per_sample (size_t block, size_t around, size_t multiple)
{
  double n = (double) gls_fft_good_length (block + around, multiple);

  return n * log2 (n) / (double) block;
}

static size_t
choose_block (size_t around, size_t multiple, size_t max_block)
{
  size_t block = max_block;

  while (block / 2 >= multiple && block > 64
      && (block > 2048
          || cost_per_sample (block / 2, around, multiple)
              < cost_per_sample (block, around, multiple)))
    block /= 2;
  return block;
}

/* Of the bins 0 .. n_fft / 2: negative ones are read as their conjugates. */
static size_t
bins_used (const GlsBandFilter *filter, size_t n_fft)
{
  ptrdiff_t high = filter->low + (ptrdiff_t) filter->n_bins;

  return MIN ((size_t) MAX (high, 1 - filter->low), n_fft / 2 + 1);
}

GlsBand *
gls_band_new (const GlsFilter *filters, const guint *d, size_t n, guint level,
    size_t max_block, gboolean whole, double eps)
{
  GlsBand *self = g_new0 (GlsBand, 1);
  double reach = 0.0;
  size_t multiple = 1;

  for (size_t i = 0; i < n; i++) {
    reach = fmax (reach, gls_gaussian_reach (filters[i].sigma, eps));
    multiple = MAX (multiple, (size_t) 1 << d[i]);
  }
  self->ahead = (size_t) ceil (reach * exp2 (-(double) level));
  self->reach = (self->ahead + multiple - 1) / multiple * multiple;
  self->block = whole
      ? max_block
      : choose_block (self->reach + self->ahead, multiple, max_block);
  self->n_fft = gls_fft_good_length (gls_band_window (self), multiple);
  self->n_filters = n;
  self->filters = g_new0 (GlsBandFilter, n);
  self->forward = gls_fft_forward_new (self->n_fft);
  for (size_t i = 0; i < n; i++) {
    self->filters[i].d = d[i];
    sample_response (&self->filters[i], &filters[i], level, self->n_fft, eps);
    make_runs (&self->filters[i], self->n_fft);
    self->n_used =
        MAX (self->n_used, bins_used (&self->filters[i], self->n_fft));
    if (self->backward[d[i]] == NULL)
      self->backward[d[i]] = gls_fft_backward_new (self->n_fft >> d[i]);
  }
  return self;
}

void
gls_band_free (GlsBand *self)
{
  if (self == NULL)
    return;
  for (size_t i = 0; i < self->n_filters; i++) {
    g_free (self->filters[i].response);
    g_free (self->filters[i].runs);
  }
  g_free (self->filters);
  gls_fft_free (self->forward);
  for (size_t d = 0; d < GLS_BAND_MAX_DECIMATION; d++)
    gls_fft_free (self->backward[d]);
  g_free (self);
}

void
gls_band_scratch_init (GlsBandScratch *scratch, size_t n_fft)
{
  scratch->x = gls_fft_alloc (2 * n_fft);
  scratch->z = gls_fft_alloc (2 * n_fft);
  for (int i = 0; i < 2; i++)
    scratch->spectrum[i] = gls_fft_alloc (n_fft + 2);
  scratch->folded = gls_fft_alloc (2 * n_fft);
  scratch->y = gls_fft_alloc (2 * n_fft);
}

void
gls_band_scratch_clear (GlsBandScratch *scratch)
{
  gls_fft_free_array (scratch->x);
  gls_fft_free_array (scratch->z);
  for (int i = 0; i < 2; i++)
    gls_fft_free_array (scratch->spectrum[i]);
  gls_fft_free_array (scratch->folded);
  gls_fft_free_array (scratch->y);
}

void
gls_band_forward (const GlsBand *self, GlsBandScratch *scratch, const float *x0,
    const float *x1)
{
  const GlsLoops *loops = gls_loops_get ();
  size_t n = gls_band_window (self);
  float *z = scratch->z;

  if (x1 != NULL)
    loops->interleave (x0, x1, n, scratch->x);
  else
    loops->interleave_zeros (x0, n, scratch->x);
  memset (scratch->x + 2 * n, 0, 2 * (self->n_fft - n) * sizeof (float));
  gls_fft_execute (self->forward, scratch->x, z);
  for (int i = 0; i < 2; i++) {
    scratch->spectrum[i][0] = 2.0f * z[i];
    scratch->spectrum[i][1] = 0.0f;
  }
  loops->separate (z, z + 2 * self->n_fft, self->n_used, scratch->spectrum[0],
      scratch->spectrum[1]);
}

/* Adds the band's bins into @folded, which is zero elsewhere. */
static void
fold (const GlsBandFilter *filter, const float *spectrum, float *folded)
{
  const GlsLoops *loops = gls_loops_get ();
  const float *response = filter->response;

  for (size_t i = 0; i < filter->n_runs; i++) {
    const GlsBandRun *run = &filter->runs[i];

    if (run->mirrored)
      loops->multiply_add_mirrored (response, spectrum + 2 * run->from, run->n,
          folded + 2 * run->to);
    else
      loops->multiply_add (response, spectrum + 2 * run->from, 2 * run->n,
          folded + 2 * run->to);
    response += 2 * run->n;
  }
}

static void
unfold (const GlsBandFilter *filter, float *folded)
{
  for (size_t i = 0; i < filter->n_runs; i++)
    memset (folded + 2 * filter->runs[i].to, 0,
        2 * filter->runs[i].n * sizeof (float));
}

const float *
gls_band_apply (const GlsBand *self, GlsBandScratch *scratch, size_t which,
    size_t i)
{
  const GlsBandFilter *filter = &self->filters[i];

  fold (filter, scratch->spectrum[which], scratch->folded);
  gls_fft_execute (self->backward[filter->d], scratch->folded, scratch->y);
  unfold (filter, scratch->folded);
  return scratch->y + 2 * (self->reach >> filter->d);
}
