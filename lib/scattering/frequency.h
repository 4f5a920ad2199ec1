/* The log-frequency stage of one modulation scale.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For the rows n1 < n1_max of Y = U1 *_t psi_mu it forms, for every filter
 * psi_fr and both spins, |Y *_lambda psi_fr|: circular convolution on N_fr
 * bins, done as real matrix products, for only n1_max columns of the circulant
 * are not zero. With psi_fr = a + i b, a even and b odd,
 *
 *     spin +1:  (a Yr - b Yi) + i (a Yi + b Yr)
 *     spin -1:  (a Yr + b Yi) + i (a Yi - b Yr)
 *
 * share their four products. Where rows are kept undecimated, a is
 * centrosymmetric and b skew-centrosymmetric: the even and odd parts of Y along
 * lambda each need half of the rows and half of the columns.
 */
#ifndef GLS_SCATTERING_FREQUENCY_H
#define GLS_SCATTERING_FREQUENCY_H

#include "scattering/filterbank.h"

G_BEGIN_DECLS

/* How rows become what a frame holds. */
typedef enum
{
  GLS_ROWS_NONE,   /* all rows, as they are */
  GLS_ROWS_LOCAL,  /* phi_F, every 2^floor(log2 F) bins; spin 0 as NONE */
  GLS_ROWS_GLOBAL, /* the sum over all N_fr; spin 0 as NONE */
  GLS_ROWS_POOLED, /* the mean over the rows below n1_max */
} GlsRows;

/* Which filters of a bank (gls_filterbank_fr_new()) to use. */
typedef enum
{
  GLS_SPIN_UP = 1 << 0,
  GLS_SPIN_DOWN = 1 << 1,
  GLS_SPIN_ZERO = 1 << 2,
} GlsSpins;

/* One filter's output: what it is and how its rows are averaged. */
typedef struct
{
  size_t n_fr;    /* index in the bank */
  int spin;       /* +1, -1 or 0 */
  size_t stride;  /* bins between rows of the result */
  size_t n_rows;  /* of the modulus */
  size_t n_out;   /* rows of the result */
  size_t row;     /* first of its rows in the modulus array */
  size_t offset;  /* of its result in the series */
  float *weights; /* [n_out][n_rows]; NULL: rows 0 .. n_out-1 at @pick */
  size_t pick;
} GlsSlot;

/* One matrix product's worth: a filter, or a filter and its mirror image. */
typedef struct
{
  gboolean halved; /* by parity */
  size_t n_rows;
  size_t n_half; /* rows computed: (n_rows + 1) / 2 if halved */
  size_t at;     /* first row in its matrix: n_half of a, then n_half of b */
  ptrdiff_t up, down; /* slots, or -1 */
} GlsUnit;

typedef struct
{
  size_t n1_max;
  size_t n_slots;
  GlsSlot *slots; /* in the order of the bank */
  size_t n_units;
  GlsUnit *units;
  size_t n_rows;   /* of all moduli */
  size_t n_series; /* of all results */
  size_t m_even, m_plain;
  float *even;  /* [m_even][(n1_max + 1) / 2] */
  float *odd;   /* [m_even][n1_max / 2] */
  float *plain; /* [m_plain][n1_max] */
} GlsFrequencyStage;

typedef struct
{
  guint J_fr, F;
  size_t N_fr;
  size_t n_wavelets;
  GlsFilter *bank;   /* [1 + 2 n_wavelets] */
  double *a, *b;     /* [1 + 2 n_wavelets][N_fr] impulse responses a + i b */
  double *phi_F;     /* [N_fr] */
  gboolean *mirrors; /* [1 + n_wavelets] spin -1 is the mirror of spin +1 */
  GlsRows rows;
  guint spins;
  double eps;
} GlsFrequencySpec;

/**
 * gls_frequency_spec_init:
 * @N_fr: see gls_filterbank_fr_length()
 * @spins: #GlsSpins that are wanted
 * @eps: truncation of the filters' reach, L1
 */
void gls_frequency_spec_init (GlsFrequencySpec *self, guint J_fr, guint Q_fr,
    guint F, size_t N_fr, GlsRows rows, guint spins, double eps);
void gls_frequency_spec_clear (GlsFrequencySpec *self);

void gls_frequency_stage_init (GlsFrequencyStage *self,
    const GlsFrequencySpec *spec, size_t n1_max);
void gls_frequency_stage_clear (GlsFrequencyStage *self);

/* Most columns of a chunk. */
#define GLS_FREQUENCY_CHUNK 128

/* Floats of scratch for chunks of @nt columns. */
size_t gls_frequency_stage_scratch (const GlsFrequencyStage *self, size_t nt);

/* Called with the moduli of one row of the modulus array, float[nt]. */
typedef void (*GlsFrequencySink) (gpointer data, size_t row,
    const float *modulus, size_t nt);

/* y: float[n1_max][2][nt], real and imaginary parts */
void gls_frequency_stage_run (const GlsFrequencyStage *self, const float *y,
    size_t nt, float *scratch, GlsFrequencySink sink, gpointer data);

/* |s *_lambda psi_fr| of one real column, as a result's rows: the first order.
 * s: float[n1_max], out: float[n_series] */
void gls_frequency_stage_first_order (const GlsFrequencyStage *self,
    const float *s, float *out, float *scratch);

/* result: [n_out][nt] from modulus rows [n_rows][ld], columns 0 .. nt-1 */
void gls_slot_average (const GlsSlot *slot, const float *rows, size_t ld,
    size_t nt, float *result, size_t result_ld);

G_END_DECLS

#endif
