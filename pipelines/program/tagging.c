/* A team takes the inputs one after the other; what it hears goes through the
 * outbox, and how far it is to the progress bar.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tagging.h"

#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "listening.h"
#include "location.h"
#include "net/models.h"
#include "outputs.h"
#include "scattering/transform.h"
#include "terminal/progress.h"
#include "terminal/say.h"
#include "terminal/terminal.h"
#include "team.h"

typedef struct
{
  const TaggingOptions *options;
  ListeningPlan plan;
  GlsModel *model;
  GlsTransformPlan *front_end;
  GPtrArray *inputs; /* of Input */
  Outbox *outbox;

  GMutex lock;
  size_t n_whole;
  size_t n_failed;
  double *fraction; /* [n_inputs] done of each, for the progress bar */
} Tagging;

typedef struct
{
  Tagging *tagging;
  size_t index;
} Job;

static void
hear (const GlsPrediction *prediction, gboolean is_live, gpointer data)
{
  const Job *job = data;

  outbox_write (job->tagging->outbox, job->index, prediction, is_live);
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

static gboolean
watch (double seconds, double declared_s, gpointer data)
{
  const Job *job = data;
  Tagging *self = job->tagging;
  size_t n = self->inputs->len;
  g_autofree char *note = NULL;
  double total = 0;

  leave_if_nobody_reads (self);
  g_mutex_lock (&self->lock);
  if (declared_s > 0)
    self->fraction[job->index] = fmin (seconds / declared_s, 1);
  for (size_t i = 0; i < n; i++)
    total += self->fraction[i];
  if (n > 1)
    note = g_strdup_printf ("%zu of %zu", self->n_whole + self->n_failed, n);
  else if (declared_s <= 0)
    note = g_strdup_printf ("%.0f s heard", seconds);
  g_mutex_unlock (&self->lock);
  progress_set (total, note);
  return !outbox_has_failed (self->outbox);
}

static void
tag_input (size_t index, size_t member, gpointer data)
{
  Tagging *self = data;
  Job job = { self, index };
  RunEnd end;

  if (run_is_interrupted () || outbox_has_failed (self->outbox))
    return;
  end = listening_run (self->inputs->pdata[index], &self->plan, &job);
  outbox_done (self->outbox, index);
  g_mutex_lock (&self->lock);
  self->n_whole += end == RUN_DONE;
  self->n_failed += end == RUN_FAILED;
  self->fraction[index] = 1;
  g_mutex_unlock (&self->lock);
}

static void
tag_all (Tagging *self)
{
  size_t n = self->inputs->len;
  size_t n_members = MAX (MIN (self->options->n_jobs, n), 1);
  GlsTeam *team;

  /* Where there are fewer inputs than jobs, several threads work at each. */
  self->plan.n_threads =
      (guint) CLAMP (self->options->n_jobs / n_members, 1, GLS_MAX_THREADS);
  self->fraction = g_new0 (double, MAX (n, 1));
  run_catch_interrupts ();
  progress_begin ("tagging", (double) n);
  team = gls_team_new (n_members);
  gls_team_run (team, n, tag_input, self);
  gls_team_free (team);
  progress_end ();
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
  self->plan.transform = spec.transform;
  return TRUE;
}

static void
close_model (Tagging *self)
{
  g_clear_pointer (&self->front_end, gls_transform_plan_unref);
  g_clear_pointer (&self->model, gls_model_unref);
}

/* Whether no input is lost by writing to the output. */
static gboolean
check_output (const Tagging *self)
{
  g_autofree char *output = self->options->output != NULL
      ? gls_location_get_path (self->options->output)
      : NULL;
  const char *const outputs[] = { output };
  g_autoptr (GPtrArray) files = inputs_list_files (self->inputs);

  g_ptr_array_add (files, g_strdup (self->options->model));
  return outputs_are_safe (outputs, 1, files);
}

static OutboxOrder
choose_order (const Tagging *self)
{
  /* Nothing mingles where there is one at a time. */
  if (self->options->order == OUTBOX_WHEN_DONE
      && (self->options->n_jobs == 1 || self->inputs->len == 1))
    return OUTBOX_AT_ONCE;
  return self->options->order;
}

static gboolean
open_outbox (Tagging *self)
{
  const TaggingOptions *options = self->options;
  g_autoptr (GError) error = NULL;
  GlsTagWriter *writer = gls_tag_writer_new (options->output, options->format,
      GLS_TAG_WRITER_AT_END, &error);

  if (writer == NULL) {
    say (options->output ? options->output : "standard output", "%s",
        error->message);
    return FALSE;
  }
  self->outbox = outbox_new (writer, &options->selection, choose_order (self),
      self->inputs->len);
  return TRUE;
}

/* What failed leaves an output from before as it was, unless there is something
 * better to put in its place. */
static void
close_outbox (Tagging *self)
{
  const char *output = self->options->output;
  gboolean all_done = self->n_failed == 0 && !run_is_interrupted ();
  g_autoptr (GError) error = NULL;

  if (!outbox_close (self->outbox, all_done, &error)) {
    say (output ? output : "standard output", "%s", error->message);
    self->n_failed++;
  }
}

static int
get_status (const Tagging *self)
{
  size_t n = self->inputs->len;

  if (!run_is_interrupted ())
    return self->n_failed > 0 ? GLISSANDO_SOME_FAILED : GLISSANDO_DONE;
  if (n > 1)
    say (NULL, "interrupted; inputs tagged to their end: %zu of %zu",
        self->n_whole, n);
  return GLISSANDO_INTERRUPTED;
}

static int
tag_inputs (Tagging *self)
{
  if (!check_output (self))
    return GLISSANDO_USAGE;
  if (!open_outbox (self))
    return GLISSANDO_SOME_FAILED;
  g_mutex_init (&self->lock);
  tag_all (self);
  close_outbox (self);
  g_mutex_clear (&self->lock);
  return get_status (self);
}

int
tagging_run (const TaggingOptions *options, char **arguments)
{
  Tagging self = { .options = options,
    .plan = { .model = options->model, .hear = hear, .watch = watch } };
  int status = GLISSANDO_SOME_FAILED;

  if (open_model (&self)) {
    g_autoptr (GPtrArray) inputs = inputs_collect (arguments, &self.n_failed);

    self.inputs = inputs;
    status = tag_inputs (&self);
  }
  close_model (&self);
  return status;
}
