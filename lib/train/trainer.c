/* Runs epochs: mini-batches in parts, threads, validation, the best weights.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train/trainer-private.h"
#include "train/adam.h"
#include "train/loss.h"
#include "net/rng.h"
#include "train/schedule.h"

#include <math.h>
#include <string.h>

/* Few enough for two threads to share a mini-batch of 32 well, enough for the
 * matrix products to be fast. */
#define LEAST_PART 8
#define MOST_PARTS 16
/* Weights that one task updates: 4 arrays and more of these fit in a cache. */
#define SPAN 16384
/* A label's mean is kept this far from 0 and 1 when its logit is taken. */
#define LEAST_MEAN 1e-4

/* LIFE */

static size_t
n_layers (const GlsTrainer *self)
{
  return self->model->graph->layers->len;
}

/* The layers that need no training and never change come first, but not a part
 * of a residual. */
static size_t
count_prefix (const GlsGraph *graph)
{
  size_t i = 0;

  while (i < graph->layers->len
      && !gls_layer_is_trainable (gls_graph_layer (graph, i))
      && !gls_graph_layer (graph, i)->klass->random)
    i++;
  while (!gls_graph_can_cut (graph, i))
    i--;
  return i;
}

static gboolean
check_layers (const GlsTrainer *self, GError **error)
{
  const GlsGraph *graph = self->model->graph;
  gboolean trainable = FALSE;

  for (size_t i = 0; i < graph->layers->len; i++) {
    const GlsLayer *layer = gls_graph_layer (graph, i);

    trainable = trainable || gls_layer_is_trainable (layer);
    if (layer->klass->fit != NULL
        && (i >= self->n_prefix || !gls_graph_can_cut (graph, i))) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "layer \"%s\" comes after layers that are trained or random, or in a "
          "residual, so it cannot be fitted to the data",
          layer->name);
      return FALSE;
    }
  }
  if (!trainable) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "the network has no layer that can be trained");
    return FALSE;
  }
  return TRUE;
}

static void
add_spans (GlsTrainer *self, const GlsTensor *tensor)
{
  for (size_t at = 0; at < tensor->n; at += SPAN) {
    GlsSpan span = { tensor->offset + at,
      tensor->offset + MIN (at + SPAN, tensor->n),
      tensor->role == GLS_TENSOR_WEIGHT };

    g_array_append_val (self->spans, span);
  }
}

static void
find_spans (GlsTrainer *self)
{
  self->spans = g_array_new (FALSE, FALSE, sizeof (GlsSpan));
  for (size_t i = 0; i < n_layers (self); i++) {
    const GlsLayer *layer = gls_graph_layer (self->model->graph, i);

    for (size_t k = 0; k < layer->n_tensors; k++)
      if (layer->tensors[k].role != GLS_TENSOR_STATISTIC)
        add_spans (self, &layer->tensors[k]);
  }
}

static float *
new_weights (const GlsTrainer *self)
{
  return g_aligned_alloc0 (MAX (self->n_weights, 1), sizeof (float), 64);
}

GlsTrainer *
gls_trainer_new (GlsModel *model, const GlsTrainOptions *options,
    GError **error)
{
  g_autoptr (GlsTrainer) self = NULL;

  g_return_val_if_fail (model != NULL && options != NULL, NULL);
  if (!gls_train_options_check (options, error))
    return NULL;
  self = g_new0 (GlsTrainer, 1);
  self->model = gls_model_ref (model);
  self->options = *options;
  self->n_prefix = count_prefix (model->graph);
  if (!check_layers (self, error))
    return NULL;

  self->n_weights = model->graph->n_weights;
  self->weights = new_weights (self);
  self->best = new_weights (self);
  self->moment1 = new_weights (self);
  self->moment2 = new_weights (self);
  memcpy (self->weights, model->weights, self->n_weights * sizeof (float));
  self->best_score = INFINITY;
  find_spans (self);

  self->part_size =
      MAX (LEAST_PART, (options->batch + MOST_PARTS - 1) / MOST_PARTS);
  self->n_parts_max = (options->batch + self->part_size - 1) / self->part_size;
  self->part_loss = g_new0 (double, self->n_parts_max);
  self->part_gradients = g_new0 (float *, self->n_parts_max);
  for (size_t i = 0; i < self->n_parts_max; i++)
    self->part_gradients[i] = new_weights (self);
  return g_steal_pointer (&self);
}

