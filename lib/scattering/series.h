/* Series at several rates, averaged by phi_T and gathered into frames.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A frame of scattering coefficients is made of sets of series: each set has
 * its rate and lags behind the input by its own time. Fast sets run
 * ahead of slow ones: their finished parts of frames wait in a ring until the
 * slowest has come.
 */
#ifndef GLS_SCATTERING_SERIES_H
#define GLS_SCATTERING_SERIES_H

#include "scattering/average.h"
#include "scattering/scalogram.h"

G_BEGIN_DECLS

/* A set of series side by side. */
typedef struct
{
  size_t n;        /* series */
  size_t offset;   /* of theirs in a frame */
  size_t per_tick; /* columns */
  size_t lag;      /* the columns of a tick begin so many before the tick */
  size_t D;        /* a spline has thinned them by it; 1 if none */
  const GlsAverage *average;
} GlsSeries;

/* Immutable once the first stream is made. */
typedef struct
{
  size_t T, stride; /* samples */
  double eps;
  size_t n_series, max_series;
  GlsSeries *series; /* [n_series] */
  size_t n_averages;
  GlsAverage *average; /* [n_averages], each for all sets of its rate and D */
  size_t frame_size;
  size_t n_ring; /* frames */
} GlsSeriesPlan;

typedef struct
{
  const GlsSeriesPlan *plan;
  GlsAverageStream *average; /* [n_series] */
  float *ring;               /* [n_ring][frame_size] */
  gboolean started, draining;
  int64_t tick;       /* number of the next tick */
  int64_t next_frame; /* next to be pulled */
  int64_t inside_end; /* audio that came in, in samples */
} GlsSeriesStream;

/* @max_series: room for so many sets; @eps: truncation of phi_T, L1 */
void gls_series_plan_init (GlsSeriesPlan *self, size_t T, size_t stride,
    size_t max_series, double eps);
void gls_series_plan_clear (GlsSeriesPlan *self);
/**
 * gls_series_plan_add:
 * @n: series in the set
 * @log2_step: a column every 2^log2_step samples
 * @D: by how much a spline has thinned them; 1 for none
 * @lag: in samples, a multiple of 2^log2_step
 *
 * Returns: the number of the set
 */
size_t gls_series_plan_add (GlsSeriesPlan *self, size_t n, guint log2_step,
    size_t D, size_t lag);
/* Makes room for @n floats that the owner puts into a frame when it is pulled.
 * Returns: their offset in it */
size_t gls_series_plan_reserve (GlsSeriesPlan *self, size_t n);
/* From a tick's first sample to the frame centred on it. */
size_t gls_series_plan_get_latency_samples (const GlsSeriesPlan *plan);

void gls_series_stream_init (GlsSeriesStream *self, const GlsSeriesPlan *plan);
void gls_series_stream_clear (GlsSeriesStream *self);
void gls_series_stream_reset (GlsSeriesStream *self);
/* A tick has come: each set then takes its per_tick columns. */
void gls_series_stream_begin (GlsSeriesStream *self, const GlsTick *tick);
/* Returns: (transfer none): float[per_tick][n] to fill */
float *gls_series_stream_columns (GlsSeriesStream *self, size_t set);
void gls_series_stream_end (GlsSeriesStream *self);

/* Has the stream that owns the series take a silent tick. */
typedef void (*GlsSilentTickFunc) (gpointer data, const GlsTick *tick);

/**
 * gls_series_stream_pull:
 * @push: while draining, brings the ticks that a frame still waits for
 *
 * Returns: (transfer none) (nullable): the next frame, float[frame_size], valid
 *   until the next tick; %NULL if it needs more ticks, or if none lies inside
 *   the audio any more
 */
float *gls_series_stream_pull (GlsSeriesStream *self, GlsSilentTickFunc push,
    gpointer data);

G_END_DECLS

#endif
