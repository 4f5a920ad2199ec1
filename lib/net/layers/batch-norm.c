/* batch_norm: mean 0 and variance 1 in each channel, over the examples.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ioffe and Szegedy, "Batch normalization", ICML 2015, algorithm 1. Channels
 * are the last axis. While training, with mean m and variance v over all places
 * of the examples that are given together,
 *
 *   y = gamma[c] (x - m) / sqrt (v + eps) + beta[c],
 *
 * and in inference with the running ones. Which examples are given together is
 * the trainer's to say: one part of a mini-batch, which is the same however
 * many threads there are ("ghost" batches: Hoffer, Hubara and Soudry, "Train
 * longer, generalize better", NIPS 2017, algorithm 1).
 *
 * Backward, with h = (x - m) r, r = 1 / sqrt (v + eps), and means over places:
 *
 *   dx = r gamma (dy - mean (dy) - h mean (dy h)).
 *
 * To the "gradients" of the running statistics it adds m, and v count / (count
 * - 1), once for each example: GLS_TENSOR_RUNNING says what becomes of them.
 */
#include "net/layer.h"

#include <math.h>

#define EPSILON 1e-5 /* as is usual */

typedef struct
{
  GlsLayer layer;
  size_t n_places, n_channels;
} BatchNorm;

enum
{
  SCALE,
  BIAS,
  MEAN,
  VARIANCE
};

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  BatchNorm *self = (BatchNorm *) layer;
  const size_t C = layer->in.dim[layer->in.n_axes - 1];

  self->n_channels = C;
  self->n_places = gls_shape_size (&layer->in) / C;
  layer->out = layer->in;
  layer->n_saved = 3 * C;   /* m, r and v, those of all examples in the first */
  layer->n_scratch = 4 * C; /* two doubles a channel */
  return gls_layer_add_tensor (layer, "scale", GLS_TENSOR_BIAS, GLS_SHAPE (C),
             1, 0, error)
      && gls_layer_add_tensor (layer, "bias", GLS_TENSOR_BIAS, GLS_SHAPE (C), 0,
          0, error)
      && gls_layer_add_tensor (layer, "mean", GLS_TENSOR_RUNNING, GLS_SHAPE (C),
          0, 0, error)
      && gls_layer_add_tensor (layer, "variance", GLS_TENSOR_RUNNING,
          GLS_SHAPE (C), 1, 0, error);
}

/* sums: double[2][C], of x - first and of its square, where first is the first
 * place of x: so nothing is lost where the mean is large. */
static void
add_up (size_t n_places, size_t C, const float *x, double *sums)
{
  for (size_t c = 0; c < 2 * C; c++)
    sums[c] = 0.0;
  for (size_t p = 1; p < n_places; p++)
    for (size_t c = 0; c < C; c++) {
      const double d = (double) x[p * C + c] - (double) x[c];

      sums[c] += d;
      sums[C + c] += d * d;
    }
}

/* saved: m, r and v */
static void
take_statistics (const BatchNorm *self, size_t n, const float *x, double *sums,
    float *saved)
{
  const size_t C = self->n_channels;
  const double count = (double) (n * self->n_places);

  add_up (n * self->n_places, C, x, sums);
  for (size_t c = 0; c < C; c++) {
    const double m = sums[c] / count;
    const double v = MAX (sums[C + c] / count - m * m, 0.0);

    saved[c] = (float) ((double) x[c] + m);
    saved[C + c] = (float) (1.0 / sqrt (v + EPSILON));
    saved[2 * C + c] = (float) v;
  }
}

/* What a file says is a variance may be anything. */
static void
use_running (const GlsLayer *layer, const GlsPass *pass, float *saved)
{
  const size_t C = ((const BatchNorm *) layer)->n_channels;
  const float *mean = gls_layer_weights (layer, pass, MEAN);
  const float *variance = gls_layer_weights (layer, pass, VARIANCE);

  for (size_t c = 0; c < C; c++) {
    saved[c] = mean[c];
    saved[C + c] = 1.0f / sqrtf (MAX (variance[c], 0.0f) + (float) EPSILON);
    saved[2 * C + c] = variance[c];
  }
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const BatchNorm *self = (const BatchNorm *) layer;
  const float *gamma = gls_layer_weights (layer, pass, SCALE);
  const float *beta = gls_layer_weights (layer, pass, BIAS);
  const size_t C = self->n_channels;
  const float *m = saved, *r = saved + C;

  if (pass->training)
    take_statistics (self, n, x, (double *) (void *) pass->scratch, saved);
  else
    use_running (layer, pass, saved);
  for (size_t p = 0; p < n * self->n_places; p++, x += C, y += C)
    for (size_t c = 0; c < C; c++)
      y[c] = gamma[c] * ((x[c] - m[c]) * r[c]) + beta[c];
}

/* sums: double[2][C], of dy and of dy h */
static void
add_up_gradients (size_t n_places, size_t C, const float *x, const float *saved,
    const float *dy, double *sums)
{
  const float *m = saved, *r = saved + C;

  for (size_t c = 0; c < 2 * C; c++)
    sums[c] = 0.0;
  for (size_t p = 0; p < n_places; p++, x += C, dy += C)
    for (size_t c = 0; c < C; c++) {
      sums[c] += (double) dy[c];
      sums[C + c] += (double) dy[c] * (double) ((x[c] - m[c]) * r[c]);
    }
}

/* The gradients of all tensors; n: examples */
static void
add_gradients (const GlsLayer *layer, const GlsPass *pass, size_t n,
    const float *saved, const double *sums)
{
  const BatchNorm *self = (const BatchNorm *) layer;
  const size_t C = self->n_channels, count = n * self->n_places;
  const double unbiased =
      count > 1 ? (double) count / (double) (count - 1) : 1.0;
  float *d_gamma = gls_layer_gradients (layer, pass, SCALE);
  float *d_beta = gls_layer_gradients (layer, pass, BIAS);
  float *mean = gls_layer_gradients (layer, pass, MEAN);
  float *variance = gls_layer_gradients (layer, pass, VARIANCE);

  for (size_t c = 0; c < C; c++) {
    d_beta[c] += (float) sums[c];
    d_gamma[c] += (float) sums[C + c];
    mean[c] += (float) n * saved[c];
    variance[c] += (float) ((double) n * unbiased * (double) saved[2 * C + c]);
  }
}

/* Only of a pass that trains: the statistics are those of the examples. */
static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const BatchNorm *self = (const BatchNorm *) layer;
  const float *gamma = gls_layer_weights (layer, pass, SCALE);
  const size_t C = self->n_channels, n_places = n * self->n_places;
  const float *m = saved, *r = saved + C;
  double *sums = (double *) (void *) pass->scratch;

  add_up_gradients (n_places, C, x, saved, dy, sums);
  add_gradients (layer, pass, n, saved, sums);
  if (dx == NULL)
    return;
  for (size_t c = 0; c < 2 * C; c++)
    sums[c] /= (double) n_places;
  for (size_t p = 0; p < n_places; p++, x += C, dy += C, dx += C)
    for (size_t c = 0; c < C; c++)
      dx[c] = r[c] * gamma[c]
          * (dy[c] - (float) sums[c]
              - (x[c] - m[c]) * r[c] * (float) sums[C + c]);
}

const GlsLayerClass gls_batch_norm_class = {
  .type = "batch_norm",
  .members = gls_layer_no_members,
  .instance_size = sizeof (BatchNorm),
  .configure = configure,
  .forward = forward,
  .backward = backward,
  .set_prior = gls_layer_set_bias,
};
