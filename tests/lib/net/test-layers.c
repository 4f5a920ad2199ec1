/* Layers: what each computes, and that backward is the derivative of forward.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net-test.h"

#include <cblas.h>

/* VALUES */

/* The four places of a block follow each other within a channel, and a side
 * that is odd gets a zero. */
static void
test_space2depth_values (void)
{
  Bench *b = bench_new ("{\"type\":\"space2depth\"}", GLS_SHAPE (3, 3, 2), 1);
  /* x[h][w][c] = 100 c + 10 h + w + 1, so that 0 is the padding */
  const float expected[2][2][8] = {
    { { 1, 2, 11, 12, 101, 102, 111, 112 }, { 3, 0, 13, 0, 103, 0, 113, 0 } },
    { { 21, 22, 0, 0, 121, 122, 0, 0 }, { 23, 0, 0, 0, 123, 0, 0, 0 } },
  };

  for (size_t h = 0; h < 3; h++)
    for (size_t w = 0; w < 3; w++)
      for (size_t c = 0; c < 2; c++)
        b->x[(h * 3 + w) * 2 + c] = (float) (100 * c + 10 * h + w + 1);
  bench_forward (b);
  g_assert_cmpmem (b->y, b->n_out * sizeof (float), expected, sizeof expected);
  bench_free (b);
}

/* Chunks are as equal as whole frames allow: 7 frames in 3 are 2, 2 and 3. */
static void
test_average_frames_values (void)
{
  Bench *b = bench_new ("{\"type\":\"average_frames\",\"chunks\":3}",
      GLS_SHAPE (7, 1), 1);
  const float expected[] = { 0.5f, 2.5f, 5.0f };

  for (size_t t = 0; t < 7; t++)
    b->x[t] = (float) t;
  bench_forward (b);
  for (size_t k = 0; k < 3; k++)
    g_assert_cmpfloat_with_epsilon (b->y[k], expected[k], 1e-6);
  bench_free (b);
}

/* [frame][lambda][mu][ell] -> [mu][ell][frame and lambda] */
static void
test_fold_values (void)
{
  Bench *b = bench_new ("{\"type\":\"fold\"}", GLS_SHAPE (2, 3, 4, 5), 2);

  g_assert_cmpuint (b->layer->out.n_axes, ==, 3);
  bench_forward (b);
  for (size_t n = 0; n < 2; n++)
    for (size_t t = 0; t < 2; t++)
      for (size_t l = 0; l < 3; l++)
        for (size_t m = 0; m < 4; m++)
          for (size_t e = 0; e < 5; e++)
            g_assert_cmpfloat (b->y[((n * 4 + m) * 5 + e) * 6 + t * 3 + l], ==,
                b->x[(((n * 2 + t) * 3 + l) * 4 + m) * 5 + e]);
  bench_free (b);
}

/* Element i of every frame is scaled alike. */
static void
test_standardise_values (void)
{
  Bench *b = bench_new ("{\"type\":\"standardise\",\"shared_axes\":1}",
      GLS_SHAPE (3, 4), 2);

  g_assert_cmpuint (b->layer->tensors[0].n, ==, 4);
  bench_forward (b);
  for (size_t i = 0; i < b->n_in; i++)
    g_assert_cmpfloat_with_epsilon (b->y[i],
        (b->x[i] - b->weights[i % 4]) * b->weights[4 + i % 4], 1e-6);
  bench_free (b);
}

/* With scale 1 and bias 0 each group comes out with mean 0 and variance 1,
 * whatever the mean and scale of the input. */
static void
test_group_norm_values (void)
{
  Bench *b = bench_new ("{\"type\":\"group_norm\",\"groups\":3}",
      GLS_SHAPE (4, 5, 6), 2);

  for (size_t i = 0; i < 6; i++) {
    b->weights[i] = 1.0f;
    b->weights[6 + i] = 0.0f;
  }
  for (size_t i = 0; i < b->n_in; i++)
    b->x[i] = 30.0f * b->x[i] + 100.0f;
  bench_forward (b);
  for (size_t n = 0; n < 2; n++)
    for (size_t g = 0; g < 3; g++) {
      double sum = 0.0, squares = 0.0;

      for (size_t p = 0; p < 20; p++)
        for (size_t c = 2 * g; c < 2 * g + 2; c++) {
          double v = (double) b->y[(n * 20 + p) * 6 + c];

          sum += v;
          squares += v * v;
        }
      g_assert_cmpfloat_with_epsilon (sum / 40, 0.0, 1e-5);
      g_assert_cmpfloat_with_epsilon (squares / 40, 1.0, 1e-4);
    }
  bench_free (b);
}

