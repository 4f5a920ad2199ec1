/*     source ! front end ! packnet ! appsink
 *
 * An appsink stands where tagsink stands in other pipelines, so that the
 * predictions come to the thread that waits for them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "listening.h"

#include <math.h>

#include "audio/explain.h"
#include "base/frontend.h"
#include "base/tagreader.h"
#include "base/titles.h"
#include "live/broadcast.h"
#include "live/connection.h"
#include "location.h"
#include "live/sums.h"
#include "tags/events.h"
#include "terminal/say.h"

/* Whoever listens for longer does not wait for the end, which a server may also
 * have made up. */
#define LONG_S (6 * 3600)

/* How often what is live gets tags if nothing else was asked for. */
#define LIVE_HOP_S 5

typedef struct
{
  const Input *input;
  const ListeningPlan *plan;
  gpointer data;
  SourceReport report; /* of what has come in */
  GstElement *packnet;
  GstGlsTitles titles; /* of what leaves the model now */
  GstGlsTagReader *reader;
  size_t n_segments, n_silent;
  GlsEventFinder *finder; /* NULL: segments are told */
  size_t n_events;
  char *failure;

  /* of what may turn out to be live; else NULL */
  Broadcast *broadcast;
  Sums *sums;
  char *station; /* that was told */
  gboolean is_live;
  Connection connection;
} Listening;

/* --- the pipeline --- */

static void
tap (Listening *self, GstElement *source)
{
  g_autoptr (GstPad) audio = gst_element_get_static_pad (source, "src");

  if (self->broadcast != NULL)
    broadcast_tap (self->broadcast, audio);
}

static GstElement *
follow (GstBin *pipeline, GstElement *source, gpointer data)
{
  Listening *self = data;
  const ListeningPlan *plan = self->plan;
  GstElement *packnet = gst_element_factory_make ("packnet", NULL);
  GstElement *front_end = gst_gls_front_end_new (plan->transform,
      self->broadcast != NULL ? 1 : plan->n_threads);

  g_object_set (packnet, "model", plan->path, "hop", plan->hop_s, "embeddings",
      plan->embed, NULL);
  gst_gls_titles_clear (&self->titles);
  tap (self, source);
  gst_bin_add_many (pipeline, front_end, packnet, NULL);
  gst_object_replace ((GstObject **) &self->packnet, GST_OBJECT (packnet));
  return gst_element_link_many (source, front_end, packnet, NULL) ? packnet
                                                                  : NULL;
}

/* --- what is told --- */

static gboolean
has_end (const Listening *self)
{
  return self->report.is_download
      || (self->report.declared_s > 0 && self->report.declared_s <= LONG_S);
}

/* What a cue sheet says of a track comes before what the file says, which is
 * about all of them. */
static void
name_track (const Input *input, GlsPrediction *prediction)
{
  if (input->track == 0)
    return;
  prediction->track = input->track;
  if (input->title != NULL || input_is_part (input))
    prediction->title = input->title;
  if (input->artist != NULL)
    prediction->artist = input->artist;
  if (input->album != NULL)
    prediction->album = input->album;
}

static void
sign (const Listening *self, GlsPrediction *prediction)
{
  prediction->input = self->input->name;
  prediction->uri = self->input->uri;
  name_track (self->input, prediction);
  prediction->station = self->station;
  prediction->model = prediction->summary ? self->plan->signature : NULL;
}

static void
tell (Listening *self, GlsPrediction *prediction)
{
  sign (self, prediction);
  /* Until it is known how long it is, it is a file like others: on a busy
   * machine a short one may be told before. */
  self->plan->hear (prediction, self->report.has_answered && !has_end (self),
      self->data);
}

static void
tell_sum (GlsPrediction *summary, gpointer data)
{
  tell (data, summary);
}

/* Time goes on over breaks, whatever the time stamps of the stream say. */
static void
set_times (Listening *self, GstSample *sample, GlsPrediction *prediction)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstClockTime start =
      gst_segment_to_running_time (gst_sample_get_segment (sample),
          GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  double seconds = prediction->end - prediction->start;

  if (GST_CLOCK_TIME_IS_VALID (start))
    prediction->start = (double) start / (double) GST_SECOND;
  prediction->end = prediction->start + seconds;
  broadcast_stamp (self->broadcast, prediction);
}

