/* attention_pool: a weighted mean of the frames, with weights that are learnt.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * [T][...] -> [...]. A small perceptron scores each frame, and the scores become
 * weights:
 *
 *   s[t] = v . tanh (W x[t] + b)      a = softmax (s)      y = sum a[t] x[t]
 *
 * Lin et al., "A structured self-attentive sentence embedding", ICLR 2017,
 * equations 5 and 6 with one hop; at the end of a network for music tagging:
 * Song et al., "Music auto-tagging using scattering transform and convolutional
 * neural network with self-attention", Applied Soft Computing 96, 2020.
 *
 *   da[t] = dy . x[t]                 ds = a (da - sum a da)
 *   dx[t] = a[t] dy + W' (ds[t] v (1 - u^2)),   u = tanh (W x[t] + b)
 */
#include "net/layer.h"
#include "net/softmax.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

typedef struct
{
  GlsLayer layer;
  int T, F, U; /* frames, values of one, units of the perceptron */
} AttentionPool;

enum
{
  WEIGHT,
  BIAS,
  SCORE
};

static const char *const members[] = { "units", NULL };

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  AttentionPool *self = (AttentionPool *) layer;
  const size_t T = layer->in.dim[0], F = gls_shape_size (&layer->in) / T;
  size_t U;

  if (layer->in.n_axes < 2) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s needs frames of values, but is given one axis", what);
    return FALSE;
  }
  if (!gls_json_get_size (entry, what, "units", 1, GLS_MAX_CHANNELS, &U, error)
      || !gls_layer_count (what, (size_t[]){ T, U + 1 }, 2, &layer->n_saved,
          error))
    return FALSE;
  self->T = (int) T;
  self->F = (int) F;
  self->U = (int) U;
  layer->out.n_axes = layer->in.n_axes - 1;
  memcpy (layer->out.dim, layer->in.dim + 1,
      layer->out.n_axes * sizeof (size_t));
  layer->n_scratch = T * U + T; /* gradients of W x + b, and of the scores */
  layer->n_macs = (guint64) T * F * U + (guint64) T * (U + F);
  return gls_layer_add_tensor (layer, "weight", GLS_TENSOR_WEIGHT,
             GLS_SHAPE (U, F), 0, 1 / sqrt ((double) F), error)
      && gls_layer_add_tensor (layer, "bias", GLS_TENSOR_BIAS, GLS_SHAPE (U), 0,
          0, error)
      && gls_layer_add_tensor (layer, "score", GLS_TENSOR_WEIGHT, GLS_SHAPE (U),
          0, 1 / sqrt ((double) U), error);
}

/* u: float[T][U]; a: float[T] */
static void
weigh (const GlsLayer *layer, const GlsPass *pass, const float *x, float *u,
    float *a)
{
  const AttentionPool *self = (const AttentionPool *) layer;
  const int T = self->T, F = self->F, U = self->U;
  const float *bias = gls_layer_weights (layer, pass, BIAS);

  for (int t = 0; t < T; t++)
    memcpy (u + t * U, bias, (size_t) U * sizeof *u);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, T, U, F, 1.0f, x, F,
      gls_layer_weights (layer, pass, WEIGHT), F, 1.0f, u, U);
  for (int i = 0; i < T * U; i++)
    u[i] = tanhf (u[i]);
  cblas_sgemv (CblasRowMajor, CblasNoTrans, T, U, 1.0f, u, U,
      gls_layer_weights (layer, pass, SCORE), 1, 0.0f, a, 1);
  gls_softmax ((size_t) T, a);
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const AttentionPool *self = (const AttentionPool *) layer;
  const int T = self->T, F = self->F;

  for (size_t b = 0; b < n; b++, x += T * F, y += F, saved += layer->n_saved) {
    float *a = saved + T * self->U;

    weigh (layer, pass, x, saved, a);
    cblas_sgemv (CblasRowMajor, CblasTrans, T, F, 1.0f, x, F, a, 1, 0.0f, y, 1);
  }
}

/* What comes after the scores: dw[T][U], the gradient of W x + b, from ds[T] */
static void
backward_scores (const GlsLayer *layer, const GlsPass *pass, const float *u,
    const float *ds, float *dw)
{
  const AttentionPool *self = (const AttentionPool *) layer;
  const int T = self->T, U = self->U;
  const float *score = gls_layer_weights (layer, pass, SCORE);
  float *d_bias = gls_layer_gradients (layer, pass, BIAS);

  cblas_sgemv (CblasRowMajor, CblasTrans, T, U, 1.0f, u, U, ds, 1, 1.0f,
      gls_layer_gradients (layer, pass, SCORE), 1);
  for (int t = 0; t < T; t++, u += U, dw += U)
    for (int i = 0; i < U; i++) {
      dw[i] = ds[t] * score[i] * (1.0f - u[i] * u[i]);
      d_bias[i] += dw[i];
    }
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const AttentionPool *self = (const AttentionPool *) layer;
  const int T = self->T, F = self->F, U = self->U;
  float *dw = pass->scratch, *ds = pass->scratch + T * U;

  for (size_t b = 0; b < n; b++) {
    const float *u = saved, *a = saved + T * U;

    cblas_sgemv (CblasRowMajor, CblasNoTrans, T, F, 1.0f, x, F, dy, 1, 0.0f, ds,
        1);
    gls_softmax_backward ((size_t) T, a, ds);
    backward_scores (layer, pass, u, ds, dw);
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, U, F, T, 1.0f, dw, U,
        x, F, 1.0f, gls_layer_gradients (layer, pass, WEIGHT), F);
    if (dx != NULL) {
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, T, F, U, 1.0f, dw,
          U, gls_layer_weights (layer, pass, WEIGHT), F, 0.0f, dx, F);
      cblas_sger (CblasRowMajor, T, F, 1.0f, a, 1, dy, 1, dx, F);
      dx += T * F;
    }
    x += T * F;
    dy += F;
    saved += layer->n_saved;
  }
}

const GlsLayerClass gls_attention_pool_class = {
  .type = "attention_pool",
  .members = members,
  .instance_size = sizeof (AttentionPool),
  .configure = configure,
  .forward = forward,
  .backward = backward,
};
