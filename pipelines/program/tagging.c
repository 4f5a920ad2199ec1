/* A crew takes the inputs one after the other; what it hears goes through the
 * outbox, and how far it is to the progress bar.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tagging.h"

#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "crew.h"
#include "live/labels.h"
#include "listening.h"
#include "location.h"
#include "mqtt/address.h"
#include "mqtt/broker.h"
#include "net/models.h"
#include "outputs.h"
#include "pruning.h"
#include "resuming.h"
#include "scattering/transform.h"
#include "tags/outletwriter.h"
#include "tags/thresholds.h"
#include "terminal/progress.h"
#include "terminal/say.h"
#include "team.h"
#include "terminal/terminal.h"
#include "text.h"

/* A server that has not sent audio for so long may be waited for beside the
 * next input. */
#define SLOW_US (2 * G_TIME_SPAN_SECOND)

/* People are told a few tags, on a line that begins with the time. */
#define FEWEST_TAGS 2
#define MOST_TAGS 5
#define TIME_COLUMNS 17

typedef struct
{
  const TaggingOptions *options;
  ListeningPlan plan;
  GlsSelection selection;
  float *thresholds; /* of events, where the user sets them */
  GlsModel *model;
  char *signature; /* of it, or NULL */
  GlsTransformPlan *front_end;
  double segment_s;
  GPtrArray *inputs; /* of Input */
  GStrv labels;      /* of each, or NULL: there is only one */
  Results results;
  Writing *writing; /* into files; or NULL */
  gint64 until_us;  /* by the monotonic clock; or G_MAXINT64 */

  GMutex lock;
  size_t n_whole;
  size_t n_failed;
  size_t n_live;
  double *fraction; /* [n_inputs] done of each, for the progress bar */
} Tagging;

typedef struct
{
  Tagging *tagging;
  size_t index;
  CrewMember *member;
  gint64 begun_us;
  gboolean is_live;
  WritingFile *file; /* NULL: nothing is written into it */
} Job;

static const char *
get_label (const Job *job)
{
  GStrv labels = job->tagging->labels;

  return labels != NULL ? labels[job->index] : NULL;
}

/* Standard output tells of what is written into files where that is wanted. */
static gboolean
has_output (const Tagging *self)
{
  return self->writing == NULL || self->options->output != NULL;
}

static void
hear (GlsPrediction *prediction, gboolean at_once, gpointer data)
{
  const Job *job = data;

  writing_hear (job->file, prediction);
  if (!has_output (job->tagging))
    return;
  if (job->is_live || gls_mqtt_is_address (job->tagging->options->output))
    prediction->label = get_label (job);
  results_write (&job->tagging->results, job->index, prediction, at_once);
}

static void
name (GlsPrediction *heading, gpointer data)
{
  const Job *job = data;

  if (!has_output (job->tagging))
    return;
  heading->label = get_label (job);
  results_write_title (&job->tagging->results, job->index, heading);
}

/* Whoever reads us may have read enough, as head does. The next line would end
 * the program in the same way, but it may be long in coming. */
static void
leave_if_nobody_reads (const Tagging *self)
{
  if (self->options->output != NULL || !terminal_is_gone (STDOUT_FILENO))
    return;
  signal (SIGPIPE, SIG_DFL);
  raise (SIGPIPE);
}

/* A stream without end, and a server that is slow to answer, keep no other input
 * waiting. */
static void
leave_place (Job *job, const ListeningState *state)
{
  const Input *input = job->tagging->inputs->pdata[job->index];
  g_autofree char *path = gls_location_get_path (input->uri);
  gint64 waited_us = g_get_monotonic_time () - job->begun_us;

  if (state->is_live && !job->is_live) {
    g_mutex_lock (&job->tagging->lock);
    job->tagging->n_live++;
    g_mutex_unlock (&job->tagging->lock);
    job->is_live = TRUE;
  }
  if (state->is_live
      || (path == NULL && state->seconds <= 0 && waited_us > SLOW_US))
    crew_leave_place (job->member);
}

