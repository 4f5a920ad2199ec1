/* What the tests of the network share: random arrays, one layer at a time,
 * small architectures.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef NET_TEST_H
#define NET_TEST_H

#include "train/architecture.h"
#include "net/layer.h"
#include "net/rng.h"

#include <math.h>
#include <string.h>

/* Normal numbers, the same for the same seed */
static inline float *
random_floats (size_t n, guint64 seed)
{
  float *x = g_new (float, MAX (n, 1));
  GlsRng rng;

  gls_rng_init (&rng, seed, GLS_RNG_INIT, 1000, 0);
  for (size_t i = 0; i < n; i++)
    x[i] = (float) gls_rng_normal (&rng);
  return x;
}

static inline double
dot (size_t n, const float *x, const float *y)
{
  double sum = 0.0;

  for (size_t i = 0; i < n; i++)
    sum += (double) x[i] * (double) y[i];
  return sum;
}

static inline double
norm (size_t n, const float *x)
{
  return sqrt (dot (n, x, x));
}

/* |x - y| / |y| */
static inline double
relative_distance (size_t n, const float *x, const float *y)
{
  double sum = 0.0;

  for (size_t i = 0; i < n; i++) {
    double d = (double) x[i] - (double) y[i];

    sum += d * d;
  }
  return sqrt (sum) / MAX (norm (n, y), 1e-30);
}

static inline json_t *
parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  json_t *object =
      gls_json_parse_object (text, strlen (text), "the test", &error);

  g_assert_no_error (error);
  return object;
}

/* One layer with all that it works with. */
typedef struct
{
  GlsLayer *layer;
  size_t n;                      /* examples */
  size_t n_in, n_out, n_weights; /* floats, of all examples */
  float *weights, *gradients;
  float *x, *y, *dx, *dy;
  float *saved, *scratch;
  GlsPass pass;
} Bench;

/* Random weights, x and dy; the weights are random also where a network would
 * start with zeros. */
static inline Bench *
bench_new (const char *json, GlsShape in, size_t n)
{
  Bench *self = g_new0 (Bench, 1);
  g_autoptr (json_t) entry = parse_json (json);
  g_autoptr (GError) error = NULL;

  self->layer = gls_layer_new (entry, "test", &in, 5, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < self->layer->n_tensors; i++) {
    self->layer->tensors[i].offset = self->n_weights;
    self->n_weights += self->layer->tensors[i].n;
  }
  self->n = n;
  self->n_in = n * gls_shape_size (&in);
  self->n_out = n * gls_shape_size (&self->layer->out);
  self->weights = random_floats (self->n_weights, 1);
  self->gradients = g_new0 (float, self->n_weights + 1);
  self->x = random_floats (self->n_in, 2);
  self->y = random_floats (self->n_out, 6); /* likewise */
  self->dx = random_floats (self->n_in, 5); /* to be overwritten */
  self->dy = random_floats (self->n_out, 3);
  self->saved = random_floats (n * self->layer->n_saved + 1, 8);
  self->scratch = random_floats (
      self->layer->n_scratch + n * self->layer->n_example_scratch + 1, 7);
  self->pass = (GlsPass){ .weights = self->weights,
    .gradients = self->gradients,
    .scratch = self->scratch,
    .training = TRUE,
    .seed = 4 };
  return self;
}

static inline void
bench_free (Bench *self)
{
  gls_layer_free (self->layer);
  g_free (self->weights);
  g_free (self->gradients);
  g_free (self->x);
  g_free (self->y);
  g_free (self->dx);
  g_free (self->dy);
  g_free (self->saved);
  g_free (self->scratch);
  g_free (self);
}

static inline void
bench_forward (Bench *self)
{
  self->layer->klass->forward (self->layer, &self->pass, self->n, self->x,
      self->y, self->saved);
}

/* Sets dx and gradients, after forward. */
static inline void
bench_backward (Bench *self)
{
  memset (self->gradients, 0, self->n_weights * sizeof (float));
  self->layer->klass->backward (self->layer, &self->pass, self->n, self->x,
      self->y, self->saved, self->dy, self->dx);
}

/* <dy, forward (x)> */
static inline double
bench_product (Bench *self)
{
  bench_forward (self);
  return dot (self->n_out, self->y, self->dy);
}

/* A small network with every kind of layer that the real ones have. */
#define SMALL_ARCHITECTURE                                                     \
  "{ \"architecture\": 1, \"name\": \"small\","                                \
  "  \"front_end\": { \"transform\": \"jtfst\", \"rate\": 16000,"              \
  "    \"q\": \"12,2\", \"normalise\": true, \"scale\": 0.5 },"                \
  "  \"frames\": 6, \"hop\": 3,"                                               \
  "  \"layers\": ["                                                            \
  "    { \"type\": \"average_frames\", \"chunks\": 2 },"                       \
  "    { \"type\": \"standardise\", \"shared_axes\": 1 },"                     \
  "    { \"type\": \"fold\" },"                                                \
  "    { \"type\": \"pack\", \"kernels\": 2, \"channels\": 8 },"               \
  "    { \"type\": \"dropout\", \"rate\": 0.1 },"                              \
  "    { \"type\": \"conv2d\", \"channels\": \"labels\","                      \
  "      \"kernel\": \"all\", \"padding\": \"valid\" },"                       \
  "    { \"type\": \"sigmoid\" } ],"                                           \
  "  \"training\": { \"loss\": \"bce\", \"epochs\": 8, \"batch\": 20,"         \
  "    \"learning_rate\": 0.01, \"weight_decay\": 0.01 },"                     \
  "  \"licence\": \"CC0-1.0\" }"
#define SMALL_FRAMES 6
#define SMALL_FRAME (2 * 5 * 3)
#define SMALL_SEGMENT (SMALL_FRAMES * SMALL_FRAME)
#define SMALL_LABELS 3

static inline GlsModel *
model_from_text (const char *architecture, const size_t *shape, size_t n_axes,
    const char *const *labels, guint64 seed, GError **error)
{
  g_autoptr (GlsArchitecture) arch =
      gls_architecture_parse (architecture, strlen (architecture), error);

  if (arch == NULL)
    return NULL;
  return gls_model_new_from_arch (arch, NULL, labels, shape, n_axes, seed,
      error);
}

static inline GlsModel *
small_model (guint64 seed)
{
  static const char *const labels[] = { "fast", "slow", "no vocals", NULL };
  const size_t shape[] = { 2, 5, 3 };
  g_autoptr (GError) error = NULL;
  GlsModel *model = model_from_text (SMALL_ARCHITECTURE, shape,
      G_N_ELEMENTS (shape), labels, seed, &error);

  g_assert_no_error (error);
  return model;
}

#endif
