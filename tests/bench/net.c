/* How fast the network is, beside bare matrix products.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   bench-net ARCH.json SHAPE SECONDS_PER_SEGMENT [THREADS]
 *
 * Prints the arithmetic rate of every layer forward and backward, with so many
 * threads at it at once as in training (2), each on a part of a mini-batch of
 * its own; and beside it which part that is of the rate of a plain product of
 * two matrices, measured right before on the same threads. Rates are per second
 * of processor time of one thread, so that what else the machine does counts
 * less, and per second of the clock for all threads together.
 *
 * Then predictions per second, how many times faster than real time that is,
 * and the training rate.
 */
#include "train/architecture.h"
#include "net/model-private.h"
#include "net/rng.h"
#include "team.h"
#include "train/trainer.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BATCH 8
#define MIN_SECONDS 0.1
/* Large enough for the product to run at full speed, and to fit in a cache */
#define SIDE 384
#define MAX_THREADS 64
/* What a run of the trainer or of the predictor may take, about */
#define MOST_FLOP 1e11
#define MOST_VALUES 3e8
/* What a layer takes in or gives at once */
#define MOST_IN_LAYER ((size_t) 1 << 24)

#ifdef __OPTIMIZE__
#define BUILD "optimised"
#else
#define BUILD "not optimised"
#endif

/* Normal numbers, the same few thousand again and again */
static float *
random_floats (size_t n)
{
  float *x = g_new (float, n);
  GlsRng rng;

  gls_rng_init (&rng, 1, GLS_RNG_INIT, 0, 0);
  for (size_t i = 0; i < n; i++)
    x[i] = i < 4096 ? (float) gls_rng_normal (&rng) : x[i - 4096];
  return x;
}

static double
seconds_of (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

/* TIMING */

typedef void (*CallFunc) (size_t thread, gpointer data);

/* One kind of call, again and again on each thread */
typedef struct
{
  CallFunc call;
  gpointer data;
  size_t calls[MAX_THREADS];
  double seconds[MAX_THREADS]; /* of the processor */
} Timing;

/* How much of it each second brings */
typedef struct
{
  double of_thread; /* calls, per second of one thread's processor time */
  double of_clock;  /* calls of all threads, per second */
} Rate;

static void
repeat (size_t task, size_t member, gpointer data)
{
  Timing *timing = data;
  const double begin = seconds_of (CLOCK_THREAD_CPUTIME_ID);

  do {
    timing->call (task, timing->data);
    timing->calls[task]++;
    timing->seconds[task] = seconds_of (CLOCK_THREAD_CPUTIME_ID) - begin;
  } while (timing->seconds[task] < MIN_SECONDS);
}

static Rate
measure (GlsTeam *team, size_t n_threads, CallFunc call, gpointer data)
{
  Timing timing = { .call = call, .data = data };
  const double begin = seconds_of (CLOCK_MONOTONIC);
  double calls = 0.0, seconds = 0.0, clock;

  gls_team_run (team, n_threads, repeat, &timing);
  clock = seconds_of (CLOCK_MONOTONIC) - begin;
  for (size_t i = 0; i < n_threads; i++) {
    calls += (double) timing.calls[i];
    seconds += timing.seconds[i];
  }
  return (Rate){ calls / seconds, calls / clock };
}

/* THE YARDSTICK */

typedef struct
{
  float *a, *b, *c[MAX_THREADS];
} Product;

static void
multiply (size_t thread, gpointer data)
{
  const Product *product = data;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE,
      1.0f, product->a, SIDE, product->b, SIDE, 0.0f, product->c[thread], SIDE);
}

/* GFLOP/s of one thread, and of all */
static Rate
measure_product (GlsTeam *team, size_t n_threads)
{
  Product product = { .a = random_floats (SIDE * SIDE),
    .b = random_floats (SIDE * SIDE) };
  const double gflop = 2e-9 * SIDE * SIDE * SIDE;
  Rate rate;

  for (size_t i = 0; i < n_threads; i++)
    product.c[i] = g_new0 (float, SIDE *SIDE);
  rate = measure (team, n_threads, multiply, &product);
  for (size_t i = 0; i < n_threads; i++)
    g_free (product.c[i]);
  g_free (product.a);
  g_free (product.b);
  return (Rate){ rate.of_thread * gflop, rate.of_clock * gflop };
}

