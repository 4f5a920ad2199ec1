/* self_attention: each frame becomes a mean of all frames, as it asks for.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * [T][...] -> [T][...], the same shape. Vaswani et al., "Attention is all you
 * need", NIPS 2017, section 3.2: with H heads of size S, and x[t] the values of
 * a frame with, where asked for, a position p[t] that is learnt added,
 *
 *   q, k, v = W x + b                          [T][3][H][S]
 *   a = softmax (q k' / sqrt S)                [T][T], in each head
 *   o = a v                                    [T][H][S]
 *   y = W_o o + b_o                            [T][...]
 *
 * It is alone: x + y is a residual's to make, and a norm's to tame.
 */
#include "net/layer.h"
#include "net/softmax.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#define MAX_HEADS 256

typedef struct
{
  GlsLayer layer;
  int T, F;          /* frames, values of one */
  int heads, size;   /* H, S */
  gboolean position; /* whether there is the tensor */
} SelfAttention;

enum
{
  WEIGHT,
  BIAS,
  OUT_WEIGHT,
  OUT_BIAS,
  POSITION
};

/* What forward leaves of one example */
typedef struct
{
  float *x;   /* [T][F], with positions */
  float *qkv; /* [T][3][H][S] */
  float *a;   /* [H][T][T] */
  float *o;   /* [T][H][S] */
} Kept;

static const char *const members[] = { "heads", "size", "positions", NULL };
static const char *const positions[] = { "none", "learnt", NULL };

static Kept
get_kept (const SelfAttention *self, const float *saved)
{
  const int T = self->T, HS = self->heads * self->size;
  /* The cast is for forward, which fills it. */
  float *x = (float *) saved;

  return (Kept){ x, x + T * self->F, x + T * self->F + T * 3 * HS,
    x + T * self->F + T * 3 * HS + self->heads * T * T };
}

static gboolean
add_tensors (SelfAttention *self, GError **error)
{
  GlsLayer *layer = &self->layer;
  const size_t T = (size_t) self->T, F = (size_t) self->F;
  const size_t HS = (size_t) (self->heads * self->size);

  return gls_layer_add_tensor (layer, "weight", GLS_TENSOR_WEIGHT,
             GLS_SHAPE (3 * HS, F), 0, 1 / sqrt ((double) F), error)
      && gls_layer_add_tensor (layer, "bias", GLS_TENSOR_BIAS,
          GLS_SHAPE (3 * HS), 0, 0, error)
      && gls_layer_add_tensor (layer, "out_weight", GLS_TENSOR_WEIGHT,
          GLS_SHAPE (F, HS), 0, 1 / sqrt ((double) HS), error)
      && gls_layer_add_tensor (layer, "out_bias", GLS_TENSOR_BIAS,
          GLS_SHAPE (F), 0, 0, error)
      && (!self->position
          || gls_layer_add_tensor (layer, "position", GLS_TENSOR_BIAS,
              GLS_SHAPE (T, F), 0, 0.02, error));
}

/* How much it all takes */
static gboolean
measure (SelfAttention *self, const char *what, GError **error)
{
  GlsLayer *layer = &self->layer;
  const size_t T = (size_t) self->T, F = (size_t) self->F;
  const size_t H = (size_t) self->heads, HS = H * (size_t) self->size;
  size_t square, rows;

  if (!gls_layer_count (what, (size_t[]){ T, T, H }, 3, &square, error)
      || !gls_layer_count (what, (size_t[]){ T, F + 4 * HS }, 2, &rows, error))
    return FALSE;
  layer->n_saved = square + rows;
  /* The gradients of q, k, v and o, and of one head's a */
  layer->n_scratch = T * 4 * HS + T * T;
  layer->n_macs = (guint64) T * F * 4 * HS + 2 * (guint64) T * (guint64) T * HS;
  return TRUE;
}

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  SelfAttention *self = (SelfAttention *) layer;
  const size_t T = layer->in.dim[0], F = gls_shape_size (&layer->in) / T;
  size_t heads = 1, size;
  guint position = 0;

  if (!gls_json_may_get_size (entry, what, "heads", 1, MAX_HEADS, &heads,
          error))
    return FALSE;
  size = F / heads;
  if (!gls_json_may_get_size (entry, what, "size", 1, GLS_MAX_CHANNELS, &size,
          error)
      || !gls_json_may_get_enum (entry, what, "positions", positions, &position,
          error))
    return FALSE;
  if (size == 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: %zu heads share %zu values: a \"size\" must be given", what, heads,
        F);
    return FALSE;
  }
  self->T = (int) T;
  self->F = (int) F;
  self->heads = (int) heads;
  self->size = (int) size;
  self->position = position != 0;
  layer->out = layer->in;
  return measure (self, what, error) && add_tensors (self, error);
}

/* y[rows][to] = x[rows][from] weight' + bias */
static void
project (int rows, int from, int to, const float *weight, const float *bias,
    const float *x, float *y)
{
  for (int t = 0; t < rows; t++)
    memcpy (y + t * to, bias, (size_t) to * sizeof *y);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, rows, to, from, 1.0f, x,
      from, weight, from, 1.0f, y, to);
}

