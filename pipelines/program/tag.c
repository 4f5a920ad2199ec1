/* glissando tag: runs the elements on each input and writes what they say.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     source ! scalogram ! jtfst ! packnet ! appsink
 *
 * One thread per input that is being tagged; the outbox keeps what they write
 * in the order of the inputs. An appsink stands where tagsink stands in other
 * pipelines, so that this thread can write, and wait its turn.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "commands.h"
#include "gls.h"
#include "audio/inputs.h"
#include "net/models.h"
#include "output/outbox.h"
#include "output/progress.h"
#include "output/say.h"
#include "scattering/spec.h"
#include "audio/source.h"
#include "tags/prediction.h"
#include "tags/summary.h"

#define POLL (100 * GST_MSECOND)
/* After Ctrl-C, what was heard so far has this long to come out. */
#define LAST_WORDS_US (10 * G_USEC_PER_SEC)
#define DEFAULT_TOP_TEXT 5

typedef struct
{
  const char *model; /* path, or NULL for the built-in one */
  GlsFormat format;
  GlsSelection selection;
  GPtrArray *inputs;
  Outbox *outbox;
  guint n_threads; /* for one input */

  GMutex lock;
  size_t next;
  size_t n_done;
  size_t n_failed;
  double *fraction; /* [n_inputs] done of each, for the progress bar */
} Tagger;

/* One input while it is being tagged. */
typedef struct
{
  Tagger *tagger;
  size_t index;
  const Input *input;
  GstElement *pipeline;
  GstElement *source;
  GstElement *sink;
  GlsSummary *summary;
  GStrv labels;
  size_t n_labels;
  int n_frames;   /* in a segment */
  double heard_s; /* end of the last segment */
  gboolean padded;
  gboolean has_written;
  gboolean stands_still; /* nothing ever came, nor will */
} Listening;

static volatile sig_atomic_t interrupted;

/* A second Ctrl-C finds the default action. */
static void
on_interrupt (int number)
{
  interrupted = 1;
  signal (number, SIG_DFL);
}

static void
write_prediction (Listening *self, const GlsPrediction *prediction)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const Tagger *tagger = self->tagger;

  if (!self->has_written)
    gls_prediction_append_input (self->input->name, tagger->format, text);
  self->has_written = TRUE;
  gls_prediction_append (prediction, &tagger->selection, tagger->format, text);
  outbox_write (tagger->outbox, self->index, text->str);
}

/* The labels and the length of a segment travel in packnet's caps. */
static void
read_caps (Listening *self, GstCaps *caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  const GValue *labels = gst_structure_get_value (structure, "labels");

  g_strfreev (self->labels);
  self->n_labels = gst_value_array_get_size (labels);
  self->labels = g_new0 (char *, self->n_labels + 1);
  for (guint i = 0; i < self->n_labels; i++)
    self->labels[i] =
        g_value_dup_string (gst_value_array_get_value (labels, i));
  gst_structure_get_int (structure, "frames", &self->n_frames);
}

static void
on_segment (Listening *self, GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  const GstSegment *segment = gst_sample_get_segment (sample);
  GstClockTime start = gst_segment_to_stream_time (segment, GST_FORMAT_TIME,
      GST_BUFFER_PTS (buffer));
  GstMapInfo map;
  GlsPrediction prediction = { .input = self->input->name };

  if (self->summary == NULL) {
    read_caps (self, gst_sample_get_caps (sample));
    self->summary = gls_summary_new (self->n_labels);
  }
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  prediction.start = (double) start / GST_SECOND;
  prediction.end =
      prediction.start + (double) GST_BUFFER_DURATION (buffer) / GST_SECOND;
  prediction.padded = GST_BUFFER_OFFSET_END (buffer)
      < GST_BUFFER_OFFSET (buffer) + (guint64) self->n_frames;
  prediction.n_tags = self->n_labels;
  prediction.labels = (const char *const *) self->labels;
  prediction.p = (const float *) (gpointer) map.data;
  write_prediction (self, &prediction);

  gls_summary_add (self->summary, prediction.p, prediction.start,
      prediction.end);
  self->heard_s = prediction.end;
  self->padded |= prediction.padded;
  gst_buffer_unmap (buffer, &map);
}

