/* The columns of a picture that grows with time, in bounded memory.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_HISTORY_H
#define GLS_PICTURE_HISTORY_H

#include <glib.h>

G_BEGIN_DECLS

/**
 * GlsHistory:
 * @n_rows: values in a column
 * @capacity: most columns that are kept
 * @n: columns that are there
 * @first: place of the oldest one
 * @values: [capacity][n_rows]
 * @n_peaks: how many peaks come with a column
 * @peaks: [capacity][n_peaks] what is given with each: how loud its parts are
 *
 * When it is full, either the oldest column goes (the picture scrolls), or
 * pairs are averaged first (the picture gets coarser, and holds everything).
 */
typedef struct
{
  size_t n_rows, capacity, n, first, n_peaks;
  float *values;
  float *peaks;
} GlsHistory;

void gls_history_init (GlsHistory *self, size_t n_rows, size_t n_peaks,
    size_t capacity);
void gls_history_clear (GlsHistory *self);
/* Forgets the columns. */
void gls_history_reset (GlsHistory *self);

gboolean gls_history_is_full (const GlsHistory *self);
/* column: [n_rows]; peaks: [n_peaks]; if it is full, the oldest one goes */
void gls_history_append (GlsHistory *self, const float *column,
    const float *peaks);
/* Averages columns two by two. For one that never scrolled, and holds an even
 * number of them. */
void gls_history_halve (GlsHistory *self);

/* i: 0 is the oldest. Returns: [n_rows] */
const float *gls_history_get (const GlsHistory *self, size_t i);
/* peaks: (out): [n_peaks] the largest of all columns; 0 if there is none */
void gls_history_get_peaks (const GlsHistory *self, float *peaks);

G_END_DECLS

#endif
