/* A stream of tensors as a video that scrolls, or as one picture of everything.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tensors go in, frames come out: what stands in between are cells of time, and
 * how many of them a tensor is cut into. Times count from the first cell.
 */
#ifndef GLS_PICTURE_SCENE_H
#define GLS_PICTURE_SCENE_H

#include "picture/colormap.h"
#include "picture/layout.h"

G_BEGIN_DECLS

typedef struct _GlsScene GlsScene;

/**
 * GlsSceneSettings:
 * @width: of the picture, in pixels
 * @height: likewise
 * @axes: whether to draw axes, where there is room
 * @title: (nullable): of the picture; copied
 * @bars: (nullable): what sounds when, for a picture along time; must outlive
 *   the scene
 * @colormap: colours from the darkest to the brightest
 * @shade: what equal steps of brightness stand for
 * @reference: the value that gets the brightest colour; 0 chooses the largest
 *   in sight, which a video follows up at once, and down by and by
 * @window_s: of a video, how much time it shows, in seconds; 0.1 .. 3600
 * @video_n: frames per second of a video, the numerator; 0 for one picture
 * @video_d: the denominator
 */
typedef struct
{
  size_t width, height;
  gboolean axes;
  const char *title;
  const GlsBars *bars;
  GlsColormap colormap;
  GlsShade shade;
  double reference, window_s;
  guint64 video_n, video_d;
} GlsSceneSettings;

/* Which frame it is, from 0 on, and when it begins and ends: in nanoseconds
 * from the first cell on. */
typedef struct
{
  guint64 number;
  guint64 start_ns, end_ns;
} GlsSceneFrame;

/**
 * gls_scene_new:
 * @layout: (transfer full): of the tensors
 *
 * Returns: (transfer full): to be released with gls_scene_free()
 */
GlsScene *gls_scene_new (GlsLayout *layout, const GlsSceneSettings *settings);
/* self: (nullable) (transfer full) */
void gls_scene_free (GlsScene *self);

/* rate_n, rate_d: tensors per second; > 0, and known before the first push */
void gls_scene_set_rate (GlsScene *self, guint64 rate_n, guint64 rate_d);
gboolean gls_scene_has_rate (const GlsScene *self);

/* Cells that one tensor is cut into. */
guint64 gls_scene_get_n_cells_each (const GlsScene *self);
/* How many cells last about @ns. */
guint64 gls_scene_count_cells (const GlsScene *self, guint64 ns);
/* How long @n cells last, in nanoseconds. */
guint64 gls_scene_get_cells_ns (const GlsScene *self, guint64 n);
/* Cells that are drawn since the first one. */
guint64 gls_scene_get_n_cells (const GlsScene *self);

/* x: [floats of a tensor]; its cells @from .. @to - 1 are drawn next, as
 * gls_scene_pull() goes on. What was pushed before must have been pulled. */
void gls_scene_push (GlsScene *self, const float *x, guint64 from, guint64 to);
/* Nothing, for @n_cells. */
void gls_scene_push_gap (GlsScene *self, guint64 n_cells);
/* No more will come: what is left of a video, or the picture, is due. */
void gls_scene_drain (GlsScene *self);

/**
 * gls_scene_pull:
 * @frame: (out): when the frame is shown
 *
 * Draws cells until a frame is due, which gls_scene_paint() may paint.
 *
 * Returns: %FALSE if no frame is due, and all cells are drawn
 */
gboolean gls_scene_pull (GlsScene *self, GlsSceneFrame *frame);

/**
 * gls_scene_paint:
 * @canvas: of the size in the settings
 * @start_s: the time of the first cell, for the axis
 */
void gls_scene_paint (GlsScene *self, const GlsCanvas *canvas, double start_s);

/* Forgets everything but settings and rate. */
void gls_scene_reset (GlsScene *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsScene, gls_scene_free)

G_END_DECLS

#endif