static char *
make_note (const Tagging *self, const ListeningState *state)
{
  size_t n = self->inputs->len;
  g_autofree char *clock = NULL;

  if (self->n_live > 0 && n > 1)
    return g_strdup_printf ("%zu streams, %zu of %zu others", self->n_live,
        self->n_whole + self->n_failed, n - self->n_live);
  if (n > 1)
    return g_strdup_printf ("%zu of %zu", self->n_whole + self->n_failed, n);
  if (state->declared_s > 0)
    return NULL;
  clock = gls_text_clock (state->seconds, 0);
  return g_strdup_printf ("%s heard", clock);
}

static void
show_progress (const Job *job, const ListeningState *state)
{
  Tagging *self = job->tagging;
  g_autofree char *note = NULL;
  double total = 0;

  g_mutex_lock (&self->lock);
  if (state->declared_s > 0)
    self->fraction[job->index] = fmin (state->seconds / state->declared_s, 1);
  for (size_t i = 0; i < self->inputs->len; i++)
    total += self->fraction[i];
  note = make_note (self, state);
  g_mutex_unlock (&self->lock);
  progress_set (total, note);
}

static gboolean
is_time_up (const Tagging *self)
{
  return g_get_monotonic_time () >= self->until_us;
}

static gboolean
watch (const ListeningState *state, gpointer data)
{
  Job *job = data;

  leave_if_nobody_reads (job->tagging);
  leave_place (job, state);
  show_progress (job, state);
  return !results_have_failed (&job->tagging->results)
      && !is_time_up (job->tagging);
}

/* What can be gone on with, and was not heard to its end, is left for the next
 * time. */
static gboolean
is_for_now (const Job *job, RunEnd end)
{
  const Tagging *self = job->tagging;

  return job->is_live
      || (self->results.archive == NULL
          && self->options->resume == TAGGING_ANEW)
      || end == RUN_DONE || end == RUN_FAILED;
}

/* Returns: how it ended, unless there is no need to hear it */
static RunEnd
hear_and_write (Job *job, const Input *input)
{
  Tagging *self = job->tagging;
  WritingNext next = self->writing != NULL
      ? writing_begin (self->writing, input, &job->file)
      : WRITING_HEAR;
  RunEnd end = RUN_DONE;

  if (next == WRITING_HEAR || has_output (self))
    end = listening_run (input, &self->plan, job);
  if (next == WRITING_REFUSED && end == RUN_DONE)
    end = RUN_FAILED;
  if (!writing_end (job->file, end == RUN_DONE && !job->is_live))
    return RUN_FAILED;
  if (job->file != NULL && end == RUN_DONE)
    results_look_again (&self->results, job->index, input->uri);
  return end;
}

static void
tag_input (CrewMember *member, size_t index, gpointer data)
{
  Tagging *self = data;
  const Input *input = self->inputs->pdata[index];
  Job job = { .tagging = self,
    .index = index,
    .member = member,
    .begun_us = g_get_monotonic_time () };
  RunEnd end;

  if (run_is_interrupted () || is_time_up (self)
      || results_have_failed (&self->results))
    return;
  results_begin (&self->results, index, input->uri);
  end = hear_and_write (&job, input);
  results_done (&self->results, index, is_for_now (&job, end));
  g_mutex_lock (&self->lock);
  self->n_whole += end == RUN_DONE && !job.is_live;
  self->n_failed += end == RUN_FAILED;
  self->fraction[index] = 1;
  g_mutex_unlock (&self->lock);
}

/* They mark lines that come mingled, and are ends of a broker's topics. */
static GStrv
make_labels (const GPtrArray *inputs, const char *output)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (inputs->len < 2 && !gls_mqtt_is_address (output))
    return NULL;
  for (guint i = 0; i < inputs->len; i++)
    g_ptr_array_add (names, ((Input *) inputs->pdata[i])->name);
  return labels_new (names);
}

