/* Which rows go through the kernel together, and with what.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A part of frequency.c: it decides which filters there are and which rows each
 * of them has; here these become calls of the kernel, with tables of
 * coefficients and weights.
 */
#ifndef GLS_SCATTERING_ROWGROUPS_H
#define GLS_SCATTERING_ROWGROUPS_H

#include "scattering/frequency.h"

G_BEGIN_DECLS

/* A filter, or a filter and its mirror image: row r is at bin (first + r) 2^k.
 */
typedef struct
{
  size_t n_fr;
  guint k;
  ptrdiff_t first;
  size_t n_rows;
  size_t parity;
  ptrdiff_t up;   /* slot of the filter itself */
  ptrdiff_t down; /* slot of its mirror image, or -1 */
} GlsRowUnit;

/* What a filter's rows average to. */
GlsRows gls_rows_of (const GlsFrequencySpec *spec, const GlsFilter *filter);

/* Tables of all groups of a stage, while they grow. */
typedef struct
{
  GArray *groups, *a, *w, *sum;
} GlsRowTables;

void gls_row_tables_init (GlsRowTables *self);
/* @stage: has its kernel, slots and parities; @unit: one of them */
void gls_row_tables_add (GlsRowTables *self, const GlsFrequencyStage *stage,
    const GlsFrequencySpec *spec, const GlsRowUnit *unit);
/* Hands the tables to the stage. */
void gls_row_tables_finish (GlsRowTables *self, GlsFrequencyStage *stage);

G_END_DECLS

#endif
