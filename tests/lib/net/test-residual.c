/* Residuals: x + f(x), forward, backward and in files.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net-test.h"

#include <cblas.h>
#include <glib/gstdio.h>
#include <string.h>

#include "net/graph.h"
#include "net/model-private.h"

static GlsGraph *
graph_from_text (const char *layers, GlsShape in, size_t n_labels,
    GError **error)
{
  g_autofree char *text = g_strdup_printf ("{\"layers\":[%s]}", layers);
  g_autoptr (json_t) object = parse_json (text);

  return gls_graph_new (json_object_get (object, "layers"), &in, n_labels,
      error);
}

static const float *
tensor (const GlsGraph *graph, const float *weights, size_t layer, size_t k)
{
  return weights + gls_graph_layer (graph, layer)->tensors[k].offset;
}

/* y = W x + b; float[n] each */
static void
apply_dense (const GlsGraph *graph, const float *weights, size_t layer,
    size_t n, const float *x, double *y)
{
  const float *w = tensor (graph, weights, layer, 0);
  const float *b = tensor (graph, weights, layer, 1);

  for (size_t i = 0; i < n; i++) {
    y[i] = (double) b[i];
    for (size_t k = 0; k < n; k++)
      y[i] += (double) w[i * n + k] * (double) x[k];
  }
}

/* The layers of f are named after the residual, and what comes out is x + f(x),
 * for each of several examples. */
static void
test_values (void)
{
  static const char *const names[] = { "residual1.dense1", "residual1.elu1",
    "residual1.add", "sigmoid1" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsGraph) graph =
      graph_from_text ("{\"type\":\"residual\",\"layers\":["
                       "{\"type\":\"dense\",\"units\":4},{\"type\":\"elu\"}]},"
                       "{\"type\":\"sigmoid\"}",
          GLS_SHAPE (4), 4, &error);
  g_autoptr (GlsWorkspace) workspace = NULL;
  g_autofree float *weights = NULL, *x = random_floats (3 * 4, 2);
  GlsPass pass = { 0 };
  const float *y;

  g_assert_no_error (error);
  g_assert_cmpuint (graph->layers->len, ==, G_N_ELEMENTS (names));
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (gls_graph_layer (graph, i)->name, ==, names[i]);
  pass.weights = weights = random_floats (graph->n_weights, 1);
  workspace = gls_workspace_new (graph, 0, 3, 3, FALSE);
  y = gls_workspace_forward (workspace, &pass, 3, x);
  for (size_t e = 0; e < 3; e++) {
    double f[4];

    apply_dense (graph, weights, 0, 4, x + 4 * e, f);
    for (size_t i = 0; i < 4; i++)
      g_assert_cmpfloat_with_epsilon (y[4 * e + i],
          (double) x[4 * e + i] + (f[i] < 0 ? expm1 (f[i]) : f[i]), 1e-6);
  }
}

/* Residuals in a residual, one at the very start, two that begin at the same
 * layer, and a packing layer before. */
static const char *const networks[] = {
  "{\"type\":\"fold\"},{\"type\":\"conv2d\",\"channels\":4},"
  "{\"type\":\"residual\",\"layers\":["
  "  {\"type\":\"conv2d\",\"channels\":4},"
  "  {\"type\":\"group_norm\",\"groups\":2},{\"type\":\"elu\"},"
  "  {\"type\":\"residual\",\"layers\":[{\"type\":\"conv2d\",\"channels\":4}]},"
  "  {\"type\":\"elu\"}]},"
  "{\"type\":\"conv2d\",\"channels\":\"labels\",\"kernel\":\"all\","
  " \"padding\":\"valid\"},{\"type\":\"sigmoid\"}",

  "{\"type\":\"residual\",\"layers\":[{\"type\":\"dense\",\"units\":24},"
  "  {\"type\":\"elu\"}]},"
  "{\"type\":\"dense\",\"units\":\"labels\"},{\"type\":\"sigmoid\"}",

  "{\"type\":\"fold\"},{\"type\":\"pack\",\"kernels\":2,\"channels\":4},"
  "{\"type\":\"residual\",\"layers\":[{\"type\":\"residual\",\"layers\":["
  "  {\"type\":\"conv2d\",\"channels\":4}]},{\"type\":\"elu\"}]},"
  "{\"type\":\"dense\",\"units\":\"labels\"},{\"type\":\"sigmoid\"}",
};