/* Scale and bias belong to channels. */
static void
test_group_norm_is_affine_per_channel (void)
{
  Bench *b = bench_new ("{\"type\":\"group_norm\",\"groups\":1}",
      GLS_SHAPE (2, 2, 4), 1);
  g_autofree float *plain = NULL;

  for (size_t c = 0; c < 4; c++) {
    b->weights[c] = 1.0f;
    b->weights[4 + c] = 0.0f;
  }
  bench_forward (b);
  plain = g_memdup2 (b->y, b->n_out * sizeof (float));
  for (size_t c = 0; c < 4; c++) {
    b->weights[c] = (float) c + 2.0f;
    b->weights[4 + c] = 10.0f * (float) c;
  }
  bench_forward (b);
  for (size_t i = 0; i < b->n_out; i++)
    g_assert_cmpfloat_with_epsilon (b->y[i],
        plain[i] * ((float) (i % 4) + 2.0f) + 10.0f * (float) (i % 4), 1e-4);
  bench_free (b);
}

static void
test_elu_and_sigmoid_values (void)
{
  Bench *e = bench_new ("{\"type\":\"elu\"}", GLS_SHAPE (3), 1);
  Bench *s = bench_new ("{\"type\":\"sigmoid\"}", GLS_SHAPE (3), 1);

  e->x[0] = 2.0f;
  e->x[1] = 0.0f;
  e->x[2] = -1.0f;
  bench_forward (e);
  g_assert_cmpfloat (e->y[0], ==, 2.0f);
  g_assert_cmpfloat (e->y[1], ==, 0.0f);
  g_assert_cmpfloat_with_epsilon (e->y[2], exp (-1.0) - 1.0, 1e-6);

  s->x[0] = 0.0f;
  s->x[1] = 200.0f;
  s->x[2] = -200.0f;
  bench_forward (s);
  g_assert_cmpfloat (s->y[0], ==, 0.5f);
  g_assert_cmpfloat (s->y[1], ==, 1.0f);
  g_assert_cmpfloat (s->y[2], ==, 0.0f);
  bench_free (e);
  bench_free (s);
}

/* In inference dropout does nothing; in training it keeps the mean, drops
 * about "rate" of the values, and the mask belongs to the example. */
static void
test_dropout_values (void)
{
  Bench *b =
      bench_new ("{\"type\":\"dropout\",\"rate\":0.25}", GLS_SHAPE (20000), 2);
  const guint64 same[] = { 7, 7 };
  double sum = 0.0;
  size_t dropped = 0;

  for (size_t i = 0; i < b->n_in; i++)
    b->x[i] = 1.0f;
  b->pass.training = FALSE;
  bench_forward (b);
  g_assert_cmpmem (b->y, b->n_out * sizeof (float), b->x,
      b->n_in * sizeof (float));

  b->pass.training = TRUE;
  bench_forward (b);
  for (size_t i = 0; i < b->n_out; i++) {
    sum += (double) b->y[i];
    dropped += b->y[i] == 0.0f;
  }
  /* The deviation of 40000 draws is 0.0022 (dropped) and 0.0029 (mean). */
  g_assert_cmpfloat_with_epsilon (sum / (double) b->n_out, 1.0, 0.015);
  g_assert_cmpfloat_with_epsilon ((double) dropped / (double) b->n_out, 0.25,
      0.011);
  g_assert_true (memcmp (b->y, b->y + 20000, 20000 * sizeof (float)) != 0);
  b->pass.examples = same;
  bench_forward (b);
  g_assert_true (memcmp (b->y, b->y + 20000, 20000 * sizeof (float)) == 0);
  bench_free (b);
}

/* A kernel with a single one shifts the image; what leaves it is lost, and
 * zeros enter. */
static void
test_conv2d_shifts (void)
{
  Bench *b = bench_new ("{\"type\":\"conv2d\",\"channels\":1,\"kernel\":3}",
      GLS_SHAPE (3, 4, 1), 1);

  memset (b->weights, 0, b->n_weights * sizeof (float));
  b->weights[0 * 3 + 2] = 1.0f; /* tap (0, 2): y[h][w] = x[h - 1][w + 1] */
  b->weights[9] = 5.0f;         /* bias */
  bench_forward (b);
  for (size_t h = 0; h < 3; h++)
    for (size_t w = 0; w < 4; w++)
      g_assert_cmpfloat_with_epsilon (b->y[h * 4 + w],
          5.0f + (h > 0 && w < 3 ? b->x[(h - 1) * 4 + w + 1] : 0.0f), 1e-6);
  bench_free (b);
}

