/* From filtered rows to averaged series: what time scattering and joint
 * scattering do alike between modulation.c and series.c.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_SCATTERING_GATHER_H
#define GLS_SCATTERING_GATHER_H

#include "scattering/modulation.h"
#include "scattering/series.h"

G_BEGIN_DECLS

/* What is done to the moduli of one psi_mu on their way to the averages: series
 * that are faster than 16 samples per T are thinned to that rate, the others go
 * as they are. Immutable. */
typedef struct
{
  size_t set;    /* where they go */
  size_t n;      /* series */
  size_t n_cols; /* columns that a tick has there */
  gboolean thin; /* whether they are thinned, by the spline */
  GlsSpline spline;
} GlsThinning;

/* Adds @n series with a sample every 2^j to @series. lag: as of a scale */
void gls_thinning_init (GlsThinning *self, GlsSeriesPlan *series, guint J,
    size_t n, guint j, size_t lag);
void gls_thinning_clear (GlsThinning *self);

/* Floats of one thread's state: [n][n_cols + 3], zero at first. */
size_t gls_thinning_get_size (const GlsThinning *self);
/* Series @first .., whose samples begin @ld apart. */
typedef struct
{
  size_t first, n;
  size_t ld;
} GlsThinningRows;

/* x: float[rows->n][rows->ld], of each n samples, @at .. of the tick; %NULL:
 * all zero */
void gls_thinning_add (const GlsThinning *self, float *state,
    const GlsThinningRows *rows, const float *x, size_t n, size_t at);
/* The tick is complete: its columns go to the series. */
void gls_thinning_finish (const GlsThinning *self, float *state,
    GlsSeriesStream *series);

/**
 * gls_sections_add:
 *
 * Adds the rows themselves, whose averages are S1, to @series.
 *
 * Returns: the set of the first section
 */
size_t gls_sections_add (const GlsModulationPlan *modulation,
    GlsSeriesPlan *series);
/* What is due of them after a tick goes to the series. */
void gls_sections_push (const GlsModulationPlan *plan,
    const GlsModulationStream *modulation, GlsSeriesStream *series,
    size_t first_set);

G_END_DECLS

#endif
