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
#include <gst/gst.h>
#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "commands.h"
#include "gls.h"
#include "audio/explain.h"
#include "audio/inputs.h"
#include "audio/run.h"
#include "net/models.h"
#include "output/outbox.h"
#include "output/progress.h"
#include "output/say.h"
#include "scattering/spec.h"
#include "tags/prediction.h"
#include "tags/summary.h"

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
  SourceReport report; /* of what has come in */
  GlsSummary *summary;
  GStrv labels;
  size_t n_labels;
  int n_frames;   /* in a segment */
  double heard_s; /* end of the last segment */
  gboolean padded;
  gboolean has_written;
} Listening;

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

static gboolean
on_segment (GstSample *sample, gpointer data)
{
  Listening *self = data;
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
    return TRUE;
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
  return TRUE;
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
show_progress (gpointer data)
{
  Listening *self = data;
  Tagger *tagger = self->tagger;
  double seconds = source_report_seconds (&self->report);
  double declared_s = self->report.declared_s, total = 0;
  g_autofree char *note = NULL;

  g_mutex_lock (&tagger->lock);
  if (declared_s > 0)
    tagger->fraction[self->index] = fmin (seconds / declared_s, 1);
  for (guint i = 0; i < tagger->inputs->len; i++)
    total += tagger->fraction[i];
  if (tagger->inputs->len > 1)
    note = g_strdup_printf ("%zu of %u", tagger->n_done, tagger->inputs->len);
  else if (declared_s <= 0)
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
add_front_end (GstBin *pipeline, GstElement *source, const char *transform,
    guint n_threads)
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
  GstElement *last = source;
  guint c = 0;

  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    if (g_strcmp0 (transform, chains[i].transform) == 0)
      c = i;
  for (guint e = 0; chains[c].elements[e] != NULL; e++) {
    GstElement *next = gst_element_factory_make (chains[c].elements[e], NULL);

    if (g_object_class_find_property (G_OBJECT_GET_CLASS (next), "threads"))
      g_object_set (next, "threads", n_threads, NULL);
    gst_bin_add (pipeline, next);
    gst_element_link (last, next);
    last = next;
  }
  return last;
}

static GstElement *
add_elements (GstBin *pipeline, GstElement *source, gpointer data)
{
  const Tagger *tagger = ((const Listening *) data)->tagger;
  GstElement *packnet = gst_element_factory_make ("packnet", NULL);
  g_autofree char *transform = NULL;

  g_object_set (packnet, "model", tagger->model, NULL);
  transform = ask_for_transform (packnet);
  gst_bin_add (pipeline, packnet);
  return gst_element_link (add_front_end (pipeline, source, transform,
                               tagger->n_threads),
             packnet)
      ? packnet
      : NULL;
}

/* Returns: whether all went well */
static gboolean
conclude (Listening *self, RunEnd end, const char *failure)
{
  const char *name = self->input->name;
  double seconds = source_report_seconds (&self->report);
  gboolean ok = end != RUN_FAILED;

  write_summary (self);
  if (failure != NULL && self->heard_s > 0)
    say (name, "after %.1f s: %s", seconds, failure);
  else if (failure != NULL)
    say (name, "%s", failure);
  else if (end == RUN_DONE) {
    ok = explain_report (name, &self->report);
    if (ok && self->padded)
      say (name,
          "it is only %.1f s long, shorter than a segment, and is repeated to"
          " fill one",
          seconds);
  }
  return ok;
}

static gboolean
tag_input (Tagger *tagger, size_t index)
{
  static const RunClient client = {
    .follow = add_elements, .take = on_segment, .watch = show_progress
  };
  Listening self = {
    .tagger = tagger, .index = index, .input = tagger->inputs->pdata[index]
  };
  g_autofree char *failure = NULL;
  RunEnd end =
      run_uri (self.input->uri, &client, &self, &self.report, &failure);
  gboolean ok = conclude (&self, end, failure);

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
    if (index >= self->inputs->len || run_is_interrupted ()
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
  run_catch_interrupts ();
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

  if (self->next < self->inputs->len && run_is_interrupted ()) {
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
