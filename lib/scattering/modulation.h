/* The rows of a scalogram, filtered in time by every psi_mu.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     Y[lambda][m] = (U1_lambda *_t psi_mu)[2^(j2 - j1) m]
 *
 * What time scattering and joint scattering begin with. Each row U1_lambda is
 * decimated further into a pyramid (pyramid.h). A psi_mu of octave j2 is
 * applied at level j2 - 1 (band.c); where the pyramid has stopped (level J - 5,
 * and rows that start below it) at what level there is.
 */
#ifndef GLS_SCATTERING_MODULATION_H
#define GLS_SCATTERING_MODULATION_H

#include "scattering/band.h"
#include "scattering/banks.h"

G_BEGIN_DECLS

/* One psi_mu that has paths. */
typedef struct
{
  size_t n2; /* index in the psi2 bank */
  double xi; /* cycles per sample */
  guint j;
  size_t n1_max;   /* lambdas with j1 < j */
  size_t nt;       /* columns of a block */
  size_t n_blocks; /* blocks of a tick */
  size_t lag;      /* samples that a tick's blocks lag behind it */
} GlsScale;

/* Rows whose average S1 is taken at one rate. */
typedef struct
{
  guint log2_step;
  size_t first, n_rows; /* lambdas */
  size_t lag;           /* samples */
} GlsSection;

typedef struct _GlsModulationPlan GlsModulationPlan;
typedef struct _GlsModulationStream GlsModulationStream;

/* What is made of the filtered rows. Calls for one octave come in order and
 * from one thread, member 0 .. n_threads - 1; those for different octaves may
 * come from different threads at once. */
typedef struct
{
  /* z: float[nt][2], or NULL if the row is silent */
  void (*row) (gpointer data, size_t scale, size_t lambda, const float *z,
      size_t member);
  /* All rows of block b are there. */
  void (*block) (gpointer data, size_t scale, size_t b, size_t member);
} GlsModulationSink;

/* @banks: with a second order */
GlsModulationPlan *gls_modulation_plan_new (GlsBanks *banks);
void gls_modulation_plan_free (GlsModulationPlan *plan);
/* Slower and slower. */
const GlsScale *gls_modulation_plan_get_scales (const GlsModulationPlan *plan,
    size_t *n);
/* Together they hold every lambda, in order. */
const GlsSection *
gls_modulation_plan_get_sections (const GlsModulationPlan *plan, size_t *n);
size_t gls_modulation_plan_get_n_lambda (const GlsModulationPlan *plan);
/* Calls @func for every kind of complex transform that a tick takes: its
 * length, how many. */
void gls_modulation_plan_count (const GlsModulationPlan *plan,
    void (*func) (gpointer data, size_t length, size_t n), gpointer data);

/* @n_threads: 1 .. GLS_MAX_THREADS */
GlsModulationStream *gls_modulation_stream_new (const GlsModulationPlan *plan,
    size_t n_threads);
void gls_modulation_stream_free (GlsModulationStream *self);
void gls_modulation_stream_reset (GlsModulationStream *self);
/* Takes a tick, as gls_scalogram_stream_pull() gave it, or a silent one if @u
 * is NULL, and filters what is due after it. */
void gls_modulation_stream_push (GlsModulationStream *self,
    const float *const *u, const GlsModulationSink *sink, gpointer data);
/* Returns: (transfer none): float[T >> log2_step], a row of a section, as far
 * behind the tick as the section lags */
const float *gls_modulation_stream_get_row (const GlsModulationStream *self,
    size_t section, size_t lambda);

G_END_DECLS

#endif
