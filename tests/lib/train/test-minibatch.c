/* One mini-batch: which examples count, which weights move, whatever the number
 * of threads.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net-test.h"
#include "net/model-private.h"
#include "train/minibatch.h"

/* Parts of 8, 8 and 5 */
#define N 30
#define N_BATCH 21
#define N_PART 8
#define RUNNING_RATE 0.25f

typedef struct
{
  GlsModel *model;
  size_t n_weights;
  GlsTrainOptions options;
  GlsAugment *augment;
  float *average; /* of the weights, or NULL */
  GlsTrainSet set;
  size_t order[N_BATCH];
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->model = small_model (1);
  f->n_weights = f->model->graph->n_weights;
  gls_train_options_init (&f->options);
  f->options.batch = N_BATCH;
  f->options.weight_decay = 0.1;
  f->augment = gls_augment_new (&f->options, &f->model->graph->in, NULL);
  f->set = (GlsTrainSet){ .n = N,
    .size = SMALL_SEGMENT,
    .x = random_floats (N * SMALL_SEGMENT, 2),
    .n_labels = SMALL_LABELS,
    .targets = g_new (float, N *SMALL_LABELS) };
  for (size_t i = 0; i < N * SMALL_LABELS; i++)
    f->set.targets[i] = (float) (i % 4) / 3.0f;
  for (size_t i = 0; i < N_BATCH; i++)
    f->order[i] = (7 * i + 3) % N;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gls_augment_free (f->augment);
  gls_model_unref (f->model);
  g_free (f->set.x);
  g_free (f->set.targets);
}

/* Returns: weights after one step, and the loss before it */
static float *
learn (Fixture *f, guint n_threads, double *loss)
{
  float *weights = g_memdup2 (f->model->weights, f->n_weights * sizeof (float));
  g_autofree float *moment1 = g_new0 (float, f->n_weights);
  g_autofree float *moment2 = g_new0 (float, f->n_weights);
  GlsMinibatch batch = { .set = &f->set,
    .order = f->order,
    .n = N_BATCH,
    .position = 100,
    .adam = gls_adam_step (&f->options, 1, 1e-2),
    .running_rate = RUNNING_RATE,
    .weights = weights,
    .moment1 = moment1,
    .moment2 = moment2,
    .average = f->average,
    .average_decay = 0.75f };
  GlsMinibatchRunner *runner;

  f->options.n_threads = n_threads;
  runner = gls_minibatch_runner_new (f->model->graph, 0, &f->options,
      f->augment, &f->set);
  *loss = gls_minibatch_runner_learn (runner, &batch);
  gls_minibatch_runner_free (runner);
  return weights;
}

static void
test_threads_change_no_bit (Fixture *f, gconstpointer data)
{
  double loss, other;
  g_autofree float *weights = learn (f, 1, &loss);

  for (guint n_threads = 2; n_threads <= 5; n_threads++) {
    g_autofree float *others = learn (f, n_threads, &other);

    g_assert_cmpmem (weights, f->n_weights * sizeof (float), others,
        f->n_weights * sizeof (float));
    g_assert_cmpfloat (loss, ==, other);
  }
}

/* The gradient is of all parts: with another target of any example, the step
 * is another. */
static void
test_each_example_counts (Fixture *f, gconstpointer data)
{
  double loss;
  g_autofree float *weights = learn (f, 1, &loss);

  for (size_t i = 0; i < N_BATCH; i++) {
    float *target = &f->set.targets[f->order[i] * SMALL_LABELS];
    const float kept = *target;
    g_autofree float *others = NULL;

    *target = 1.0f - kept;
    others = learn (f, 1, &loss);
    *target = kept;
    g_assert_cmpint (memcmp (weights, others, f->n_weights * sizeof (float)),
        !=, 0);
  }
}

/* What is not in the mini-batch may be anything. */
static void
test_only_its_examples_count (Fixture *f, gconstpointer data)
{
  double loss, other;
  g_autofree float *weights = learn (f, 1, &loss);
  g_autofree float *others = NULL;
  gboolean inside[N] = { FALSE };

  for (size_t i = 0; i < N_BATCH; i++)
    inside[f->order[i]] = TRUE;
  for (size_t i = 0; i < N; i++)
    if (!inside[i])
      f->set.x[i * SMALL_SEGMENT] = f->set.targets[i * SMALL_LABELS] = NAN;
  others = learn (f, 1, &other);
  g_assert_true (isfinite (loss));
  g_assert_cmpfloat (loss, ==, other);
  g_assert_cmpmem (weights, f->n_weights * sizeof (float), others,
      f->n_weights * sizeof (float));
}

/* Statistics are fitted, not trained: they stay, and do not decay. */
static void
test_statistics_stay (Fixture *f, gconstpointer data)
{
  double loss;
  g_autofree float *weights = learn (f, 2, &loss);
  const GlsGraph *graph = f->model->graph;
  size_t n_moved = 0, n_statistics = 0;

  for (size_t i = 0; i < graph->layers->len; i++) {
    const GlsLayer *layer = gls_graph_layer (graph, i);

    for (size_t k = 0; k < layer->n_tensors; k++) {
      const GlsTensor *tensor = &layer->tensors[k];
      gboolean moved =
          memcmp (weights + tensor->offset, f->model->weights + tensor->offset,
              tensor->n * sizeof (float))
          != 0;

      g_assert_true (moved != (tensor->role == GLS_TENSOR_STATISTIC));
      n_moved += moved;
      n_statistics += !moved;
    }
  }
  g_assert_cmpuint (n_moved, >, 0);
  g_assert_cmpuint (n_statistics, >, 0);
}

