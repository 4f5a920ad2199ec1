/* Fuzz target of architecture files: a network, its front end, its training.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the text, each part of it is taken with values that are in range, or
 * refused with a sentence; and from what is taken a model is made.
 */
#include "fuzz.h"

#include <string.h>

#include "net/graph.h"
#include "scattering/spec.h"
#include "train/architecture.h"

#define MAX_WEIGHTS 10000

static const char *const labels[] = { "a", "b", NULL };
static const size_t frame_shape[] = { 3, 2 };

/* Each value as it is printed is read as the same. */
static void
check_options (const GlsArchitecture *architecture)
{
  g_autoptr (GError) error = NULL;
  GlsTrainOptions options, again;
  size_t n;
  const GlsTrainParameter *parameters = gls_train_parameters (&n);

  gls_train_options_init (&options);
  if (!gls_train_options_set_from_arch (&options, architecture, &error)) {
    fuzz_check_error (error);
    return;
  }
  gls_train_options_init (&again);
  for (size_t i = 0; i < n; i++) {
    g_autofree char *value =
        gls_train_options_get (&options, parameters[i].name);

    gls_train_options_set (&again, parameters[i].name, value, &error);
    g_assert_no_error (error);
  }
}

static void
check_front_end (const GlsArchitecture *architecture)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) strv = NULL;
  GlsSpec spec;

  if (!gls_spec_from_strv (&spec, gls_architecture_get_front_end (architecture),
          &error)) {
    fuzz_check_error (error);
    return;
  }
  g_assert_cmpuint (gls_spec_stride (&spec), >, 0);
  strv = gls_spec_to_strv (&spec);
  gls_spec_from_strv (&spec, (const char *const *) strv, &error);
  g_assert_no_error (error);
}

/* Larger ones are as legal, but take the fuzzer's time. */
static gboolean
is_small (const GlsArchitecture *architecture, const char *text, size_t size)
{
  g_autoptr (json_t) object = gls_json_parse_object (text, size, "it", NULL);
  GlsShape in = GLS_SHAPE (gls_architecture_get_n_frames (architecture), 3, 2);
  g_autoptr (GError) error = NULL;
  GlsGraph *graph =
      gls_graph_new (json_object_get (object, "layers"), &in, 2, &error);
  gboolean small = graph == NULL || graph->n_weights <= MAX_WEIGHTS;

  if (graph == NULL)
    fuzz_check_error (error);
  gls_graph_free (graph);
  return small;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  const char *text = size > 0 ? (const char *) data : "";
  g_autoptr (GlsArchitecture) architecture =
      gls_architecture_parse (text, size, &error);
  g_autoptr (GlsModel) model = NULL;

  if (architecture == NULL) {
    fuzz_check_error (error);
    return 0;
  }
  check_options (architecture);
  check_front_end (architecture);
  if (!is_small (architecture, text, size))
    return 0;
  model = gls_model_new_from_arch (architecture, NULL, labels, frame_shape, 2,
      1, &error);
  if (model == NULL)
    fuzz_check_error (error);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "{\"architecture\":1,\"name\":\"seed\",\"about\":\"x\",\"front_end\":"
    "{\"transform\":\"jtfst\",\"rate\":8000,\"q\":\"8,1\",\"normalise\":true},"
    "\"frames\":3,\"hop\":2,\"layers\":["
    "{\"type\":\"average_frames\",\"chunks\":2},"
    "{\"type\":\"standardise\",\"shared_axes\":1},{\"type\":\"fold\"},"
    "{\"type\":\"pack\",\"kernels\":1,\"channels\":2,\"groups\":1},"
    "{\"type\":\"residual\",\"layers\":[{\"type\":\"conv2d\","
    "\"channels\":2,\"kernel\":1},{\"type\":\"elu\"}]},"
    "{\"type\":\"dropout\",\"rate\":0.1},{\"type\":\"dense\",\"units\":4},"
    "{\"type\":\"dense\",\"units\":\"labels\"},{\"type\":\"sigmoid\"}],"
    "\"synonyms\":[[\"a\",\"b\"]],\"training\":{\"loss\":\"bce\","
    "\"epochs\":20,\"learning_rate\":1e-3},\"licence\":\"CC0\"}",
    "{\"architecture\":1,\"name\":\"m\",\"front_end\":{\"transform\":\"mel\"},"
    "\"frames\":1,\"layers\":[{\"type\":\"dense\",\"units\":2},"
    "{\"type\":\"sigmoid\"}]}",
    "{\"architecture\":1,\"name\":\"n\",\"front_end\":{},"
    "\"frames\":4,\"layers\":[{\"type\":\"self_attention\"},"
    "{\"type\":\"reshape\",\"shape\":[4,1,\"rest\"]},"
    "{\"type\":\"conv2d\",\"channels\":2,\"stride\":2},"
    "{\"type\":\"batch_norm\"},{\"type\":\"max_pool\",\"window\":1},"
    "{\"type\":\"gru\",\"units\":2,\"output\":\"all\"},"
    "{\"type\":\"attention_pool\",\"units\":2},"
    "{\"type\":\"dense\",\"units\":2,\"axes\":1},"
    "{\"type\":\"sigmoid\"}]}",
  };

  return fuzz_seeds_from_texts (texts, G_N_ELEMENTS (texts));
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_numbers (seed);
}
