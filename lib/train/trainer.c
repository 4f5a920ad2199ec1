/* Loads data, runs epochs, validates, keeps the best weights.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train/trainer-private.h"
#include "train/loss.h"
#include "net/rng.h"
#include "train/schedule.h"

#include <math.h>
#include <string.h>

/* A label's mean is kept this far from 0 and 1 when its logit is taken. */
#define LEAST_MEAN 1e-4

/* Running statistics go this part of the way to each mini-batch's, or all of it
 * at first and then so far that those so far weigh the same. */
#define RUNNING_RATE 0.1

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

/* Of these, those that keep frames apart from each other and rows where they
 * were. */
static size_t
count_frame_layers (const GlsGraph *graph)
{
  size_t i = 0;

  while (gls_graph_layer (graph, i)->klass == &gls_average_frames_class)
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
        && (i >= self->n_fixed || !gls_graph_can_cut (graph, i))) {
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
  self->n_fixed = count_prefix (model->graph);
  self->n_prefix = gls_augment_needs_frames (options)
      ? count_frame_layers (model->graph)
      : self->n_fixed;
  if (!check_layers (self, error))
    return NULL;
  self->augment = gls_augment_new (options,
      &gls_graph_layer (model->graph, self->n_prefix)->in, error);
  if (self->augment == NULL)
    return NULL;

  self->n_weights = model->graph->n_weights;
  self->weights = new_weights (self);
  self->best = new_weights (self);
  self->moment1 = new_weights (self);
  self->moment2 = new_weights (self);
  if (options->weight_averaging > 0)
    self->average = new_weights (self);
  memcpy (self->weights, model->weights, self->n_weights * sizeof (float));
  self->best_score = INFINITY;
  return g_steal_pointer (&self);
}

void
gls_trainer_free (GlsTrainer *self)
{
  if (self == NULL)
    return;
  gls_minibatch_runner_free (self->runner);
  g_free (self->valid_logits);
  g_free (self->order);
  gls_train_set_free (self->train);
  gls_train_set_free (self->valid);
  gls_room_clear (&self->room);
  g_aligned_free (self->weights);
  g_aligned_free (self->best);
  g_aligned_free (self->moment1);
  g_aligned_free (self->moment2);
  g_aligned_free (self->average);
  gls_augment_free (self->augment);
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

void
gls_trainer_set_room (GlsTrainer *self, const char *folder, guint64 n_bytes)
{
  g_return_if_fail (self != NULL && self->train == NULL);
  g_free (self->room.folder);
  self->room.folder = g_strdup (folder);
  self->room.limit = n_bytes;
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

/* First layer from @first on, but before @last, that is to be fitted. */
static size_t
next_to_fit (const GlsTrainer *self, size_t first, size_t last)
{
  while (first < last
      && gls_graph_layer (self->model->graph, first)->klass->fit == NULL)
    first++;
  return first;
}

/* Fits all layers before @last that are to be.
 *
 * @at: (inout): the layer whose input the set holds; at the end that of the last
 *   one that was fitted, if any was
 */
static gboolean
fit_layers (GlsTrainer *self, GlsTrainSet *set, size_t last, size_t *at,
    GError **error)
{
  const GlsGraph *graph = self->model->graph;
  size_t next = next_to_fit (self, *at, last);

  while (next < last) {
    const GlsLayer *layer = gls_graph_layer (graph, next);

    if (!gls_train_set_apply (set, graph, self->weights, *at, next, error))
      return FALSE;
    layer->klass->fit (layer, set->n, set->x, self->weights);
    *at = next;
    next = next_to_fit (self, next + 1, last);
  }
  return TRUE;
}

/* Layers that are to be fitted, but run anew for every example. */
static gboolean
fit_the_others (GlsTrainer *self, GError **error)
{
  size_t at = self->n_prefix;
  g_autoptr (GlsTrainSet) set = NULL;

  if (next_to_fit (self, at, self->n_fixed) == self->n_fixed)
    return TRUE;
  set = gls_train_set_copy (self->train, error);
  return set != NULL && fit_layers (self, set, self->n_fixed, &at, error);
}

/* Reads the training set; layer by layer through the prefix, fitting. */
static gboolean
load_train (GlsTrainer *self, const GlsTrainData *data, GError **error)
{
  const GlsGraph *graph = self->model->graph;
  size_t at = next_to_fit (self, 0, self->n_prefix);

  self->train = gls_train_set_new (data, graph, self->weights, at, "training",
      &self->room, tell_read, self, error);
  if (self->train == NULL
      || !fit_layers (self, self->train, self->n_prefix, &at, error)
      || !gls_train_set_apply (self->train, graph, self->weights, at,
          self->n_prefix, error))
    return FALSE;
  gls_augment_set_mean (self->augment, self->train);
  return fit_the_others (self, error);
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
  self->runner = gls_minibatch_runner_new (self->model->graph, self->n_prefix,
      &self->options, self->augment, self->train);
  self->order = g_new (size_t, self->train->n);
  if (self->valid != NULL)
    self->valid_logits = g_new (float, self->valid->n * self->valid->n_labels);
}

gboolean
gls_trainer_load (GlsTrainer *self, const GlsTrainData *train,
    const GlsTrainData *valid, GError **error)
{
  g_return_val_if_fail (self != NULL && train != NULL, FALSE);
  g_return_val_if_fail (self->runner == NULL, FALSE);
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
        self->n_prefix, "validation", &self->room, tell_read, self, error);
    if (self->valid == NULL)
      return FALSE;
  }
  self->data_hash = gls_train_set_hash (self->train,
      G_GUINT64_CONSTANT (14695981039346656037));
  if (self->valid != NULL)
    self->data_hash = gls_train_set_hash (self->valid, self->data_hash);
  start_with_frequencies (self);
  memcpy (self->best, self->weights, self->n_weights * sizeof (float));
  if (self->average != NULL)
    memcpy (self->average, self->weights, self->n_weights * sizeof (float));
  take_memory (self);
  return TRUE;
}