/* The input of the second is 24 floats already. */
static GlsShape
input_of (size_t network)
{
  return network == 1 ? GLS_SHAPE (24) : GLS_SHAPE (2, 4, 3);
}

/* Tagging keeps less than training does, and comes to the same bits. */
static void
test_forward_with_less_memory (gconstpointer data)
{
  const size_t i = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsGraph) graph =
      graph_from_text (networks[i], input_of (i), 3, &error);
  g_autoptr (GlsWorkspace) small = NULL, large = NULL;
  g_autofree float *weights = NULL, *x = random_floats (2 * 24, 2);
  GlsPass pass = { 0 };
  const size_t n_layers = graph->layers->len;

  g_assert_no_error (error);
  pass.weights = weights = random_floats (graph->n_weights, 1);
  small = gls_workspace_new (graph, 0, n_layers, 2, FALSE);
  large = gls_workspace_new (graph, 0, n_layers, 2, TRUE);
  g_assert_cmpmem (gls_workspace_forward (small, &pass, 2, x),
      2 * 3 * sizeof (float), gls_workspace_forward (large, &pass, 2, x),
      2 * 3 * sizeof (float));
}

/* For every single weight, before, in and behind the residuals: <dy, forward>
 * changes as backward says. The step is that where the rounding of floats and
 * the third derivative disturb alike. */
static void
test_backward_is_the_derivative (gconstpointer data)
{
  const size_t i = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsGraph) graph =
      graph_from_text (networks[i], input_of (i), 3, &error);
  g_autoptr (GlsWorkspace) workspace = NULL;
  const size_t n = graph->n_weights;
  g_autofree float *weights = random_floats (n, 1);
  g_autofree float *gradients = g_new0 (float, n);
  g_autofree float *x = random_floats (2 * 24, 2);
  g_autofree float *dy = random_floats (2 * 3, 3);
  GlsPass pass = { .weights = weights, .gradients = gradients };

  g_assert_no_error (error);
  /* Without the sigmoid, which would hide what is far from zero */
  workspace = gls_workspace_new (graph, 0, graph->layers->len - 1, 2, TRUE);
  gls_workspace_forward (workspace, &pass, 2, x);
  gls_workspace_backward (workspace, &pass, 2, dy);
  for (size_t k = 0; k < n; k++) {
    const float kept = weights[k], above = kept + 0.002f, below = kept - 0.002f;
    double difference;

    weights[k] = above;
    difference = dot (6, gls_workspace_forward (workspace, &pass, 2, x), dy);
    weights[k] = below;
    difference -= dot (6, gls_workspace_forward (workspace, &pass, 2, x), dy);
    weights[k] = kept;
    g_assert_cmpfloat_with_epsilon (difference / (double) (above - below),
        gradients[k], 2e-3 * norm (n, gradients) + 1e-6);
  }
}

#define ARCHITECTURE(layers)                                                   \
  "{\"architecture\":1,\"name\":\"x\",\"front_end\":{},\"frames\":2,"          \
  "\"layers\":[" layers "]}"

