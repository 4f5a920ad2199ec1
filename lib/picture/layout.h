/* How the numbers of a tensor are laid out: in which panels they stand, and
 * what the rows of each are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Made from plain axes: values of any unit, the slowest axis first, as the
 * floats of a tensor follow each other.
 */
#ifndef GLS_PICTURE_LAYOUT_H
#define GLS_PICTURE_LAYOUT_H

#include "picture/chart.h"

G_BEGIN_DECLS

/* What the numbers are; mel spectrograms are powers, or decibels of them. */
typedef enum
{
  GLS_UNIT_AMPLITUDE, /* or anything else */
  GLS_UNIT_POWER,
  GLS_UNIT_DECIBELS,
} GlsUnit;

/**
 * GlsLayoutRow:
 * @first: its first value
 * @n_times: how many values it has in a tensor, evenly spaced in time
 */
typedef struct
{
  size_t first, n_times;
} GlsLayoutRow;

/**
 * GlsLayout:
 * @unit: of the numbers; amplitude unless set
 * @range: decibels below the loudest in which most of it lies
 * @side_by_side: panels are planes, with columns of their own
 * @n_panels: how many
 * @panels: [n_panels] names and sizes
 * @y_unit: (nullable): of rows
 * @x_unit: (nullable): of columns
 * @n_floats: in a tensor
 * @x: [n_floats] a tensor that is read
 * @n_rows: rows in a column, of all panels from top to bottom; of planes, rows
 *   times columns of all panels
 * @rows: [n_rows] where they are in a tensor, or in @folded
 * @n_times: most values of a row in a tensor
 * @target: (nullable): [n_floats] row to which each belongs, or %NULL if rows
 *   are in the tensor as they are
 * @n_folded: rows that there are targets for: @n_rows, and what is left out
 *   below them
 * @share: [n_folded] 1 / the number of floats that belong to it
 * @folded: [n_folded] means of what belongs to each row
 */
typedef struct
{
  GlsUnit unit;
  double range;
  gboolean side_by_side;
  size_t n_panels;
  GlsPanel *panels;
  const char *y_unit, *x_unit;
  size_t n_floats;
  float *x;
  size_t n_rows;
  GlsLayoutRow *rows;
  size_t n_times;
  size_t *target;
  size_t n_folded;
  float *share;
  float *folded;
} GlsLayout;

/**
 * GlsLayoutAxis:
 * @n: its length
 * @values: [n] what each place stands for
 */
typedef struct
{
  size_t n;
  const double *values;
} GlsLayoutAxis;

/* Of a path of time scattering: order 0, 1 or 2; the pitch of the first
 * wavelet, and index and rate of the second one, where there is one. */
typedef struct
{
  int order;
  double pitch_hz;
  size_t second;
  double rate_hz;
} GlsLayoutPath;

/* One group of rows of a series: float[n_rows][n_times]. */
typedef struct
{
  size_t n_rows, n_times;
} GlsLayoutGroup;

/**
 * gls_layout_new_series:
 * @group: [n_groups] one after another in a tensor, each at its own rate
 * @hertz: (nullable): [rows of all groups] the pitch of each, falling
 * @lowest_hz: rows that are known to lie lower are left out
 *
 * Returns: (transfer full): to be released with gls_layout_free()
 */
GlsLayout *gls_layout_new_series (const GlsLayoutGroup *group, size_t n_groups,
    const double *hertz, double lowest_hz);

/**
 * gls_layout_new_frame:
 * @n: floats of a frame, each of them a row
 * @hertz: (nullable): [n] the pitch of each; high ones are drawn at the top
 * @lowest_hz: as above
 * @label: (nullable) (transfer full): [n] or its name
 */
GlsLayout *gls_layout_new_frame (size_t n, const double *hertz,
    double lowest_hz, char **label);

/* path: [n] of each float of a frame. A panel for the first order, as of a
 * scalogram, and one for the second with a row for each modulation rate, the
 * mean over the first wavelets. */
GlsLayout *gls_layout_new_paths (const GlsLayoutPath *path, size_t n,
    double lowest_hz);

/* axis: [4] lambda, theta, mu and ell of a frame. A panel for each theta, a row
 * for each mu, the mean over lambda and ell. */
GlsLayout *gls_layout_new_rates (const GlsLayoutAxis axis[4]);

/* axis: [4] as above, no more than %GLS_CHART_MAX_PANELS lambdas. Planes of mu
 * against ell, one for each lambda. With both directions, falling is left and
 * rising is right of ell = 0, as Anden, Lostanlen and Mallat (2019) draw it. */
GlsLayout *gls_layout_new_planes (const GlsLayoutAxis axis[4]);

/* self: (nullable) (transfer full) */
void gls_layout_free (GlsLayout *self);

/**
 * gls_layout_read:
 * @x: [n_floats] a tensor
 *
 * Makes amplitudes of it, and folds them into rows. What is no number, infinite
 * or negative becomes 0.
 *
 * Returns: (transfer none): where @rows point into, valid until the next call
 */
const float *gls_layout_read (GlsLayout *self, const float *x);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsLayout, gls_layout_free)

G_END_DECLS

#endif