/* LAYERS */

/* A layer with all that it works with, a set for each thread */
typedef struct
{
  const GlsLayer *layer;
  size_t n; /* segments */
  float *x[MAX_THREADS], *y[MAX_THREADS], *dx[MAX_THREADS], *dy[MAX_THREADS];
  float *saved[MAX_THREADS];
  GlsPass pass[MAX_THREADS];
} Works;

static void
works_init (Works *self, const GlsModel *model, size_t i, size_t n_threads)
{
  const GlsLayer *layer = gls_graph_layer (model->graph, i);
  const size_t size_in = gls_shape_size (&layer->in);
  const size_t size_out = gls_shape_size (&layer->out);
  const size_t n = CLAMP (MOST_IN_LAYER / MAX (size_in, size_out), 1, BATCH);
  const size_t n_in = n * size_in, n_out = n * size_out;

  self->layer = layer;
  self->n = n;
  for (size_t k = 0; k < n_threads; k++) {
    self->x[k] = random_floats (n_in);
    self->dx[k] = random_floats (n_in);
    self->y[k] = random_floats (n_out);
    self->dy[k] = random_floats (n_out);
    self->saved[k] = g_new0 (float, n * layer->n_saved + 1);
    self->pass[k] = (GlsPass){ .weights = model->weights,
      .gradients = g_new0 (float, model->graph->n_weights + 1),
      .scratch =
          g_new0 (float, layer->n_scratch + n * layer->n_example_scratch + 1),
      .skipped = self->x[k],
      .training = TRUE };
  }
}

static void
works_clear (Works *self, size_t n_threads)
{
  for (size_t k = 0; k < n_threads; k++) {
    g_free (self->x[k]);
    g_free (self->y[k]);
    g_free (self->dx[k]);
    g_free (self->dy[k]);
    g_free (self->saved[k]);
    g_free (self->pass[k].gradients);
    g_free (self->pass[k].scratch);
  }
}

static void
run_forward (size_t thread, gpointer data)
{
  Works *self = data;

  self->layer->klass->forward (self->layer, &self->pass[thread], self->n,
      self->x[thread], self->y[thread], self->saved[thread]);
}

static void
run_backward (size_t thread, gpointer data)
{
  Works *self = data;

  self->layer->klass->backward (self->layer, &self->pass[thread], self->n,
      self->x[thread], self->y[thread], self->saved[thread], self->dy[thread],
      self->dx[thread]);
}

/* What a whole network takes, for a segment */
typedef struct
{
  double seconds, gflop, bare_seconds;
} Sum;

/* A column of three numbers, or only the time of what multiplies nothing. */
static void
print_rate (Rate calls, size_t n, double gflop, Rate bare, Sum *sum)
{
  const double segments = calls.of_thread * (double) n;
  const double rate = segments * gflop;

  sum->seconds += 1 / segments;
  sum->gflop += gflop;
  sum->bare_seconds += gflop / bare.of_thread;
  printf ("  %9.3f ms", 1e3 / segments);
  if (gflop > 0)
    printf (" %6.1f %6.1f %5.2f", rate, calls.of_clock * (double) n * gflop,
        rate / bare.of_thread);
  else
    printf ("%20s", "");
}

static void
bench_layer (GlsTeam *team, size_t n_threads, const GlsModel *model, size_t i,
    Sum *forward, Sum *backward)
{
  const GlsLayer *layer = gls_graph_layer (model->graph, i);
  const double gflop = 2e-9 * (double) layer->n_macs;
  const gboolean multiplies = gls_layer_is_trainable (layer);
  const Rate bare = measure_product (team, n_threads);
  g_autofree char *in = gls_shape_to_string (&layer->in);
  g_autofree char *out = gls_shape_to_string (&layer->out);
  Works works;

  works_init (&works, model, i, n_threads);
  printf ("%-18s %14s -> %-12s", layer->name, in, out);
  print_rate (measure (team, n_threads, run_forward, &works), works.n,
      multiplies ? gflop : 0, bare, forward);
  print_rate (measure (team, n_threads, run_backward, &works), works.n,
      multiplies ? 2 * gflop : 0, bare, backward);
  putchar ('\n');
  fflush (stdout);
  works_clear (&works, n_threads);
}