/* VALIDATION */

static void
logits_to_probabilities (size_t n, const float *z, float *p)
{
  for (size_t i = 0; i < n; i++)
    p[i] = 1.0f / (1.0f + expf (-z[i]));
}

/* What is validated and kept */
static const float *
learnt (const GlsTrainer *self)
{
  return self->average != NULL ? self->average : self->weights;
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
  gls_minibatch_runner_predict (self->runner, set, learnt (self),
      self->valid_logits);
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
  memcpy (self->best, learnt (self), self->n_weights * sizeof (float));
}

/* THE RUN */

/* The mean of the weights must not remember for long how they began, so at first
 * it forgets faster. */
static float
average_decay (const GlsTrainer *self, guint64 step)
{
  const double t = (double) step;

  return (float) MIN (self->options.weight_averaging, (1 + t) / (10 + t));
}

/* Step @i of the n_steps of this epoch. Returns: the sum of its losses */
static double
take_step (GlsTrainer *self, size_t i, size_t n_steps, GlsEpochReport *report)
{
  const size_t n = self->train->n;
  const size_t first = i * self->options.batch;
  const guint64 count = (guint64) self->epoch * n_steps + i;
  GlsMinibatch batch = { .set = self->train,
    .order = self->order + first,
    .n = MIN (self->options.batch, n - first),
    .position = (guint64) self->epoch * n + first,
    .weights = self->weights,
    .moment1 = self->moment1,
    .moment2 = self->moment2,
    .average = self->average,
    .average_decay = average_decay (self, count) };
  double loss;

  report->learning_rate = self->options.learning_rate
      * gls_schedule_factor (self->options.schedule, count,
          (guint64) self->options.epochs * n_steps);
  batch.adam = gls_adam_step (&self->options, count + 1, report->learning_rate);
  batch.running_rate = (float) MAX (RUNNING_RATE, 1.0 / (double) (count + 1));
  loss = gls_minibatch_runner_learn (self->runner, &batch);
  if (self->progress != NULL)
    self->progress (first + batch.n, n, self->progress_data);
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
  g_return_val_if_fail (self->runner != NULL, FALSE);
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
  gls_minibatch_runner_predict (self->runner, self->valid, self->best,
      self->valid_logits);
  logits_to_probabilities (self->valid->n * self->valid->n_labels,
      self->valid_logits, p);
}

void
gls_trainer_finish (GlsTrainer *self)
{
  g_return_if_fail (self != NULL);
  memcpy (self->model->weights, self->best, self->n_weights * sizeof (float));
}
