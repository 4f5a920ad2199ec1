/* For each label at most one run of windows is open; it ends with the first
 * window that does not have the label.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tags/events.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Two windows that touch may have times that were rounded apart. */
#define TOUCH_S 1e-3

/* Windows that have a label, one after the other. */
typedef struct
{
  gboolean is_open;
  gboolean is_first; /* nothing was heard before */
  double start;      /* of the interval that their centres fill */
  double doubt;      /* by how much it may begin earlier or later */
  float p;
} Run;

struct _GlsEventFinder
{
  size_t n_labels;
  float *thresholds; /* [n_labels] */
  Run *runs;         /* [n_labels] */

  gboolean has_heard; /* a window of this audio */
  double first;       /* where the audio starts */
  double start, end;  /* of the latest window */

  GlsEvent *ready; /* [n_labels], sorted once they are there */
  size_t n_ready, n_pulled;
};

GlsEventFinder *
gls_event_finder_new (const float *thresholds, size_t n_labels)
{
  GlsEventFinder *self;

  g_return_val_if_fail (thresholds != NULL || n_labels == 0, NULL);
  self = g_new0 (GlsEventFinder, 1);
  self->n_labels = n_labels;
  self->thresholds = g_memdup2 (thresholds, n_labels * sizeof *thresholds);
  self->runs = g_new0 (Run, n_labels);
  self->ready = g_new (GlsEvent, n_labels);
  return self;
}

void
gls_event_finder_free (GlsEventFinder *self)
{
  if (self == NULL)
    return;
  g_free (self->thresholds);
  g_free (self->runs);
  g_free (self->ready);
  g_free (self);
}

void
gls_event_finder_reset (GlsEventFinder *self)
{
  memset (self->runs, 0, self->n_labels * sizeof *self->runs);
  self->has_heard = FALSE;
  self->n_ready = self->n_pulled = 0;
}

/* --- one event --- */

/* Where a run is no longer than a window, its middle follows from an end that
 * was heard: the other one may lie outside of the audio. */
static double
find_middle (const Run *run, double end, gboolean is_last, double window)
{
  if (run->is_first)
    return end - window / 2;
  if (is_last)
    return run->start + window / 2;
  return (run->start + end) / 2;
}

/* end: of the interval that the centres fill, give or take @doubt; is_last:
 * nothing comes after */
static void
finish (GlsEventFinder *self, size_t label, double end, double doubt,
    gboolean is_last)
{
  Run *run = &self->runs[label];
  const double window = self->end - self->start;
  GlsEvent *event = &self->ready[self->n_ready++];

  *event = (GlsEvent){ label, run->start, end, run->p };
  if (end - run->start < window + run->doubt + doubt - TOUCH_S
      && !(run->is_first && is_last)) {
    double middle = find_middle (run, end, is_last, window);

    event->onset = fmax (middle - window / 4, self->first);
    event->offset = middle + window / 4;
    if (is_last)
      event->offset = fmin (event->offset, self->end);
  }
  run->is_open = FALSE;
}

static int
compare_events (const void *a, const void *b)
{
  const GlsEvent *x = a, *y = b;

  if (x->onset != y->onset)
    return x->onset < y->onset ? -1 : 1;
  return (x->label > y->label) - (x->label < y->label);
}

static void
sort_ready (GlsEventFinder *self)
{
  qsort (self->ready, self->n_ready, sizeof *self->ready, compare_events);
}

/* --- windows --- */

static double
get_centre (double start, double end)
{
  return (start + end) / 2;
}

static void
finish_all (GlsEventFinder *self)
{
  const double centre = get_centre (self->start, self->end);
  const double doubt = (self->end - centre) / 2;

  for (size_t i = 0; i < self->n_labels; i++)
    if (self->runs[i].is_open)
      finish (self, i, centre + doubt, doubt, TRUE);
  self->has_heard = FALSE;
}

/* border: half-way between its centre and the one before, or where the audio
 * starts; doubt: how far that is from either */
static void
hear (GlsEventFinder *self, size_t label, const GlsPrediction *segment,
    double border, double doubt)
{
  Run *run = &self->runs[label];
  gboolean has_it =
      !segment->silent && segment->p[label] >= self->thresholds[label];

  if (run->is_open && !has_it)
    finish (self, label, border, doubt, FALSE);
  else if (run->is_open)
    run->p = fmaxf (run->p, segment->p[label]);
  else if (has_it)
    *run = (Run){ TRUE, !self->has_heard, border, doubt, segment->p[label] };
}

gboolean
gls_event_finder_push (GlsEventFinder *self, const GlsPrediction *segment)
{
  const double centre = get_centre (segment->start, segment->end);
  double before;

  g_return_val_if_fail (self->n_labels == 0 || segment->p != NULL, TRUE);
  if (self->n_pulled < self->n_ready)
    return FALSE;
  self->n_ready = self->n_pulled = 0;
  if (self->has_heard
      && (segment->start > self->end + TOUCH_S || segment->start < self->start))
    finish_all (self);
  if (!self->has_heard)
    self->first = segment->start;
  before = self->has_heard ? get_centre (self->start, self->end) : self->first;
  for (size_t i = 0; i < self->n_labels; i++)
    hear (self, i, segment, (before + centre) / 2, (centre - before) / 2);
  sort_ready (self);
  self->start = segment->start;
  self->end = segment->end;
  self->has_heard = TRUE;
  return TRUE;
}

gboolean
gls_event_finder_pull (GlsEventFinder *self, GlsEvent *event)
{
  if (self->n_pulled == self->n_ready)
    return FALSE;
  *event = self->ready[self->n_pulled++];
  return TRUE;
}

void
gls_event_finder_drain (GlsEventFinder *self)
{
  g_return_if_fail (self->n_pulled == self->n_ready);
  self->n_ready = self->n_pulled = 0;
  if (self->has_heard)
    finish_all (self);
  sort_ready (self);
}

void
gls_event_describe (const GlsEvent *self, const GlsPrediction *segment,
    float *p, GlsPrediction *prediction)
{
  *prediction = *segment;
  for (size_t i = 0; i < prediction->n_tags; i++)
    p[i] = NAN;
  if (self->label < prediction->n_tags)
    p[self->label] = self->p;
  prediction->start = self->onset;
  prediction->end = self->offset;
  prediction->event = TRUE;
  prediction->padded = prediction->silent = prediction->provisional = FALSE;
  prediction->summary = prediction->partial = FALSE;
  prediction->moment_us = prediction->until_us = 0;
  prediction->p = p;
}