static void
free_rows (float **rows, size_t n)
{
  for (size_t i = 0; rows != NULL && i < n; i++)
    g_aligned_free (rows[i]);
  g_free (rows);
}

void
gls_trainer_free (GlsTrainer *self)
{
  if (self == NULL)
    return;
  gls_team_free (self->team);
  for (size_t i = 0; self->workspaces != NULL && i < self->options.n_threads;
       i++)
    gls_workspace_free (self->workspaces[i]);
  g_free (self->workspaces);
  free_rows (self->inputs, self->options.n_threads);
  free_rows (self->targets, self->options.n_threads);
  free_rows (self->logit_gradients, self->options.n_threads);
  free_rows (self->part_gradients, self->n_parts_max);
  g_free (self->part_loss);
  g_clear_pointer (&self->spans, g_array_unref);
  g_free (self->valid_logits);
  g_free (self->order);
  gls_train_set_free (self->train);
  gls_train_set_free (self->valid);
  g_aligned_free (self->weights);
  g_aligned_free (self->best);
  g_aligned_free (self->moment1);
  g_aligned_free (self->moment2);
  gls_model_unref (self->model);
  g_free (self);
}

void
gls_trainer_set_metric (GlsTrainer *self, GlsMetricFunc metric,
    gpointer user_data)
{
  g_return_if_fail (self != NULL && self->train == NULL);
  self->metric = metric;
  self->metric_data = user_data;
}

void
gls_trainer_set_progress (GlsTrainer *self, GlsTrainProgressFunc progress,
    gpointer user_data)
{
  g_return_if_fail (self != NULL);
  self->progress = progress;
  self->progress_data = user_data;
}

/* LOADING */

static void
tell_read (gpointer user_data)
{
  GlsTrainer *self = user_data;

  self->n_read++;
  if (self->progress != NULL)
    self->progress (self->n_read, self->n_to_read, self->progress_data);
}

/* First layer from @first on, but before the end of the prefix, that is to be
 * fitted. */
static size_t
next_to_fit (const GlsTrainer *self, size_t first)
{
  while (first < self->n_prefix
      && gls_graph_layer (self->model->graph, first)->klass->fit == NULL)
    first++;
  return first;
}

/* Reads the training set; layer by layer through the prefix, fitting. */
static gboolean
load_train (GlsTrainer *self, const GlsTrainData *data, GError **error)
{
  const GlsGraph *graph = self->model->graph;
  size_t at = next_to_fit (self, 0);

  self->train = gls_train_set_new (data, graph, self->weights, at, "training",
      tell_read, self, error);
  if (self->train == NULL)
    return FALSE;
  while (at < self->n_prefix) {
    const GlsLayer *layer;
    size_t next = next_to_fit (self, at + 1);

    layer = gls_graph_layer (graph, at);
    layer->klass->fit (layer, self->train->n, self->train->x, self->weights);
    if (!gls_train_set_apply (self->train, graph, self->weights, at, next,
            error))
      return FALSE;
    at = next;
  }
  return TRUE;
}

/* So the first steps need not learn how frequent each label is. The last layer
 * is the sigmoid. */
