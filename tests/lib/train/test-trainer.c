/* Training: losses, optimiser, schedules, and runs that learn, stop, resume.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net-test.h"
#include "train/adam.h"
#include "train/loss.h"
#include "net/model-private.h"
#include "train/schedule.h"
#include "team.h"
#include "train/architecture.h"
#include "train/trainer.h"
#include "scratch.h"

#include <cblas.h>

static char *folder;

/* DATA: three tags that depend on what a segment holds. */

typedef struct
{
  size_t n;
  float *frames;  /* [n][SMALL_SEGMENT] */
  float *targets; /* [n][SMALL_LABELS] */
  GlsTrainData data;
} Examples;

/* Segments of noise with, for each tag, a pattern of its own with a strength
 * that grows with the tag's probability. With @wrong the probabilities are
 * those of the opposite. */
static Examples *
examples_new (size_t n, guint64 seed, gboolean wrong)
{
  Examples *self = g_new0 (Examples, 1);
  g_autofree float *patterns = random_floats (SMALL_LABELS * SMALL_FRAME, 77);
  GlsRng rng;

  self->n = n;
  self->frames = random_floats (n * SMALL_SEGMENT, seed);
  self->targets = g_new (float, n *SMALL_LABELS);
  gls_rng_init (&rng, seed, GLS_RNG_SHUFFLE, 0, 0);
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < SMALL_LABELS; k++) {
      float p = gls_rng_uniform (&rng);

      self->targets[i * SMALL_LABELS + k] = wrong ? 1.0f - p : p;
      for (size_t t = 0; t < SMALL_FRAMES; t++)
        for (size_t e = 0; e < SMALL_FRAME; e++)
          self->frames[i * SMALL_SEGMENT + t * SMALL_FRAME + e] +=
              3.0f * p * patterns[k * SMALL_FRAME + e];
    }
  /* One element in large units, one that never varies, one that hardly does */
  for (size_t i = 0; i < n * SMALL_FRAMES; i++) {
    self->frames[i * SMALL_FRAME] =
        1000.0f + 100.0f * self->frames[i * SMALL_FRAME];
    self->frames[i * SMALL_FRAME + 1] = -40.0f;
    self->frames[i * SMALL_FRAME + 2] =
        5.0f + 1e-4f * self->frames[i * SMALL_FRAME + 2];
  }
  self->data = (GlsTrainData){
    .n = n, .frames = self->frames, .targets = self->targets
  };
  return self;
}

static void
examples_free (Examples *self)
{
  g_free (self->frames);
  g_free (self->targets);
  g_free (self);
}

static GlsTrainOptions
small_options (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsArchitecture) arch = gls_architecture_parse (SMALL_ARCHITECTURE,
      strlen (SMALL_ARCHITECTURE), &error);
  GlsTrainOptions options;

  gls_train_options_init (&options);
  g_assert_true (gls_train_options_set_from_arch (&options, arch, &error));
  g_assert_no_error (error);
  options.n_threads = 1;
  options.seed = 9;
  return options;
}

static GlsTrainer *
new_trainer (GlsModel *model, const GlsTrainOptions *options,
    const Examples *train, const Examples *valid)
{
  g_autoptr (GError) error = NULL;
  GlsTrainer *trainer = gls_trainer_new (model, options, &error);

  g_assert_no_error (error);
  gls_trainer_load (trainer, &train->data, valid != NULL ? &valid->data : NULL,
      &error);
  g_assert_no_error (error);
  return trainer;
}

static GlsEpochReport
run_epoch (GlsTrainer *trainer)
{
  g_autoptr (GError) error = NULL;
  GlsEpochReport report;

  gls_trainer_run_epoch (trainer, &report, &error);
  g_assert_no_error (error);
  return report;
}

static void
assert_same_weights (const GlsModel *a, const GlsModel *b)
{
  const size_t size = a->graph->n_weights * sizeof (float);

  g_assert_cmpmem (a->weights, size, b->weights, size);
}

/* LOSSES */

static void
test_loss_values (void)
{
  const float z[] = { 0.0f, 2.0f, -3.0f }, y[] = { 0.25f, 1.0f, 0.5f };
  double bce = 0, mse = 0;

  for (size_t i = 0; i < 3; i++) {
    double p = 1 / (1 + exp (-(double) z[i])), t = (double) y[i];

    bce -= t * log (p) + (1 - t) * log (1 - p);
    mse += (p - t) * (p - t);
  }
  g_assert_cmpfloat_with_epsilon (gls_loss_sum (GLS_LOSS_BCE, 3, z, y, 1, NULL),
      bce, 1e-12);
  g_assert_cmpfloat_with_epsilon (gls_loss_sum (GLS_LOSS_MSE, 3, z, y, 1, NULL),
      mse, 1e-12);
}

/* No logit, however large, makes the loss infinite. */
static void
test_loss_is_stable (void)
{
  const float z[] = { 1e4f, -1e4f }, y[] = { 0.0f, 1.0f };
  float dz[2];

  g_assert_cmpfloat (gls_loss_sum (GLS_LOSS_BCE, 2, z, y, 1, dz), ==, 2e4);
  g_assert_cmpfloat (dz[0], ==, 1.0f);
  g_assert_cmpfloat (dz[1], ==, -1.0f);
  g_assert_cmpfloat (gls_loss_sum (GLS_LOSS_MSE, 2, z, y, 1, dz), ==, 2.0);
}

/* A target that nobody knows is no loss, and pulls nowhere. */
static void
test_loss_of_unknown (void)
{
  const float z[] = { 3.0f, -1.0f }, y[] = { NAN, 0.25f };

  for (GlsLoss loss = GLS_LOSS_MSE; loss <= GLS_LOSS_BCE; loss++) {
    float dz[2];

    g_assert_cmpfloat (gls_loss_sum (loss, 2, z, y, 1, dz), ==,
        gls_loss_sum (loss, 1, z + 1, y + 1, 1, NULL));
    g_assert_cmpfloat (dz[0], ==, 0);
    g_assert_cmpfloat (dz[1], !=, 0);
  }
}

static void
test_loss_gradients (void)
{
  for (GlsLoss loss = GLS_LOSS_MSE; loss <= GLS_LOSS_BCE; loss++)
    for (float z = -4.0f; z <= 4.0f; z += 0.5f) {
      const float y = 0.3f, above = z + 0x1p-8f, below = z - 0x1p-8f;
      double difference = gls_loss_sum (loss, 1, &above, &y, 1, NULL)
          - gls_loss_sum (loss, 1, &below, &y, 1, NULL);
      float dz;

      gls_loss_sum (loss, 1, &z, &y, 10, &dz);
      g_assert_cmpfloat_with_epsilon (dz, 10 * difference / 0x1p-7, 1e-4);
    }
}

