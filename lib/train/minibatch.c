/* Parts of a mini-batch forward and backward, their gradients added up.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train/minibatch.h"

#include <string.h>

#include "team.h"
#include "train/loss.h"

/* Few enough for two threads to share a mini-batch of 32 well, enough for the
 * matrix products to be fast. */
#define LEAST_PART 8
#define MOST_PARTS 16
/* Weights that one task updates: 4 arrays and more of these fit in a cache. */
#define SPAN 16384

/* A run of weights that one task updates. */
typedef struct
{
  size_t begin, end;
  GlsTensorRole role;
} Span;

/* What one thread works with. */
typedef struct
{
  GlsWorkspace *workspace;
  float *x;  /* [part_size][size] */
  float *y;  /* [part_size][n_labels], targets */
  float *dz; /* [part_size][n_labels], gradients of logits */
} Bench;

struct _GlsMinibatchRunner
{
  GlsLoss loss;
  guint64 seed;
  const GlsAugment *augment;

  size_t part_size, n_parts_max;
  size_t n_weights;
  float **gradients; /* [n_parts_max][n_weights] */
  double *losses;    /* [n_parts_max] */
  GArray *spans;     /* Span */

  GlsTeam *team;
  size_t n_benches;
  Bench *benches; /* [n_benches], one for each thread */
};

/* LIFE */

static void
add_spans (GArray *spans, const GlsTensor *tensor)
{
  for (size_t at = 0; at < tensor->n; at += SPAN) {
    Span span = { tensor->offset + at,
      tensor->offset + MIN (at + SPAN, tensor->n), tensor->role };

    g_array_append_val (spans, span);
  }
}

/* Returns: (transfer full): Span of all that a mini-batch changes */
static GArray *
find_spans (const GlsGraph *graph)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (Span));

  for (size_t i = 0; i < graph->layers->len; i++) {
    const GlsLayer *layer = gls_graph_layer (graph, i);

    for (size_t k = 0; k < layer->n_tensors; k++)
      if (layer->tensors[k].role != GLS_TENSOR_STATISTIC)
        add_spans (spans, &layer->tensors[k]);
  }
  return spans;
}

static float *
new_floats (size_t n)
{
  return g_aligned_alloc0 (MAX (n, 1), sizeof (float), 64);
}

/* The last layer is the sigmoid, which is the loss's. */
static void
set_up_bench (Bench *bench, const GlsGraph *graph, size_t n_prefix,
    size_t part_size, const GlsTrainSet *set)
{
  bench->workspace = gls_workspace_new (graph, n_prefix, graph->layers->len - 1,
      part_size, TRUE);
  bench->x = new_floats (part_size * set->size);
  bench->y = new_floats (part_size * set->n_labels);
  bench->dz = new_floats (part_size * set->n_labels);
}

GlsMinibatchRunner *
gls_minibatch_runner_new (const GlsGraph *graph, size_t n_prefix,
    const GlsTrainOptions *options, const GlsAugment *augment,
    const GlsTrainSet *set)
{
  GlsMinibatchRunner *self = g_new0 (GlsMinibatchRunner, 1);

  self->loss = options->loss;
  self->seed = options->seed;
  self->augment = augment;
  self->part_size = MIN (options->batch,
      MAX (LEAST_PART, (options->batch + MOST_PARTS - 1) / MOST_PARTS));
  self->n_parts_max = (options->batch + self->part_size - 1) / self->part_size;
  self->n_weights = graph->n_weights;
  self->losses = g_new0 (double, self->n_parts_max);
  self->gradients = g_new0 (float *, self->n_parts_max);
  for (size_t i = 0; i < self->n_parts_max; i++)
    self->gradients[i] = new_floats (self->n_weights);
  self->spans = find_spans (graph);
  self->team = gls_team_new (options->n_threads);
  self->n_benches = options->n_threads;
  self->benches = g_new0 (Bench, self->n_benches);
  for (size_t i = 0; i < self->n_benches; i++)
    set_up_bench (&self->benches[i], graph, n_prefix, self->part_size, set);
  return self;
}

void
gls_minibatch_runner_free (GlsMinibatchRunner *self)
{
  if (self == NULL)
    return;
  gls_team_free (self->team);
  for (size_t i = 0; i < self->n_benches; i++) {
    gls_workspace_free (self->benches[i].workspace);
    g_aligned_free (self->benches[i].x);
    g_aligned_free (self->benches[i].y);
    g_aligned_free (self->benches[i].dz);
  }
  g_free (self->benches);
  for (size_t i = 0; i < self->n_parts_max; i++)
    g_aligned_free (self->gradients[i]);
  g_free (self->gradients);
  g_free (self->losses);
  g_array_unref (self->spans);
  g_free (self);
}

static size_t
count_parts (const GlsMinibatchRunner *self, size_t n)
{
  return (n + self->part_size - 1) / self->part_size;
}

/* LEARNING */

typedef struct
{
  GlsMinibatchRunner *self;
  const GlsMinibatch *batch;
} Learning;

/* Examples first ... of the mini-batch, and the numbers by which augmentation
 * and dropout know them. */