static void
start_with_frequencies (GlsTrainer *self)
{
  const GlsLayer *layer =
      gls_graph_layer (self->model->graph, n_layers (self) - 2);
  const size_t n = self->train->n_labels;
  g_autofree double *mean = g_new (double, n);
  g_autofree float *logits = g_new (float, n);

  if (layer->klass->set_prior == NULL)
    return;
  gls_train_set_mean_targets (self->train, mean);
  for (size_t k = 0; k < n; k++) {
    double p = CLAMP (mean[k], LEAST_MEAN, 1 - LEAST_MEAN);

    logits[k] = (float) log (p / (1 - p));
  }
  layer->klass->set_prior (layer, n, logits, self->weights);
}

static void
take_memory (GlsTrainer *self)
{
  const size_t n_threads = self->options.n_threads;
  const size_t n = self->part_size;

  self->team = gls_team_new (n_threads);
  self->workspaces = g_new0 (GlsWorkspace *, n_threads);
  self->inputs = g_new0 (float *, n_threads);
  self->targets = g_new0 (float *, n_threads);
  self->logit_gradients = g_new0 (float *, n_threads);
  for (size_t i = 0; i < n_threads; i++) {
    self->workspaces[i] = gls_workspace_new (self->model->graph, self->n_prefix,
        n_layers (self) - 1, n, TRUE);
    self->inputs[i] =
        g_aligned_alloc (n * self->train->size, sizeof (float), 64);
    self->targets[i] =
        g_aligned_alloc (n * self->train->n_labels, sizeof (float), 64);
    self->logit_gradients[i] =
        g_aligned_alloc (n * self->train->n_labels, sizeof (float), 64);
  }
  self->order = g_new (size_t, self->train->n);
  if (self->valid != NULL)
    self->valid_logits = g_new (float, self->valid->n * self->valid->n_labels);
}

gboolean
gls_trainer_load (GlsTrainer *self, const GlsTrainData *train,
    const GlsTrainData *valid, GError **error)
{
  g_return_val_if_fail (self != NULL && train != NULL, FALSE);
  g_return_val_if_fail (self->team == NULL, FALSE);
  g_return_val_if_fail (train->frames != NULL || train->read != NULL, FALSE);
  g_return_val_if_fail (train->targets != NULL, FALSE);

  if (self->options.choose_by_metric
      && (valid == NULL || self->metric == NULL)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC,
        "to choose the best epoch by a metric takes a metric and a validation "
        "set");
    return FALSE;
  }
  g_clear_pointer (&self->train, gls_train_set_free);
  g_clear_pointer (&self->valid, gls_train_set_free);
  self->n_read = 0;
  self->n_to_read = train->n + (valid != NULL ? valid->n : 0);
  if (!load_train (self, train, error))
    return FALSE;
  if (valid != NULL) {
    self->valid = gls_train_set_new (valid, self->model->graph, self->weights,
        self->n_prefix, "validation", tell_read, self, error);
    if (self->valid == NULL)
      return FALSE;
  }
  self->data_hash = gls_train_set_hash (self->train,
      G_GUINT64_CONSTANT (14695981039346656037));
  if (self->valid != NULL)
    self->data_hash = gls_train_set_hash (self->valid, self->data_hash);
  start_with_frequencies (self);
  memcpy (self->best, self->weights, self->n_weights * sizeof (float));
  take_memory (self);
  return TRUE;
}

/* ONE STEP */

typedef struct
{
  GlsTrainer *self;
  const size_t *order; /* [n]: the examples of this mini-batch */
  size_t n, n_parts;
  guint64 position; /* of the first one, counted over all epochs */
  GlsAdamStep adam;
} Step;

