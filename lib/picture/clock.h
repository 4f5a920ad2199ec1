/* Time in cells and in frames of video, exactly.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tensor is cut into cells, which is what is drawn. Both lengths are ratios
 * of whole numbers, so that no rounding piles up in a stream of days.
 */
#ifndef GLS_PICTURE_CLOCK_H
#define GLS_PICTURE_CLOCK_H

#include <glib.h>

G_BEGIN_DECLS

/**
 * GlsClock:
 * @tensor_n: tensors per second, the numerator
 * @tensor_d: the denominator
 * @n_cells_each: cells of a tensor
 * @video_n: frames per second, the numerator; 0 if there is one picture only
 * @video_d: the denominator
 */
typedef struct
{
  guint64 tensor_n, tensor_d, n_cells_each;
  guint64 video_n, video_d;
} GlsClock;

/* How long @n cells last, in nanoseconds. */
guint64 gls_clock_get_cells_ns (const GlsClock *self, guint64 n);
/* How many cells last about @ns. */
guint64 gls_clock_count_cells (const GlsClock *self, guint64 ns);
/* How long @n frames of video last, in nanoseconds. */
guint64 gls_clock_get_frames_ns (const GlsClock *self, guint64 n);

/* x num / den + 1/2, or without the half, rounded down. What has no room in 64
 * bits is %G_MAXUINT64. */
guint64 gls_clock_scale (guint64 x, guint64 num, guint64 den);
guint64 gls_clock_scale_round (guint64 x, guint64 num, guint64 den);

G_END_DECLS

#endif
