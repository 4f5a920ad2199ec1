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
 * @peak: [capacity] what is given with each column: how loud it is
 *
 * When it is full, either the oldest column goes (the picture scrolls), or
 * pairs are averaged first (the picture gets coarser, and holds everything).
 */
typedef struct
{
  size_t n_rows, capacity, n, first;
  float *values;
  float *peak;
} GlsHistory;

void gls_history_init (GlsHistory *self, size_t n_rows, size_t capacity);
void gls_history_clear (GlsHistory *self);
/* Forgets the columns. */
void gls_history_reset (GlsHistory *self);

gboolean gls_history_is_full (const GlsHistory *self);
/* column: [n_rows]; if it is full, the oldest one goes */
void gls_history_append (GlsHistory *self, const float *column, float peak);
/* Averages columns two by two. For one that never scrolled, and holds an even
 * number of them. */
void gls_history_halve (GlsHistory *self);

/* i: 0 is the oldest. Returns: [n_rows] */
const float *gls_history_get (const GlsHistory *self, size_t i);
/* The largest of all columns; 0 if there is none. */
float gls_history_get_peak (const GlsHistory *self);

G_END_DECLS

#endif