/* The same in the direction of the channels, for each of D kernels; results of
 * kernel d come after those of kernel d - 1. */
static void
test_conv3d_shifts (void)
{
  Bench *b =
      bench_new ("{\"type\":\"conv3d\",\"kernels\":2}", GLS_SHAPE (2, 2, 4), 1);

  memset (b->weights, 0, b->n_weights * sizeof (float));
  b->weights[13 + 1] = 1.0f;          /* kernel 0: x[h][w][c + 1] */
  b->weights[27 + 13 + 9 - 1] = 1.0f; /* kernel 1: x[h + 1][w][c - 1] */
  bench_forward (b);
  for (size_t p = 0; p < 4; p++)
    for (size_t c = 0; c < 4; c++) {
      g_assert_cmpfloat_with_epsilon (b->y[p * 8 + c],
          c < 3 ? b->x[p * 4 + c + 1] : 0.0f, 1e-6);
      g_assert_cmpfloat_with_epsilon (b->y[p * 8 + 4 + c],
          p < 2 && c > 0 ? b->x[(p + 2) * 4 + c - 1] : 0.0f, 1e-6);
    }
  bench_free (b);
}

/* Each of n inputs of 3 values gives 2. */
static void
assert_dense (Bench *b, size_t n_inputs)
{
  bench_forward (b);
  for (size_t n = 0; n < n_inputs; n++)
    for (size_t u = 0; u < 2; u++)
      g_assert_cmpfloat_with_epsilon (b->y[n * 2 + u],
          dot (3, b->weights + 3 * u, b->x + 3 * n)
              + (double) b->weights[6 + u],
          1e-5);
}

static void
test_dense_values (void)
{
  Bench *b = bench_new ("{\"type\":\"dense\",\"units\":2}", GLS_SHAPE (3), 2);

  assert_dense (b, 2);
  bench_free (b);
}

/* The last two axes alone are multiplied; the others stay. */
static void
test_dense_over_axes (void)
{
  Bench *b = bench_new ("{\"type\":\"dense\",\"units\":2,\"axes\":1}",
      GLS_SHAPE (4, 3), 2);

  g_assert_cmpuint (b->layer->out.n_axes, ==, 2);
  g_assert_cmpuint (b->layer->out.dim[0], ==, 4);
  assert_dense (b, 8);
  bench_free (b);
}

/* Windows that would stick out are left out; of equals the first one wins, and
 * it alone gets the gradient. */
static void
test_pools (void)
{
  Bench *m = bench_new ("{\"type\":\"max_pool\",\"window\":[2,2]}",
      GLS_SHAPE (3, 2, 1), 1);
  Bench *a = bench_new ("{\"type\":\"average_pool\",\"window\":\"all\"}",
      GLS_SHAPE (3, 2, 1), 1);
  const float x[] = { 1, 5, 5, 2, 9, 9 };
  const float expected[] = { 0, 4, 0, 0, 0, 0 };

  memcpy (m->x, x, sizeof x);
  memcpy (a->x, x, sizeof x);
  bench_forward (m);
  bench_forward (a);
  g_assert_cmpuint (m->n_out, ==, 1);
  g_assert_cmpfloat (m->y[0], ==, 5.0f);
  g_assert_cmpuint (a->n_out, ==, 1);
  g_assert_cmpfloat_with_epsilon (a->y[0], 31.0f / 6, 1e-6);
  m->dy[0] = 4.0f;
  bench_backward (m);
  g_assert_cmpmem (m->dx, sizeof expected, expected, sizeof expected);
  bench_free (m);
  bench_free (a);
}

/* Training gives each channel mean 0 and variance 1 over all examples, also
 * where its mean is far from 0; and says what the running statistics are to
 * follow. */