static void
write_summary (Listening *self)
{
  g_autofree float *p = NULL;
  GlsPrediction prediction = { .input = self->input->name,
    .summary = TRUE,
    .padded = self->padded,
    .n_tags = self->n_labels,
    .labels = (const char *const *) self->labels };

  if (self->summary == NULL)
    return;
  p = g_new (float, self->n_labels);
  gls_summary_get (self->summary, p, &prediction.start, &prediction.end);
  prediction.p = p;
  write_prediction (self, &prediction);
}

static void
show_progress (Listening *self)
{
  Tagger *tagger = self->tagger;
  SourceReport report;
  gint64 duration = 0;
  double seconds, total = 0;
  g_autofree char *note = NULL;

  source_get_report (self->source, &report);
  seconds = source_report_seconds (&report);
  if (!gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration))
    duration = 0;
  g_mutex_lock (&tagger->lock);
  if (duration > 0)
    tagger->fraction[self->index] =
        fmin (seconds * GST_SECOND / (double) duration, 1);
  for (guint i = 0; i < tagger->inputs->len; i++)
    total += tagger->fraction[i];
  if (tagger->inputs->len > 1)
    note = g_strdup_printf ("%zu of %u", tagger->n_done, tagger->inputs->len);
  else if (duration <= 0)
    note = g_strdup_printf ("%.0f s heard", seconds);
  g_mutex_unlock (&tagger->lock);
  progress_set (total, note);
}

/* What the model in packnet was trained on. */
static char *
ask_for_transform (GstElement *packnet)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (packnet, "sink");
  g_autoptr (GstCaps) caps = NULL;

  /* The model is read on the way. If that fails, starting the pipeline does,
   * too, and tells why. */
  gst_element_set_state (packnet, GST_STATE_READY);
  caps = gst_pad_query_caps (pad, NULL);
  return g_strdup (gst_structure_get_string (gst_caps_get_structure (caps, 0),
      "transform"));
}

/* Adds the elements that make the frames of a transform and links them after
 * the source.
 * Returns: (transfer none): the last one */
static GstElement *
add_front_end (Listening *self, const char *transform)
{
  static const struct
  {
    const char *transform, *elements[3];
  } chains[] = {
    { "jtfst", { "scalogram", "jtfst" } },
    { "timescattering", { "scalogram", "timescattering" } },
    { "scalogram", { "scalogram" } },
    { "mel", { "melspectrogram" } },
  };
  GstElement *last = self->source;
  guint c = 0;

  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    if (g_strcmp0 (transform, chains[i].transform) == 0)
      c = i;
  for (guint e = 0; chains[c].elements[e] != NULL; e++) {
    GstElement *next = gst_element_factory_make (chains[c].elements[e], NULL);

    if (g_object_class_find_property (G_OBJECT_GET_CLASS (next), "threads"))
      g_object_set (next, "threads", self->tagger->n_threads, NULL);
    gst_bin_add (GST_BIN (self->pipeline), next);
    gst_element_link (last, next);
    last = next;
  }
  return last;
}

static gboolean
build (Listening *self)
{
  GstElement *packnet = gst_element_factory_make ("packnet", NULL);
  g_autofree char *transform = NULL;

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->source = source_new (self->input->uri);
  self->sink = gst_element_factory_make ("appsink", NULL);
  g_object_set (packnet, "model", self->tagger->model, NULL);
  transform = ask_for_transform (packnet);
  g_object_set (self->sink, "sync", FALSE, "max-buffers", 4u, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), self->source, packnet, self->sink,
      NULL);
  return gst_element_link_many (add_front_end (self, transform), packnet,
      self->sink, NULL);
}

/* Until the end, a failure, or Ctrl-C and its last words.
 * Returns: (transfer full) (nullable): why it failed */
static char *
listen (Listening *self)
{
  gint64 deadline_us = 0;
  char *failure = NULL;

  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  for (;;) {
    GstSample *sample =
        gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), POLL);

    if (interrupted && deadline_us == 0) {
      gst_element_send_event (self->pipeline, gst_event_new_eos ());
      deadline_us = g_get_monotonic_time () + LAST_WORDS_US;
    }
    if (sample != NULL) {
      on_segment (self, sample);
      gst_sample_unref (sample);
    } else if (gst_app_sink_is_eos (GST_APP_SINK (self->sink))
        || (failure = source_poll_failure (self->source, self->pipeline))
            != NULL
        || (self->stands_still =
                (failure = source_poll_standstill (self->source)) != NULL))
      break;
    if (deadline_us != 0 && g_get_monotonic_time () > deadline_us)
      break;
    show_progress (self);
  }
  if (failure == NULL)
    failure = source_poll_failure (self->source, self->pipeline);
  return failure;
}

