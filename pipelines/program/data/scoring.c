/* A task is a row: its frames are cut and heard as tag cuts and hears a file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/scoring.h"

#include <string.h>

#include "base/timing.h"
#include "net/segmenter.h"
#include "scattering/silence.h"
#include "tags/summary.h"
#include "team.h"

/* What one member of the team works with, made when it is needed. */
typedef struct
{
  GlsPredictor *predictor;
  GlsSegmenter *segmenter;
  GlsSummary *summary;
  float *frames; /* [N][frame size] */
  float *p;      /* [n_labels] */
} Listener;

typedef struct
{
  GlsModel *model;
  const Excerpts *excerpts;
  const gboolean *wanted;
  size_t n_labels;
  size_t segment_size; /* floats */
  Listener *listeners; /* [n_members] */
  float *p;            /* [n_rows][n_labels] */
  guint8 *has;         /* [n_rows] */
  DoneFunc on_done;
  GMutex lock;
  size_t n_done;
  GError *error; /* the first */
} Scoring;

static void
listener_init (Listener *self, const Scoring *scoring)
{
  GlsModel *model = scoring->model;
  size_t n_frames = gls_model_get_n_frames (model);
  size_t frame_size = excerpts_get_frame_size (scoring->excerpts);

  self->predictor = gls_predictor_new (model);
  self->segmenter = gls_segmenter_new (GLS_CUT_HEAR, n_frames,
      gls_model_get_hop_frames (model), frame_size);
  self->summary = gls_summary_new (scoring->n_labels);
  self->frames = g_new (float, n_frames *frame_size);
  self->p = g_new (float, scoring->n_labels);
}

static void
listener_clear (Listener *self)
{
  gls_predictor_free (self->predictor);
  gls_segmenter_free (self->segmenter);
  gls_summary_free (self->summary);
  g_free (self->frames);
  g_free (self->p);
}

static void
add_segment (Scoring *self, Listener *listener, const Excerpt *excerpt,
    const GlsSegment *segment)
{
  const GlsSpec *spec = excerpts_get_spec (self->excerpts);
  guint64 stride = gls_spec_stride (spec);
  guint64 first = segment->first * stride;
  guint64 last = (segment->first + segment->n_real) * stride;
  /* Rounded to nanoseconds, as the time stamps are that tag sees. */
  GstClockTime from = gst_gls_time_at (0, first, spec->rate);
  GstClockTime to =
      gst_gls_time_at (0, MIN (last, excerpt->n_samples), spec->rate);
  double start = (double) from / (double) GST_SECOND;
  GlsPrediction prediction = {
    .start = start,
    .end = start + (double) (to - from) / (double) GST_SECOND,
    .silent = gls_spec_is_silence (spec, listener->frames, self->segment_size),
    .p = listener->p,
  };

  gls_summary_add_prediction (listener->summary, &prediction);
}

static void
hear_ready (Scoring *self, Listener *listener, const Excerpt *excerpt)
{
  GlsSegment segment;

  while (gls_segmenter_pull (listener->segmenter, listener->frames, &segment)) {
    gls_predictor_run (listener->predictor, listener->frames, listener->p);
    add_segment (self, listener, excerpt, &segment);
  }
}

static void
hear (Scoring *self, Listener *listener, const Excerpt *excerpt,
    const CacheEntry *entry)
{
  size_t frame_size = excerpts_get_frame_size (self->excerpts);
  size_t at = 0;

  gls_segmenter_reset (listener->segmenter);
  gls_summary_reset (listener->summary);
  while (at < entry->n_frames) {
    at += gls_segmenter_push (listener->segmenter,
        entry->frames + at * frame_size, entry->n_frames - at);
    hear_ready (self, listener, excerpt);
  }
  gls_segmenter_drain (listener->segmenter);
  hear_ready (self, listener, excerpt);
  gls_summary_get (listener->summary, self->p + excerpt->row * self->n_labels,
      NULL, NULL);
  self->has[excerpt->row] = TRUE;
}

static void
note (Scoring *self, GError *error)
{
  g_mutex_lock (&self->lock);
  if (self->error == NULL)
    self->error = error;
  else
    g_clear_error (&error);
  self->n_done++;
  if (self->on_done != NULL)
    self->on_done (self->n_done, excerpts_get_n (self->excerpts));
  g_mutex_unlock (&self->lock);
}

static void
hear_row (size_t i, size_t member, gpointer data)
{
  Scoring *self = data;
  Listener *listener = &self->listeners[member];
  const Excerpt *excerpt = excerpts_get (self->excerpts, i);
  g_auto (CacheEntry) entry = { 0 };
  GError *error = NULL;

  if (listener->predictor == NULL)
    listener_init (listener, self);
  if ((self->wanted == NULL || self->wanted[excerpt->row])
      && excerpts_open (self->excerpts, i, &entry, &error))
    hear (self, listener, excerpt, &entry);
  note (self, error);
}

gboolean
scoring_predict (GlsModel *model, const Excerpts *excerpts,
    const gboolean *wanted, guint n_jobs, DoneFunc on_done, float *p,
    guint8 *has, GError **error)
{
  size_t n = excerpts_get_n (excerpts);
  size_t n_rows = excerpts_get_manifest (excerpts)->rows->len;
  size_t n_members = CLAMP (n, 1, n_jobs);
  Scoring self = { .model = model,
    .excerpts = excerpts,
    .wanted = wanted,
    .p = p,
    .has = has,
    .on_done = on_done };
  GlsTeam *team = gls_team_new (n_members);

  gls_model_get_labels (model, &self.n_labels);
  self.segment_size =
      gls_model_get_n_frames (model) * excerpts_get_frame_size (excerpts);
  memset (p, 0, n_rows * self.n_labels * sizeof *p);
  memset (has, 0, n_rows);
  self.listeners = g_new0 (Listener, n_members);
  g_mutex_init (&self.lock);
  gls_team_run (team, n, hear_row, &self);
  gls_team_free (team);
  g_mutex_clear (&self.lock);
  for (size_t i = 0; i < n_members; i++)
    listener_clear (&self.listeners[i]);
  g_free (self.listeners);
  if (self.error != NULL)
    g_propagate_error (error, self.error);
  return self.error == NULL;
}