static void
test_batch_norm_values (void)
{
  const size_t n = 5, places = 6, C = 3, count = 30;
  Bench *b = bench_new ("{\"type\":\"batch_norm\"}", GLS_SHAPE (2, 3, 3), n);

  for (size_t c = 0; c < C; c++) {
    b->weights[c] = 1.0f;
    b->weights[C + c] = 0.0f;
  }
  for (size_t i = 0; i < b->n_in; i++)
    b->x[i] = 1000.0f + b->x[i];
  bench_forward (b);
  bench_backward (b);
  for (size_t c = 0; c < C; c++) {
    double sum = 0.0, mean = 0.0, squares = 0.0, deviations = 0.0;

    for (size_t p = 0; p < n * places; p++) {
      sum += (double) b->y[p * C + c];
      squares += (double) b->y[p * C + c] * (double) b->y[p * C + c];
      mean += (double) b->x[p * C + c] / (double) count;
    }
    for (size_t p = 0; p < n * places; p++)
      deviations += pow ((double) b->x[p * C + c] - mean, 2);
    g_assert_cmpfloat_with_epsilon (sum / (double) count, 0.0, 1e-4);
    g_assert_cmpfloat_with_epsilon (squares / (double) count, 1.0, 1e-3);
    g_assert_cmpfloat_with_epsilon (b->gradients[2 * C + c] / (float) n, mean,
        1e-3);
    g_assert_cmpfloat_with_epsilon (b->gradients[3 * C + c] / (float) n,
        deviations / (double) (count - 1), 1e-3);
  }
  bench_free (b);
}

/* In inference an example comes out alone as among others, by the running
 * statistics; a variance below 0, which only a file can hold, counts as 0. */
static void
test_batch_norm_at_inference (void)
{
  Bench *b = bench_new ("{\"type\":\"batch_norm\"}", GLS_SHAPE (2, 2), 3);
  const float variance[] = { 4.0f, -1.0f };

  memcpy (b->weights + 6, variance, sizeof variance);
  b->pass.training = FALSE;
  bench_forward (b);
  for (size_t i = 0; i < b->n_in; i++) {
    const size_t c = i % 2;
    const double deviation = sqrt (c == 0 ? 4.0 + 1e-5 : 1e-5);
    const double expected = (double) b->weights[c]
            * (double) (b->x[i] - b->weights[4 + c]) / deviation
        + (double) b->weights[2 + c];

    g_assert_cmpfloat_with_epsilon (b->y[i], expected,
        1e-5 * (1 + fabs (expected)));
  }
  bench_free (b);
}

/* FAST KERNELS AGAINST THEIR DEFINITION */

typedef struct
{
  const char *json;
  GlsShape in;
  size_t n;
} Case;

#define SHAPE3(h, w, c)                                                        \
  {                                                                            \
    3,                                                                         \
    {                                                                          \
      h, w, c                                                                  \
    }                                                                          \
  }

static const Case conv_cases[] = {
  { "{\"type\":\"conv2d\",\"channels\":7}", SHAPE3 (12, 5, 9), 3 },
  { "{\"type\":\"conv2d\",\"channels\":1}", SHAPE3 (1, 1, 1), 1 },
  { "{\"type\":\"conv2d\",\"channels\":4}", SHAPE3 (2, 1, 33), 5 },
  { "{\"type\":\"conv2d\",\"channels\":3,\"kernel\":[1,5]}", SHAPE3 (4, 3, 2),
      2 },
  { "{\"type\":\"conv2d\",\"channels\":3,\"kernel\":7}", SHAPE3 (2, 3, 2), 2 },
  { "{\"type\":\"conv2d\",\"channels\":3,\"kernel\":1}", SHAPE3 (5, 6, 4), 2 },
  { "{\"type\":\"conv2d\",\"channels\":5,\"padding\":\"valid\"}",
      SHAPE3 (6, 4, 3), 2 },
  { "{\"type\":\"conv2d\",\"channels\":5,\"kernel\":[2,3],"
    "\"padding\":\"valid\"}",
      SHAPE3 (6, 4, 3), 2 },
  { "{\"type\":\"conv2d\",\"channels\":\"labels\",\"kernel\":\"all\","
    "\"padding\":\"valid\"}",
      SHAPE3 (2, 1, 16), 3 },
  /* More than one block of places */
  { "{\"type\":\"conv2d\",\"channels\":2}", SHAPE3 (23, 9, 3), 7 },
  /* By patches: more channels out than in, a large image, a stride */
  { "{\"type\":\"conv2d\",\"channels\":9}", SHAPE3 (12, 5, 2), 3 },
  { "{\"type\":\"conv2d\",\"channels\":2}", SHAPE3 (61, 11, 3), 2 },
  { "{\"type\":\"conv2d\",\"channels\":3,\"kernel\":[1,5],"
    "\"padding\":\"valid\"}",
      SHAPE3 (5, 130, 2), 2 },
  { "{\"type\":\"conv2d\",\"channels\":6,\"kernel\":7}", SHAPE3 (9, 2, 2), 2 },
  { "{\"type\":\"conv2d\",\"channels\":4,\"stride\":2}", SHAPE3 (7, 4, 6), 3 },
  { "{\"type\":\"conv2d\",\"channels\":4,\"stride\":[1,3],\"kernel\":5}",
      SHAPE3 (4, 11, 3), 2 },
  { "{\"type\":\"conv2d\",\"channels\":4,\"stride\":[3,2],"
    "\"kernel\":[2,4],\"padding\":\"valid\"}",
      SHAPE3 (9, 9, 3), 2 },
  /* A stride that is longer than what there is */
  { "{\"type\":\"conv2d\",\"channels\":2,\"stride\":9}", SHAPE3 (3, 4, 2), 1 },
  { "{\"type\":\"conv3d\",\"kernels\":4}", SHAPE3 (4, 3, 17), 3 },
  { "{\"type\":\"conv3d\",\"kernels\":1}", SHAPE3 (1, 1, 1), 2 },
  { "{\"type\":\"conv3d\",\"kernels\":3,\"kernel\":1}", SHAPE3 (2, 3, 4), 1 },
  { "{\"type\":\"conv3d\",\"kernels\":2,\"kernel\":5}", SHAPE3 (3, 2, 6), 2 },
  /* A kernel that is longer than the channels */
  { "{\"type\":\"conv3d\",\"kernels\":2,\"kernel\":7}", SHAPE3 (3, 2, 2), 2 },
};

