/* The duration-weighted mean of an input's segments.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/summary.h"

#include <math.h>
#include <string.h>

/* A weighted mean of each tag. */
typedef struct
{
  double *sum;    /* [n_tags] of p times seconds */
  double *weight; /* [n_tags] seconds; by tag, since a NAN is left out */
} Mean;

struct _GlsSummary
{
  size_t n_tags;
  size_t n_segments;
  size_t n_silent;
  size_t n_padded;
  double start, end;
  Mean sounding;
  Mean silent;
};

/* A segment without length (or with a broken one) still says something, if it
 * is the only one. */
#define MIN_WEIGHT_S 1e-6

static void
mean_init (Mean *mean, size_t n_tags)
{
  mean->sum = g_new0 (double, n_tags);
  mean->weight = g_new0 (double, n_tags);
}

static void
mean_clear (Mean *mean)
{
  g_free (mean->sum);
  g_free (mean->weight);
}

static void
mean_reset (Mean *mean, size_t n_tags)
{
  memset (mean->sum, 0, n_tags * sizeof *mean->sum);
  memset (mean->weight, 0, n_tags * sizeof *mean->weight);
}

static void
mean_add (Mean *mean, size_t n_tags, const float *p, double seconds)
{
  for (size_t i = 0; i < n_tags; i++)
    if (isfinite (p[i])) {
      mean->sum[i] += (double) p[i] * seconds;
      mean->weight[i] += seconds;
    }
}

GlsSummary *
gls_summary_new (size_t n_tags)
{
  GlsSummary *self = g_new0 (GlsSummary, 1);

  self->n_tags = n_tags;
  mean_init (&self->sounding, n_tags);
  mean_init (&self->silent, n_tags);
  return self;
}

void
gls_summary_free (GlsSummary *self)
{
  if (self == NULL)
    return;
  mean_clear (&self->sounding);
  mean_clear (&self->silent);
  g_free (self);
}

void
gls_summary_reset (GlsSummary *self)
{
  self->n_segments = self->n_silent = self->n_padded = 0;
  mean_reset (&self->sounding, self->n_tags);
  mean_reset (&self->silent, self->n_tags);
}

static void
add (GlsSummary *self, Mean *mean, const float *p, double start, double end)
{
  if (self->n_segments == 0) {
    self->start = start;
    self->end = end;
  }
  self->start = fmin (self->start, start);
  self->end = fmax (self->end, end);
  self->n_segments++;
  mean_add (mean, self->n_tags, p, fmax (end - start, MIN_WEIGHT_S));
}

void
gls_summary_add (GlsSummary *self, const float *p, double start, double end)
{
  add (self, &self->sounding, p, start, end);
}

void
gls_summary_add_silence (GlsSummary *self, const float *p, double start,
    double end)
{
  add (self, &self->silent, p, start, end);
  self->n_silent++;
}

void
gls_summary_add_prediction (GlsSummary *self, const GlsPrediction *segment)
{
  (segment->silent ? gls_summary_add_silence : gls_summary_add) (self,
      segment->p, segment->start, segment->end);
  self->n_padded += segment->padded;
}

gboolean
gls_summary_get (const GlsSummary *self, float *p, double *start, double *end)
{
  const Mean *mean =
      self->n_silent < self->n_segments ? &self->sounding : &self->silent;

  if (self->n_segments == 0)
    return FALSE;
  for (size_t i = 0; i < self->n_tags; i++)
    p[i] = mean->weight[i] > 0 ? (float) (mean->sum[i] / mean->weight[i]) : 0;
  if (start != NULL)
    *start = self->start;
  if (end != NULL)
    *end = self->end;
  return TRUE;
}

gboolean
gls_summary_get_prediction (const GlsSummary *self, float *p,
    GlsPrediction *whole)
{
  if (!gls_summary_get (self, p, &whole->start, &whole->end))
    return FALSE;
  whole->p = p;
  whole->summary = TRUE;
  whole->silent = self->n_silent == self->n_segments;
  whole->padded = self->n_padded == self->n_segments;
  return TRUE;
}

size_t
gls_summary_get_n_segments (const GlsSummary *self)
{
  return self->n_segments;
}

size_t
gls_summary_get_n_silent (const GlsSummary *self)
{
  return self->n_silent < self->n_segments ? self->n_silent : 0;
}