/* about: a prediction of the same audio */
static void
tell_events (Listening *self, const GlsPrediction *about)
{
  g_autofree float *p = g_new (float, MAX (about->n_tags, 1));
  GlsEvent event;

  while (gls_event_finder_pull (self->finder, &event)) {
    GlsPrediction prediction;

    gls_event_describe (&event, about, p, &prediction);
    if (self->is_live)
      broadcast_stamp (self->broadcast, &prediction);
    tell (self, &prediction);
    self->n_events++;
  }
}

/* Nothing sounds on over a break. */
static void
hear_events (Listening *self, GstSample *sample,
    const GlsPrediction *prediction)
{
  if (GST_BUFFER_IS_DISCONT (gst_sample_get_buffer (sample))) {
    gls_event_finder_drain (self->finder);
    tell_events (self, prediction);
  }
  gls_event_finder_push (self->finder, prediction);
  tell_events (self, prediction);
}

static void
tell_segment (Listening *self, GstSample *sample, GlsPrediction *prediction)
{
  gst_gls_titles_give (&self->titles, prediction);
  if (self->is_live)
    set_times (self, sample, prediction);
  if (self->finder != NULL) {
    hear_events (self, sample, prediction);
    return;
  }
  if (self->is_live)
    sums_add (self->sums, prediction);
  tell (self, prediction);
}

static void
hear_event (GstEvent *event, gpointer data)
{
  Listening *self = data;

  if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START)
    gst_gls_titles_clear (&self->titles);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_TAG)
    gst_gls_titles_hear (&self->titles, event);
}

static void
say_state (const GstStructure *state, gpointer data)
{
  Listening *self = data;
  g_autofree char *sentence =
      connection_describe (&self->connection, state, g_get_real_time ());

  if (sentence != NULL)
    say (self->input->name, "%s", sentence);
}

static gboolean
take (GstSample *sample, gpointer data)
{
  Listening *self = data;
  GlsPrediction prediction = { 0 };
  g_autoptr (GError) error = NULL;

  if (self->reader == NULL)
    self->reader =
        gst_gls_tag_reader_new (gst_sample_get_caps (sample), &error);
  if (self->reader == NULL
      || !gst_gls_tag_reader_read (self->reader, gst_sample_get_buffer (sample),
          gst_sample_get_segment (sample), &prediction, &error)) {
    self->failure = g_strdup (error->message);
    return FALSE;
  }
  self->n_segments++;
  self->n_silent += prediction.silent;
  tell_segment (self, sample, &prediction);
  return TRUE;
}

/* --- what is live --- */

/* Asked as often as it takes: where the end is comes to be known after the
 * first audio, but well before the first tags. */
static void
look_whether_live (Listening *self)
{
  if (self->is_live || self->broadcast == NULL || !self->report.has_answered)
    return;
  self->is_live = !has_end (self);
  if (self->is_live && self->plan->hop_s <= 0 && self->finder == NULL)
    g_object_set (self->packnet, "hop", (double) LIVE_HOP_S, NULL);
}

static void
tell_name (Listening *self, GlsPrediction *heading)
{
  sign (self, heading);
  self->plan->name (heading, self->data);
}

static void
tell_names (Listening *self)
{
  g_autofree char *station = broadcast_get_station (self->broadcast);
  GstGlsTitles titles = { 0 };
  GlsPrediction heading = { .moment_us = g_get_real_time () };

  if (station != NULL && g_strcmp0 (station, self->station) != 0) {
    g_free (self->station);
    self->station = g_steal_pointer (&station);
    tell_name (self, &heading);
  }
  if (broadcast_next_title (self->broadcast, &titles, &heading.moment_us)) {
    gst_gls_titles_give (&titles, &heading);
    tell_name (self, &heading);
  }
  gst_gls_titles_clear (&titles);
}

static void
tell_early (Listening *self)
{
  GlsPrediction prediction = { 0 };
  GstGlsTitles titles = { 0 };

  if (!broadcast_next_early (self->broadcast, &prediction, &titles))
    return;
  gst_gls_titles_give (&titles, &prediction);
  tell (self, &prediction);
  gst_gls_titles_clear (&titles);
}

static gboolean
watch (gpointer data)
{
  Listening *self = data;
  ListeningState state = { source_report_seconds (&self->report),
    self->report.declared_s, FALSE };

  look_whether_live (self);
  if (self->is_live) {
    tell_names (self);
    if (self->finder == NULL) {
      tell_early (self);
      sums_look (self->sums, g_get_real_time ());
    }
  }
  state.is_live = self->is_live;
  return self->plan->watch (&state, self->data);
}

