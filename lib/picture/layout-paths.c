/* Time scattering: the first order by pitch, the second by modulation rate.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "picture/layout-private.h"

/* The first order, by pitch.
 * Returns: (transfer full): as many values as there are rows, the highest first
 */
static double *
find_pitches (const GlsLayoutPath *path, size_t n, double lowest_hz,
    size_t *n_rows)
{
  double *pitch = g_new (double, n);

  *n_rows = 0;
  for (size_t p = 0; p < n; p++)
    if (path[p].order == 1 && (path[p].pitch_hz >= lowest_hz || *n_rows == 0))
      pitch[(*n_rows)++] = path[p].pitch_hz;
  return pitch;
}

/* The second order, by modulation rate.
 * @row: (out) (transfer full): the row of each second wavelet
 * Returns: (transfer full): as many values as there are rows, the fastest first
 */
static double *
find_rates (const GlsLayoutPath *path, size_t n, size_t **row, size_t *n_rows)
{
  size_t n_wavelets = 0;
  double *rate;

  for (size_t p = 0; p < n; p++)
    if (path[p].order == 2)
      n_wavelets = MAX (n_wavelets, path[p].second + 1);
  rate = g_new0 (double, n_wavelets);
  *row = g_new0 (size_t, n_wavelets);
  *n_rows = 0;
  for (size_t p = 0; p < n; p++)
    if (path[p].order == 2)
      rate[path[p].second] = path[p].rate_hz;
  for (size_t i = 0; i < n_wavelets; i++)
    if (rate[i] > 0) {
      (*row)[i] = *n_rows;
      rate[(*n_rows)++] = rate[i];
    }
  return rate;
}

GlsLayout *
gls_layout_new_paths (const GlsLayoutPath *path, size_t n, double lowest_hz)
{
  g_autofree size_t *row = NULL;
  size_t n_first, n_second, n_seen = 0;
  g_autofree double *pitch = find_pitches (path, n, lowest_hz, &n_first);
  g_autofree double *rate = find_rates (path, n, &row, &n_second);
  GlsLayout *self = gls_layout_new (n, n_second > 0 ? 2 : 1);

  /* What is not drawn makes one row more. */
  self->target = g_new (size_t, n);
  for (size_t p = 0; p < n; p++)
    self->target[p] = path[p].order == 2         ? n_first + row[path[p].second]
        : path[p].order == 1 && n_seen < n_first ? n_seen++
                                                 : n_first + n_second;
  gls_layout_fold_into (self, n_first + n_second + 1);
  self->n_rows--;
  self->panels[0].title = g_strdup ("first order: pitch");
  self->panels[0].n_rows = n_first;
  self->panels[0].y_value = g_steal_pointer (&pitch);
  if (n_second > 0) {
    self->panels[1].title = g_strdup ("second order: modulation");
    self->panels[1].n_rows = n_second;
    self->panels[1].y_value = g_steal_pointer (&rate);
    /* A modulus of a modulus is some 20 dB below. */
    self->panels[1].own_top = TRUE;
  }
  self->y_unit = "Hz";
  return self;
}
