/* A few wavelets of one octave, applied to blocks of a signal.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Overlap-save convolution (Oppenheim and Schafer, section 8.7.3) with short
 * transforms: one forward transform of a block, then for each wavelet a product
 * over its narrow band, folded to the decimated rate, and a small backward
 * transform. Blocks lie on a fixed grid, so results cannot depend on how the
 * signal was cut. Two real signals share a forward transform, as the real and
 * the imaginary part of one.
 */
#ifndef GLS_SCATTERING_BAND_H
#define GLS_SCATTERING_BAND_H

#include "scattering/filterbank.h"
#include "scattering/fft.h"

G_BEGIN_DECLS

#define GLS_BAND_MAX_DECIMATION 16

/**
 * GlsBandRun:
 * @mirrored: whether bins from the source's @from downwards are conjugated
 * @from: where its bins come from
 * @to: where they fall at the decimated rate
 * @n: how many
 *
 * A stretch of a filter's bins. It ends where the source turns at 0 or Nyquist,
 * or where the destination wraps.
 */
typedef struct
{
  gboolean mirrored;
  size_t from, to, n;
} GlsBandRun;

/**
 * GlsBandFilter:
 * @d: its output is decimated by 2^d from the band's rate
 * @low: the first bin of n_fft where it is not zero; negative below zero
 * @n_bins: how many from there on
 * @response: [2 n_bins] its values there, each twice, for real and imaginary
 *   part, and halved, for the one signal of two that share a transform
 * @n_runs: stretches that it consists of
 * @runs: [n_runs]
 *
 * One wavelet.
 */
typedef struct
{
  guint d;
  ptrdiff_t low;
  size_t n_bins;
  float *response;
  size_t n_runs;
  GlsBandRun *runs;
} GlsBandFilter;

/**
 * GlsBand:
 * @block: samples of a block, a power of two
 * @reach: samples that are needed before a block, a multiple of every 2^d
 * @ahead: samples that are needed after it
 * @n_fft: length of the transforms, at least reach + block + ahead
 * @n_used: bins 0 .. n_used - 1 of a spectrum serve the filters
 * @filters: [n_filters]
 * @forward: of n_fft points
 * @backward: [d] of n_fft >> d points; %NULL if unused
 *
 * The wavelets of one octave, at the octave's rate. Immutable.
 */
typedef struct
{
  size_t block;
  size_t reach;
  size_t ahead;
  size_t n_fft;
  size_t n_used;
  size_t n_filters;
  GlsBandFilter *filters;
  GlsFft *forward;
  GlsFft *backward[GLS_BAND_MAX_DECIMATION];
} GlsBand;

/* Working memory for any bands with n_fft up to some size; one thread's. */
typedef struct
{
  float *x;           /* [n_fft][2] */
  float *z;           /* [n_fft][2] */
  float *spectrum[2]; /* [n_fft / 2 + 1][2] */
  float *folded;      /* [n_fft][2], all zero between calls */
  float *y;           /* [n_fft][2] */
} GlsBandScratch;

/**
 * gls_band_new:
 * @filters: [n] wavelets, as at the full rate
 * @d: [n] decimation of each, relative to the band's rate
 * @n: how many
 * @level: the band's rate is 2^-level
 * @max_block: longest block that is of use, a power of two; it is also taken
 *   when @whole
 * @whole: make the block exactly @max_block
 * @eps: truncation, L1
 */
GlsBand *gls_band_new (const GlsFilter *filters, const guint *d, size_t n,
    guint level, size_t max_block, gboolean whole, double eps);
void gls_band_free (GlsBand *self);

void gls_band_scratch_init (GlsBandScratch *scratch, size_t n_fft);
void gls_band_scratch_clear (GlsBandScratch *scratch);

/* Samples that a block is computed from. */
static inline size_t
gls_band_window (const GlsBand *self)
{
  return self->reach + self->block + self->ahead;
}

/* x0, x1: float[gls_band_window()]; the block begins at x[reach]. x1 may be
 * NULL.
 */
void gls_band_forward (const GlsBand *self, GlsBandScratch *scratch,
    const float *x0, const float *x1);

/* After gls_band_forward(): filter @i at every 2^d-th sample of the block, of
 * signal @which, 0 or 1.
 * Returns: (transfer none): float[block >> d][2], valid until the next call */
const float *gls_band_apply (const GlsBand *self, GlsBandScratch *scratch,
    size_t which, size_t i);

G_END_DECLS

#endif
