/* How a stream of tensors is read as a picture: what its rows are, and in which
 * panels they stand.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GST_GLISSANDO_READING_H
#define GST_GLISSANDO_READING_H

#include "base/caps.h"
#include "picture/chart.h"

G_BEGIN_DECLS

typedef enum
{
  GST_GLS_LAYOUT_TIME,  /* columns of rows, one after another */
  GST_GLS_LAYOUT_PLANE, /* mu against ell, of one moment */
} GstGlsLayout;

/* What the numbers are; mel spectrograms are powers, or decibels of them. */
typedef enum
{
  GST_GLS_UNIT_AMPLITUDE, /* or anything else */
  GST_GLS_UNIT_POWER,
  GST_GLS_UNIT_DECIBELS,
} GstGlsUnit;

/**
 * GstGlsRow:
 * @first: its first value
 * @n_times: how many values it has in a buffer, evenly spaced in time
 */
typedef struct
{
  size_t first, n_times;
} GstGlsRow;

/**
 * GstGlsReading:
 * @tensors: shapes of a buffer
 * @layout: how it is read
 * @unit: of the numbers
 * @compressed: the numbers are logarithms or probabilities, not amplitudes
 * @n_panels: how many
 * @panels: [n_panels] names and sizes
 * @y_unit: (nullable): of rows
 * @x_unit: (nullable): of columns
 * @n_rows: rows in a column, of all panels from top to bottom; of planes, rows
 *   times columns of all panels
 * @rows: [n_rows] where they are in a buffer, or in @folded
 * @n_times: most values of a row in a buffer
 * @target: (nullable): [floats in a buffer] row to which each belongs, or NULL
 *   if rows are in the buffer as they are
 * @n_folded: rows that there are targets for: @n_rows, and what is left out
 *   below them
 * @share: [n_folded] 1 / the number of floats that belong to it
 * @folded: [n_folded] means of what belongs to each row
 */
typedef struct
{
  GstGlsTensors tensors;
  GstGlsLayout layout;
  GstGlsUnit unit;
  gboolean compressed;
  size_t n_panels;
  GlsPanel *panels;
  const char *y_unit, *x_unit;
  size_t n_rows;
  GstGlsRow *rows;
  size_t n_times;
  size_t *target;
  size_t n_folded;
  float *share;
  float *folded;
} GstGlsReading;

/**
 * gst_gls_reading_init:
 * @caps: fixed, of static float32 tensors; where fields are missing that say
 *   what the axes mean, they have no names
 * @lowest_hz: rows that are known to lie lower are left out
 *
 * Fails with %GLS_ERROR_SHAPE, and needs no clear then.
 */
gboolean gst_gls_reading_init (GstGlsReading *self, const GstCaps *caps,
    GstGlsLayout layout, double lowest_hz, GError **error);
void gst_gls_reading_clear (GstGlsReading *self);

/* Turns the floats of a buffer into what is drawn: amplitudes, in place. What
 * is no number, infinite or negative becomes 0. */
void gst_gls_reading_prepare (const GstGlsReading *self, float *x);
/* x: the floats of a buffer. Returns: where @rows point into, valid until the
 *   next call */
const float *gst_gls_reading_fold (GstGlsReading *self, const float *x);

G_END_DECLS

#endif