/* A file has the residual as it was written, and gives the same again. */
static void
test_file (void)
{
  static const char *const labels[] = { "a", "b", "c", NULL };
  const size_t shape[] = { 4, 3 };
  g_autofree char *text = g_strdup_printf (ARCHITECTURE ("%s"), networks[0]);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (),
      "glissando-residual.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model =
      model_from_text (text, shape, 2, labels, 1, &error);
  g_autoptr (GlsModel) again = NULL;
  g_autoptr (GlsPredictor) one = NULL, other = NULL;
  g_autofree float *x = random_floats (24, 2);
  float p[3], q[3];

  g_assert_no_error (error);
  g_assert_true (gls_model_save (model, path, GLS_DTYPE_F32, &error));
  again = gls_model_load (path, &error);
  g_remove (path);
  g_assert_no_error (error);
  g_assert_cmpstr (gls_model_get_description (again), ==,
      gls_model_get_description (model));
  g_assert_nonnull (strstr (gls_model_get_description (again),
      "\"type\": \"residual\""));
  one = gls_predictor_new (model);
  other = gls_predictor_new (again);
  gls_predictor_run (one, x, p);
  gls_predictor_run (other, x, q);
  g_assert_cmpmem (p, sizeof p, q, sizeof q);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *layers, *reason;
  } bad[] = {
    { "{\"type\":\"residual\"}", "layer \"residual1\" has no \"layers\"" },
    { "{\"type\":\"residual\",\"layers\":[]}",
        "layer \"residual1\" has 0 layers" },
    { "{\"type\":\"residual\",\"layers\":[7]}",
        "layer \"residual1\" holds something that is not an object" },
    { "{\"type\":\"residual\",\"layers\":[{\"type\":\"elu\"}],\"kernel\":1}",
        "unknown member \"kernel\"" },
    { "{\"type\":\"residual\",\"layers\":[{\"type\":\"dense\",\"units\":3}]}",
        "layer \"residual1.add\" cannot add 24 to 3: the layers of a residual "
        "must keep the shape" },
    { "{\"type\":\"elu\",\"name\":\"residual1.elu1\"},"
      "{\"type\":\"residual\",\"layers\":[{\"type\":\"elu\"}]}",
        "two layers are named \"residual1.elu1\"" },
    { "{\"type\":\"elu\"},{\"type\":\"add\",\"layers\":2}",
        "adds the input of 2 layers before, but there are 1" },
    { "{\"type\":\"add\",\"layers\":0}", "whole number from 1" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (graph_from_text (bad[i].layers, GLS_SHAPE (24), 3, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    if (strstr (error->message, bad[i].reason) == NULL)
      g_error ("\"%s\" instead of \"%s\"", error->message, bad[i].reason);
  }
}

/* Neither nested without end, nor so large that a prediction takes gigabytes.
 */
static void
test_bounds (void)
{
  g_autoptr (GString) nested = g_string_new ("{\"type\":\"elu\"}");
  g_autoptr (GString) large = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (size_t i = 0; i < 9; i++) {
    g_string_prepend (nested, "{\"type\":\"residual\",\"layers\":[");
    g_string_append (nested, "]}");
    g_string_append_printf (large,
        "%s{\"type\":\"residual\",\"layers\":["
        "{\"type\":\"elu\"}]}",
        i > 0 ? "," : "");
  }
  g_assert_null (graph_from_text (nested->str, GLS_SHAPE (24), 3, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "stands in more than 8 others"));
  g_clear_error (&error);
  g_assert_null (graph_from_text (large->str, GLS_SHAPE (1 << 21), 3, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "keep more than"));
}

int
main (int argc, char **argv)
{
  openblas_set_num_threads (1);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/residual/values", test_values);
  for (size_t i = 0; i < G_N_ELEMENTS (networks); i++) {
    g_autofree char *forward = g_strdup_printf ("/residual/memory/%zu", i);
    g_autofree char *backward = g_strdup_printf ("/residual/backward/%zu", i);

    g_test_add_data_func (forward, GSIZE_TO_POINTER (i),
        test_forward_with_less_memory);
    g_test_add_data_func (backward, GSIZE_TO_POINTER (i),
        test_backward_is_the_derivative);
  }
  g_test_add_func ("/residual/file", test_file);
  g_test_add_func ("/residual/refusals", test_refusals);
  g_test_add_func ("/residual/bounds", test_bounds);
  return g_test_run ();
}
