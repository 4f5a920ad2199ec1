/* What rows of one rate remember from one tick to the next.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is remembered slides along the room of a row, and is moved back when
 * that is used up. A row of silence, as before and after the audio, costs
 * nothing: all of its room is zero then.
 */
#ifndef GLS_SCATTERING_ROWHISTORY_H
#define GLS_SCATTERING_ROWHISTORY_H

#include "gls.h"

G_BEGIN_DECLS

typedef struct
{
  size_t n_rows;
  size_t length;    /* samples that a row remembers */
  size_t h;         /* of which a tick brings so many */
  size_t capacity;  /* samples that a row has room for */
  float *x;         /* [n_rows][capacity] */
  size_t start;     /* where what is remembered begins */
  size_t moved;     /* where it began before it was moved; 0 if it was not */
  size_t *n_silent; /* [n_rows] the newest so many are zeros */
} GlsRowHistory;

void gls_row_history_init (GlsRowHistory *self, size_t n_rows, size_t length,
    size_t h);
void gls_row_history_clear (GlsRowHistory *self);
/* All is silence. */
void gls_row_history_reset (GlsRowHistory *self);

/* A tick begins; then each row takes it in. */
void gls_row_history_begin_tick (GlsRowHistory *self);
/**
 * gls_row_history_take:
 * @silent: whether the tick is zeros in this row
 *
 * Rows may be taken in by several threads, each by one.
 *
 * Returns: (transfer none) (nullable): float[h] to fill, or %NULL if @silent
 */
float *gls_row_history_take (GlsRowHistory *self, size_t row, gboolean silent);

/* Returns: (transfer none): float[length], the newest last */
float *gls_row_history_get (const GlsRowHistory *self, size_t row);
/* Whether the newest @n samples of a row are known to be zeros. */
gboolean gls_row_history_ends_in_silence (const GlsRowHistory *self, size_t row,
    size_t n);

G_END_DECLS

#endif