/* Sums of n float products differ from double sums by about sqrt (n) 2^-24; the
 * longest here has n = 1449. */
#define KERNEL_TOLERANCE 4e-6

static void
test_fast_kernels_agree_with_reference (gconstpointer data)
{
  const Case *c = data;
  Bench *b = bench_new (c->json, c->in, c->n);
  g_autofree float *y = NULL, *dx = NULL, *gradients = NULL;

  bench_forward (b);
  bench_backward (b);
  y = g_memdup2 (b->y, b->n_out * sizeof (float));
  dx = g_memdup2 (b->dx, b->n_in * sizeof (float));
  gradients = g_memdup2 (b->gradients, b->n_weights * sizeof (float));

  b->pass.kernels = GLS_KERNELS_REFERENCE;
  bench_forward (b);
  bench_backward (b);
  g_assert_cmpfloat (relative_distance (b->n_out, y, b->y), <,
      KERNEL_TOLERANCE);
  g_assert_cmpfloat (relative_distance (b->n_in, dx, b->dx), <,
      KERNEL_TOLERANCE);
  for (size_t i = 0; i < b->layer->n_tensors; i++)
    g_assert_cmpfloat (relative_distance (b->layer->tensors[i].n,
                           gradients + b->layer->tensors[i].offset,
                           b->gradients + b->layer->tensors[i].offset),
        <, KERNEL_TOLERANCE);
  bench_free (b);
}

/* BAD ENTRIES */

