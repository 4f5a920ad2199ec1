/* The log-frequency stage of one modulation scale.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For the rows n1 < n1_max of Y = U1 *_t psi_mu it forms, for every filter
 * psi_fr and both spins, |Y *_lambda psi_fr| averaged over rows: circular
 * convolution on N_fr bins, done as real matrix products, for only n1_max
 * columns of the circulant are not zero.
 *
 * What is saved, and exact: with psi_fr = a + i b, both spins share their
 * products; a is even and b odd, so that about the centre of a filter's rows
 * the even and odd parts of Y along lambda each need half of the rows and half
 * of the columns (products.h). Averages over rows are taken before those over
 * time.
 */
#ifndef GLS_SCATTERING_FREQUENCY_H
#define GLS_SCATTERING_FREQUENCY_H

#include "scattering/filterbank.h"
#include "scattering/lambdabands.h"
#include "scattering/products.h"

G_BEGIN_DECLS

/* Columns at once, at most. */
#define GLS_FREQUENCY_MAX_WIDTH 128

/* How rows become what a frame holds. */
typedef enum
{
  GLS_ROWS_NONE,   /* all rows, as they are */
  GLS_ROWS_LOCAL,  /* phi_F, every 2^floor(log2 F) bins; spin 0 as NONE */
  GLS_ROWS_GLOBAL, /* the sum over all N_fr; spin 0 as NONE */
  GLS_ROWS_POOLED, /* the mean over the rows below n1_max */
  GLS_ROWS_BANDS,  /* means over bands of them */
} GlsRows;

/* Which filters of a bank (gls_filterbank_fr_new()) to use. */
typedef enum
{
  GLS_SPIN_UP = 1 << 0,
  GLS_SPIN_DOWN = 1 << 1,
  GLS_SPIN_ZERO = 1 << 2,
  GLS_SPIN_LOW_PASS = 1 << 3, /* spin 0, its rows averaged as all others are */
} GlsSpins;

/* One filter's output, averaged over rows. */
typedef struct
{
  size_t n_fr;   /* index in the bank */
  int spin;      /* +1, -1 or 0 */
  size_t stride; /* bins between rows of the result */
  size_t n_out;  /* rows of the result */
  size_t offset; /* of the first in the series */
} GlsSlot;

/* Parity along lambda about (2 lo + n_in - 1) / 2: rows lo .. lo + n_in - 1 of
 * Y, zero where Y has none. */
typedef struct
{
  ptrdiff_t lo;
  size_t n_in;
} GlsParity;

/* One call of the products: rows of a filter, or of a filter and its mirror
 * image. */
typedef struct
{
  size_t n_rows;       /* 1 .. products->rows, each with its own mirror image */
  size_t parity;       /* which split of Y */
  size_t first_k, n_k; /* where the filter's response is not negligible */
  size_t a;            /* coefficients: float[2][n_k][n_rows][2] */
  size_t n_near, n_far;
  size_t w, sum;   /* weights and sums of n_near and n_far; see products.h */
  size_t up, down; /* series, n_series if not wanted */
} GlsRowGroup;

/**
 * GlsFrequencyStage:
 * @products: the kernel that does it
 * @n1_max: rows of Y that are not zero
 * @width: columns that are done at once, a multiple of the kernel's lanes
 * @slots: [n_slots] results, in the order of the bank
 * @n_series: rows of all results together
 * @max_out: rows of the largest one
 * @parities: [n_parities] the ways in which Y is split
 * @groups: [n_groups] calls of the kernel, those of one parity in a row
 * @a: coefficients of all groups
 * @w: weights of all groups
 * @sum: what they weigh for
 *
 * The log-frequency stage of one octave of psi_mu. Immutable.
 */
typedef struct
{
  const GlsProducts *products;
  size_t n1_max;
  size_t width;
  size_t n_slots;
  GlsSlot *slots;
  size_t n_series;
  size_t max_out;
  size_t n_parities;
  GlsParity *parities;
  size_t n_groups;
  GlsRowGroup *groups;
  float *a, *w;
  guint32 *sum;
} GlsFrequencyStage;

/* What all stages of a plan have in common. Immutable. */
typedef struct
{
  guint F;
  size_t N_fr;
  size_t n_wavelets;
  const GlsFilter *bank; /* [1 + 2 n_wavelets], not owned */
  double *a, *b;     /* [1 + 2 n_wavelets][N_fr] impulse responses a + i b */
  double *phi_F;     /* [N_fr] */
  gboolean *mirrors; /* [1 + n_wavelets] spin -1 is the mirror of spin +1 */
  GlsRows rows;
  GlsLambdaBands bands; /* of GLS_ROWS_BANDS */
  guint spins;
  double eps;
  const GlsProducts *products; /* the best; tests set others */
} GlsFrequencySpec;

/**
 * gls_frequency_spec_init:
 * @bank: [1 + 2 @n_wavelets], see gls_filterbank_fr_new(); must stay alive
 * @N_fr: see gls_filterbank_fr_length()
 * @spins: #GlsSpins that are wanted
 * @eps: truncation of the filters' reach, L1
 */
void gls_frequency_spec_init (GlsFrequencySpec *self, const GlsFilter *bank,
    size_t n_wavelets, guint F, size_t N_fr, GlsRows rows, guint spins,
    double eps);
void gls_frequency_spec_clear (GlsFrequencySpec *self);

/* @nt: columns of a block */
void gls_frequency_stage_init (GlsFrequencyStage *self,
    const GlsFrequencySpec *spec, size_t n1_max, size_t nt);
void gls_frequency_stage_clear (GlsFrequencyStage *self);

/* Floats of scratch and of the result, for gls_frequency_stage_run(). */
size_t gls_frequency_stage_scratch (const GlsFrequencyStage *self);
size_t gls_frequency_stage_result (const GlsFrequencyStage *self);

/* Multiplications of the products, for one column: both spins. */
size_t gls_frequency_stage_count (const GlsFrequencyStage *self);

/**
 * gls_frequency_stage_run:
 * @y: float[n1_max][2][width], real and imaginary parts; what is beyond the
 * last column wanted must be finite
 * @scratch: aligned, as @result
 * @result: (out): float[n_series][width]
 */
void gls_frequency_stage_run (const GlsFrequencyStage *self, const float *y,
    float *scratch, float *result);

/**
 * gls_frequency_stage_run_real:
 * @s: float[n1_max]
 * @y: float[n1_max][2][width], zero at first, as no column but the first is
 *   used; aligned, as @scratch and @result
 * @out: (out): float[n_series]
 *
 * |s *_lambda psi_fr| of one real column: the first order.
 */
void gls_frequency_stage_run_real (const GlsFrequencyStage *self,
    const float *s, float *y, float *scratch, float *result, float *out);

G_END_DECLS

#endif
