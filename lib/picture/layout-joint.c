/* Joint time-frequency scattering: frames of [lambda][theta][mu][ell].
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "picture/layout-private.h"

/* Music spreads over all rates and scales: its planes have no dark. What a
 * low-pass leaves stands 20 dB above all that. */
#define RANGE 30.0
#define RANGE_WITH_LOW_PASS 50.0

static double *
copy_values (const GlsLayoutAxis *axis)
{
  return g_memdup2 (axis->values, axis->n * sizeof *axis->values);
}

static GlsLayout *
new_joint (const GlsLayoutAxis axis[4], size_t n_panels)
{
  GlsLayout *self =
      gls_layout_new (axis[0].n * axis[1].n * axis[2].n * axis[3].n, n_panels);

  self->range =
      axis[2].values[axis[2].n - 1] > 0.0 ? RANGE : RANGE_WITH_LOW_PASS;
  self->y_unit = "1/s";
  self->target = g_new (size_t, self->n_floats);
  return self;
}

static const char *
name_theta (double theta)
{
  return theta > 0 ? "rising"
      : theta < 0  ? "falling"
                   : "the stronger direction";
}

GlsLayout *
gls_layout_new_rates (const GlsLayoutAxis axis[4])
{
  size_t n_theta = axis[1].n, n_mu = axis[2].n, n_ell = axis[3].n;
  GlsLayout *self = new_joint (axis, n_theta);

  for (size_t k = 0; k < self->n_floats; k++)
    self->target[k] = k / n_ell % (n_theta * n_mu);
  gls_layout_fold_into (self, n_theta * n_mu);
  for (size_t t = 0; t < n_theta; t++) {
    self->panels[t].title = g_strdup (name_theta (axis[1].values[t]));
    self->panels[t].n_rows = n_mu;
    self->panels[t].y_value = copy_values (&axis[2]);
  }
  return self;
}

/* Where each float of a frame goes. ell 0 is the finest, and lies farthest from
 * the middle; low frequencies come first. */
static void
set_targets (GlsLayout *self, const GlsLayoutAxis axis[4])
{
  size_t n_theta = axis[1].n, n_mu = axis[2].n, n_ell = axis[3].n;
  size_t n_columns = n_theta * n_ell, k = 0;

  for (size_t l = 0; l < axis[0].n; l++)
    for (size_t t = 0; t < n_theta; t++)
      for (size_t m = 0; m < n_mu; m++)
        for (size_t e = 0; e < n_ell; e++) {
          size_t x = n_theta == 1     ? n_ell - 1 - e
              : axis[1].values[t] < 0 ? e
                                      : n_columns - 1 - e;

          self->target[k++] = ((axis[0].n - 1 - l) * n_mu + m) * n_columns + x;
        }
}

static void
init_plane (GlsPanel *panel, double hertz, const GlsLayoutAxis axis[4])
{
  size_t n_ell = axis[3].n;

  if (hertz > 0)
    panel->title = hertz < 1000 ? g_strdup_printf ("%.0f Hz", hertz)
                                : g_strdup_printf ("%.1f kHz", hertz / 1000);
  panel->n_rows = axis[2].n;
  panel->y_value = copy_values (&axis[2]);
  panel->n_columns = axis[1].n * n_ell;
  panel->x_value = g_new (double, panel->n_columns);
  for (size_t e = 0; e < n_ell; e++) {
    if (axis[1].n > 1)
      panel->x_value[e] = -axis[3].values[e];
    panel->x_value[panel->n_columns - 1 - e] = axis[3].values[e];
  }
}

GlsLayout *
gls_layout_new_planes (const GlsLayoutAxis axis[4])
{
  size_t n_lambda = axis[0].n;
  double theta = axis[1].values[0];
  GlsLayout *self = new_joint (axis, n_lambda);

  self->side_by_side = TRUE;
  set_targets (self, axis);
  gls_layout_fold_into (self, n_lambda * axis[1].n * axis[2].n * axis[3].n);
  for (size_t p = 0; p < n_lambda; p++)
    init_plane (&self->panels[p], axis[0].values[n_lambda - 1 - p], axis);
  self->x_unit = axis[1].n > 1 ? "falling < cycles/octave > rising"
      : theta > 0              ? "rising, cycles/octave"
      : theta < 0              ? "falling, cycles/octave"
                               : "cycles/octave";
  return self;
}