/* --- the end --- */

static void
explain_failure (const Listening *self, const char *failure)
{
  if (self->n_segments > 0)
    say (self->input->name, "after %.1f s: %s",
        source_report_seconds (&self->report), failure);
  else
    say (self->input->name, "%s", failure);
}

/* Of several stretches, each shorter than a segment, one may speak for all. */
static gboolean
is_all_there_was (const Listening *self, const GlsPrediction *summary)
{
  return source_report_seconds (&self->report)
      < summary->end - summary->start + 1;
}

static void
explain_segments (const Listening *self, const GlsPrediction *summary)
{
  if (summary->padded && self->n_segments == 1
      && is_all_there_was (self, summary))
    say (self->input->name,
        "it is only %.1f s long, shorter than a segment, and is repeated to"
        " fill one",
        source_report_seconds (&self->report));
  if (self->n_silent > 0 && self->n_silent < self->n_segments)
    say (self->input->name,
        "silent segments, which are left out of the mean: %zu of %zu",
        self->n_silent, self->n_segments);
}

/* What sounds until the end; or that nothing did. */
static void
tell_last_events (Listening *self, GlsPrediction *summary)
{
  g_autofree float *p = g_new (float, MAX (summary->n_tags, 1));

  gls_event_finder_drain (self->finder);
  tell_events (self, summary);
  if (self->n_events > 0 || self->is_live)
    return;
  for (size_t i = 0; i < summary->n_tags; i++)
    p[i] = NAN;
  summary->p = p;
  summary->event = TRUE;
  tell (self, summary);
}

static void
tell_summary (Listening *self, RunEnd end)
{
  GlsPrediction summary = { .partial = end != RUN_DONE };

  if (self->reader == NULL
      || !gst_gls_tag_reader_sum_up (self->reader, &summary))
    return;
  if (end == RUN_DONE && !self->is_live)
    explain_segments (self, &summary);
  gst_gls_titles_give (&self->titles, &summary);
  if (self->finder != NULL)
    tell_last_events (self, &summary);
  else
    tell (self, &summary);
}

/* Returns: how it ended, all things considered */
static RunEnd
conclude (Listening *self, RunEnd end)
{
  if (self->failure != NULL) {
    explain_failure (self, self->failure);
    end = RUN_FAILED;
  } else if (end == RUN_DONE
      && !explain_report (self->input->name, &self->report))
    end = RUN_FAILED;
  if (self->is_live && self->finder == NULL)
    sums_end (self->sums, end == RUN_DONE);
  else
    tell_summary (self, end);
  return end;
}

static gboolean
may_be_live (const Listening *self)
{
  g_autofree char *path = gls_location_get_path (self->input->uri);

  return path == NULL
      || (self->plan->live_pipes
          && !g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static void
listening_init (Listening *self)
{
  const ListeningPlan *plan = self->plan;

  if (plan->thresholds != NULL) {
    size_t n_labels;

    gls_model_get_labels (plan->model, &n_labels);
    self->finder = gls_event_finder_new (plan->thresholds, n_labels);
  }
  if (!may_be_live (self))
    return;
  self->broadcast = broadcast_new (self->plan->model);
  self->sums = sums_new (self->plan->period_us, tell_sum, self);
}

static void
listening_clear (Listening *self)
{
  g_clear_pointer (&self->reader, gst_gls_tag_reader_free);
  g_clear_pointer (&self->finder, gls_event_finder_free);
  g_clear_pointer (&self->broadcast, broadcast_unref);
  g_clear_pointer (&self->sums, sums_free);
  gst_clear_object (&self->packnet);
  gst_gls_titles_clear (&self->titles);
  g_free (self->station);
  g_free (self->failure);
}

RunEnd
listening_run (const Input *input, const ListeningPlan *plan, gpointer data)
{
  const RunClient client = { .follow = follow,
    .take = take,
    .event = hear_event,
    .say_state = say_state,
    .insist = plan->insist,
    .watch = watch };
  Listening self = { .input = input, .plan = plan, .data = data };
  g_autofree char *failure = NULL;
  RunEnd end;

  listening_init (&self);
  end = run_uri (input->uri, &client, &self, &self.report, &failure);
  if (self.failure == NULL)
    self.failure = g_steal_pointer (&failure);
  end = conclude (&self, end);
  listening_clear (&self);
  return end;
}
