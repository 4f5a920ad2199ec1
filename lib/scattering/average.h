/* The last step of every scattering path: averaging by phi_T.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two stages, exact together. A fast series is first thinned to 16 samples per
 * T with a cubic B-spline window, which needs four multiplications a sample;
 * the Gaussian phi_T, with the spline's droop divided out, is applied at that
 * slow rate. What the spline lets alias into phi_T's band stays below 4e-9.
 */
#ifndef GLS_SCATTERING_AVERAGE_H
#define GLS_SCATTERING_AVERAGE_H

#include "gls.h"

G_BEGIN_DECLS

/* log2 of the samples per T to which fast series are thinned */
#define GLS_THIN_LOG2 4

/* The window that thins by D: float[4][D]; piece s weighs the D samples of a
 * segment in their contribution to output (segment + s - 1). */
typedef struct
{
  size_t D;
  float *piece;  /* [4][D] */
  float *matrix; /* several segments at once; NULL if D is large */
} GlsSpline;

void gls_spline_init (GlsSpline *self, size_t D);
void gls_spline_clear (GlsSpline *self);

/* Several rows: how many, and how far apart each begins. */
typedef struct
{
  size_t n;
  size_t ld, ld_acc; /* in the samples, in the sums */
} GlsSplineRows;

/**
 * gls_spline_accumulate:
 * @x: float[rows->n][rows->ld]: of each row n samples, from @at on in a run of
 *   segments
 * @at: index of x[][0] from the start of segment 0
 * @acc: float[rows->n][rows->ld_acc]: acc[][a + s] belongs to output a + s - 1
 *
 * @at must be a multiple of MIN(n, D); with D >= n, x lies in one segment.
 */
void gls_spline_accumulate (const GlsSpline *self, const GlsSplineRows *rows,
    const float *x, size_t n, size_t at, float *acc);

/* phi_T at one rate. Immutable. */
typedef struct
{
  guint log2_step;   /* the series has a sample every 2^log2_step */
  size_t thinned_by; /* D of the spline before it, 1 if none */
  size_t stride;     /* samples (of audio) between frames */
  size_t n_phases;   /* frames between two samples of the series, or 1 */
  size_t reach;      /* series samples on each side of a frame's centre */
  float *taps;       /* [n_phases][2 reach + 1] */
} GlsAverage;

/* @thinned_by: D of the spline before it, 1 if none */
void gls_average_init (GlsAverage *self, double T, size_t stride,
    guint log2_step, size_t thinned_by, double eps);
void gls_average_clear (GlsAverage *self);

/* Many series side by side, and the frames that come of them. */
typedef struct
{
  const GlsAverage *plan;
  size_t n_series;
  size_t n_push;      /* columns that come at once */
  size_t capacity;    /* columns remembered, a multiple of n_push */
  float *history;     /* [capacity][n_series], a ring */
  int64_t first;      /* index, in series samples from time 0, of the first */
  int64_t end;        /* and of the one after the last */
  int64_t next_frame; /* frame next to come */
} GlsAverageStream;

/* @n_push: columns of every push */
void gls_average_stream_init (GlsAverageStream *self, const GlsAverage *plan,
    size_t n_series, size_t n_push);
void gls_average_stream_clear (GlsAverageStream *self);
/* The next column pushed will be series sample @first; frame 0 comes first. */
void gls_average_stream_reset (GlsAverageStream *self, int64_t first);
/* Makes room for the next columns, in place of the oldest. Returns: (transfer
 * none): float[n_push][n_series] to fill before the next call. */
float *gls_average_stream_push (GlsAverageStream *self);
/* frame: float[n_series]. Returns: FALSE if it needs more columns. */
gboolean gls_average_stream_pull (GlsAverageStream *self, float *frame);

G_END_DECLS

#endif