/* THE WHOLE NETWORK'S GRADIENT */

/* Along a random direction of all weights at once the loss changes as
 * backward says: so the layers are chained as they should be. */
static void
test_network_gradient (void)
{
  g_autoptr (GlsModel) model = small_model (1);
  const size_t n = model->graph->n_weights, batch = 4;
  const size_t n_layers = model->graph->layers->len;
  g_autoptr (GlsWorkspace) workspace =
      gls_workspace_new (model->graph, 0, n_layers - 1, batch, TRUE);
  g_autofree float *x = random_floats (batch * SMALL_SEGMENT, 2);
  g_autofree float *v = random_floats (n, 3);
  g_autofree float *gradients = g_new0 (float, n);
  g_autofree float *moved = g_new (float, n);
  const float y[12] = { 0, 1, 0.5f, 0.25f, 1, 1, 0, 0, 0.75f, 1, 0, 0 };
  float dz[12];
  GlsPass pass = { .weights = model->weights,
    .gradients = gradients,
    .training = TRUE,
    .seed = 1 };
  double loss[2];

  /* Statistics have no gradient. */
  for (size_t k = 0; k < 2; k++) {
    const GlsTensor *tensor = &gls_graph_layer (model->graph, 1)->tensors[k];

    g_assert_cmpint (tensor->role, ==, GLS_TENSOR_STATISTIC);
    memset (v + tensor->offset, 0, tensor->n * sizeof (float));
  }
  gls_loss_sum (GLS_LOSS_BCE, 12,
      gls_workspace_forward (workspace, &pass, batch, x), y, 1.0, dz);
  gls_workspace_backward (workspace, &pass, batch, dz);

  for (size_t side = 0; side < 2; side++) {
    for (size_t i = 0; i < n; i++)
      moved[i] = model->weights[i] + (side == 0 ? 1e-3f : -1e-3f) * v[i];
    pass.weights = moved;
    loss[side] = gls_loss_sum (GLS_LOSS_BCE, 12,
        gls_workspace_forward (workspace, &pass, batch, x), y, 1.0, NULL);
  }
  g_assert_cmpfloat_with_epsilon ((loss[0] - loss[1]) / 2e-3,
      dot (n, v, gradients), 5e-3 * norm (n, gradients));
}

/* OPTIMISER AND SCHEDULES */

/* Three steps against the formulas in double precision, written out. */
static void
test_adam_values (void)
{
  const float g[3][2] = { { 0.5f, -2.0f }, { 0.1f, 1.0f }, { -3.0f, 0.0f } };

  for (guint kind = 0; kind < 4; kind++) {
    const gboolean decays = kind & 1;
    GlsTrainOptions options;
    float w[2] = { 1.0f, -2.0f }, m[2] = { 0 }, v[2] = { 0 };
    double w1[2] = { 1, -2 }, m1[2] = { 0 }, v1[2] = { 0 };

    gls_train_options_init (&options);
    options.optimiser = kind & 2 ? GLS_OPTIMISER_ADAMW : GLS_OPTIMISER_ADAM;
    options.weight_decay = 0.1;
    for (guint t = 1; t <= 3; t++) {
      GlsAdamStep step = gls_adam_step (&options, t, 0.01);

      gls_adam_update (&step, decays, 2, g[t - 1], w, m, v);
      for (size_t i = 0; i < 2; i++) {
        double d = (double) g[t - 1][i];
        double decay = decays ? 0.1 : 0;

        if (options.optimiser == GLS_OPTIMISER_ADAM)
          d += decay * w1[i];
        m1[i] = 0.9 * m1[i] + 0.1 * d;
        v1[i] = 0.999 * v1[i] + 0.001 * d * d;
        if (options.optimiser == GLS_OPTIMISER_ADAMW)
          w1[i] -= 0.01 * decay * w1[i];
        w1[i] -= 0.01 * (m1[i] / (1 - pow (0.9, t)))
            / (sqrt (v1[i] / (1 - pow (0.999, t))) + 1e-8);
        g_assert_cmpfloat_with_epsilon (w[i], w1[i], 2e-5);
      }
    }
  }
}

