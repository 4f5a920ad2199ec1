/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "extraction.h"

#include "audio/decode.h"
#include "audio/explain.h"
#include "audio/run.h"
#include "location.h"
#include "output/frames.h"
#include "output/names.h"
#include "output/octaves.h"
#include "output/picture.h"
#include "terminal/progress.h"
#include "terminal/say.h"

/* One input while it is decoded; what is not wanted is NULL. */
typedef struct
{
  const Extraction *about;
  const Input *input;
  const char *note;
  FramesWriter *frames;
  OctavesWriter *octaves;
  PictureWriter *picture;
  gboolean picture_failed;
  guint64 n_samples;
  SourceReport report;
} Job;

static gboolean
needs_more (const Job *job)
{
  return job->frames != NULL || job->octaves != NULL
      || (job->picture != NULL && !job->picture_failed);
}

static gboolean
on_samples (const float *x, size_t n, gpointer data)
{
  Job *job = data;

  if (job->n_samples == 0)
    progress_begin ("features", job->report.declared_s);
  job->n_samples += n;
  if (job->picture != NULL && !job->picture_failed)
    job->picture_failed = !picture_writer_add (job->picture, x, n);
  if (job->frames != NULL)
    frames_writer_add (job->frames, x, n);
  if (job->octaves != NULL)
    octaves_writer_add (job->octaves, x, n);
  progress_set ((double) job->n_samples / job->report.rate, job->note);
  return needs_more (job);
}

static gboolean
open_array (Job *job, const char *path)
{
  const Extraction *about = job->about;
  g_autoptr (GError) error = NULL;

  if (about->multirate)
    job->octaves = octaves_writer_new (path, &about->spec, &error);
  else
    job->frames = frames_writer_new (path, &about->spec, about->plan, &error);
  if (error != NULL)
    say (about->multirate ? NULL : names_to_text (path), "%s", error->message);
  return error == NULL;
}

static int
compare_onsets (gconstpointer a, gconstpointer b)
{
  double x = ((const GlsEvent *) a)->onset, y = ((const GlsEvent *) b)->onset;

  return (x > y) - (x < y);
}

/* What begins first has the first lane.
 * Returns: (transfer full) (nullable): as tensorview takes it */
static char *
make_marks (const Job *job)
{
  const EventList *list = job->about->events;
  g_autofree char *path = gls_location_get_path (job->input->uri);
  const GArray *events =
      list != NULL ? eventlist_find (list, job->input->name, path) : NULL;
  g_autoptr (GArray) sorted =
      events != NULL ? g_array_copy ((GArray *) events) : NULL;
  GString *marks;

  if (list != NULL && events == NULL)
    say (job->input->name, "no event is of this recording");
  if (sorted == NULL)
    return NULL;
  g_array_sort (sorted, compare_onsets);
  marks = g_string_new (NULL);
  for (guint i = 0; i < sorted->len; i++) {
    const GlsEvent *event = &g_array_index (sorted, GlsEvent, i);
    g_autofree char *name =
        g_strdup (eventlist_get_labels (list, NULL)[event->label]);
    char from[G_ASCII_DTOSTR_BUF_SIZE], to[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_printf (marks, "%s %s %s;",
        g_ascii_formatd (from, sizeof from, "%.4f", event->onset),
        g_ascii_formatd (to, sizeof to, "%.4f", event->offset + 1e-4),
        g_strdelimit (name, ";", ','));
  }
  return g_string_free (marks, FALSE);
}

static gboolean
open_picture (Job *job, const char *path)
{
  const GlsParameter *transform = gls_parameter_find ("transform");
  g_autofree char *name = g_path_get_basename (job->input->name);
  g_autofree char *title = g_strdup_printf ("%s: %s", name,
      transform->values[job->about->spec.transform]);
  g_autofree char *marks = make_marks (job);
  g_autoptr (GError) error = NULL;

  job->picture = picture_writer_new (path, &job->about->spec, job->about->look,
      title, marks, &error);
  if (error != NULL)
    say (names_to_text (path), "%s", error->message);
  return error == NULL;
}

static gboolean
finish_array (Job *job)
{
  g_autoptr (GError) error = NULL;

  if (job->frames != NULL)
    frames_writer_finish (g_steal_pointer (&job->frames), job->input->name,
        &error);
  if (job->octaves != NULL)
    octaves_writer_finish (g_steal_pointer (&job->octaves), job->input->name,
        &error);
  if (error != NULL)
    say (NULL, "%s", error->message);
  return error == NULL;
}

static gboolean
finish_picture (Job *job, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (job->picture == NULL
      || picture_writer_finish (g_steal_pointer (&job->picture), &error))
    return TRUE;
  say (names_to_text (path), "%s", error->message);
  return FALSE;
}

/* What is odd about the input; of silence, what it means for features.
 * Returns: FALSE if the input is damaged */
static gboolean
explain (const Job *job)
{
  SourceReport report = job->report;

  if (report.n_samples > 0 && report.peak == 0) {
    say (job->input->name,
        "the audio is silent throughout, so that there is nothing to be seen "
        "in its features");
    report.peak = 1;
  }
  return explain_report (job->input->name, &report);
}

static gboolean
decode (Job *job)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = decode_run (job->input->uri, job->about->spec.rate, on_samples,
      job, &job->report, &error);

  progress_end ();
  if (!ok)
    say (job->input->name, "%s", error->message);
  /* What was read in part would pass for the whole. */
  return ok && !run_is_interrupted ();
}

static gboolean
work (Job *job, const char *array, const char *picture)
{
  gboolean ok;

  if ((array != NULL && !open_array (job, array))
      || (picture != NULL && !open_picture (job, picture)) || !decode (job))
    return FALSE;
  /* Where nothing more was wanted, more was declared. */
  ok = !needs_more (job) || explain (job);
  ok &= finish_array (job);
  ok &= finish_picture (job, picture);
  return ok;
}

gboolean
extraction_run (const Extraction *self, const Input *input, const char *array,
    const char *picture, const char *note)
{
  Job job = { .about = self, .input = input, .note = note };
  gboolean ok = work (&job, array, picture);

  g_clear_pointer (&job.frames, frames_writer_abandon);
  g_clear_pointer (&job.octaves, octaves_writer_abandon);
  g_clear_pointer (&job.picture, picture_writer_abandon);
  return ok;
}