static void
print_sum (const char *what, const Sum *sum)
{
  printf ("all layers %s: %.3f ms a segment, %.1f GFLOP/s a thread, %.2f of "
          "the "
          "bare product\n",
      what, sum->seconds * 1e3, sum->gflop / sum->seconds,
      sum->bare_seconds / sum->seconds);
}

static void
bench_layers (GlsTeam *team, size_t n_threads, const GlsModel *model)
{
  Sum forward = { 0 }, backward = { 0 }, both;

  printf ("layers, %zu threads, up to %d segments at once on each. Forward, "
          "then "
          "backward: time of a thread for a\nsegment; GFLOP/s of a thread's "
          "own "
          "time; GFLOP/s of all threads by the clock; part of the bare "
          "product\n",
      n_threads, BATCH);
  for (size_t i = 0; i < model->graph->layers->len; i++)
    bench_layer (team, n_threads, model, i, &forward, &backward);
  both =
      (Sum){ forward.seconds + backward.seconds, forward.gflop + backward.gflop,
        forward.bare_seconds + backward.bare_seconds };
  print_sum ("forward", &forward);
  print_sum ("backward", &backward);
  print_sum ("both", &both);
}

/* THE WHOLE */

/* Seconds of one call */
#define TIME(call)                                                             \
  ({                                                                           \
    gint64 start = g_get_monotonic_time (), now;                               \
    size_t calls = 0;                                                          \
    do {                                                                       \
      call;                                                                    \
      calls++;                                                                 \
      now = g_get_monotonic_time ();                                           \
    } while ((double) (now - start) < MIN_SECONDS * 1e6);                      \
    (double) (now - start) * 1e-6 / (double) calls;                            \
  })

/* Values of the largest activation of a segment */
static double
largest_activation (const GlsModel *model)
{
  size_t largest = 0;

  for (size_t i = 0; i < model->graph->layers->len; i++)
    largest =
        MAX (largest, gls_shape_size (&gls_graph_layer (model->graph, i)->out));
  return (double) largest;
}

static void
bench_predictor (GlsModel *model, size_t n, double seconds_per_segment)
{
  GlsPredictor *predictor = NULL;
  size_t n_labels;
  g_autofree float *x = random_floats (n * gls_shape_size (&model->graph->in));
  g_autofree float *p = NULL;
  double seconds;

  if ((double) n * largest_activation (model) > MOST_VALUES)
    return;
  predictor = gls_predictor_new_many (model, n);
  gls_model_get_labels (model, &n_labels);
  p = g_new (float, n *n_labels);
  seconds = TIME (gls_predictor_run_many (predictor, n, x, p)) / (double) n;
  printf ("predict, %2zu at once: %8.3f ms, %7.1f per second, %6.1f GFLOP/s, "
          "%.0f times real time\n",
      n, seconds * 1e3, 1 / seconds,
      2.0 * (double) gls_model_get_n_macs (model) / seconds * 1e-9,
      seconds_per_segment / seconds);
  gls_predictor_free (predictor);
}

static gboolean
read_noise (size_t i, float *frames, gpointer user_data, GError **error)
{
  const GlsModel *model = user_data;
  GlsRng rng;

  gls_rng_init (&rng, 2, GLS_RNG_INIT, i, 0);
  for (size_t k = 0; k < gls_shape_size (&model->graph->in); k++)
    frames[k] = gls_rng_uniform (&rng);
  return TRUE;
}