static void
test_schedules (void)
{
  const guint64 n = 1001;
  double largest = 0;

  g_assert_cmpfloat (gls_schedule_factor (GLS_SCHEDULE_CONSTANT, 700, n), ==,
      1);
  g_assert_cmpfloat (gls_schedule_factor (GLS_SCHEDULE_COSINE, 0, n), ==, 1);
  g_assert_cmpfloat_with_epsilon (gls_schedule_factor (GLS_SCHEDULE_COSINE, 500,
                                      1000),
      0.5, 1e-12);
  g_assert_cmpfloat (gls_schedule_factor (GLS_SCHEDULE_COSINE, n - 1, n), <,
      1e-5);
  g_assert_cmpfloat_with_epsilon (gls_schedule_factor (GLS_SCHEDULE_ONE_CYCLE,
                                      0, n),
      0.04, 1e-12);
  g_assert_cmpfloat_with_epsilon (gls_schedule_factor (GLS_SCHEDULE_ONE_CYCLE,
                                      300, n),
      1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (gls_schedule_factor (GLS_SCHEDULE_ONE_CYCLE,
                                      n - 1, n),
      4e-6, 1e-12);
  for (guint64 i = 0; i < n; i++)
    largest = MAX (largest, gls_schedule_factor (GLS_SCHEDULE_ONE_CYCLE, i, n));
  g_assert_cmpfloat_with_epsilon (largest, 1.0, 1e-12);
  /* A run of a single step divides by nothing. */
  g_assert_true (isfinite (gls_schedule_factor (GLS_SCHEDULE_ONE_CYCLE, 0, 1)));
}

/* THREADS */

static void
count_task (size_t task, size_t member, gpointer data)
{
  g_atomic_int_inc (&((int *) data)[task]);
}

/* Each task is done once, in every round, however many members there are. */
static void
test_team (void)
{
  for (size_t members = 1; members <= 5; members++) {
    GlsTeam *team = gls_team_new (members);
    int done[100] = { 0 };

    for (int round = 1; round <= 200; round++) {
      gls_team_run (team, 100, count_task, done);
      for (size_t i = 0; i < 100; i++)
        g_assert_cmpint (done[i], ==, round);
    }
    gls_team_run (team, 0, count_task, done);
    gls_team_free (team);
  }
}

/* RUNS */

/* Mean over labels of Pearson's correlation of prediction and target */
static double
correlation (const float *p, const float *y, size_t n, size_t n_labels,
    gpointer user_data)
{
  double sum = 0;

  for (size_t k = 0; k < n_labels; k++) {
    double sp = 0, sy = 0, spp = 0, syy = 0, spy = 0, N = (double) n;

    for (size_t i = 0; i < n; i++) {
      double a = (double) p[i * n_labels + k], b = (double) y[i * n_labels + k];

      sp += a;
      sy += b;
      spp += a * a;
      syy += b * b;
      spy += a * b;
    }
    sum +=
        (spy - sp * sy / N) / sqrt ((spp - sp * sp / N) * (syy - sy * sy / N));
  }
  return sum / (double) n_labels;
}

/* On music it has not heard, the small network finds what was put in; with
 * either loss; and the model that it leaves predicts what it says it does. */
static void
test_learns (gconstpointer data)
{
  const GlsLoss loss = GPOINTER_TO_INT (data) ? GLS_LOSS_BCE : GLS_LOSS_MSE;
  Examples *train = examples_new (400, 1, FALSE);
  Examples *valid = examples_new (100, 2, FALSE);
  g_autoptr (GlsModel) model = small_model (1);
  g_autoptr (GlsPredictor) predictor = NULL;
  g_autoptr (GlsTrainer) trainer = NULL;
  GlsTrainOptions options = small_options ();
  GlsEpochReport report = { 0 };
  float p[100 * SMALL_LABELS], q[SMALL_LABELS];
  double first = 0;

  options.loss = loss;
  trainer = gls_trainer_new (model, &options, NULL);
  gls_trainer_set_metric (trainer, correlation, NULL);
  g_assert_true (gls_trainer_load (trainer, &train->data, &valid->data, NULL));
  while (!gls_trainer_is_done (trainer)) {
    report = run_epoch (trainer);
    if (report.epoch == 1)
      first = report.train_loss;
  }
  g_assert_cmpuint (report.epoch, ==, options.epochs);
  g_assert_cmpfloat (report.train_loss, <, first);
  g_assert_cmpfloat (report.metric, >, 0.8);
  /* The schedule has run through all epochs to its end, once. */
  g_assert_cmpfloat_with_epsilon (report.learning_rate,
      options.learning_rate * 4e-6, 1e-12);

  gls_trainer_predict_valid (trainer, p);
  gls_trainer_finish (trainer);
  predictor = gls_predictor_new (model);
  for (size_t i = 0; i < valid->n; i++) {
    gls_predictor_run (predictor, valid->frames + i * SMALL_SEGMENT, q);
    for (size_t k = 0; k < SMALL_LABELS; k++)
      g_assert_cmpfloat_with_epsilon (q[k], p[i * SMALL_LABELS + k], 1e-4);
  }
  examples_free (train);
  examples_free (valid);
}

/* Standardise is fitted to the training set: its output has mean 0 and
 * variance 1 in each element; one that never varies becomes 0. */
static void
test_statistics_are_fitted (void)
{
  Examples *train = examples_new (200, 1, FALSE);
  g_autoptr (GlsModel) model = small_model (1);
  GlsTrainOptions options = small_options ();
  g_autoptr (GlsTrainer) trainer = NULL;
  g_autoptr (GlsWorkspace) workspace = NULL;
  GlsPass pass = { 0 };
  double sum[SMALL_FRAME] = { 0 }, squares[SMALL_FRAME] = { 0 };

  options.epochs = 1;
  trainer = new_trainer (model, &options, train, NULL);
  run_epoch (trainer);
  gls_trainer_finish (trainer);
  /* What never varied is cut off, whatever it does elsewhere. */
  g_assert_cmpfloat (model->weights
                         [gls_graph_layer (model->graph, 1)->tensors[1].offset
                             + 1],
      ==, 0);
  workspace = gls_workspace_new (model->graph, 0, 2, 1, FALSE);
  pass.weights = model->weights;
  for (size_t i = 0; i < train->n; i++) {
    const float *y = gls_workspace_forward (workspace, &pass, 1,
        train->frames + i * SMALL_SEGMENT);

    for (size_t e = 0; e < 2 * SMALL_FRAME; e++) {
      sum[e % SMALL_FRAME] += (double) y[e];
      squares[e % SMALL_FRAME] += (double) y[e] * (double) y[e];
    }
  }
  for (size_t e = 0; e < SMALL_FRAME; e++) {
    const double n = 2.0 * (double) train->n;

    g_assert_cmpfloat_with_epsilon (sum[e] / n, 0, 1e-3);
    /* The least deviation is 1/100 of the root mean square, here about 0.3:
     * below that of all elements but one, which stays quiet. */
    if (e == 1)
      g_assert_cmpfloat (squares[e], ==, 0);
    else if (e == 2)
      g_assert_cmpfloat (squares[e] / n, <, 1e-5);
    else
      g_assert_cmpfloat_with_epsilon (squares[e] / n, 1, 1e-3);
  }
  examples_free (train);
}

/* Before anything is learnt the network already says how frequent a label is,
 * so the first loss is near the entropy of the means. */
static void
test_bias_starts_at_the_mean (void)
{
  Examples *train = examples_new (40, 1, FALSE);
  g_autoptr (GlsModel) model = small_model (1);
  GlsTrainOptions options = small_options ();
  g_autoptr (GlsTrainer) trainer = NULL;
  const GlsLayer *last =
      gls_graph_layer (model->graph, model->graph->layers->len - 2);

  for (size_t i = 0; i < train->n; i++) {
    train->targets[i * 3] = 0.1f;
    train->targets[i * 3 + 1] = 0.0f;
    train->targets[i * 3 + 2] = (float) (i % 2);
  }
  trainer = new_trainer (model, &options, train, NULL);
  gls_trainer_finish (trainer);
  g_assert_cmpfloat_with_epsilon (model->weights[last->tensors[1].offset],
      log (0.1 / 0.9), 1e-5);
  g_assert_cmpfloat_with_epsilon (model->weights[last->tensors[1].offset + 1],
      log (1e-4 / (1 - 1e-4)), 1e-3);
  g_assert_cmpfloat_with_epsilon (model->weights[last->tensors[1].offset + 2],
      0, 1e-5);
  examples_free (train);
}

static GlsModel *
train_with_threads (guint n_threads, guint64 seed, const Examples *train)
{
  GlsModel *model = small_model (1);
  GlsTrainOptions options = small_options ();
  g_autoptr (GlsTrainer) trainer = NULL;

  options.n_threads = n_threads;
  options.seed = seed;
  options.epochs = 3;
  trainer = new_trainer (model, &options, train, NULL);
  while (!gls_trainer_is_done (trainer))
    run_epoch (trainer);
  gls_trainer_finish (trainer);
  return model;
}

/* A mini-batch of 20 is cut into parts of 8, 8 and 4, and yet the step that it
 * makes is Adam's with the gradient of all 20 at once. */
static void
test_parts_make_one_step (void)
{
  const size_t n = 20;
  Examples *train = examples_new (n, 1, FALSE);
  g_autoptr (GlsModel) model = small_model (1);
  const size_t n_weights = model->graph->n_weights;
  const size_t n_layers = model->graph->layers->len;
  GlsTrainOptions options = small_options ();
  g_autoptr (GlsTrainer) trainer = NULL;
  g_autoptr (GlsWorkspace) workspace =
      gls_workspace_new (model->graph, 0, n_layers - 1, n, TRUE);
  g_autofree float *before = NULL, *gradients = g_new0 (float, n_weights);
  g_autofree float *x = g_new (float, n *SMALL_SEGMENT);
  float y[20 * SMALL_LABELS], dz[20 * SMALL_LABELS];
  guint64 examples[20];
  size_t order[20], checked = 0;
  GlsPass pass = { .training = TRUE, .examples = examples };
  double largest = 0;
  GlsRng rng;

  options.batch = n;
  options.schedule = GLS_SCHEDULE_CONSTANT;
  options.weight_decay = 0;
  trainer = new_trainer (model, &options, train, NULL);
  gls_trainer_finish (trainer);
  before = g_memdup2 (model->weights, n_weights * sizeof (float));

  gls_rng_init (&rng, options.seed, GLS_RNG_SHUFFLE, 0, 0);
  gls_rng_permutation (&rng, n, order);
  for (size_t i = 0; i < n; i++) {
    memcpy (x + i * SMALL_SEGMENT, train->frames + order[i] * SMALL_SEGMENT,
        SMALL_SEGMENT * sizeof (float));
    memcpy (y + i * SMALL_LABELS, train->targets + order[i] * SMALL_LABELS,
        SMALL_LABELS * sizeof (float));
    examples[i] = i;
  }
  pass.weights = before;
  pass.gradients = gradients;
  pass.seed = options.seed;
  gls_loss_sum (options.loss, n * SMALL_LABELS,
      gls_workspace_forward (workspace, &pass, n, x), y, 1, dz);
  gls_workspace_backward (workspace, &pass, n, dz);

  run_epoch (trainer);
  gls_trainer_finish (trainer);
  /* Adam's first step has the learning rate's size and the gradient's sign. */
  for (size_t i = 0; i < n_weights; i++)
    largest = MAX (largest, fabs ((double) gradients[i]));
  for (size_t i = 0; i < n_weights; i++) {
    if (fabs ((double) gradients[i]) < 1e-4 * largest)
      continue;
    g_assert_cmpfloat_with_epsilon (model->weights[i],
        before[i]
            - (gradients[i] > 0 ? 1.0f : -1.0f) * (float) options.learning_rate,
        1e-5);
    checked++;
  }
  g_assert_cmpuint (checked, >, n_weights / 2);
  examples_free (train);
}

/* One seed, the same bits twice, on one thread, two or five. */
static void
test_same_bits (void)
{
  Examples *train = examples_new (90, 1, FALSE);
  g_autoptr (GlsModel) a = train_with_threads (1, 9, train);
  g_autoptr (GlsModel) b = train_with_threads (1, 9, train);
  g_autoptr (GlsModel) c = train_with_threads (2, 9, train);
  g_autoptr (GlsModel) d = train_with_threads (5, 9, train);
  g_autoptr (GlsModel) e = train_with_threads (1, 10, train);

  assert_same_weights (a, b);
  assert_same_weights (a, c);
  assert_same_weights (a, d);
  g_assert_true (memcmp (a->weights, e->weights,
                     a->graph->n_weights * sizeof (float))
      != 0);
  examples_free (train);
}

/* Trains with so much memory for segments, and a folder for what is more. */
static GlsModel *
train_in_room (const char *place, guint64 n_bytes, const Examples *train,
    const Examples *valid, GError **error)
{
  g_autoptr (GlsModel) model = small_model (1);
  GlsTrainOptions options = small_options ();
  g_autoptr (GlsTrainer) trainer = gls_trainer_new (model, &options, NULL);

  gls_trainer_set_room (trainer, place, n_bytes);
  if (!gls_trainer_load (trainer, &train->data, &valid->data, error))
    return NULL;
  for (guint i = 0; i < 3; i++)
    run_epoch (trainer);
  gls_trainer_finish (trainer);
  return g_steal_pointer (&model);
}

/* Segments learn the same wherever they are kept: all in memory, some of them,
 * none. A file that cannot be is told, and nothing stays in the folder. */
static void
test_segments_in_a_file (void)
{
  Examples *train = examples_new (50, 1, FALSE);
  Examples *valid = examples_new (20, 2, FALSE);
  g_autofree char *place = g_build_filename (folder, "room", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) all = train_in_room (NULL, 0, train, valid, &error);
  g_autoptr (GlsModel) some = NULL, none = NULL;

  g_assert_cmpint (g_mkdir (place, 0700), ==, 0);
  some = train_in_room (place, 25 * SMALL_SEGMENT * sizeof (float), train,
      valid, &error);
  none = train_in_room (place, 0, train, valid, &error);
  g_assert_no_error (error);
  assert_same_weights (all, some);
  assert_same_weights (all, none);
  g_assert_cmpint (g_rmdir (place), ==, 0);
  g_assert_null (train_in_room (place, 0, train, valid, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_assert_nonnull (strstr (error->message, place));
  examples_free (train);
  examples_free (valid);
}

/* A callback may deliver what an array would; each example is asked for once,
 * since the layers before the first trained one run only when loading. */
typedef struct
{
  const Examples *examples;
  size_t calls;
  size_t fail_at;
} Reader;

static gboolean
read_example (size_t i, float *frames, gpointer user_data, GError **error)
{
  Reader *reader = user_data;

  if (reader->calls++ == reader->fail_at) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "the disk is gone");
    return FALSE;
  }
  memcpy (frames, reader->examples->frames + i * SMALL_SEGMENT,
      SMALL_SEGMENT * sizeof (float));
  return TRUE;
}

static void
test_callback (void)
{
  Examples *train = examples_new (90, 1, FALSE);
  Examples *called = examples_new (90, 1, FALSE);
  Reader reader = { train, 0, G_MAXSIZE };
  g_autoptr (GlsModel) a = train_with_threads (1, 9, train);
  g_autoptr (GlsModel) b = NULL;

  called->data.frames = NULL;
  called->data.read = read_example;
  called->data.user_data = &reader;
  b = train_with_threads (1, 9, called);
  assert_same_weights (a, b);
  g_assert_cmpuint (reader.calls, ==, 90);
  examples_free (train);
  examples_free (called);
}

/* RESUMING */

static void
run_epochs (GlsTrainer *trainer, guint n)
{
  while (n-- > 0)
    run_epoch (trainer);
}

/* Whether it is interrupted after no epoch, some, or before the last, a
 * resumed run ends with the bits of one that was not: also where the best epoch
 * was before the interruption, as against a validation set that is wrong. */
static void
check_resume (GlsTrainOptions options, gboolean wrong)
{
  Examples *train = examples_new (90, 1, FALSE);
  Examples *valid = examples_new (30, 2, wrong);
  g_autofree char *path = g_build_filename (folder, "checkpoint", NULL);
  g_autoptr (GlsModel) straight = small_model (1);
  g_autoptr (GlsTrainer) whole = new_trainer (straight, &options, train, valid);

  run_epochs (whole, options.epochs);
  gls_trainer_finish (whole);

  for (guint stop = 0; stop < options.epochs; stop += 3) {
    g_autoptr (GlsModel) before = small_model (1), after = small_model (1);
    g_autoptr (GlsTrainer) first = new_trainer (before, &options, train, valid);
    g_autoptr (GlsTrainer) second = NULL;
    g_autoptr (GError) error = NULL;

    run_epochs (first, stop);
    g_assert_true (gls_trainer_save_checkpoint (first, path, &error));
    options.n_threads = 2; /* which is no other run */
    second = new_trainer (after, &options, train, valid);
    g_assert_true (gls_trainer_resume (second, path, &error));
    g_assert_cmpuint (gls_trainer_get_epoch (second), ==, stop);
    g_assert_cmpuint (gls_trainer_get_best_epoch (second), ==,
        gls_trainer_get_best_epoch (first));
    run_epochs (second, options.epochs - stop);
    g_assert_true (gls_trainer_is_done (second));
    g_assert_cmpuint (gls_trainer_get_best_epoch (second), ==,
        gls_trainer_get_best_epoch (whole));
    gls_trainer_finish (second);
    assert_same_weights (straight, after);
  }
  examples_free (train);
  examples_free (valid);
}

static void
test_resume_is_exact (gconstpointer data)
{
  check_resume (small_options (), GPOINTER_TO_INT (data));
}

/* All that is done to examples, on; of the two chunks of frames one may be
 * masked. */
static GlsTrainOptions
augmenting_options (void)
{
  GlsTrainOptions options = small_options ();

  options.label_smoothing = 0.1;
  options.weight_averaging = 0.9;
  options.mixup = 0.4;
  options.lambda_shift = 1;
  options.mask_frames = 1;
  options.mask_rows = 1;
  options.levels = GLS_LEVELS_DECIBELS;
  options.level_range = 3;
  options.equaliser_range = 2;
  return options;
}

/* The same with the mean of the weights, and with what is random. */
static void
test_resume_of_augmented (void)
{
  check_resume (augmenting_options (), FALSE);
}

static GlsModel *
train_augmented (const GlsTrainOptions *options, const Examples *train)
{
  GlsModel *model = small_model (1);
  g_autoptr (GlsTrainer) trainer = new_trainer (model, options, train, NULL);

  run_epochs (trainer, options->epochs);
  gls_trainer_finish (trainer);
  return model;
}

/* Each of them changes what is learnt, and none by the number of threads. What
 * is fitted to the training set stays what it is without. */
static void
test_augmentation (void)
{
  const GlsTrainOptions all = augmenting_options (), plain = small_options ();
  Examples *train = examples_new (90, 1, FALSE);
  g_autoptr (GlsModel) before = train_augmented (&plain, train);
  const GlsTensor *mean = &gls_graph_layer (before->graph, 1)->tensors[0];
  GlsTrainOptions each[8];

  for (size_t i = 0; i < G_N_ELEMENTS (each); i++)
    each[i] = plain;
  each[6].levels = each[7].levels = all.levels;
  each[0].label_smoothing = all.label_smoothing;
  each[1].weight_averaging = all.weight_averaging;
  each[2].mixup = all.mixup;
  each[3].lambda_shift = all.lambda_shift;
  each[4].mask_frames = all.mask_frames;
  each[5].mask_rows = all.mask_rows;
  each[6].level_range = all.level_range;
  each[7].equaliser_range = all.equaliser_range;
  for (size_t i = 0; i < G_N_ELEMENTS (each); i++) {
    g_autoptr (GlsModel) one = train_augmented (&each[i], train);
    g_autoptr (GlsModel) two = NULL;

    each[i].n_threads = 3;
    two = train_augmented (&each[i], train);
    assert_same_weights (one, two);
    g_assert_cmpint (memcmp (one->weights, before->weights,
                         one->graph->n_weights * sizeof (float)),
        !=, 0);
    g_assert_cmpmem (one->weights + mean->offset, 2 * mean->n * sizeof (float),
        before->weights + mean->offset, 2 * mean->n * sizeof (float));
  }
  examples_free (train);
}

/* Augmentation does not keep a network from learning, and what is kept is the
 * mean of the weights: it is what was validated. */
static void
test_learns_augmented (void)
{
  Examples *train = examples_new (90, 1, FALSE);
  Examples *valid = examples_new (30, 2, FALSE);
  GlsTrainOptions options = augmenting_options ();
  g_autoptr (GlsModel) model = small_model (1);
  g_autoptr (GlsTrainer) trainer = NULL;
  GlsEpochReport first, last;

  options.label_smoothing = 0;
  options.epochs = 20;
  trainer = new_trainer (model, &options, train, valid);
  first = run_epoch (trainer);
  run_epochs (trainer, 18);
  last = run_epoch (trainer);
  g_assert_cmpfloat (last.valid_loss, <, 0.95 * first.valid_loss);
  examples_free (train);
  examples_free (valid);
}

/* Writes the header of a .safetensors file anew, with @to for @from. */
static void
replace_in_header (const char *path, const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GString) header = NULL, file = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n;
  size_t length;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  memcpy (&n, bytes, sizeof n);
  header = g_string_new_len (bytes + 8, (gssize) GUINT64_FROM_LE (n));
  g_assert_cmpuint (g_string_replace (header, from, to, 0), ==, 1);
  n = GUINT64_TO_LE ((guint64) header->len);
  file = g_string_new_len ((const char *) &n, sizeof n);
  g_string_append_len (file, header->str, (gssize) header->len);
  n = 8 + GUINT64_FROM_LE (*(guint64 *) bytes);
  g_string_append_len (file, bytes + n, (gssize) (length - n));
  g_file_set_contents (path, file->str, (gssize) file->len, &error);
  g_assert_no_error (error);
}