static void
gather (const GlsMinibatchRunner *self, const GlsMinibatch *batch, size_t first,
    size_t n, Bench *bench, guint64 *numbers)
{
  const GlsTrainSet *set = batch->set;

  for (size_t i = 0; i < n; i++) {
    numbers[i] = batch->position + first + i;
    gls_augment_take (self->augment, set, batch->order[first + i], numbers[i],
        bench->x + i * set->size, bench->y + i * set->n_labels);
  }
}

/* One part forward and backward, its gradients into an array of its own. */
static void
learn_part (size_t part, size_t member, gpointer data)
{
  const Learning *learning = data;
  GlsMinibatchRunner *self = learning->self;
  const GlsMinibatch *batch = learning->batch;
  const size_t n_labels = batch->set->n_labels;
  const size_t first = part * self->part_size;
  const size_t n = MIN (self->part_size, batch->n - first);
  Bench *bench = &self->benches[member];
  guint64 examples[64];
  GlsPass pass = { .weights = batch->weights,
    .gradients = self->gradients[part],
    .training = TRUE,
    .seed = self->seed,
    .examples = examples };
  const float *z;

  g_assert (n <= G_N_ELEMENTS (examples));
  gather (self, batch, first, n, bench, examples);
  memset (pass.gradients, 0, self->n_weights * sizeof (float));
  z = gls_workspace_forward (bench->workspace, &pass, n, bench->x);
  self->losses[part] = gls_loss_sum (self->loss, n * n_labels, z, bench->y,
      1.0 / (double) (batch->n * n_labels), bench->dz);
  gls_workspace_backward (bench->workspace, &pass, n, bench->dz);
}

/* The gradient is the sum of what is to be followed, over the examples. */
static void
follow (const GlsMinibatch *batch, size_t n, const float *sum, float *w)
{
  for (size_t i = 0; i < n; i++)
    w[i] += batch->running_rate * (sum[i] / (float) batch->n - w[i]);
}

/* Polyak and Juditsky (1992), with a mean that forgets. */
static void
average (const GlsMinibatch *batch, const Span *span)
{
  for (size_t i = span->begin; i < span->end; i++)
    batch->average[i] +=
        (1.0f - batch->average_decay) * (batch->weights[i] - batch->average[i]);
}

/* Returns: the parts' gradients, added in order */
static const float *
add_parts (const GlsMinibatchRunner *self, size_t n_parts, const Span *span)
{
  const size_t n = span->end - span->begin;
  float *sum = self->gradients[0] + span->begin;

  for (size_t part = 1; part < n_parts; part++) {
    const float *g = self->gradients[part] + span->begin;

    for (size_t i = 0; i < n; i++)
      sum[i] += g[i];
  }
  return sum;
}

static void
update_span (size_t task, size_t member, gpointer data)
{
  const Learning *learning = data;
  GlsMinibatchRunner *self = learning->self;
  const GlsMinibatch *batch = learning->batch;
  const Span *span = &g_array_index (self->spans, Span, task);
  const size_t n = span->end - span->begin;
  const float *sum = add_parts (self, count_parts (self, batch->n), span);
  float *w = batch->weights + span->begin;

  if (span->role == GLS_TENSOR_RUNNING)
    follow (batch, n, sum, w);
  else
    gls_adam_update (&batch->adam, span->role == GLS_TENSOR_WEIGHT, n, sum, w,
        batch->moment1 + span->begin, batch->moment2 + span->begin);
  if (batch->average != NULL)
    average (batch, span);
}

double
gls_minibatch_runner_learn (GlsMinibatchRunner *self, const GlsMinibatch *batch)
{
  const size_t n_parts = count_parts (self, batch->n);
  Learning learning = { self, batch };
  double loss = 0.0;

  gls_team_run (self->team, n_parts, learn_part, &learning);
  for (size_t part = 0; part < n_parts; part++)
    loss += self->losses[part];
  gls_team_run (self->team, self->spans->len, update_span, &learning);
  return loss;
}

/* PREDICTING */

typedef struct
{
  GlsMinibatchRunner *self;
  const GlsTrainSet *set;
  const float *weights;
  float *logits;
} Predicting;

static void
predict_part (size_t part, size_t member, gpointer data)
{
  const Predicting *predicting = data;
  GlsMinibatchRunner *self = predicting->self;
  const GlsTrainSet *set = predicting->set;
  const size_t first = part * self->part_size;
  const size_t n = MIN (self->part_size, set->n - first);
  GlsPass pass = { .weights = predicting->weights };

  memcpy (predicting->logits + first * set->n_labels,
      gls_workspace_forward (self->benches[member].workspace, &pass, n,
          set->x + first * set->size),
      n * set->n_labels * sizeof (float));
}

void
gls_minibatch_runner_predict (GlsMinibatchRunner *self, const GlsTrainSet *set,
    const float *weights, float *logits)
{
  Predicting predicting = { self, set, weights, logits };

  gls_team_run (self->team, count_parts (self, set->n), predict_part,
      &predicting);
}
