/* The transform by its definition, slowly and in double precision.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Written from the formulas of docs/mathematics.md alone and sharing no code
 * with lib/: every filter is sampled on one long circular axis of M samples,
 * every convolution is a product of spectra of that length (along
 * log-frequency the defining sum), and nothing is cut off. What the streams
 * give for any small configuration is compared with this.
 */
#ifndef DIRECT_H
#define DIRECT_H

#include <complex.h>
#include <stddef.h>

#include "scattering/joint.h"

typedef struct
{
  double xi, sigma; /* cycles per sample, or per bin */
  guint j;          /* sampled every 2^j */
} DirectFilter;

typedef struct
{
  GlsSpec spec;
  size_t T, stride, n_frames;
  size_t M; /* samples of the circular time axis */
  size_t n1, n2, n_fr, N_fr;
  size_t n_wavelets_fr; /* of one spin */
  DirectFilter *psi1;   /* [n1] */
  DirectFilter *psi2;   /* [n2] */
  DirectFilter *psi_fr; /* [n_fr] low-pass, upward, downward */
  double **u1;          /* [n1] of [M >> j1] */
} Direct;

/* x: float[n], the whole signal. J must be small: M is at least 48 T + n. */
Direct *direct_new (const GlsSpec *spec, const float *x, size_t n);
void direct_free (Direct *self);

/* How many of the first wavelets have j1 < j2. */
size_t direct_n1_max (const Direct *self, size_t n2);

/* Multiplications that direct_joint() takes for all paths, roughly. */
double direct_joint_cost (const Direct *self);

/* s1: double[n_frames] */
void direct_s1 (const Direct *self, size_t lambda, double *s1);

/* Y of one psi2, in columns: double complex[M >> j2][n1_max] */
double complex *direct_modulation (const Direct *self, size_t n2);

/**
 * direct_joint:
 * @y: of direct_modulation()
 * @n_fr: index in psi_fr
 * @n_rows: (out): rows of the result
 *
 * The bands of GLS_ROWS_BANDS are as many as the spec says, those of one mu
 * lie as its other mus have them. Spin 0 is averaged over rows, as the others
 * are, if the spec is with low-pass.
 *
 * Returns: double[n_rows][n_frames]
 */
double *direct_joint (const Direct *self, size_t n2, const double complex *y,
    size_t n_fr, GlsRows rows, size_t *n_rows);

/* |S1 *_lambda psi_fr|, as above */
double *direct_low_pass (const Direct *self, size_t n_fr, GlsRows rows,
    size_t *n_rows);

/* S1 averaged as the rows of psi2 number @n2 are, or those of the low-pass with
 * @n2 = self->n2, in paths whose rows are 2^@k bins apart:
 * double[n_rows][n_frames] */
double *direct_s1_rows (const Direct *self, size_t n2, guint k, GlsRows rows,
    size_t *n_rows);

/**
 * DirectFrames:
 * @n_mu: the low-pass included, if the spec is with it, and so for @n_ell
 * @values: [n_frames][n_lambda][2][n_mu][n_ell] of both orientations, neither
 *   divided nor compressed
 * @s1: [n_frames][n_lambda][n_mu][n_ell] what normalise divides them by, less 1e-6
 *
 * What frames of jtfst are made from.
 */
typedef struct
{
  size_t n_lambda, n_mu, n_ell;
  double *values;
  double *s1;
} DirectFrames;

void direct_frames_init (DirectFrames *frames, const Direct *self);
void direct_frames_clear (DirectFrames *frames);

/* sum over lambda of |psi1^|^2 at each of M frequencies, the mean of both
 * signs (what a real signal sees): double[M / 2 + 1] */
double *direct_littlewood_paley (const Direct *self);

/* ||x||^2 by frequency, both signs together: double[M / 2 + 1] */
double *direct_energy_spectrum (const Direct *self, const float *x, size_t n);

#endif
