/*     source ! front end ! packnet ! appsink
 *
 * An appsink stands where tagsink stands in other pipelines, so that the
 * predictions come to the thread that waits for them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "listening.h"

#include "audio/explain.h"
#include "base/frontend.h"
#include "base/tagreader.h"
#include "base/titles.h"
#include "terminal/say.h"

/* Whoever listens for longer does not wait for the end, which a server may also
 * have made up. */
#define LONG_S (6 * 3600)

typedef struct
{
  const Input *input;
  const ListeningPlan *plan;
  gpointer data;
  SourceReport report; /* of what has come in */
  GstGlsTagReader *reader;
  size_t n_segments, n_silent;
  char *failure;

  GMutex lock;
  GstGlsTitles titles; /* of what has come to the model by now */
} Listening;

/* On a thread of the pipeline. */
static GstPadProbeReturn
on_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Listening *self = data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  g_mutex_lock (&self->lock);
  if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START)
    gst_gls_titles_clear (&self->titles);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_TAG)
    gst_gls_titles_hear (&self->titles, event);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static GstElement *
follow (GstBin *pipeline, GstElement *source, gpointer data)
{
  Listening *self = data;
  GstElement *packnet = gst_element_factory_make ("packnet", NULL);
  GstElement *front_end =
      gst_gls_front_end_new (self->plan->transform, self->plan->n_threads);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (packnet, "src");

  g_object_set (packnet, "model", self->plan->model, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, self,
      NULL);
  gst_bin_add_many (pipeline, front_end, packnet, NULL);
  return gst_element_link_many (source, front_end, packnet, NULL) ? packnet
                                                                  : NULL;
}

static void
tell (Listening *self, GlsPrediction *prediction)
{
  GstGlsTitles titles = { 0 };

  g_mutex_lock (&self->lock);
  gst_gls_titles_copy (&self->titles, &titles);
  g_mutex_unlock (&self->lock);
  gst_gls_titles_give (&titles, prediction);
  prediction->input = self->input->name;
  prediction->uri = self->input->uri;
  self->plan->hear (prediction,
      self->report.declared_s <= 0 || self->report.declared_s > LONG_S,
      self->data);
  gst_gls_titles_clear (&titles);
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
  tell (self, &prediction);
  return TRUE;
}

static gboolean
watch (gpointer data)
{
  Listening *self = data;

  return self->plan->watch (source_report_seconds (&self->report),
      self->report.declared_s, self->data);
}

static void
explain_failure (const Listening *self, const char *failure)
{
  if (self->n_segments > 0)
    say (self->input->name, "after %.1f s: %s",
        source_report_seconds (&self->report), failure);
  else
    say (self->input->name, "%s", failure);
}

static void
explain_segments (const Listening *self, const GlsPrediction *summary)
{
  if (summary->padded && self->n_segments == 1)
    say (self->input->name,
        "it is only %.1f s long, shorter than a segment, and is repeated to"
        " fill one",
        source_report_seconds (&self->report));
  if (self->n_silent > 0 && self->n_silent < self->n_segments)
    say (self->input->name,
        "silent segments, which are left out of the mean: %zu of %zu",
        self->n_silent, self->n_segments);
}

/* Returns: how it ended, all things considered */
static RunEnd
conclude (Listening *self, RunEnd end)
{
  GlsPrediction summary = { 0 };
  gboolean has_summary = self->reader != NULL
      && gst_gls_tag_reader_sum_up (self->reader, &summary);

  if (self->failure != NULL) {
    explain_failure (self, self->failure);
    end = RUN_FAILED;
  } else if (end == RUN_DONE
      && !explain_report (self->input->name, &self->report))
    end = RUN_FAILED;
  if (!has_summary)
    return end;
  if (end == RUN_DONE)
    explain_segments (self, &summary);
  summary.partial = end != RUN_DONE;
  tell (self, &summary);
  return end;
}

RunEnd
listening_run (const Input *input, const ListeningPlan *plan, gpointer data)
{
  static const RunClient client = {
    .follow = follow, .take = take, .watch = watch
  };
  Listening self = { .input = input, .plan = plan, .data = data };
  g_autofree char *failure = NULL;
  RunEnd end;

  g_mutex_init (&self.lock);
  end = run_uri (input->uri, &client, &self, &self.report, &failure);
  if (self.failure == NULL)
    self.failure = g_steal_pointer (&failure);
  end = conclude (&self, end);
  g_clear_pointer (&self.reader, gst_gls_tag_reader_free);
  gst_gls_titles_clear (&self.titles);
  g_mutex_clear (&self.lock);
  g_free (self.failure);
  return end;
}