/* Returns: whether all went well */
static gboolean
conclude (Listening *self, const char *failure)
{
  const char *name = self->input->name;
  SourceReport report;
  gboolean ok = failure == NULL;

  source_get_report (self->source, &report);
  write_summary (self);
  if (failure != NULL && self->heard_s > 0)
    say (name, "after %.1f s: %s", source_report_seconds (&report), failure);
  else if (failure != NULL)
    say (name, "%s", failure);
  else if (interrupted)
    ;
  else if (report.n_samples == 0) {
    say (name, "there is no audio in it");
    ok = FALSE;
  } else {
    ok = source_complain (name, &report);
    if (ok && self->padded)
      say (name,
          "it is only %.1f s long, shorter than a segment, and is repeated to"
          " fill one",
          source_report_seconds (&report));
  }
  return ok;
}

static gboolean
tag_input (Tagger *tagger, size_t index)
{
  Listening self = {
    .tagger = tagger, .index = index, .input = tagger->inputs->pdata[index]
  };
  g_autofree char *failure = NULL;
  gboolean ok;

  for (guint try = 1;; try++) {
    if (build (&self))
      failure = listen (&self);
    else
      failure = g_strdup ("the elements cannot be linked");
    if (!self.stands_still || try == SOURCE_TRIES)
      break;
    self.stands_still = FALSE;
    g_clear_pointer (&failure, g_free);
    gst_element_set_state (self.pipeline, GST_STATE_NULL);
    gst_object_unref (self.pipeline);
  }
  ok = conclude (&self, failure);
  gst_element_set_state (self.pipeline, GST_STATE_NULL);
  gst_object_unref (self.pipeline);
  gls_summary_free (self.summary);
  g_strfreev (self.labels);
  return ok;
}

static gpointer
work (gpointer data)
{
  Tagger *self = data;

  for (;;) {
    size_t index;
    gboolean ok;

    g_mutex_lock (&self->lock);
    index = self->next;
    if (index < self->inputs->len)
      self->next++;
    g_mutex_unlock (&self->lock);
    if (index >= self->inputs->len || interrupted
        || outbox_get_failure (self->outbox) != 0)
      return NULL;

    ok = tag_input (self, index);
    outbox_done (self->outbox, index);
    g_mutex_lock (&self->lock);
    self->n_done++;
    self->n_failed += !ok;
    self->fraction[index] = 1;
    g_mutex_unlock (&self->lock);
  }
}

static void
tag_all (Tagger *self, guint n_jobs)
{
  g_autofree GThread **threads = NULL;
  guint most = n_jobs;

  n_jobs = MIN (n_jobs, self->inputs->len);
  /* Where there are fewer inputs than jobs, several threads work at each. */
  self->n_threads = CLAMP (most / MAX (n_jobs, 1), 1, GLS_MAX_THREADS);
  threads = g_new (GThread *, MAX (n_jobs, 1));
  self->fraction = g_new0 (double, MAX (self->inputs->len, 1));
  signal (SIGINT, on_interrupt);
  signal (SIGTERM, on_interrupt);
  progress_begin ("tagging", self->inputs->len);
  for (guint i = 0; i < n_jobs; i++)
    threads[i] = g_thread_new ("tagging", work, self);
  for (guint i = 0; i < n_jobs; i++)
    g_thread_join (threads[i]);
  progress_end ();
  g_free (self->fraction);
}

/* A model that cannot be used is said once, not once per input. While it is
 * held, all inputs share it.
 * Returns: (transfer full) (nullable) */
static GlsModel *
open_model (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = gls_models_open (path, &error);
  GlsSpec spec;

  if (model == NULL
      || !gls_spec_from_strv (&spec, gls_model_get_front_end (model), &error)) {
    say (path, "%s", error->message);
    return NULL;
  }
  return g_steal_pointer (&model);
}