/* A network that begins with a norm over the mini-batch */
static void
use_batch_norm (Fixture *f)
{
  static const char text[] =
      "{ \"architecture\": 1, \"name\": \"normed\", \"front_end\": {},"
      "  \"frames\": 6, \"layers\": ["
      "    { \"type\": \"batch_norm\" }, { \"type\": \"relu\" },"
      "    { \"type\": \"dense\", \"units\": \"labels\" },"
      "    { \"type\": \"sigmoid\" } ] }";
  static const char *const labels[] = { "a", "b", "c", NULL };
  const size_t shape[] = { 2, 5, 3 };
  g_autoptr (GError) error = NULL;

  gls_model_unref (f->model);
  f->model = model_from_text (text, shape, 3, labels, 1, &error);
  g_assert_no_error (error);
  f->n_weights = f->model->graph->n_weights;
}

/* Which examples are normed together follows from the size of the mini-batch,
 * not from the number of threads. */
static void
test_batch_norm_in_threads (Fixture *f, gconstpointer data)
{
  use_batch_norm (f);
  test_threads_change_no_bit (f, data);
  test_only_its_examples_count (f, data);
}

/* Adds, for each example of a part, its channel's mean and variance. */
static void
add_part (const Fixture *f, size_t first, size_t channel, double *mean,
    double *variance)
{
  const size_t n = MIN (N_PART, N_BATCH - first), places = SMALL_SEGMENT / 3;
  const double count = (double) (n * places);
  double sum = 0.0, squares = 0.0;

  for (size_t i = first; i < first + n; i++)
    for (size_t p = 0; p < places; p++) {
      const double x =
          (double) f->set.x[f->order[i] * SMALL_SEGMENT + p * 3 + channel];

      sum += x;
      squares += x * x;
    }
  *mean += (double) n * sum / count;
  *variance += (double) n * (squares - sum * sum / count) / (count - 1);
}

/* Running statistics go a part of the way to the mean of the parts' ones. */
static void
test_running_statistics (Fixture *f, gconstpointer data)
{
  double loss;
  g_autofree float *weights = NULL;
  const GlsTensor *tensors;

  use_batch_norm (f);
  weights = learn (f, 2, &loss);
  tensors = gls_graph_layer (f->model->graph, 0)->tensors;
  for (size_t c = 0; c < 3; c++) {
    double mean = 0.0, variance = 0.0;

    for (size_t first = 0; first < N_BATCH; first += N_PART)
      add_part (f, first, c, &mean, &variance);
    mean = 0.25 * mean / N_BATCH;
    variance = 0.75 + 0.25 * variance / N_BATCH;
    g_assert_cmpfloat_with_epsilon (weights[tensors[2].offset + c], mean, 1e-6);
    g_assert_cmpfloat_with_epsilon (weights[tensors[3].offset + c], variance,
        1e-6);
  }
}

/* The mean of the weights goes a quarter of the way to what they have become,
 * and what is no weight stays. */
static void
test_average (Fixture *f, gconstpointer data)
{
  const GlsGraph *graph = f->model->graph;
  double loss;
  g_autofree float *average = g_new (float, f->n_weights);
  g_autofree float *weights = NULL;

  for (size_t i = 0; i < f->n_weights; i++)
    average[i] = 1.0f;
  f->average = average;
  weights = learn (f, 2, &loss);
  for (size_t i = 0; i < graph->layers->len; i++) {
    const GlsLayer *layer = gls_graph_layer (graph, i);

    for (size_t k = 0; k < layer->n_tensors; k++) {
      const GlsTensor *tensor = &layer->tensors[k];

      for (size_t j = tensor->offset; j < tensor->offset + tensor->n; j++)
        g_assert_cmpfloat_with_epsilon (average[j],
            tensor->role == GLS_TENSOR_STATISTIC
                ? 1.0
                : 0.75 + 0.25 * (double) weights[j],
            1e-6);
    }
  }
}

/* A set is heard in parts; each example comes out in its place, without
 * dropout. */
static void
test_predict (Fixture *f, gconstpointer data)
{
  const GlsGraph *graph = f->model->graph;
  g_autoptr (GlsWorkspace) workspace =
      gls_workspace_new (graph, 0, graph->layers->len - 1, N, FALSE);
  GlsPass pass = { .weights = f->model->weights };
  const float *whole = gls_workspace_forward (workspace, &pass, N, f->set.x);
  g_autofree float *logits = g_new (float, N *SMALL_LABELS);
  GlsMinibatchRunner *runner;

  f->options.n_threads = 3;
  runner =
      gls_minibatch_runner_new (graph, 0, &f->options, f->augment, &f->set);
  gls_minibatch_runner_predict (runner, &f->set, f->model->weights, logits);
  gls_minibatch_runner_free (runner);
  g_assert_cmpfloat (norm (N * SMALL_LABELS, whole), >, 0);
  /* single precision, in sums of another order */
  g_assert_cmpfloat (relative_distance (N * SMALL_LABELS, logits, whole), <,
      1e-5);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*function) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/minibatch/threads", test_threads_change_no_bit },
    { "/minibatch/each-example", test_each_example_counts },
    { "/minibatch/other-examples", test_only_its_examples_count },
    { "/minibatch/statistics", test_statistics_stay },
    { "/minibatch/batch-norm", test_batch_norm_in_threads },
    { "/minibatch/running-statistics", test_running_statistics },
    { "/minibatch/average", test_average },
    { "/minibatch/predict", test_predict },
  };

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].function,
        tear_down);
  return g_test_run ();
}
