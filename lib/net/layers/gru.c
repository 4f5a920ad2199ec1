/* gru: a gated recurrent unit that reads the frames from first to last.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * [T][...] -> [T][U] or, of the last state alone, [U]. Cho et al., "Learning
 * phrase representations using RNN encoder-decoder", EMNLP 2014, with the reset
 * gate after the product, as cuDNN and PyTorch have it; h[-1] = 0:
 *
 *   r = sigmoid (W_r x[t] + b_r + V_r h[t-1] + c_r)
 *   z = sigmoid (W_z x[t] + b_z + V_z h[t-1] + c_z)
 *   m = tanh (W_m x[t] + b_m + r g),    g = V_m h[t-1] + c_m
 *   h[t] = (1 - z) m + z h[t-1]
 *
 * weight is W, [3 U][...], hidden_weight V, [3 U][U], both in the order r, z,
 * m; so are the biases b and c.
 */
#include "net/layer.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

typedef struct
{
  GlsLayer layer;
  int T, F, U; /* frames, values of one, units */
  gboolean last;
} Gru;

enum
{
  WEIGHT,
  BIAS,
  HIDDEN_WEIGHT,
  HIDDEN_BIAS
};

/* What forward keeps of a frame: r, z, m, g and h. Its gradients: of what goes
 * into r, z and m, and of g. */
#define KEPT 5
#define H_AT 4
#define GRADIENTS 4

static const char *const members[] = { "units", "output", NULL };
static const char *const outputs[] = { "all", "last", NULL };

static gboolean
add_tensors (GlsLayer *layer, size_t F, size_t U, GError **error)
{
  return gls_layer_add_tensor (layer, "weight", GLS_TENSOR_WEIGHT,
             GLS_SHAPE (3 * U, F), 0, 1 / sqrt ((double) F), error)
      && gls_layer_add_tensor (layer, "bias", GLS_TENSOR_BIAS,
          GLS_SHAPE (3 * U), 0, 0, error)
      && gls_layer_add_tensor (layer, "hidden_weight", GLS_TENSOR_WEIGHT,
          GLS_SHAPE (3 * U, U), 0, 1 / sqrt ((double) U), error)
      && gls_layer_add_tensor (layer, "hidden_bias", GLS_TENSOR_BIAS,
          GLS_SHAPE (3 * U), 0, 0, error);
}

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  Gru *self = (Gru *) layer;
  const size_t T = layer->in.dim[0], F = gls_shape_size (&layer->in) / T;
  size_t U = F;
  guint output = 0;

  if (!gls_json_may_get_size (entry, what, "units", 1, GLS_MAX_CHANNELS, &U,
          error)
      || !gls_json_may_get_enum (entry, what, "output", outputs, &output, error)
      || !gls_layer_count (what, (size_t[]){ T, KEPT, U }, 3, &layer->n_saved,
          error))
    return FALSE;
  self->T = (int) T;
  self->F = (int) F;
  self->U = (int) U;
  self->last = output == 1;
  if (self->last)
    layer->out = GLS_SHAPE (U);
  else if (json_object_get (entry, "units") == NULL)
    layer->out = layer->in;
  else
    layer->out = GLS_SHAPE (T, U);
  layer->n_example_scratch = T * GRADIENTS * U + U;
  layer->n_macs = (guint64) T * 3 * U * (F + U);
  return add_tensors (layer, F, U, error);
}

static inline float
sigmoid (float x)
{
  return 1.0f / (1.0f + expf (-x));
}

/* Frame @at of one example; hidden: float[3 U], V h[t-1]; before: h[t-1] */
static void
step (int U, const float *c, const float *hidden, const float *before,
    float *at)
{
  float *r = at, *z = at + U, *m = at + 2 * U, *g = at + 3 * U;
  float *h = at + H_AT * U;

  for (int i = 0; i < U; i++) {
    r[i] = sigmoid (r[i] + hidden[i] + c[i]);
    z[i] = sigmoid (z[i] + hidden[U + i] + c[U + i]);
    g[i] = hidden[2 * U + i] + c[2 * U + i];
    m[i] = tanhf (m[i] + r[i] * g[i]);
    h[i] = (1.0f - z[i]) * m[i] + z[i] * before[i];
  }
}

/* hidden: float[n][3 U] = V h[t-1], before: h[t-1], a row a frame @stride apart;
 * NULL: 0 */
static void
multiply_hidden (const Gru *self, const GlsPass *pass, int n,
    const float *before, int stride, float *hidden)
{
  const int U = self->U;

  if (before == NULL)
    memset (hidden, 0, (size_t) (n * 3 * U) * sizeof *hidden);
  else
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, n, 3 * U, U, 1.0f,
        before, stride, gls_layer_weights (&self->layer, pass, HIDDEN_WEIGHT),
        U, 0.0f, hidden, 3 * U);
}