static void
tag_all (Tagging *self)
{
  size_t n = self->inputs->len;
  size_t n_places = MAX (MIN (self->options->n_jobs, n), 1);

  /* Where there are fewer inputs than jobs, several threads work at each. */
  self->plan.n_threads =
      (guint) CLAMP (self->options->n_jobs / n_places, 1, GLS_MAX_THREADS);
  self->fraction = g_new0 (double, MAX (n, 1));
  self->labels = make_labels (self->inputs, self->options->output);
  run_catch_interrupts ();
  progress_begin ("tagging", (double) n);
  crew_run (n_places, n, tag_input, self);
  progress_end ();
  g_strfreev (self->labels);
  g_free (self->fraction);
}

/* A model that cannot be used is said once, not once per input. While it and
 * the plan of its front end are held, all inputs share them. */
static gboolean
open_model (Tagging *self)
{
  const char *name = self->options->model;
  g_autoptr (GError) error = NULL;
  GlsSpec spec;

  self->model = gls_models_open (name, &error);
  if (self->model != NULL
      && gls_spec_from_strv (&spec, gls_model_get_front_end (self->model),
          &error))
    self->front_end = gls_transform_plan_get_shared (&spec, &error);
  if (self->front_end == NULL) {
    say (name, "%s", error->message);
    return FALSE;
  }
  self->segment_s =
      (double) (gls_model_get_n_frames (self->model) * gls_spec_stride (&spec))
      / spec.rate;
  self->plan.model = self->model;
  self->plan.transform = spec.transform;
  return TRUE;
}

static void
close_model (Tagging *self)
{
  g_clear_pointer (&self->front_end, gls_transform_plan_unref);
  g_clear_pointer (&self->model, gls_model_unref);
  g_clear_pointer (&self->thresholds, g_free);
  g_clear_pointer (&self->signature, g_free);
}

/* Whether no input is lost by writing to the output. */
static gboolean
check_output (const Tagging *self)
{
  g_autofree char *output = self->options->output != NULL
      ? gls_location_get_path (self->options->output)
      : NULL;
  const char *const outputs[] = {
    self->options->database != NULL ? self->options->database : output
  };
  g_autoptr (GPtrArray) files = inputs_list_files (self->inputs);

  g_ptr_array_add (files, g_strdup (self->options->model));
  return outputs_are_safe (outputs, 1, files);
}

static gboolean
are_all_files (const GPtrArray *inputs)
{
  for (guint i = 0; i < inputs->len; i++) {
    g_autofree char *path =
        gls_location_get_path (((Input *) inputs->pdata[i])->uri);

    if (path == NULL)
      return FALSE;
  }
  return TRUE;
}

static OutboxOrder
choose_order (const Tagging *self)
{
  /* The lines of what is heard to its end stand together. */
  if (self->options->order == OUTBOX_AT_ONCE
      && self->options->resume != TAGGING_ANEW)
    return OUTBOX_WHEN_DONE;
  /* Nothing mingles where there is one at a time. */
  if (self->options->order == OUTBOX_WHEN_DONE
      && self->options->resume == TAGGING_ANEW
      && (self->inputs->len == 1
          || (self->options->n_jobs == 1 && are_all_files (self->inputs))))
    return OUTBOX_AT_ONCE;
  return self->options->order;
}

static gboolean
open_archive (Tagging *self, char **arguments)
{
  const char *path = self->options->database;
  g_autoptr (GError) error = NULL;

  self->results.archive = archive_open (path, self->model, &error);
  if (self->results.archive == NULL) {
    say (path, "%s", error->message);
    return FALSE;
  }
  self->plan.embed =
      gls_model_get_n_embedding (self->model) <= GLS_CATALOGUE_MAX_EMBEDDING;
  if (self->options->prune
      && !pruning_run (archive_get_catalogue (self->results.archive), arguments,
          self->inputs))
    return FALSE;
  if (self->options->resume != TAGGING_ANEW)
    resuming_skip_archived (self->inputs, self->results.archive,
        self->options->resume == TAGGING_CHANGED);
  archive_begin (self->results.archive, &self->selection, self->inputs->len);
  return TRUE;
}