/* A layer refuses what would not fit, in one sentence that names it. */
static void
test_bad_layers (void)
{
  static const struct
  {
    const char *json, *says;
    GlsShape in;
  } cases[] = {
    { "{\"type\":\"reshape\",\"shape\":[2,4]}", "do not fill",
        { 2, { 3, 3 } } },
    { "{\"type\":\"reshape\",\"shape\":[\"rest\",\"rest\"]}",
        "which may be \"rest\"", { 2, { 3, 3 } } },
    { "{\"type\":\"reshape\",\"shape\":[16777216,16777216,16777216]}",
        "do not fill", { 2, { 3, 3 } } },
    { "{\"type\":\"reshape\",\"shape\":[]}", "whole numbers", { 2, { 3, 3 } } },
    { "{\"type\":\"max_pool\"}", "has no \"window\"", SHAPE3 (3, 3, 1) },
    { "{\"type\":\"max_pool\",\"window\":4}", "does not fit",
        SHAPE3 (3, 9, 1) },
    { "{\"type\":\"max_pool\",\"window\":2,\"stride\":0}", "\"stride\"",
        SHAPE3 (3, 9, 1) },
    { "{\"type\":\"average_pool\",\"window\":2}", "rows, columns",
        { 2, { 3, 3 } } },
    { "{\"type\":\"dense\",\"units\":2,\"axes\":3}", "\"axes\"",
        { 2, { 3, 3 } } },
    { "{\"type\":\"conv2d\",\"channels\":2,\"stride\":[1]}", "\"stride\"",
        SHAPE3 (3, 3, 1) },
    { "{\"type\":\"self_attention\",\"heads\":4}", "must be given",
        { 2, { 3, 3 } } },
    { "{\"type\":\"self_attention\"}", "more than", { 2, { 60000, 3 } } },
    { "{\"type\":\"self_attention\",\"size\":65536,\"heads\":256}", "more than",
        { 2, { 3, 3 } } },
    { "{\"type\":\"attention_pool\",\"units\":60000}", "more than",
        { 2, { 60000, 3 } } },
    { "{\"type\":\"attention_pool\",\"units\":3}", "frames", { 1, { 5 } } },
    { "{\"type\":\"gru\",\"units\":60000}", "more than", { 2, { 60000, 3 } } },
    { "{\"type\":\"gru\",\"units\":65536}", "more than", { 2, { 1, 3 } } },
    { "{\"type\":\"gru\",\"output\":\"first\"}", "\"output\"",
        { 2, { 3, 3 } } },
    { "{\"type\":\"gru\",\"units\":3,\"cells\":3}", "cells", { 2, { 3, 3 } } },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (json_t) entry = parse_json (cases[i].json);
    g_autoptr (GError) error = NULL;
    GlsLayer *layer = gls_layer_new (entry, "test", &cases[i].in, 5, &error);

    g_test_message ("%s", cases[i].json);
    g_assert_null (layer);
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    g_assert_nonnull (strstr (error->message, "test"));
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

/* DERIVATIVES */

static const Case layer_cases[] = {
  { "{\"type\":\"average_frames\",\"chunks\":3}", SHAPE3 (7, 2, 3), 2 },
  { "{\"type\":\"standardise\",\"shared_axes\":2}", SHAPE3 (2, 3, 4), 2 },
  { "{\"type\":\"fold\"}", { 4, { 2, 3, 4, 2 } }, 2 },
  { "{\"type\":\"space2depth\"}", SHAPE3 (5, 3, 2), 2 },
  { "{\"type\":\"group_norm\",\"groups\":2}", SHAPE3 (3, 2, 6), 2 },
  { "{\"type\":\"group_norm\",\"groups\":4}", SHAPE3 (2, 1, 8), 3 },
  { "{\"type\":\"elu\"}", SHAPE3 (3, 4, 5), 2 },
  { "{\"type\":\"sigmoid\"}", SHAPE3 (3, 4, 5), 2 },
  { "{\"type\":\"dropout\",\"rate\":0.4}", SHAPE3 (3, 4, 5), 2 },
  { "{\"type\":\"dense\",\"units\":4}", SHAPE3 (2, 3, 2), 3 },
  { "{\"type\":\"conv2d\",\"channels\":4}", SHAPE3 (4, 3, 3), 2 },
  { "{\"type\":\"conv2d\",\"channels\":3,\"kernel\":[2,1],"
    "\"padding\":\"valid\"}",
      SHAPE3 (3, 2, 4), 2 },
  { "{\"type\":\"conv3d\",\"kernels\":2}", SHAPE3 (3, 2, 5), 2 },
  { "{\"type\":\"conv2d\",\"channels\":4,\"stride\":2}", SHAPE3 (5, 4, 3), 2 },
  { "{\"type\":\"dense\",\"units\":4,\"axes\":1}", SHAPE3 (2, 3, 2), 2 },
  { "{\"type\":\"dense\",\"units\":4,\"axes\":2}", SHAPE3 (2, 3, 2), 2 },
  { "{\"type\":\"relu\"}", SHAPE3 (3, 4, 5), 2 },
  { "{\"type\":\"gelu\"}", SHAPE3 (3, 4, 5), 2 },
  { "{\"type\":\"reshape\",\"shape\":[2,\"rest\"]}", SHAPE3 (3, 4, 5), 2 },
  { "{\"type\":\"reshape\",\"shape\":[\"frames\",2,\"rest\"]}",
      SHAPE3 (3, 4, 5), 2 },
  { "{\"type\":\"max_pool\",\"window\":2}", SHAPE3 (5, 4, 3), 2 },
  { "{\"type\":\"max_pool\",\"window\":[3,2],\"stride\":[2,1]}",
      SHAPE3 (7, 4, 3), 2 },
  { "{\"type\":\"average_pool\",\"window\":[2,3]}", SHAPE3 (5, 4, 3), 2 },
  { "{\"type\":\"average_pool\",\"window\":\"all\"}", SHAPE3 (5, 4, 3), 2 },
  { "{\"type\":\"average_pool\",\"window\":2,\"stride\":1}", SHAPE3 (3, 4, 3),
      2 },
  { "{\"type\":\"batch_norm\"}", SHAPE3 (3, 2, 4), 3 },
  { "{\"type\":\"batch_norm\"}", { 1, { 5 } }, 7 },
  { "{\"type\":\"self_attention\",\"heads\":2}", { 2, { 5, 6 } }, 2 },
  { "{\"type\":\"self_attention\",\"heads\":3,\"size\":2,"
    "\"positions\":\"learnt\"}",
      SHAPE3 (4, 2, 2), 2 },
  { "{\"type\":\"attention_pool\",\"units\":3}", SHAPE3 (5, 2, 2), 2 },
  { "{\"type\":\"gru\",\"units\":3}", SHAPE3 (4, 1, 5), 2 },
  { "{\"type\":\"gru\",\"output\":\"last\"}", { 2, { 6, 3 } }, 3 },
  { "{\"type\":\"gru\",\"units\":2}", { 2, { 1, 3 } }, 2 },
};

static gboolean
is_type (const Bench *b, const char *type)
{
  return strcmp (b->layer->klass->type, type) == 0;
}

/* Where the derivative jumps, values keep away from the jump, and from each
 * other: whole numbers and a half, in any order. */
static void
keep_apart (Bench *b)
{
  g_autofree size_t *order = g_new (size_t, b->n_in);
  GlsRng rng;

  if (!is_type (b, "relu") && !is_type (b, "max_pool"))
    return;
  gls_rng_init (&rng, 9, GLS_RNG_SHUFFLE, 0, 0);
  gls_rng_permutation (&rng, b->n_in, order);
  for (size_t i = 0; i < b->n_in; i++)
    b->x[i] = (float) order[i] - (float) (b->n_in / 2) + 0.5f;
}

static Bench *
bench_new_case (const Case *c)
{
  Bench *b = bench_new (c->json, c->in, c->n);

  keep_apart (b);
  return b;
}

/* For every single input and weight: the derivative of <dy, forward> is what
 * backward says. The step balances the rounding of floats (about 1e-7 / step)
 * against the third derivative (about step^2): both near 1e-4. */
static void
check_coordinates (Bench *b, size_t n, float *at, const float *derivative)
{
  const float step = 0.01f;
  double largest = 0.0;

  for (size_t i = 0; i < n; i++)
    largest = MAX (largest, fabs ((double) derivative[i]));
  for (size_t i = 0; i < n; i++) {
    const float kept = at[i];
    const float above = kept + step, below = kept - step;
    double difference;

    at[i] = above;
    difference = bench_product (b);
    at[i] = below;
    difference -= bench_product (b);
    at[i] = kept;
    g_assert_cmpfloat_with_epsilon (difference / (double) (above - below),
        derivative[i], 2e-3 * largest + 1e-6);
  }
}

static void
test_backward_is_the_derivative (gconstpointer data)
{
  const Case *c = data;
  Bench *b = bench_new_case (c);

  bench_forward (b);
  bench_backward (b);
  check_coordinates (b, b->n_in, b->x, b->dx);
  for (size_t i = 0; i < b->layer->n_tensors; i++)
    if (gls_tensor_is_trained (b->layer->tensors[i].role))
      check_coordinates (b, b->layer->tensors[i].n,
          b->weights + b->layer->tensors[i].offset,
          b->gradients + b->layer->tensors[i].offset);
  bench_free (b);
}

/* J v by a central difference in a random direction v of @at[n] */
static float *
directional (Bench *b, size_t n, float *at, const float *v, double step)
{
  g_autofree float *kept = g_memdup2 (at, n * sizeof (float));
  float *jv = g_new (float, b->n_out);

  for (size_t i = 0; i < n; i++)
    at[i] = kept[i] + (float) step * v[i];
  bench_forward (b);
  memcpy (jv, b->y, b->n_out * sizeof (float));
  for (size_t i = 0; i < n; i++)
    at[i] = kept[i] - (float) step * v[i];
  bench_forward (b);
  for (size_t i = 0; i < b->n_out; i++)
    jv[i] = (float) (((double) jv[i] - (double) b->y[i]) / (2.0 * step));
  memcpy (at, kept, n * sizeof (float));
  return jv;
}

static gboolean
is_linear (const Bench *b)
{
  static const char *const others[] = { "group_norm", "elu", "sigmoid", "gelu",
    "relu", "max_pool", "batch_norm", "self_attention", "attention_pool",
    "gru" };

  for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
    if (is_type (b, others[i]))
      return FALSE;
  return TRUE;
}

/* <J v, dy> = <v, J' dy> for any v and dy. A linear layer's difference quotient
 * is exact at any step, so only rounding is left. */
static void
check_adjoint (Bench *b, size_t n, float *at, const float *derivative)
{
  g_autofree float *v = random_floats (n, 99);
  g_autofree float *jv = directional (b, n, at, v, is_linear (b) ? 1 : 1e-2);
  const double tolerance = is_linear (b) ? 1e-6 : 1e-3;

  g_assert_cmpfloat_with_epsilon (dot (b->n_out, jv, b->dy),
      dot (n, v, derivative),
      tolerance * norm (b->n_out, jv) * norm (b->n_out, b->dy) + 1e-12);
}

static void
test_backward_is_the_adjoint (gconstpointer data)
{
  const Case *c = data;
  Bench *b = bench_new_case (c);

  bench_forward (b);
  bench_backward (b);
  check_adjoint (b, b->n_in, b->x, b->dx);
  for (size_t i = 0; i < b->layer->n_tensors; i++)
    if (gls_tensor_is_trained (b->layer->tensors[i].role))
      check_adjoint (b, b->layer->tensors[i].n,
          b->weights + b->layer->tensors[i].offset,
          b->gradients + b->layer->tensors[i].offset);
  bench_free (b);
}

/* A mini-batch in parts relies on it: gradients are added to what is there. */
static void
test_gradients_accumulate (gconstpointer data)
{
  const Case *c = data;
  Bench *b = bench_new (c->json, c->in, c->n);
  g_autofree float *once = NULL;

  bench_forward (b);
  bench_backward (b);
  once = g_memdup2 (b->gradients, b->n_weights * sizeof (float));
  b->layer->klass->backward (b->layer, &b->pass, b->n, b->x, b->y, b->saved,
      b->dy, NULL);
  for (size_t i = 0; i < b->n_weights; i++)
    g_assert_cmpfloat_with_epsilon (b->gradients[i], 2 * once[i],
        1e-5 * fabs ((double) once[i]) + 1e-6);
  bench_free (b);
}

static void
add_cases (const char *name, const Case *cases, size_t n, GTestDataFunc func)
{
  for (size_t i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("/layers/%s/%zu", name, i);

    g_test_add_data_func (path, &cases[i], func);
  }
}

int
main (int argc, char **argv)
{
  openblas_set_num_threads (1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layers/space2depth", test_space2depth_values);
  g_test_add_func ("/layers/average-frames", test_average_frames_values);
  g_test_add_func ("/layers/fold", test_fold_values);
  g_test_add_func ("/layers/standardise", test_standardise_values);
  g_test_add_func ("/layers/group-norm", test_group_norm_values);
  g_test_add_func ("/layers/group-norm/affine",
      test_group_norm_is_affine_per_channel);
  g_test_add_func ("/layers/elu-and-sigmoid", test_elu_and_sigmoid_values);
  g_test_add_func ("/layers/dropout", test_dropout_values);
  g_test_add_func ("/layers/conv2d", test_conv2d_shifts);
  g_test_add_func ("/layers/conv3d", test_conv3d_shifts);
  g_test_add_func ("/layers/dense", test_dense_values);
  g_test_add_func ("/layers/dense/axes", test_dense_over_axes);
  g_test_add_func ("/layers/pools", test_pools);
  g_test_add_func ("/layers/batch-norm", test_batch_norm_values);
  g_test_add_func ("/layers/batch-norm/inference",
      test_batch_norm_at_inference);
  g_test_add_func ("/layers/bad", test_bad_layers);
  add_cases ("fast-is-reference", conv_cases, G_N_ELEMENTS (conv_cases),
      test_fast_kernels_agree_with_reference);
  add_cases ("derivative", layer_cases, G_N_ELEMENTS (layer_cases),
      test_backward_is_the_derivative);
  add_cases ("adjoint", layer_cases, G_N_ELEMENTS (layer_cases),
      test_backward_is_the_adjoint);
  add_cases ("accumulate", layer_cases, G_N_ELEMENTS (layer_cases),
      test_gradients_accumulate);
  return g_test_run ();
}
