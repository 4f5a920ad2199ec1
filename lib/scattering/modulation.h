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

/**
 * GlsScale:
 * @n2: index in the psi2 bank
 * @xi: centre frequency, in cycles per sample
 * @j: its rows come every 2^j samples
 * @n1_max: it has a row for each lambda below this, those with j1 < @j
 * @nt: columns of a block; a block is what comes of each row at once
 * @n_blocks: blocks that come with a tick, T / 2^j columns altogether
 * @lag: the first of these columns lies so many samples before the tick
 *
 * A psi_mu that has paths.
 */
typedef struct
{
  size_t n2;
  double xi;
  guint j;
  size_t n1_max;
  size_t nt;
  size_t n_blocks;
  size_t lag;
} GlsScale;

/**
 * GlsSection:
 * @log2_step: its rows have a value every 2^log2_step samples
 * @first: lambda of the first row
 * @n_rows: how many
 * @lag: the first value that comes with a tick lies so many samples before it
 *
 * Rows of the scalogram itself that are at one rate: their averages are S1.
 */
typedef struct
{
  guint log2_step;
  size_t first, n_rows;
  size_t lag;
} GlsSection;

typedef struct _GlsModulationPlan GlsModulationPlan;
typedef struct _GlsModulationStream GlsModulationStream;

/**
 * GlsModulationSink:
 * @row: the next block of row @lambda of psi_mu number @scale: float[nt][2], or
 *   %NULL if it is silent; valid during the call
 * @block: all n1_max rows of block @b of a tick have come
 *
 * Takes what a stream makes of a tick. Calls for scales of one octave come in
 * order and from one thread, @member 0 .. n_threads - 1; those for different
 * octaves may come from different threads at once.
 */
typedef struct
{
  void (*row) (gpointer data, size_t scale, size_t lambda, const float *z,
      size_t member);
  void (*block) (gpointer data, size_t scale, size_t b, size_t member);
} GlsModulationSink;

/* @banks: with a second order */
GlsModulationPlan *gls_modulation_plan_new (GlsBanks *banks);
void gls_modulation_plan_free (GlsModulationPlan *plan);
/* Returns: (transfer none): [n] the psi_mu, slower and slower */
const GlsScale *gls_modulation_plan_get_scales (const GlsModulationPlan *plan,
    size_t *n);
/* Returns: (transfer none): [n] together they hold every lambda, in order */
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
/* Returns: (transfer none): float[T >> log2_step], what is due of a row of
 *   @section after the tick that was pushed last; valid until the next push */
const float *gls_modulation_stream_get_row (const GlsModulationStream *self,
    size_t section, size_t lambda);

G_END_DECLS

#endif