/* As many of the best tags as fit on a line of the terminal. */
static size_t
default_top (FILE *file)
{
  struct winsize size;

  if (isatty (fileno (file)) && ioctl (fileno (file), TIOCGWINSZ, &size) == 0
      && size.ws_col > 0)
    return (size_t) CLAMP ((size.ws_col - 17) / 20, 2, DEFAULT_TOP_TEXT);
  return DEFAULT_TOP_TEXT;
}

static int
run (Tagger *self, char **arguments, guint n_jobs, const char *output)
{
  FILE *file = stdout;
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GlsModel) model = open_model (self->model);
  int failure;

  if (model == NULL)
    return GLISSANDO_SOME_FAILED;
  if (output != NULL && (file = g_fopen (output, "we")) == NULL) {
    say (output, "it cannot be written: %s", g_strerror (errno));
    return GLISSANDO_SOME_FAILED;
  }
  if (self->format == GLS_FORMAT_TEXT && self->selection.top == 0)
    self->selection.top = default_top (file);

  self->inputs = inputs_collect (arguments, &self->n_failed);
  self->outbox = outbox_new (file, self->inputs->len,
      self->format == GLS_FORMAT_TEXT ? "\n" : "");
  gls_prediction_append_head (self->format, head);
  outbox_write_head (self->outbox, head->str);
  tag_all (self, n_jobs);

  if (self->next < self->inputs->len && interrupted) {
    say (NULL, "interrupted, %zu inputs were not tagged",
        self->inputs->len - self->next);
    self->n_failed++;
  }
  failure = outbox_get_failure (self->outbox);
  if (file != stdout && fclose (file) != 0 && failure == 0)
    failure = errno;
  if (failure != 0) {
    say (output != NULL ? output : "standard output",
        "it cannot be written: %s", g_strerror (failure));
    self->n_failed++;
  }
  outbox_free (self->outbox);
  g_ptr_array_unref (self->inputs);
  return self->n_failed > 0 ? GLISSANDO_SOME_FAILED : GLISSANDO_DONE;
}

int
command_tag (char **given)
{
  g_auto (GStrv) arguments = NULL;
  Tagger tagger = { .format = GLS_FORMAT_TEXT };
  gboolean json = FALSE, csv = FALSE;
  int top = 0, n_jobs = (int) g_get_num_processors ();
  double threshold = 0;
  g_autofree char *model = NULL;
  g_autofree char *output = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json,
        "Write one JSON object per line: segments, and a summary per input",
        NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv,
        "Write CSV: input,start,end,tag,p,kind", NULL },
    { "top", 0, 0, G_OPTION_ARG_INT, &top,
        "Only the N most probable tags (text: as many as fit, 5 at most; "
        "otherwise all)",
        "N" },
    { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &threshold,
        "Only tags with a probability of at least P (0)", "P" },
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &model,
        "Use this model instead of the built-in one", "FILE" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &n_jobs,
        "Tag N inputs at a time (one per processor)", "N" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
        "Write to a file instead of standard output", "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_parse ("INPUT…",
          "Tags music: files, folders (with all that is in them), and "
          "addresses, radio\nstreams included. Ctrl-C ends a stream and prints "
          "what it was like so far.",
          "Times are minutes and seconds; “whole” is the mean over an input.",
          entries, given, &arguments))
    return GLISSANDO_USAGE;
  if (arguments[1] == NULL) {
    say (NULL, "tag what? Give files, folders or addresses");
    return GLISSANDO_USAGE;
  }
  if (json && csv) {
    say (NULL, "--json and --csv exclude each other");
    return GLISSANDO_USAGE;
  }
  if (top < 0 || n_jobs < 1 || !(threshold >= 0 && threshold <= 1)) {
    say (NULL, "--top and --jobs must be at least 1, --threshold from 0 to 1");
    return GLISSANDO_USAGE;
  }

  tagger.model = model;
  tagger.format = json ? GLS_FORMAT_JSON
      : csv            ? GLS_FORMAT_CSV
                       : GLS_FORMAT_TEXT;
  tagger.selection.top = (size_t) top;
  tagger.selection.threshold = (float) threshold;
  g_mutex_init (&tagger.lock);
  status = run (&tagger, arguments + 1, (guint) n_jobs, output);
  g_mutex_clear (&tagger.lock);
  return status;
}
