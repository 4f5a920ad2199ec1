/* Where the marks of an axis stand, and what is written beside them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_MARKS_H
#define GLS_PICTURE_MARKS_H

#include <glib.h>

G_BEGIN_DECLS

#define GLS_MARKS_MAX 64

/* at: pixels from the start of the axis */
typedef struct
{
  double at;
  char text[16];
} GlsMark;

/**
 * gls_marks_for_time:
 * @from_s: time at the start of the axis, in seconds
 * @to_s: at its end
 * @n_pixels: its length
 * @apart: pixels that marks must be apart
 * @marks: (out): [GLS_MARKS_MAX]
 *
 * Marks at round times, as seconds, or m:ss if there are minutes.
 *
 * Returns: how many
 */
size_t gls_marks_for_time (double from_s, double to_s, size_t n_pixels,
    double apart, GlsMark *marks);

/**
 * gls_marks_for_values:
 * @values: [n] what each row stands for: all > 0 and in order, up or down; the
 *   lowest may be 0, of a low-pass
 *
 * Marks at 1, 2 and 5 times powers of ten, as far as they have room; between
 * the middles of two rows the axis is logarithmic. 0 has a mark of its own.
 *
 * Returns: how many; none if values are not as above
 */
size_t gls_marks_for_values (const double *values, size_t n, size_t n_pixels,
    double apart, GlsMark *marks);

/* Marks for every row that has room, the first one on. Texts stay with the
 * caller: row: (out): [GLS_MARKS_MAX] */
size_t gls_marks_for_rows (size_t n, size_t n_pixels, double apart,
    GlsMark *marks, size_t *row);

G_END_DECLS

#endif