/* The lines say by which model they are. */
static gboolean
skip_logged (Tagging *self)
{
  if (self->options->resume == TAGGING_ANEW)
    return TRUE;
  self->signature = gls_model_make_digest (self->model);
  self->signature[RESUMING_SIGNATURE] = '\0';
  self->plan.signature = self->signature;
  return resuming_skip_logged (self->inputs, self->options->output, self->model,
      self->signature);
}

static void
say_of_output (const TaggingOptions *options, const char *sentence)
{
  g_autofree char *name =
      gls_mqtt_address_show (options->output != NULL ? options->output
                                                     : "standard output");

  say (name, "%s", sentence);
}

/* A refusal is said where writing fails. */
static void
hear_of_broker (GlsMqttNews news, const char *sentence, gpointer data)
{
  if (news != GLS_MQTT_REFUSED)
    say_of_output (data, sentence);
}

static GlsTagWriter *
open_writer (const TaggingOptions *options, GError **error)
{
  GlsOutlet *outlet;

  if (!gls_mqtt_is_address (options->output))
    return gls_tag_writer_new (options->output, options->format,
        options->append ? GLS_TAG_WRITER_APPEND : GLS_TAG_WRITER_AT_END, error);
  outlet = gls_mqtt_broker_open (options->output, options->broker,
      hear_of_broker, (gpointer) (gsize) options, error);
  return outlet != NULL
      ? gls_tag_writer_new_onto (outlet, options->format, error)
      : NULL;
}

static gboolean
open_outbox (Tagging *self)
{
  g_autoptr (GError) error = NULL;
  GlsTagWriter *writer = open_writer (self->options, &error);

  if (writer == NULL) {
    say_of_output (self->options, error->message);
    return FALSE;
  }
  self->results.outbox = outbox_new (writer, &self->selection,
      choose_order (self), self->inputs->len);
  return TRUE;
}

/* What failed leaves an output from before as it was, unless there is something
 * better to put in its place. */
static void
close_results (Tagging *self)
{
  gboolean all_done =
      self->n_failed == 0 && !run_is_interrupted () && !is_time_up (self);
  g_autoptr (GError) error = NULL;

  if (!results_close (&self->results, all_done, &error)) {
    say_of_output (self->options, error->message);
    self->n_failed++;
  }
}

/* Streams without end are not counted: none is heard to its end. */
static void
say_how_far (const Tagging *self, const char *why)
{
  size_t n = self->inputs->len - self->n_live;

  if (self->inputs->len > 1 && self->n_whole + self->n_failed < n)
    say (NULL, "%s; inputs tagged to their end: %zu of %zu", why, self->n_whole,
        n);
}

static int
get_status (const Tagging *self)
{
  if (run_is_interrupted ()) {
    say_how_far (self, "interrupted");
    return GLISSANDO_INTERRUPTED;
  }
  if (is_time_up (self))
    say_how_far (self, "the time is up");
  return self->n_failed > 0 ? GLISSANDO_SOME_FAILED : GLISSANDO_DONE;
}

/* Nothing is left out between segments. */
static gboolean
check_hop (const Tagging *self)
{
  if (self->options->hop_s <= self->segment_s)
    return TRUE;
  say (NULL, "--hop must be at most %.1f, the seconds of a segment",
      self->segment_s);
  return FALSE;
}

/* Returns: (nullable): NULL if there are none, which has been said */
static const float *
get_own_thresholds (const Tagging *self)
{
  const float *thresholds = gls_model_get_thresholds (self->model);

  if (thresholds == NULL)
    say (self->options->model,
        "the model has no thresholds: --threshold needs a number");
  return thresholds;
}

/* People are told what is there, programs all. */
static gboolean
is_for_people (const TaggingOptions *options)
{
  return options->format == GLS_FORMAT_TEXT && options->database == NULL;
}

/* Returns: how many of the best tags fit on a line of the terminal */
static size_t
count_fitting (const Tagging *self)
{
  size_t columns =
      self->options->output == NULL ? terminal_get_columns (STDOUT_FILENO) : 0;
  const char *const *labels;
  size_t n;

  if (columns == 0)
    return MOST_TAGS;
  labels = gls_model_get_labels (self->model, &n);
  n = columns > TIME_COLUMNS
      ? (columns - TIME_COLUMNS) / gls_prediction_count_columns (labels, n)
      : 0;
  return CLAMP (n, FEWEST_TAGS, MOST_TAGS);
}