/* One part forward and backward, its gradients into an array of its own. */
static void
run_part (size_t part, size_t member, gpointer data)
{
  Step *step = data;
  GlsTrainer *self = step->self;
  const GlsTrainSet *set = self->train;
  const size_t first = part * self->part_size;
  const size_t n = MIN (self->part_size, step->n - first);
  float *x = self->inputs[member], *y = self->targets[member];
  float *dz = self->logit_gradients[member];
  guint64 examples[64];
  GlsPass pass = { .weights = self->weights,
    .gradients = self->part_gradients[part],
    .training = TRUE,
    .seed = self->options.seed,
    .examples = examples };
  const float *z;

  g_assert (n <= G_N_ELEMENTS (examples));
  for (size_t i = 0; i < n; i++) {
    size_t example = step->order[first + i];

    memcpy (x + i * set->size, set->x + example * set->size,
        set->size * sizeof *x);
    memcpy (y + i * set->n_labels, set->targets + example * set->n_labels,
        set->n_labels * sizeof *y);
    examples[i] = step->position + first + i;
  }
  memset (pass.gradients, 0, self->n_weights * sizeof (float));
  z = gls_workspace_forward (self->workspaces[member], &pass, n, x);
  self->part_loss[part] = gls_loss_sum (self->options.loss, n * set->n_labels,
      z, y, 1.0 / (double) (step->n * set->n_labels), dz);
  gls_workspace_backward (self->workspaces[member], &pass, n, dz);
}

/* Adds the parts' gradients in order, then updates. */
static void
update_span (size_t task, size_t member, gpointer data)
{
  Step *step = data;
  GlsTrainer *self = step->self;
  const GlsSpan *span = &g_array_index (self->spans, GlsSpan, task);
  const size_t n = span->end - span->begin;
  float *sum = self->part_gradients[0] + span->begin;

  for (size_t part = 1; part < step->n_parts; part++) {
    const float *g = self->part_gradients[part] + span->begin;

    for (size_t i = 0; i < n; i++)
      sum[i] += g[i];
  }
  gls_adam_update (&step->adam, span->decays, n, sum,
      self->weights + span->begin, self->moment1 + span->begin,
      self->moment2 + span->begin);
}

/* Returns: the sum of the losses of the mini-batch */
static double
run_step (Step *step)
{
  GlsTrainer *self = step->self;
  double loss = 0.0;

  step->n_parts = (step->n + self->part_size - 1) / self->part_size;
  gls_team_run (self->team, step->n_parts, run_part, step);
  for (size_t part = 0; part < step->n_parts; part++)
    loss += self->part_loss[part];
  gls_team_run (self->team, self->spans->len, update_span, step);
  return loss;
}

/* VALIDATION */

typedef struct
{
  GlsTrainer *self;
  const float *weights;
} Validation;

static void
validate_part (size_t part, size_t member, gpointer data)
{
  const Validation *validation = data;
  GlsTrainer *self = validation->self;
  const GlsTrainSet *set = self->valid;
  const size_t first = part * self->part_size;
  const size_t n = MIN (self->part_size, set->n - first);
  GlsPass pass = { .weights = validation->weights };

  memcpy (self->valid_logits + first * set->n_labels,
      gls_workspace_forward (self->workspaces[member], &pass, n,
          set->x + first * set->size),
      n * set->n_labels * sizeof (float));
}

/* Fills valid_logits */
static void
run_validation (GlsTrainer *self, const float *weights)
{
  Validation validation = { self, weights };

  gls_team_run (self->team,
      (self->valid->n + self->part_size - 1) / self->part_size, validate_part,
      &validation);
}

static void
logits_to_probabilities (size_t n, const float *z, float *p)
{
  for (size_t i = 0; i < n; i++)
    p[i] = 1.0f / (1.0f + expf (-z[i]));
}

static void
validate (GlsTrainer *self, GlsEpochReport *report)
{
  const GlsTrainSet *set = self->valid;
  size_t n;

  report->valid_loss = report->metric = NAN;
  if (set == NULL)
    return;
  n = set->n * set->n_labels;
  run_validation (self, self->weights);
  report->valid_loss = gls_loss_sum (self->options.loss, n, self->valid_logits,
                           set->targets, 0.0, NULL)
      / (double) n;
  if (self->metric != NULL) {
    logits_to_probabilities (n, self->valid_logits, self->valid_logits);
    report->metric = self->metric (self->valid_logits, set->targets, set->n,
        set->n_labels, self->metric_data);
  }
}