static void
bench_trainer (GlsTeam *team, GlsModel *model, guint n_threads)
{
  const double gflop = 6e-9 * (double) gls_model_get_n_macs (model);
  const size_t n =
      (size_t) CLAMP (MOST_FLOP * 1e-9 / gflop, 2.0 * BATCH * n_threads, 256.0);
  const Rate bare = measure_product (team, n_threads);
  GlsTrainOptions options;
  GlsTrainer *trainer;
  GlsEpochReport report;
  size_t n_labels;
  g_autofree float *targets = NULL;
  GlsTrainData data = { .n = n, .read = read_noise, .user_data = model };
  double seconds;

  gls_model_get_labels (model, &n_labels);
  data.targets = targets = g_new0 (float, n *n_labels);
  gls_train_options_init (&options);
  options.n_threads = n_threads;
  options.epochs = 2;
  trainer = gls_trainer_new (model, &options, NULL);
  if (gls_trainer_load (trainer, &data, NULL, NULL)
      && gls_trainer_run_epoch (trainer, &report, NULL)) {
    seconds = seconds_of (CLOCK_PROCESS_CPUTIME_ID);
    gls_trainer_run_epoch (trainer, &report, NULL);
    seconds = seconds_of (CLOCK_PROCESS_CPUTIME_ID) - seconds;
    printf ("train, batches of %u, %u threads: %8.3f ms a segment, %.1f "
            "GFLOP/s "
            "by the clock; %8.3f ms and %.1f of processor time, %.2f of the "
            "bare product\n",
        options.batch, n_threads, report.seconds * 1e3 / (double) n,
        gflop * (double) n / report.seconds, seconds * 1e3 / (double) n,
        gflop * (double) n / seconds,
        gflop * (double) n / seconds / bare.of_thread);
  }
  gls_trainer_free (trainer);
}

int
main (int argc, char **argv)
{
  static const char *const labels[] = { "a", "b", "c", "d", "e", "f", "g", "h",
    "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w",
    "x", "y", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M",
    "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsArchitecture) arch = NULL;
  g_autoptr (GlsModel) model = NULL;
  g_auto (GStrv) axes = NULL;
  size_t shape[4] = { 0 }, n_axes;
  size_t n_threads = argc == 5 ? (size_t) atoi (argv[4]) : 2;
  GlsTeam *team;
  Rate bare;

  if (argc < 4 || argc > 5 || n_threads < 1 || n_threads > MAX_THREADS) {
    fprintf (stderr,
        "usage: bench-net ARCH.json SHAPE SECONDS_PER_SEGMENT [THREADS]\n");
    return 2;
  }
  openblas_set_num_threads (1);
  axes = g_strsplit (argv[2], "x", 0);
  n_axes = MIN (g_strv_length (axes), 4);
  for (size_t i = 0; i < n_axes; i++)
    shape[i] = (size_t) atoi (axes[i]);
  arch = gls_architecture_load (argv[1], &error);
  if (arch != NULL)
    model =
        gls_model_new_from_arch (arch, NULL, labels, shape, n_axes, 1, &error);
  if (model == NULL) {
    fprintf (stderr, "bench-net: %s\n", error->message);
    return 1;
  }

  printf ("%s, frame %s, %zu frames, %zu weights, %.1f MFLOP a segment; "
          "OpenBLAS %s with 1 thread, %s build\n",
      gls_model_get_name (model), argv[2], gls_model_get_n_frames (model),
      gls_model_get_n_weights (model),
      2e-6 * (double) gls_model_get_n_macs (model), openblas_get_corename (),
      BUILD);
  team = gls_team_new (n_threads);
  bare = measure_product (team, n_threads);
  printf ("bare product %d x %d x %d, %zu threads: %.1f GFLOP/s a thread, %.1f "
          "by the clock\n",
      SIDE, SIDE, SIDE, n_threads, bare.of_thread, bare.of_clock);
  bench_layers (team, n_threads, model);
  bench_predictor (model, 1, g_ascii_strtod (argv[3], NULL));
  bench_predictor (model, BATCH, g_ascii_strtod (argv[3], NULL));
  bench_predictor (model, 64, g_ascii_strtod (argv[3], NULL));
  for (guint n = 1; n <= n_threads; n++)
    bench_trainer (team, model, n);
  gls_team_free (team);
  return 0;
}