/* An older writer gave the same number other digits, and the choice of the best
 * epoch another name; it is the same run. */
static void
test_resume_of_older_runs (void)
{
  Examples *train = examples_new (90, 1, FALSE);
  g_autofree char *path = g_build_filename (folder, "digits", NULL);
  GlsTrainOptions options = small_options ();
  g_autoptr (GlsModel) model = small_model (1);
  g_autoptr (GlsTrainer) trainer = new_trainer (model, &options, train, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (gls_trainer_save_checkpoint (trainer, path, &error));
  replace_in_header (path, ":0.9,", ":0.90000000000000002,");
  g_assert_true (gls_trainer_resume (trainer, path, &error));
  g_assert_no_error (error);
  replace_in_header (path, ":\\\\\\\"loss", ":\\\\\\\"validation loss");
  g_assert_true (gls_trainer_resume (trainer, path, &error));
  g_assert_no_error (error);
  /* It also knew nothing of what came later, which was off. */
  replace_in_header (path,
      "\\\\\\\"mixup\\\\\\\":0.0,\\\\\\\"lambda_shift\\\\\\\":0,", "");
  g_assert_true (gls_trainer_resume (trainer, path, &error));
  g_assert_no_error (error);
  replace_in_header (path, ":0.90000000000000002,", ":0.91,");
  g_assert_false (gls_trainer_resume (trainer, path, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  examples_free (train);
}

static void
assert_no_resume (GlsTrainer *trainer, const char *path, GlsError code,
    const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (gls_trainer_resume (trainer, path, &error));
  g_assert_error (error, GLS_ERROR, (gint) code);
  if (strstr (error->message, reason) == NULL)
    g_error ("\"%s\" instead of \"%s\"", error->message, reason);
}

/* A checkpoint of another run, a damaged one, or none: refused, and training
 * goes on as if nothing had happened. */
static void
test_resume_refuses (void)
{
  Examples *train = examples_new (90, 1, FALSE);
  Examples *other = examples_new (90, 3, FALSE);
  g_autofree char *path = g_build_filename (folder, "run", NULL);
  g_autofree char *damaged = g_build_filename (folder, "damaged", NULL);
  g_autofree char *model_path = g_build_filename (folder, "model", NULL);
  g_autofree char *bytes = NULL;
  GlsTrainOptions options = small_options (), changed = small_options ();
  g_autoptr (GlsModel) model = small_model (1), model2 = small_model (1),
                       expected = NULL;
  g_autoptr (GlsTrainer) trainer = NULL, with_options = NULL, with_data = NULL;
  g_autoptr (GError) error = NULL;
  size_t length;

  options.epochs = changed.epochs = 3;
  changed.learning_rate *= 2;
  trainer = new_trainer (model, &options, train, NULL);
  g_assert_true (gls_trainer_save_checkpoint (trainer, path, &error));
  with_options = new_trainer (model2, &changed, train, NULL);
  assert_no_resume (with_options, path, GLS_ERROR_DATA,
      "a run with other options");
  with_data = new_trainer (model2, &options, other, NULL);
  assert_no_resume (with_data, path, GLS_ERROR_DATA, "a run with other data");

  assert_no_resume (trainer, damaged, GLS_ERROR_IO, "cannot read");
  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (damaged, bytes, (gssize) length - 1, &error);
  g_assert_no_error (error);
  assert_no_resume (trainer, damaged, GLS_ERROR_MODEL, "cannot resume");
  bytes[length - 1] = 0x7f; /* the last float: now a NaN */
  bytes[length - 2] = (char) 0xc0;
  g_file_set_contents (damaged, bytes, (gssize) length, &error);
  g_assert_no_error (error);
  assert_no_resume (trainer, damaged, GLS_ERROR_MODEL, "finite");
  g_assert_true (gls_model_save (model, model_path, GLS_DTYPE_F32, &error));
  assert_no_resume (trainer, model_path, GLS_ERROR_MODEL, "no checkpoint");

  run_epochs (trainer, 3);
  gls_trainer_finish (trainer);
  expected = train_with_threads (1, options.seed, train);
  assert_same_weights (model, expected);
  examples_free (train);
  examples_free (other);
}

/* CHOOSING AND STOPPING */

/* Against a validation set where the opposite is true, learning makes things
 * worse: the best epoch is an early one, patience ends the run, and the best
 * weights are those that are kept. */
static void
test_early_stopping (void)
{
  Examples *train = examples_new (200, 1, FALSE);
  Examples *valid = examples_new (60, 2, TRUE);
  g_autoptr (GlsModel) model = small_model (1);
  GlsTrainOptions options = small_options ();
  g_autoptr (GlsTrainer) trainer = NULL;
  GlsEpochReport report;
  float p[60 * SMALL_LABELS];
  double best = INFINITY, loss = 0;
  guint best_epoch = 0, epochs = 0;

  options.epochs = 50;
  options.patience = 3;
  options.schedule = GLS_SCHEDULE_CONSTANT;
  trainer = new_trainer (model, &options, train, valid);
  while (!gls_trainer_is_done (trainer)) {
    report = run_epoch (trainer);
    epochs++;
    g_assert_true (report.is_best == (report.valid_loss < best));
    if (report.valid_loss < best) {
      best = report.valid_loss;
      best_epoch = report.epoch;
    }
  }
  g_assert_cmpuint (epochs, ==, best_epoch + 3);
  g_assert_cmpuint (gls_trainer_get_best_epoch (trainer), ==, best_epoch);
  gls_trainer_predict_valid (trainer, p);
  for (size_t i = 0; i < G_N_ELEMENTS (p); i++) {
    double y = (double) valid->targets[i], q = (double) p[i];

    loss -= y * log (q) + (1 - y) * log (1 - q);
  }
  g_assert_cmpfloat_with_epsilon (loss / (double) G_N_ELEMENTS (p), best, 1e-5);
  examples_free (train);
  examples_free (valid);
}

/* The metric's verdict is taken where that is asked for. */
static double
third_is_best (const float *p, const float *y, size_t n, size_t n_labels,
    gpointer user_data)
{
  guint *epoch = user_data;

  return ++*epoch == 3 ? 1.0 : *epoch == 1 ? (double) NAN : 0.5;
}

static void
test_choose_by_metric (void)
{
  Examples *train = examples_new (60, 1, FALSE);
  g_autoptr (GlsModel) model = small_model (1);
  g_autoptr (GlsTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  GlsTrainOptions options = small_options ();
  guint epoch = 0;

  options.choose_by_metric = TRUE;
  trainer = gls_trainer_new (model, &options, NULL);
  g_assert_false (gls_trainer_load (trainer, &train->data, &train->data,
      &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
  gls_trainer_set_metric (trainer, third_is_best, &epoch);
  g_assert_true (gls_trainer_load (trainer, &train->data, &train->data, NULL));
  run_epochs (trainer, 5);
  g_assert_cmpuint (gls_trainer_get_best_epoch (trainer), ==, 3);
  examples_free (train);
}

/* WHAT CANNOT BE TRAINED */

static void
assert_load_fails (const Examples *examples, GlsError code, const char *reason)
{
  g_autoptr (GlsModel) model = small_model (1);
  GlsTrainOptions options = small_options ();
  g_autoptr (GlsTrainer) trainer = gls_trainer_new (model, &options, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (gls_trainer_load (trainer, &examples->data, NULL, &error));
  g_assert_error (error, GLS_ERROR, (gint) code);
  if (strstr (error->message, reason) == NULL)
    g_error ("\"%s\" instead of \"%s\"", error->message, reason);
}

static void
test_bad_data (void)
{
  Examples *examples = examples_new (10, 1, FALSE);
  Reader reader = { examples, 0, 4 };

  examples->targets[7 * 3 + 2] = 1.5f;
  assert_load_fails (examples, GLS_ERROR_DATA, "label 2 is 1.5");
  examples->targets[7 * 3 + 2] = -0.5f;
  assert_load_fails (examples, GLS_ERROR_DATA, "label 2 is -0.5");
  examples->targets[7 * 3 + 2] = INFINITY;
  assert_load_fails (examples, GLS_ERROR_DATA, "example 7");
  examples->targets[7 * 3 + 2] = 1.0f;
  examples->frames[8 * SMALL_SEGMENT + 5] = -INFINITY;
  assert_load_fails (examples, GLS_ERROR_DATA, "example 8: value 5");
  examples->data.n = 0;
  assert_load_fails (examples, GLS_ERROR_DATA, "no training example");
  examples->data.n = 10;
  examples->data.frames = NULL;
  examples->data.read = read_example;
  examples->data.user_data = &reader;
  assert_load_fails (examples, GLS_ERROR_IO, "the disk is gone");
  examples_free (examples);
}

static void
test_bad_options (void)
{
  g_autoptr (GlsModel) model = small_model (1);
  GlsTrainOptions bad[8];

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    bad[i] = small_options ();
  bad[0].learning_rate = -1;
  bad[1].learning_rate = NAN;
  bad[2].batch = 0;
  bad[3].batch = 1025;
  bad[4].epochs = 0;
  bad[5].beta1 = 1;
  bad[6].mixup = 1.5;
  bad[7].mask_frames = 2; /* of two chunks */
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (gls_trainer_new (model, &bad[i], &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_INVALID_SPEC);
  }
}

/* An architecture says how it is trained; what it gets wrong is named. */
static void
test_options_of_architectures (void)
{
  static const char frame[] =
      "{\"architecture\":1,\"name\":\"x\",\"front_end\":{},\"frames\":1,"
      "\"layers\":[],\"training\":{%s}}";
  static const char *const bad[] = { "\"loss\":\"l1\"", "\"epochs\":0",
    "\"batch\":\"32\"", "\"learning_rate\":0", "\"colour\":1" };
  GlsTrainOptions options = small_options ();

  g_assert_cmpint (options.loss, ==, GLS_LOSS_BCE);
  g_assert_cmpuint (options.epochs, ==, 8);
  g_assert_cmpuint (options.batch, ==, 20);
  g_assert_cmpfloat (options.learning_rate, ==, 0.01);
  g_assert_cmpfloat (options.beta2, ==, 0.999);
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GlsArchitecture) arch = NULL;
    g_auto (GStrv) parts = g_strsplit (frame, "%s", 2);

    text = g_strconcat (parts[0], bad[i], parts[1], NULL);
    arch = gls_architecture_parse (text, strlen (text), &error);
    g_assert_no_error (error);
    g_assert_false (gls_train_options_set_from_arch (&options, arch, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    g_assert_cmpuint (options.epochs, ==, 8);
  }
}

/* Layers that the trainer cannot serve are refused before any data is read. */
static void
test_bad_networks (void)
{
  static const struct
  {
    const char *layers, *reason;
  } bad[] = {
    { "{\"type\":\"sigmoid\"}", "no layer that can be trained" },
    { "{\"type\":\"dense\",\"units\":3},{\"type\":\"standardise\"},"
      "{\"type\":\"sigmoid\"}",
        "cannot be fitted" },
    { "{\"type\":\"residual\",\"layers\":[{\"type\":\"elu\"},"
      "{\"type\":\"standardise\"}]},"
      "{\"type\":\"dense\",\"units\":3},{\"type\":\"sigmoid\"}",
        "or in a residual" },
  };
  static const char *const labels[] = { "a", "b", "c", NULL };
  const size_t shape[] = { 3 };
  GlsTrainOptions options = small_options ();

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"architecture\":1,\"name\":\"x\",\"front_end\":{},"
                         "\"frames\":1,"
                         "\"layers\":[%s]}",
            bad[i].layers);
    g_autoptr (GError) error = NULL;
    g_autoptr (GlsModel) model =
        model_from_text (text, shape, 1, labels, 1, &error);

    g_assert_no_error (error);
    g_assert_null (gls_trainer_new (model, &options, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    g_assert_nonnull (strstr (error->message, bad[i].reason));
  }
}

/* A residual that begins with layers that are not trained is not cut in two:
 * what the trainer knows of the validation set is what the finished model
 * says. */
static void
test_residual_is_whole (void)
{
  static const char *const labels[] = { "a", "b", NULL };
  static const char text[] =
      "{\"architecture\":1,\"name\":\"x\",\"front_end\":{},\"frames\":1,"
      "\"layers\":[{\"type\":\"standardise\"},{\"type\":\"fold\"},"
      "{\"type\":\"residual\",\"layers\":[{\"type\":\"elu\"},"
      "{\"type\":\"conv2d\",\"channels\":1}]},"
      "{\"type\":\"dense\",\"units\":2},{\"type\":\"sigmoid\"}]}";
  const size_t shape[] = { 3 };
  g_autofree float *x = random_floats (20 * 3, 1);
  float targets[20 * 2], p[20 * 2], q[2];
  const GlsTrainData data = { .n = 20, .frames = x, .targets = targets };
  GlsTrainOptions options = small_options ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model =
      model_from_text (text, shape, 1, labels, 1, &error);
  g_autoptr (GlsTrainer) trainer = NULL;
  g_autoptr (GlsPredictor) predictor = NULL;
  double first = 0.0, last = 0.0;

  g_assert_no_error (error);
  for (size_t i = 0; i < 20; i++) {
    targets[2 * i] = x[3 * i] > 0;
    targets[2 * i + 1] = x[3 * i + 1] > x[3 * i + 2];
  }
  trainer = gls_trainer_new (model, &options, &error);
  g_assert_no_error (error);
  g_assert_true (gls_trainer_load (trainer, &data, &data, &error));
  while (!gls_trainer_is_done (trainer)) {
    last = run_epoch (trainer).train_loss;
    first = first > 0.0 ? first : last;
  }
  g_assert_cmpfloat (last, <, first);
  gls_trainer_predict_valid (trainer, p);
  gls_trainer_finish (trainer);
  predictor = gls_predictor_new (model);
  for (size_t i = 0; i < 20; i++) {
    gls_predictor_run (predictor, x + 3 * i, q);
    for (size_t k = 0; k < 2; k++)
      g_assert_cmpfloat_with_epsilon (p[2 * i + k], q[k], 1e-6);
  }
}

/* Steps so large that weights overflow end in a sentence, not in a model of
 * NaNs. */
static void
test_divergence (void)
{
  static const char *const labels[] = { "a", NULL };
  const size_t shape[] = { 2 };
  /* Contradictory, so that no weights are ever good enough */
  const float frames[] = { 1, 2, 1, 2 }, targets[] = { 0, 1 };
  const GlsTrainData data = { .n = 2, .frames = frames, .targets = targets };
  GlsTrainOptions options = small_options ();
  g_autoptr (GString) text = g_string_new ("{\"architecture\":1,\"name\":\"x\","
                                           "\"front_end\":{},\"frames\":1,"
                                           "\"layers\":[");
  g_autoptr (GlsModel) model = NULL;
  g_autoptr (GlsTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  GlsEpochReport report;

  /* 800^40 is more than a float holds. */
  for (size_t i = 0; i < 40; i++)
    g_string_append (text, "{\"type\":\"dense\",\"units\":8},");
  g_string_append (text,
      "{\"type\":\"dense\",\"units\":1},{\"type\":\"sigmoid\"}]}");
  model = model_from_text (text->str, shape, 1, labels, 1, &error);
  g_assert_no_error (error);

  options.learning_rate = 100;
  options.schedule = GLS_SCHEDULE_CONSTANT;
  options.epochs = 10;
  trainer = gls_trainer_new (model, &options, NULL);
  g_assert_true (gls_trainer_load (trainer, &data, NULL, NULL));
  while (!gls_trainer_is_done (trainer)
      && gls_trainer_run_epoch (trainer, &report, &error))
    ;
  g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "diverged"));
}

int
main (int argc, char **argv)
{
  int status;

  openblas_set_num_threads (1);
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("gls-test-trainer-XXXXXX", NULL);
  g_test_add_func ("/loss/values", test_loss_values);
  g_test_add_func ("/loss/stable", test_loss_is_stable);
  g_test_add_func ("/loss/unknown", test_loss_of_unknown);
  g_test_add_func ("/loss/gradients", test_loss_gradients);
  g_test_add_func ("/network/gradient", test_network_gradient);
  g_test_add_func ("/adam/values", test_adam_values);
  g_test_add_func ("/schedules", test_schedules);
  g_test_add_func ("/team", test_team);
  g_test_add_data_func ("/trainer/learns/mse", GINT_TO_POINTER (FALSE),
      test_learns);
  g_test_add_data_func ("/trainer/learns/bce", GINT_TO_POINTER (TRUE),
      test_learns);
  g_test_add_func ("/trainer/statistics", test_statistics_are_fitted);
  g_test_add_func ("/trainer/bias", test_bias_starts_at_the_mean);
  g_test_add_func ("/trainer/parts", test_parts_make_one_step);
  g_test_add_func ("/trainer/same-bits", test_same_bits);
  g_test_add_func ("/trainer/in-a-file", test_segments_in_a_file);
  g_test_add_func ("/trainer/callback", test_callback);
  g_test_add_data_func ("/trainer/resume/better", GINT_TO_POINTER (FALSE),
      test_resume_is_exact);
  g_test_add_data_func ("/trainer/resume/worse", GINT_TO_POINTER (TRUE),
      test_resume_is_exact);
  g_test_add_func ("/trainer/resume/augmented", test_resume_of_augmented);
  g_test_add_func ("/trainer/augmentation", test_augmentation);
  g_test_add_func ("/trainer/learns/augmented", test_learns_augmented);
  g_test_add_func ("/trainer/resume-refuses", test_resume_refuses);
  g_test_add_func ("/trainer/resume-older", test_resume_of_older_runs);
  g_test_add_func ("/trainer/early-stopping", test_early_stopping);
  g_test_add_func ("/trainer/metric", test_choose_by_metric);
  g_test_add_func ("/trainer/bad-data", test_bad_data);
  g_test_add_func ("/trainer/bad-options", test_bad_options);
  g_test_add_func ("/trainer/architectures", test_options_of_architectures);
  g_test_add_func ("/trainer/bad-networks", test_bad_networks);
  g_test_add_func ("/trainer/residual", test_residual_is_whole);
  g_test_add_func ("/trainer/divergence", test_divergence);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
