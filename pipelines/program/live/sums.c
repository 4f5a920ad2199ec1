/* A running mean each: for the title, for the period, and for everything.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "live/sums.h"

#include "tags/summary.h"

/* A segment comes this long after its end, at most. */
#define LATE_US (60 * G_TIME_SPAN_SECOND)

typedef struct
{
  GlsSummary *mean;       /* or NULL: nothing has begun */
  GlsPrediction *segment; /* the first one */
  gint64 until_us;        /* of the last one */
  float *p;
} Sum;

struct _Sums
{
  void (*tell) (GlsPrediction *summary, gpointer data);
  gpointer data;
  gint64 period_us;
  gint64 begun_us, over_us; /* the period that has begun */
  Sum title;
  Sum period;
  Sum whole;
};

Sums *
sums_new (gint64 period_us,
    void (*tell) (GlsPrediction *summary, gpointer data), gpointer data)
{
  Sums *self = g_new0 (Sums, 1);

  self->period_us = period_us;
  self->tell = tell;
  self->data = data;
  return self;
}

static void
sum_clear (Sum *sum)
{
  g_clear_pointer (&sum->mean, gls_summary_free);
  g_clear_pointer (&sum->segment, gls_prediction_free);
  g_clear_pointer (&sum->p, g_free);
}

void
sums_free (Sums *self)
{
  sum_clear (&self->title);
  sum_clear (&self->period);
  sum_clear (&self->whole);
  g_free (self);
}

static void
sum_add (Sum *sum, const GlsPrediction *segment)
{
  if (sum->mean == NULL) {
    sum->mean = gls_summary_new (segment->n_tags);
    sum->segment = gls_prediction_copy (segment);
    sum->p = g_new (float, segment->n_tags);
  }
  sum->until_us = segment->until_us;
  gls_summary_add_prediction (sum->mean, segment);
}

/* Tells what has been summed up, and begins anew. */
static void
tell (Sums *self, Sum *sum, GlsScope scope, gboolean is_over)
{
  GlsPrediction summary;

  if (sum->mean == NULL)
    return;
  summary = *sum->segment;
  gls_summary_get_prediction (sum->mean, sum->p, &summary);
  summary.until_us = sum->until_us;
  summary.scope = scope;
  summary.partial = !is_over;
  if (scope != GLS_SCOPE_TITLE)
    summary.title = summary.artist = summary.album = NULL;
  if (scope == GLS_SCOPE_PERIOD) {
    summary.moment_us = MAX (summary.moment_us, self->begun_us);
    summary.until_us = MIN (summary.until_us, self->over_us);
  }
  self->tell (&summary, self->data);
  sum_clear (sum);
}

static gboolean
is_same_title (const GlsPrediction *a, const GlsPrediction *b)
{
  return g_strcmp0 (a->title, b->title) == 0
      && g_strcmp0 (a->artist, b->artist) == 0
      && g_strcmp0 (a->album, b->album) == 0;
}

static void
add_to_title (Sums *self, const GlsPrediction *segment)
{
  if (self->title.mean != NULL && !is_same_title (self->title.segment, segment))
    tell (self, &self->title, GLS_SCOPE_TITLE, TRUE);
  if (segment->title != NULL)
    sum_add (&self->title, segment);
}

/* Local time goes on where it is set back an hour, and so do periods. */
static gint64
local_offset_us (gint64 moment_us)
{
  g_autoptr (GDateTime) local =
      g_date_time_new_from_unix_local (moment_us / G_USEC_PER_SEC);

  return local != NULL ? g_date_time_get_utc_offset (local) : 0;
}

static void
begin_period (Sums *self, gint64 moment_us)
{
  gint64 offset_us = local_offset_us (moment_us);
  gint64 local_us = moment_us + offset_us;

  self->begun_us = local_us - local_us % self->period_us - offset_us;
  self->over_us = self->begun_us + self->period_us;
}

static void
add_to_period (Sums *self, const GlsPrediction *segment)
{
  gint64 middle_us =
      segment->moment_us + (segment->until_us - segment->moment_us) / 2;

  if (middle_us < self->begun_us || middle_us >= self->over_us) {
    tell (self, &self->period, GLS_SCOPE_PERIOD, TRUE);
    begin_period (self, middle_us);
  }
  sum_add (&self->period, segment);
}

void
sums_add (Sums *self, const GlsPrediction *segment)
{
  add_to_title (self, segment);
  if (self->period_us > 0)
    add_to_period (self, segment);
  sum_add (&self->whole, segment);
}

void
sums_look (Sums *self, gint64 now_us)
{
  if (now_us > self->over_us + LATE_US)
    tell (self, &self->period, GLS_SCOPE_PERIOD, TRUE);
}

void
sums_end (Sums *self, gboolean is_over)
{
  tell (self, &self->title, GLS_SCOPE_TITLE, is_over);
  tell (self, &self->period, GLS_SCOPE_PERIOD, is_over);
  tell (self, &self->whole, GLS_SCOPE_INPUT, is_over);
}