/* Keeps the weights if they are the best so far, or there is nothing to tell
 * by. */
static void
keep_best (GlsTrainer *self, GlsEpochReport *report)
{
  double score =
      self->options.choose_by_metric ? -report->metric : report->valid_loss;

  report->is_best =
      self->valid == NULL || score < self->best_score || self->best_epoch == 0;
  if (!report->is_best)
    return;
  /* A metric that cannot be computed is worse than any that can. */
  self->best_score = isnan (score) ? INFINITY : score;
  self->best_epoch = self->epoch;
  memcpy (self->best, self->weights, self->n_weights * sizeof (float));
}

/* THE RUN */

/* Step @i of the n_steps of this epoch. Returns: the sum of its losses */
static double
take_step (GlsTrainer *self, size_t i, size_t n_steps, GlsEpochReport *report)
{
  const size_t n = self->train->n;
  const size_t first = i * self->options.batch;
  const guint64 count = (guint64) self->epoch * n_steps + i;
  Step step = { .self = self,
    .order = self->order + first,
    .n = MIN (self->options.batch, n - first),
    .position = (guint64) self->epoch * n + first };
  double loss;

  report->learning_rate = self->options.learning_rate
      * gls_schedule_factor (self->options.schedule, count,
          (guint64) self->options.epochs * n_steps);
  step.adam = gls_adam_step (&self->options, count + 1, report->learning_rate);
  loss = run_step (&step);
  if (self->progress != NULL)
    self->progress (first + step.n, n, self->progress_data);
  return loss;
}

gboolean
gls_trainer_run_epoch (GlsTrainer *self, GlsEpochReport *report, GError **error)
{
  const gint64 start = g_get_monotonic_time ();
  size_t n, n_steps;
  double loss = 0.0;
  GlsRng rng;

  g_return_val_if_fail (self != NULL && report != NULL, FALSE);
  g_return_val_if_fail (self->team != NULL, FALSE);
  g_return_val_if_fail (!gls_trainer_is_done (self), FALSE);

  n = self->train->n;
  n_steps = (n + self->options.batch - 1) / self->options.batch;
  gls_rng_init (&rng, self->options.seed, GLS_RNG_SHUFFLE, self->epoch, 0);
  gls_rng_permutation (&rng, n, self->order);
  for (size_t i = 0; i < n_steps; i++) {
    loss += take_step (self, i, n_steps, report);
    if (!isfinite (loss)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
          "training diverged in epoch %u: the learning rate of %g is too large",
          self->epoch + 1, self->options.learning_rate);
      return FALSE;
    }
  }

  self->epoch++;
  report->epoch = self->epoch;
  report->epochs = self->options.epochs;
  report->train_loss = loss / (double) (n * self->train->n_labels);
  validate (self, report);
  keep_best (self, report);
  report->seconds = (double) (g_get_monotonic_time () - start) * 1e-6;
  return TRUE;
}

gboolean
gls_trainer_is_done (const GlsTrainer *self)
{
  g_return_val_if_fail (self != NULL, TRUE);
  return self->epoch >= self->options.epochs
      || (self->options.patience > 0 && self->best_epoch > 0
          && self->epoch - self->best_epoch >= self->options.patience);
}

guint
gls_trainer_get_epoch (const GlsTrainer *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->epoch;
}

guint
gls_trainer_get_best_epoch (const GlsTrainer *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->best_epoch;
}

void
gls_trainer_predict_valid (GlsTrainer *self, float *p)
{
  g_return_if_fail (self != NULL && p != NULL && self->valid != NULL);
  run_validation (self, self->best);
  logits_to_probabilities (self->valid->n * self->valid->n_labels,
      self->valid_logits, p);
}

void
gls_trainer_finish (GlsTrainer *self)
{
  g_return_if_fail (self != NULL);
  memcpy (self->model->weights, self->best, self->n_weights * sizeof (float));
}
