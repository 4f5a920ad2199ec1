/* Means of a function that is constant on cells of equal length.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every value drawn is the mean of the coefficients under a pixel, whether
 * there are many of them or only a part of one: so nothing is lost or aliased
 * when a picture is smaller than the data, and cells stay cells when it is
 * larger.
 */
#ifndef GLS_PICTURE_AREA_H
#define GLS_PICTURE_AREA_H

#include <glib.h>

G_BEGIN_DECLS

/* The mean of one of @n_out equal parts of @n_in cells, @in_step floats apart:
 * over [k, k + 1) n_in / n_out. */
float gls_area_mean (const float *in, size_t n_in, size_t in_step, size_t k,
    size_t n_out);

/**
 * gls_area_resize:
 * @in: [n_in] cells, @in_step floats apart
 * @out: (out): [n_out] means, @out_step floats apart
 *
 * All of these means.
 */
void gls_area_resize (const float *in, size_t n_in, size_t in_step, float *out,
    size_t n_out, size_t out_step);

/**
 * GlsAreaStream:
 * @n: rows of a cell, and of a column
 * @cell: length of a cell, in units of the caller
 * @column: length of a column, in the same units
 * @filled: how much of the next column is there
 * @sum: [n] its integral so far
 *
 * The same along time, where the cells come one by one. Lengths are whole
 * numbers, so that no rounding piles up.
 */
typedef struct
{
  size_t n;
  guint64 cell, column, filled;
  double *sum;
} GlsAreaStream;

void gls_area_stream_init (GlsAreaStream *self, size_t n, guint64 cell,
    guint64 column);
void gls_area_stream_clear (GlsAreaStream *self);

/**
 * gls_area_stream_add:
 * @x: (nullable): [n] the cell; %NULL is a cell of zeros
 * @left: (inout): how much of it, in units; receives what did not fit
 *
 * Returns: whether a column is complete, which gls_area_stream_take() must
 *   take before what is left is added
 */
gboolean gls_area_stream_add (GlsAreaStream *self, const float *x,
    guint64 *left);
/* column: (out): [n] the mean over what is there of a column, which is
 * something; the next one begins */
void gls_area_stream_take (GlsAreaStream *self, float *column);

G_END_DECLS

#endif
