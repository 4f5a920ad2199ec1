/* A picture along time: cells come in one by one, and become pixels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_PICTURE_ROLL_H
#define GLS_PICTURE_ROLL_H

#include "picture/area.h"
#include "picture/chart.h"
#include "picture/history.h"

G_BEGIN_DECLS

/**
 * GlsRoll:
 * @chart: arranged, its panels one above the other
 * @scrolling: the newest column is at the right edge, and old ones leave at
 *   the left; else everything there was is stretched from edge to edge
 * @shade: how coefficients become levels
 * @width: of the panels, in pixels
 * @height: of all panels together
 * @cell: [height] the cell that is being added; valid if @blank is not set
 * @column: [height] scratch
 * @peaks: [panels] scratch
 * @stream: turns cells into columns
 * @history: of levels if it scrolls; else of coefficients
 * @image: [height][width] coefficients, once they are developed; or %NULL
 * @line: [2 width] scratch
 *
 * One in which old columns do not leave keeps up to two columns for a pixel;
 * when there are more, pairs are averaged and columns are twice as long from
 * then on. So its memory is bounded, and a column never covers more than one
 * pixel.
 */
typedef struct
{
  const GlsChart *chart;
  gboolean scrolling;
  GlsShade shade;
  size_t width, height;
  gboolean blank;
  float *cell, *column, *peaks;
  GlsAreaStream stream;
  GlsHistory history;
  float *image;
  float *line;
} GlsRoll;

/**
 * gls_roll_init:
 * @chart: kept, not copied
 * @cell: length of a cell, in any unit of time
 * @column: length of a pixel, or of the first columns; in the same unit
 */
void gls_roll_init (GlsRoll *self, const GlsChart *chart, gboolean scrolling,
    const GlsShade *shade, guint64 cell, guint64 column);
void gls_roll_clear (GlsRoll *self);
/* Forgets what was drawn; lengths are as in the beginning. */
void gls_roll_reset (GlsRoll *self, guint64 column);

/* rows: (nullable): the rows of all panels, from top to bottom; %NULL means
 * zeros. What gls_roll_add() adds from now on. */
void gls_roll_set_cell (GlsRoll *self, const float *rows);
void gls_roll_add (GlsRoll *self, guint64 n_cells);

/* Columns of a picture that does not scroll, with the one that is not full. */
size_t gls_roll_get_n_columns (const GlsRoll *self);

/**
 * gls_roll_develop:
 *
 * No more cells will come to a picture that does not scroll; it must have some.
 */
void gls_roll_develop (GlsRoll *self);

/* peaks: (out): the largest coefficient that is to be seen in each panel; 0 if
 * there is none */
void gls_roll_get_peaks (const GlsRoll *self, float *peaks);

/* top: of each panel, the coefficient of the brightest shade, > 0 */
void gls_roll_paint (const GlsRoll *self, const GlsCanvas *canvas,
    const guint8 colors[256][3], const float *top);

G_END_DECLS

#endif
