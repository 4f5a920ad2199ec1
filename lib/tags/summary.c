/* The duration-weighted mean of an input's segments.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/summary.h"

#include <math.h>
#include <string.h>

struct _GlsSummary
{
  size_t n_tags;
  size_t n_segments;
  double start, end;
  double *sum;    /* [n_tags] of p times seconds */
  double *weight; /* [n_tags] seconds; by tag, since a NAN is left out */
};

/* A segment without length (or with a broken one) still says something, if it
 * is the only one. */
#define MIN_WEIGHT_S 1e-6

GlsSummary *
gls_summary_new (size_t n_tags)
{
  GlsSummary *self = g_new0 (GlsSummary, 1);

  self->n_tags = n_tags;
  self->sum = g_new0 (double, n_tags);
  self->weight = g_new0 (double, n_tags);
  return self;
}

void
gls_summary_free (GlsSummary *self)
{
  if (self == NULL)
    return;
  g_free (self->sum);
  g_free (self->weight);
  g_free (self);
}

void
gls_summary_reset (GlsSummary *self)
{
  self->n_segments = 0;
  memset (self->sum, 0, self->n_tags * sizeof *self->sum);
  memset (self->weight, 0, self->n_tags * sizeof *self->weight);
}

void
gls_summary_add (GlsSummary *self, const float *p, double start, double end)
{
  double seconds = fmax (end - start, MIN_WEIGHT_S);

  if (self->n_segments == 0) {
    self->start = start;
    self->end = end;
  }
  self->start = fmin (self->start, start);
  self->end = fmax (self->end, end);
  self->n_segments++;
  for (size_t i = 0; i < self->n_tags; i++)
    if (isfinite (p[i])) {
      self->sum[i] += (double) p[i] * seconds;
      self->weight[i] += seconds;
    }
}

gboolean
gls_summary_get (const GlsSummary *self, float *p, double *start, double *end)
{
  if (self->n_segments == 0)
    return FALSE;
  for (size_t i = 0; i < self->n_tags; i++)
    p[i] = self->weight[i] > 0 ? (float) (self->sum[i] / self->weight[i]) : 0;
  if (start != NULL)
    *start = self->start;
  if (end != NULL)
    *end = self->end;
  return TRUE;
}

size_t
gls_summary_get_n_segments (const GlsSummary *self)
{
  return self->n_segments;
}
