/* How fast the network is, on one thread.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   bench-net ARCH.json SHAPE SECONDS_PER_SEGMENT
 *
 * Prints the arithmetic rate of every layer forward and backward, the
 * predictions per second, how many times faster than real time that is, and
 * the training rate.
 */
#include "train/architecture.h"
#include "net/model-private.h"
#include "net/rng.h"
#include "train/trainer.h"

#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>

#define BATCH 8
#define MIN_SECONDS 0.3

#ifdef __OPTIMIZE__
#define BUILD "optimised"
#else
#define BUILD "not optimised"
#endif

static float *
random_floats (size_t n)
{
  float *x = g_new (float, n);
  GlsRng rng;

  gls_rng_init (&rng, 1, GLS_RNG_INIT, 0, 0);
  for (size_t i = 0; i < n; i++)
    x[i] = (float) gls_rng_normal (&rng);
  return x;
}

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

static void
bench_layer (const GlsModel *model, size_t i)
{
  const GlsLayer *layer = gls_graph_layer (model->graph, i);
  const size_t n_in = BATCH * gls_shape_size (&layer->in);
  const size_t n_out = BATCH * gls_shape_size (&layer->out);
  g_autofree float *x = random_floats (n_in), *y = random_floats (n_out);
  g_autofree float *dx = random_floats (n_in), *dy = random_floats (n_out);
  g_autofree float *saved = g_new0 (float, BATCH * layer->n_saved + 1);
  g_autofree float *scratch = g_new0 (float,
      layer->n_scratch + BATCH * layer->n_example_scratch + 1);
  g_autofree float *gradients = g_new0 (float, model->graph->n_weights + 1);
  g_autofree char *in = gls_shape_to_string (&layer->in);
  g_autofree char *out = gls_shape_to_string (&layer->out);
  GlsPass pass = { .weights = model->weights,
    .gradients = gradients,
    .scratch = scratch,
    .training = TRUE };
  const double flop = 2.0 * BATCH * (double) layer->n_macs;
  double forward =
      TIME (layer->klass->forward (layer, &pass, BATCH, x, y, saved));
  double backward =
      TIME (layer->klass->backward (layer, &pass, BATCH, x, y, saved, dy, dx));

  printf ("%-18s %12s -> %-12s %8.3f ms %6.1f GFLOP/s   %8.3f ms %6.1f "
          "GFLOP/s\n",
      layer->name, in, out, forward * 1e3 / BATCH, flop / forward * 1e-9,
      backward * 1e3 / BATCH, 2 * flop / backward * 1e-9);
}

static void
bench_predictor (GlsModel *model, size_t n, double seconds_per_segment)
{
  GlsPredictor *predictor = gls_predictor_new_many (model, n);
  size_t n_labels;
  g_autofree float *x = random_floats (n * gls_shape_size (&model->graph->in));
  g_autofree float *p = NULL;
  double seconds;

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
bench_trainer (GlsModel *model, guint n_threads)
{
  const size_t n = 256;
  GlsTrainOptions options;
  GlsTrainer *trainer;
  GlsEpochReport report;
  size_t n_labels;
  g_autofree float *targets = NULL;
  GlsTrainData data = { .n = n, .read = read_noise, .user_data = model };

  gls_model_get_labels (model, &n_labels);
  data.targets = targets = g_new0 (float, n *n_labels);
  gls_train_options_init (&options);
  options.n_threads = n_threads;
  options.epochs = 2;
  trainer = gls_trainer_new (model, &options, NULL);
  if (gls_trainer_load (trainer, &data, NULL, NULL)
      && gls_trainer_run_epoch (trainer, &report, NULL)
      && gls_trainer_run_epoch (trainer, &report, NULL))
    printf ("train, batches of %u, %u threads: %8.3f ms, %7.1f per second, "
            "%.1f GFLOP/s\n",
        options.batch, n_threads, report.seconds * 1e3 / (double) n,
        (double) n / report.seconds,
        6e-9 * (double) gls_model_get_n_macs (model) * (double) n
            / report.seconds);
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

  if (argc != 4) {
    fprintf (stderr, "usage: bench-net ARCH.json SHAPE SECONDS_PER_SEGMENT\n");
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
  printf ("layer, %d segments at once; time per segment forward, backward\n",
      BATCH);
  for (size_t i = 0; i < model->graph->layers->len; i++)
    bench_layer (model, i);
  bench_predictor (model, 1, g_ascii_strtod (argv[3], NULL));
  bench_predictor (model, BATCH, g_ascii_strtod (argv[3], NULL));
  bench_predictor (model, 64, g_ascii_strtod (argv[3], NULL));
  bench_trainer (model, 1);
  bench_trainer (model, 2);
  return 0;
}