/* saved: W x + b of all frames of all examples, where r, z and m will be */
static void
multiply_input (const Gru *self, const GlsPass *pass, int n, const float *x,
    float *saved)
{
  const int U = self->U, rows = n * self->T;
  const float *bias = gls_layer_weights (&self->layer, pass, BIAS);

  for (int i = 0; i < rows; i++)
    memcpy (saved + (size_t) i * KEPT * U, bias, (size_t) (3 * U) * sizeof *x);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, rows, 3 * U, self->F,
      1.0f, x, self->F, gls_layer_weights (&self->layer, pass, WEIGHT), self->F,
      1.0f, saved, KEPT * U);
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const Gru *self = (const Gru *) layer;
  const int T = self->T, U = self->U, stride = T * KEPT * U;
  const float *c = gls_layer_weights (layer, pass, HIDDEN_BIAS);
  float *hidden = pass->scratch;

  multiply_input (self, pass, (int) n, x, saved);
  for (int t = 0; t < T; t++) {
    float *at = saved + t * KEPT * U;
    const float *before = t > 0 ? at - KEPT * U + H_AT * U : NULL;

    multiply_hidden (self, pass, (int) n, before, stride, hidden);
    for (size_t b = 0; b < n; b++, at += stride) {
      /* Of the first frame hidden is 0, as is what came before. */
      step (U, c, hidden + b * 3 * (size_t) U,
          t > 0 ? at - KEPT * U + H_AT * U : hidden, at);
      if (!self->last)
        memcpy (y + (b * (size_t) T + (size_t) t) * (size_t) U, at + H_AT * U,
            (size_t) U * sizeof *y);
    }
  }
  for (size_t b = 0; b < n && self->last; b++)
    memcpy (y + b * (size_t) U,
        saved + b * (size_t) stride + ((T - 1) * KEPT + H_AT) * U,
        (size_t) U * sizeof *y);
}

/* One frame of one example: dh becomes what reaches h[t-1] without V; d: the
 * gradients of what goes into r, z and m, and of g. before: h[t-1], or NULL */
static void
backward_step (int U, const float *at, const float *before, float *dh, float *d)
{
  const float *r = at, *z = at + U, *m = at + 2 * U, *g = at + 3 * U;

  for (int i = 0; i < U; i++) {
    const float h = before != NULL ? before[i] : 0.0f;
    const float dm = dh[i] * (1.0f - z[i]) * (1.0f - m[i] * m[i]);

    d[i] = dm * g[i] * r[i] * (1.0f - r[i]);
    d[U + i] = dh[i] * (h - m[i]) * z[i] * (1.0f - z[i]);
    d[2 * U + i] = dm;
    d[3 * U + i] = dm * r[i];
    dh[i] *= z[i];
  }
}

/* From the last frame to the first. d: float[n][T][4][U]; dh: float[n][U] */
static void
backward_frames (const Gru *self, const GlsPass *pass, int n,
    const float *saved, const float *dy, float *d, float *dh)
{
  const int T = self->T, U = self->U, rows = T * GRADIENTS * U;
  const float *V = gls_layer_weights (&self->layer, pass, HIDDEN_WEIGHT);

  memset (dh, 0, (size_t) (n * U) * sizeof *dh);
  for (int t = T - 1; t >= 0; t--) {
    float *at = d + t * GRADIENTS * U;

    for (int b = 0; b < n; b++) {
      const float *kept = saved + (b * T + t) * KEPT * U;
      const float *before = t > 0 ? kept - KEPT * U + H_AT * U : NULL;

      if (!self->last)
        cblas_saxpy (U, 1.0f, dy + (b * T + t) * U, 1, dh + b * U, 1);
      else if (t == T - 1)
        cblas_saxpy (U, 1.0f, dy + b * U, 1, dh + b * U, 1);
      backward_step (U, kept, before, dh + b * U, at + b * rows);
    }
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n, U, 2 * U, 1.0f,
        at, rows, V, U, 1.0f, dh, U);
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n, U, U, 1.0f,
        at + 3 * U, rows, V + 2 * U * U, U, 1.0f, dh, U);
  }
}

/* Of W and V, and of their biases */
static void
add_gradients (const Gru *self, const GlsPass *pass, int n, const float *x,
    const float *saved, const float *d)
{
  const GlsLayer *layer = &self->layer;
  const int T = self->T, F = self->F, U = self->U;
  float *d_bias = gls_layer_gradients (layer, pass, BIAS);
  float *d_hidden_bias = gls_layer_gradients (layer, pass, HIDDEN_BIAS);
  float *dV = gls_layer_gradients (layer, pass, HIDDEN_WEIGHT);

  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, 3 * U, F, n * T, 1.0f,
      d, GRADIENTS * U, x, F, 1.0f, gls_layer_gradients (layer, pass, WEIGHT),
      F);
  for (int b = 0; b < n && T > 1; b++) {
    const float *later = d + (b * T + 1) * GRADIENTS * U;
    const float *h = saved + (b * T * KEPT + H_AT) * U;

    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, 2 * U, U, T - 1, 1.0f,
        later, GRADIENTS * U, h, KEPT * U, 1.0f, dV, U);
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, U, U, T - 1, 1.0f,
        later + 3 * U, GRADIENTS * U, h, KEPT * U, 1.0f, dV + 2 * U * U, U);
  }
  for (int i = 0; i < n * T; i++, d += GRADIENTS * U) {
    cblas_saxpy (3 * U, 1.0f, d, 1, d_bias, 1);
    cblas_saxpy (2 * U, 1.0f, d, 1, d_hidden_bias, 1);
    cblas_saxpy (U, 1.0f, d + 3 * U, 1, d_hidden_bias + 2 * U, 1);
  }
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const Gru *self = (const Gru *) layer;
  const int T = self->T, F = self->F, U = self->U;
  float *d = pass->scratch;
  float *dh = d + n * (size_t) (T * GRADIENTS * U);

  backward_frames (self, pass, (int) n, saved, dy, d, dh);
  add_gradients (self, pass, (int) n, x, saved, d);
  if (dx != NULL)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) n * T, F,
        3 * U, 1.0f, d, GRADIENTS * U, gls_layer_weights (layer, pass, WEIGHT),
        F, 0.0f, dx, F);
}

const GlsLayerClass gls_gru_class = {
  .type = "gru",
  .members = members,
  .instance_size = sizeof (Gru),
  .configure = configure,
  .forward = forward,
  .backward = backward,
};
