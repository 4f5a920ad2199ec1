/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture/layout-private.h"

#include <math.h>
#include <string.h>

#define RANGE 60.0

GlsLayout *
gls_layout_new (size_t n_floats, size_t n_panels)
{
  GlsLayout *self = g_new0 (GlsLayout, 1);

  self->range = RANGE;
  self->x_unit = "s";
  self->n_floats = n_floats;
  self->x = g_new (float, n_floats);
  self->n_panels = n_panels;
  self->panels = g_new0 (GlsPanel, n_panels);
  return self;
}

void
gls_layout_free (GlsLayout *self)
{
  if (self == NULL)
    return;
  for (size_t p = 0; p < self->n_panels; p++) {
    g_free (self->panels[p].title);
    g_free (self->panels[p].y_value);
    g_strfreev (self->panels[p].y_label);
    g_free (self->panels[p].x_value);
  }
  g_free (self->panels);
  g_free (self->x);
  g_free (self->rows);
  g_free (self->target);
  g_free (self->share);
  g_free (self->folded);
  g_free (self);
}

/* --- rows as they are --- */

void
gls_layout_fold_into (GlsLayout *self, size_t n_rows)
{
  self->n_rows = self->n_folded = n_rows;
  self->n_times = 1;
  self->rows = g_new (GlsLayoutRow, n_rows);
  self->folded = g_new (float, n_rows);
  self->share = g_new0 (float, n_rows);
  for (size_t k = 0; k < self->n_floats; k++)
    self->share[self->target[k]] += 1.0f;
  for (size_t i = 0; i < n_rows; i++) {
    self->rows[i] = (GlsLayoutRow){ i, 1 };
    self->share[i] = 1.0f / MAX (self->share[i], 1.0f);
  }
}

/* What nobody hears takes a quarter of a scalogram. */
static void
leave_out_below (GlsLayout *self, double lowest_hz)
{
  self->y_unit = "Hz";
  while (self->n_rows > 1
      && self->panels[0].y_value[self->n_rows - 1] < lowest_hz)
    self->panels[0].n_rows = --self->n_rows;
}

GlsLayout *
gls_layout_new_series (const GlsLayoutGroup *group, size_t n_groups,
    const double *hertz, double lowest_hz)
{
  size_t n_floats = 0, n_rows = 0, at = 0;
  GlsLayout *self;

  for (size_t g = 0; g < n_groups; g++) {
    n_floats += group[g].n_rows * group[g].n_times;
    n_rows += group[g].n_rows;
  }
  self = gls_layout_new (n_floats, 1);
  self->rows = g_new (GlsLayoutRow, n_rows);
  for (size_t g = 0; g < n_groups; g++) {
    for (size_t i = 0; i < group[g].n_rows; i++) {
      self->rows[self->n_rows++] = (GlsLayoutRow){ at, group[g].n_times };
      at += group[g].n_times;
    }
    self->n_times = MAX (self->n_times, group[g].n_times);
  }
  self->panels[0].n_rows = n_rows;
  if (hertz != NULL) {
    self->panels[0].y_value = g_memdup2 (hertz, n_rows * sizeof *hertz);
    leave_out_below (self, lowest_hz);
  }
  return self;
}

GlsLayout *
gls_layout_new_frame (size_t n, const double *hertz, double lowest_hz,
    char **label)
{
  gboolean rising = hertz != NULL && n > 1 && hertz[n - 1] > hertz[0];
  GlsLayout *self = gls_layout_new (n, 1);
  double *values = hertz != NULL ? g_new (double, n) : NULL;

  self->target = g_new (size_t, n);
  for (size_t k = 0; k < n; k++) {
    self->target[k] = rising ? n - 1 - k : k;
    if (values != NULL)
      values[self->target[k]] = hertz[k];
  }
  gls_layout_fold_into (self, n);
  self->panels[0].n_rows = n;
  self->panels[0].y_value = values;
  self->panels[0].y_label = label;
  if (values != NULL)
    leave_out_below (self, lowest_hz);
  return self;
}

/* --- reading --- */

static float
get_amplitude (GlsUnit unit, float v)
{
  if (unit == GLS_UNIT_POWER)
    v = sqrtf (v);
  else if (unit == GLS_UNIT_DECIBELS)
    v = powf (10.0f, v / 20.0f);
  return v >= 0.0f && v <= G_MAXFLOAT ? v : 0.0f;
}

const float *
gls_layout_read (GlsLayout *self, const float *x)
{
  for (size_t k = 0; k < self->n_floats; k++)
    self->x[k] = get_amplitude (self->unit, x[k]);
  if (self->target == NULL)
    return self->x;
  memset (self->folded, 0, self->n_folded * sizeof *self->folded);
  for (size_t k = 0; k < self->n_floats; k++)
    self->folded[self->target[k]] += self->x[k];
  for (size_t i = 0; i < self->n_folded; i++)
    self->folded[i] *= self->share[i];
  return self->folded;
}