static gboolean
choose_for_segments (Tagging *self)
{
  const TaggingOptions *options = self->options;

  if (is_for_people (options) && !options->is_top_given)
    self->selection.top = count_fitting (self);
  self->selection.taught = is_for_people (options) && !options->untaught;
  if (is_for_people (options) && !options->is_selected && !options->untaught)
    self->selection.thresholds = gls_model_get_thresholds (self->model);
  if (!options->own_thresholds)
    return TRUE;
  self->selection.thresholds = get_own_thresholds (self);
  return self->selection.thresholds != NULL;
}

/* One that was given is that of all labels. */
static gboolean
choose_for_events (Tagging *self)
{
  const float threshold = self->selection.threshold;
  size_t n;

  if (self->options->period_us > 0 || self->options->is_top_given) {
    say (NULL, "%s is about segments, not events",
        self->options->is_top_given ? "--top" : "--summary-every");
    return FALSE;
  }
  self->selection = (GlsSelection){ 0 };
  if (threshold <= 0) {
    self->plan.thresholds = get_own_thresholds (self);
    return self->plan.thresholds != NULL;
  }
  gls_model_get_labels (self->model, &n);
  self->plan.thresholds = self->thresholds = gls_thresholds_new_same (n,
      threshold,
      self->options->untaught ? NULL : gls_model_get_untaught (self->model));
  return TRUE;
}

/* What is told, and from which probability on. */
static gboolean
choose_output (Tagging *self)
{
  TaggingWhat what = self->options->what;

  self->selection = self->options->selection;
  if (what == TAGGING_EVENTS
      || (what == TAGGING_BY_MODEL && self->options->database == NULL
          && gls_model_get_output (self->model) == GLS_OUTPUT_EVENTS))
    return choose_for_events (self);
  return choose_for_segments (self);
}

/* The selection of the user, since that of events is another one. */
static gboolean
open_writing (Tagging *self)
{
  GlsSelection selection = self->options->selection;

  if (!self->options->writing.wanted)
    return TRUE;
  if (!self->options->is_top_given)
    selection.top = 0;
  selection.taught = !self->options->untaught;
  self->writing = writing_new (&self->options->writing, self->model, &selection,
      self->options->format == GLS_FORMAT_JSON);
  return self->writing != NULL;
}

static void
close_writing (Tagging *self)
{
  if (self->writing != NULL && !writing_close (self->writing))
    self->n_failed++;
}

static int
tag_inputs (Tagging *self, char **arguments)
{
  if (!check_hop (self) || !choose_output (self) || !check_output (self)
      || !open_writing (self))
    return GLISSANDO_USAGE;
  if (!(self->options->database != NULL
              ? open_archive (self, arguments)
              : skip_logged (self) && open_outbox (self)))
    return GLISSANDO_SOME_FAILED;
  g_mutex_init (&self->lock);
  tag_all (self);
  close_results (self);
  close_writing (self);
  g_mutex_clear (&self->lock);
  return get_status (self);
}

int
tagging_run (const TaggingOptions *options, char **arguments)
{
  gint64 now_us = g_get_monotonic_time ();
  Tagging self = { .options = options,
    .until_us = options->limit_us < TAGGING_NO_LIMIT - now_us
        ? now_us + options->limit_us
        : TAGGING_NO_LIMIT,
    .plan = { .path = options->model,
        .hop_s = options->hop_s,
        .period_us = options->period_us,
        .live_pipes = options->live_pipes,
        .insist = options->insist,
        .hear = hear,
        .name = name,
        .watch = watch } };
  int status = GLISSANDO_SOME_FAILED;

  if (open_model (&self)) {
    g_autoptr (GPtrArray) inputs =
        inputs_collect (arguments, options->shard, &self.n_failed);

    self.inputs = inputs;
    status = tag_inputs (&self, arguments);
  }
  close_model (&self);
  return status;
}
