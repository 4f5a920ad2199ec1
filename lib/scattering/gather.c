/* From filtered rows to averaged series.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scattering/gather.h"

#include <string.h>

/* What the spline lays into the next tick. */
#define OVERLAP 3

void
gls_thinning_init (GlsThinning *self, GlsSeriesPlan *series, guint J, size_t n,
    guint j, size_t lag)
{
  guint step = MAX (j, J - GLS_THIN_LOG2);
  size_t D = (size_t) 1 << (step - j);

  self->n = n;
  self->thin = D > 1;
  if (self->thin)
    gls_spline_init (&self->spline, D);
  self->set = gls_series_plan_add (series, n, step, D, lag);
  self->n_cols = series->series[self->set].per_tick;
}

void
gls_thinning_clear (GlsThinning *self)
{
  if (self->thin)
    gls_spline_clear (&self->spline);
}

size_t
gls_thinning_get_size (const GlsThinning *self)
{
  return self->n * (self->n_cols + OVERLAP);
}

void
gls_thinning_add (const GlsThinning *self, float *state,
    const GlsThinningRows *rows, const float *x, size_t n, size_t at)
{
  size_t ld_to = self->n_cols + OVERLAP;
  float *to = state + rows->first * ld_to;

  if (self->thin && x != NULL)
    gls_spline_accumulate (&self->spline,
        &(GlsSplineRows){ rows->n, rows->ld, ld_to }, x, n, at, to);
  for (size_t i = 0; i < rows->n && !self->thin; i++, to += ld_to)
    if (x != NULL)
      memcpy (to + at, x + i * rows->ld, n * sizeof (float));
    else
      memset (to + at, 0, n * sizeof (float));
}

void
gls_thinning_finish (const GlsThinning *self, float *state,
    GlsSeriesStream *series)
{
  size_t n = self->n_cols;
  float *to = gls_series_stream_columns (series, self->set);

  for (size_t i = 0; i < self->n; i++) {
    float *from = state + i * (n + OVERLAP);

    for (size_t t = 0; t < n; t++)
      to[t * self->n + i] = from[t];
    if (self->thin) {
      memmove (from, from + n, OVERLAP * sizeof (float));
      memset (from + OVERLAP, 0, n * sizeof (float));
    }
  }
}

size_t
gls_sections_add (const GlsModulationPlan *modulation, GlsSeriesPlan *series)
{
  size_t n, first = series->n_series;
  const GlsSection *section = gls_modulation_plan_get_sections (modulation, &n);

  for (size_t s = 0; s < n; s++)
    gls_series_plan_add (series, section[s].n_rows, section[s].log2_step, 1,
        section[s].lag);
  return first;
}

void
gls_sections_push (const GlsModulationPlan *plan,
    const GlsModulationStream *modulation, GlsSeriesStream *series,
    size_t first_set)
{
  size_t n_sections;
  const GlsSection *section =
      gls_modulation_plan_get_sections (plan, &n_sections);

  for (size_t s = 0; s < n_sections; s++) {
    size_t n = series->plan->series[first_set + s].per_tick;
    float *to = gls_series_stream_columns (series, first_set + s);

    for (size_t r = 0; r < section[s].n_rows; r++) {
      const float *row =
          gls_modulation_stream_get_row (modulation, s, section[s].first + r);

      for (size_t t = 0; t < n; t++)
        to[t * section[s].n_rows + r] = row[t];
    }
  }
}
