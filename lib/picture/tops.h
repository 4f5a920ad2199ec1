/* What is brightest in each panel of a picture.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A value that was given, or the largest in sight: a video follows it up at
 * once, and down by 12 dB a second, so that a quiet passage comes to light by
 * and by. Less than -100 dB is never made visible.
 */
#ifndef GLS_PICTURE_TOPS_H
#define GLS_PICTURE_TOPS_H

#include "picture/chart.h"

G_BEGIN_DECLS

/**
 * GlsTops:
 * @chart: says which panels are compared with each other
 * @reference: the value that was given; 0 if none was
 * @fall: how much of the last top is left in the next frame
 * @top: [n_panels] the coefficient of the brightest shade, > 0
 */
typedef struct
{
  const GlsChart *chart;
  float reference, fall;
  float *top;
} GlsTops;

/* chart: kept, not copied; frame_s: how long a frame of video is shown; 0 of a
 * picture */
void gls_tops_init (GlsTops *self, const GlsChart *chart, double reference,
    double frame_s);
void gls_tops_clear (GlsTops *self);
/* Forgets what was bright. */
void gls_tops_reset (GlsTops *self);

/* peaks: [n_panels] the largest coefficient that is in sight, for each frame */
void gls_tops_follow (GlsTops *self, const float *peaks);
/* Whether such peaks would be dark even where nothing louder is in sight. */
gboolean gls_tops_are_dark (const GlsTops *self, const float *peaks,
    const GlsShade *shade);

G_END_DECLS

#endif
