/* A task is a row: its frames are cut and heard as tag cuts and hears a file.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/hearing.h"

#include "base/timing.h"
#include "net/segmenter.h"
#include "scattering/silence.h"
#include "team.h"

/* What one member of the team works with, made when it is needed. */
typedef struct
{
  GlsPredictor *predictor;
  GlsSegmenter *segmenter;
  float *frames; /* [N][frame size] */
  float *p;      /* [n_labels] */
  gpointer own;
} Listener;

typedef struct
{
  GlsModel *model;
  const Excerpts *excerpts;
  const gboolean *wanted;
  const HearingClient *client;
  gpointer data;
  size_t n_labels;
  const char *const *labels;
  size_t segment_size; /* floats */
  Listener *listeners; /* [n_members] */
  DoneFunc on_done;
  GMutex lock;
  size_t n_done;
  GError *error; /* the first */
} Hearing;

static void
listener_init (Listener *self, const Hearing *hearing)
{
  GlsModel *model = hearing->model;
  size_t n_frames = gls_model_get_n_frames (model);
  size_t frame_size = excerpts_get_frame_size (hearing->excerpts);

  self->predictor = gls_predictor_new (model);
  self->segmenter = gls_segmenter_new (GLS_CUT_HEAR, n_frames,
      gls_model_get_hop_frames (model), frame_size);
  self->frames = g_new (float, n_frames *frame_size);
  self->p = g_new (float, hearing->n_labels);
  self->own = hearing->client->begin (hearing->data);
}

static void
listener_clear (Listener *self, const Hearing *hearing)
{
  if (self->predictor == NULL)
    return;
  hearing->client->end (self->own);
  gls_predictor_free (self->predictor);
  gls_segmenter_free (self->segmenter);
  g_free (self->frames);
  g_free (self->p);
}

static void
tell_segment (const Hearing *self, Listener *listener, const Excerpt *excerpt,
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
  const GlsPrediction prediction = {
    .start = start,
    .end = start + (double) (to - from) / (double) GST_SECOND,
    .padded = segment->padded,
    .silent = gls_spec_is_silence (spec, listener->frames, self->segment_size),
    .n_tags = self->n_labels,
    .labels = self->labels,
    .p = listener->p,
  };

  self->client->hear (listener->own, excerpt, &prediction);
}

static void
hear_ready (const Hearing *self, Listener *listener, const Excerpt *excerpt)
{
  GlsSegment segment;

  while (gls_segmenter_pull (listener->segmenter, listener->frames, &segment)) {
    gls_predictor_run (listener->predictor, listener->frames, listener->p);
    tell_segment (self, listener, excerpt, &segment);
  }
}

static void
hear (const Hearing *self, Listener *listener, const Excerpt *excerpt,
    const CacheEntry *entry)
{
  size_t frame_size = excerpts_get_frame_size (self->excerpts);
  size_t at = 0;

  gls_segmenter_reset (listener->segmenter);
  while (at < entry->n_frames) {
    at += gls_segmenter_push (listener->segmenter,
        entry->frames + at * frame_size, entry->n_frames - at);
    hear_ready (self, listener, excerpt);
  }
  gls_segmenter_drain (listener->segmenter);
  hear_ready (self, listener, excerpt);
  self->client->done (listener->own, excerpt);
}

static void
note (Hearing *self, GError *error)
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
  Hearing *self = data;
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
hearing_run (GlsModel *model, const Excerpts *excerpts, const gboolean *wanted,
    guint n_jobs, DoneFunc on_done, const HearingClient *client, gpointer data,
    GError **error)
{
  size_t n = excerpts_get_n (excerpts);
  size_t n_members = CLAMP (n, 1, n_jobs);
  Hearing self = { .model = model,
    .excerpts = excerpts,
    .wanted = wanted,
    .client = client,
    .data = data,
    .on_done = on_done };
  GlsTeam *team = gls_team_new (n_members);

  self.labels = gls_model_get_labels (model, &self.n_labels);
  self.segment_size =
      gls_model_get_n_frames (model) * excerpts_get_frame_size (excerpts);
  self.listeners = g_new0 (Listener, n_members);
  g_mutex_init (&self.lock);
  gls_team_run (team, n, hear_row, &self);
  gls_team_free (team);
  g_mutex_clear (&self.lock);
  for (size_t i = 0; i < n_members; i++)
    listener_clear (&self.listeners[i], &self);
  g_free (self.listeners);
  if (self.error != NULL)
    g_propagate_error (error, self.error);
  return self.error == NULL;
}