/* One head: q, k, v with rows 3 H S apart, o with rows H S apart */
static void
attend (const SelfAttention *self, const float *qkv, float *a, float *o)
{
  const int T = self->T, S = self->size, HS = self->heads * S;
  const float *q = qkv, *k = qkv + HS, *v = qkv + 2 * HS;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, T, T, S,
      1.0f / sqrtf ((float) S), q, 3 * HS, k, 3 * HS, 0.0f, a, T);
  for (int t = 0; t < T; t++)
    gls_softmax ((size_t) T, a + t * T);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, T, S, T, 1.0f, a, T,
      v, 3 * HS, 0.0f, o, HS);
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const SelfAttention *self = (const SelfAttention *) layer;
  const int T = self->T, F = self->F, HS = self->heads * self->size;

  for (size_t b = 0; b < n;
       b++, x += T * F, y += T * F, saved += layer->n_saved) {
    Kept kept = get_kept (self, saved);

    memcpy (kept.x, x, (size_t) (T * F) * sizeof *x);
    if (self->position)
      cblas_saxpy (T * F, 1.0f, gls_layer_weights (layer, pass, POSITION), 1,
          kept.x, 1);
    project (T, F, 3 * HS, gls_layer_weights (layer, pass, WEIGHT),
        gls_layer_weights (layer, pass, BIAS), kept.x, kept.qkv);
    for (int h = 0; h < self->heads; h++)
      attend (self, kept.qkv + h * self->size, kept.a + h * T * T,
          kept.o + h * self->size);
    project (T, HS, F, gls_layer_weights (layer, pass, OUT_WEIGHT),
        gls_layer_weights (layer, pass, OUT_BIAS), kept.o, y);
  }
}

/* The gradients of a projection, and dx where it is not NULL */
static void
backward_project (int rows, int from, int to, const float *weight,
    const float *x, const float *dy, float *d_weight, float *d_bias, float *dx)
{
  for (int t = 0; t < rows; t++)
    cblas_saxpy (to, 1.0f, dy + t * to, 1, d_bias, 1);
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, to, from, rows, 1.0f,
      dy, to, x, from, 1.0f, d_weight, from);
  if (dx != NULL)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, from, to,
        1.0f, dy, to, weight, from, 0.0f, dx, from);
}

/* One head: d_qkv from d_o; d_a: float[T][T], for its own use */
static void
backward_attend (const SelfAttention *self, const float *qkv, const float *a,
    const float *d_o, float *d_a, float *d_qkv)
{
  const int T = self->T, S = self->size, HS = self->heads * S;
  const float scale = 1.0f / sqrtf ((float) S);

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, T, T, S, 1.0f, d_o, HS,
      qkv + 2 * HS, 3 * HS, 0.0f, d_a, T);
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, T, S, T, 1.0f, a, T,
      d_o, HS, 0.0f, d_qkv + 2 * HS, 3 * HS);
  for (int t = 0; t < T; t++)
    gls_softmax_backward ((size_t) T, a + t * T, d_a + t * T);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, T, S, T, scale, d_a,
      T, qkv + HS, 3 * HS, 0.0f, d_qkv, 3 * HS);
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, T, S, T, scale, d_a, T,
      qkv, 3 * HS, 0.0f, d_qkv + HS, 3 * HS);
}

/* One example. dx: float[T][F], or NULL */
static void
backward_one (const GlsLayer *layer, const GlsPass *pass, const float *saved,
    const float *dy, float *dx)
{
  const SelfAttention *self = (const SelfAttention *) layer;
  const int T = self->T, F = self->F, S = self->size, HS = self->heads * S;
  const Kept kept = get_kept (self, saved);
  float *d_qkv = pass->scratch, *d_o = d_qkv + T * 3 * HS, *d_a = d_o + T * HS;

  backward_project (T, HS, F, gls_layer_weights (layer, pass, OUT_WEIGHT),
      kept.o, dy, gls_layer_gradients (layer, pass, OUT_WEIGHT),
      gls_layer_gradients (layer, pass, OUT_BIAS), d_o);
  for (int h = 0; h < self->heads; h++)
    backward_attend (self, kept.qkv + h * S, kept.a + h * T * T, d_o + h * S,
        d_a, d_qkv + h * S);
  backward_project (T, F, 3 * HS, gls_layer_weights (layer, pass, WEIGHT),
      kept.x, d_qkv, gls_layer_gradients (layer, pass, WEIGHT),
      gls_layer_gradients (layer, pass, BIAS), dx);
  if (self->position)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, T, F, 3 * HS, 1.0f,
        d_qkv, 3 * HS, gls_layer_weights (layer, pass, WEIGHT), F, 1.0f,
        gls_layer_gradients (layer, pass, POSITION), F);
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const size_t size = gls_shape_size (&layer->in);

  for (size_t b = 0; b < n; b++)
    backward_one (layer, pass, saved + b * layer->n_saved, dy + b * size,
        dx != NULL ? dx + b * size : NULL);
}

const GlsLayerClass gls_self_attention_class = {
  .type = "self_attention",
  .members = members,
  .instance_size = sizeof (SelfAttention),
  .configure = configure,
  .forward = forward,
  .backward = backward,
};
