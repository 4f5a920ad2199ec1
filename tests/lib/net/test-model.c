/* Models: made, saved, read back, refused, asked for predictions.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net-test.h"
#include "net/half.h"
#include "net/model-private.h"
#include "net/safetensors.h"
#include "scratch.h"

#include <cblas.h>
#include <unistd.h>

static char *folder; /* for files of this test */

static char *
file_in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static GBytes *
model_bytes (const GlsModel *model, GlsDtype dtype)
{
  g_autofree char *path = file_in_folder ("bytes.safetensors");
  g_autoptr (GError) error = NULL;
  char *data;
  size_t length;

  gls_model_save (model, path, dtype, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static void
predict (GlsModel *model, const float *frames, float *p)
{
  g_autoptr (GlsPredictor) predictor = gls_predictor_new (model);

  gls_predictor_run (predictor, frames, p);
}

/* THE PAPER'S GEOMETRY */

static GlsModel *
model_of_architecture (const char *name, const size_t *shape, size_t n_axes)
{
  static const char *const labels[] = { "a", "b", "c", "d", "e", NULL };
  g_autofree char *path = g_strdup_printf ("%s/%s.json", ARCHITECTURES, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsArchitecture) arch = gls_architecture_load (path, &error);
  GlsModel *model;

  g_assert_no_error (error);
  model =
      gls_model_new_from_arch (arch, NULL, labels, shape, n_axes, 1, &error);
  g_assert_no_error (error);
  return model;
}

static void
assert_shape (const GlsModel *model, const char *layer, const char *expected)
{
  for (guint i = 0; i < model->graph->layers->len; i++) {
    const GlsLayer *l = gls_graph_layer (model->graph, i);

    if (strcmp (l->name, layer) == 0) {
      g_autofree char *shape = gls_shape_to_string (&l->out);

      g_assert_cmpstr (shape, ==, expected);
      return;
    }
  }
  g_error ("no layer %s", layer);
}

/* 23x9 -> 12x5 -> 6x3 -> 3x2 -> 2x1 -> labels, always back to N channels. */
static void
test_paper_geometry (void)
{
  const size_t shape[] = { 23, 9 };
  g_autoptr (GlsModel) model = model_of_architecture ("paper", shape, 2);

  g_assert_cmpuint (gls_model_get_n_frames (model), ==, 56);
  assert_shape (model, "fold1", "23x9x56");
  assert_shape (model, "pack1.space2depth", "12x5x224");
  assert_shape (model, "pack1.conv3d", "12x5x1792");
  assert_shape (model, "pack1.elu", "12x5x56");
  assert_shape (model, "pack2.elu", "6x3x56");
  assert_shape (model, "pack3.elu", "3x2x56");
  assert_shape (model, "pack4.elu", "2x1x56");
  assert_shape (model, "conv2d1", "1x1x5");
  /* Each packing layer: 8 kernels of 27 and 8 biases; 9 * 1792 * 56 and 56;
   * 2 * 56. Statistics of 23 * 9 elements, twice. Tags: 2 * 56 * 5 and 5. */
  g_assert_cmpuint (gls_model_get_n_weights (model), ==,
      4 * (8 * 27 + 8 + 9 * 1792 * 56 + 56 + 2 * 56) + 2 * 23 * 9 + 2 * 56 * 5
          + 5);
}

/* Lambda x theta as channels, with and without the fastest mu rows. */
static void
test_default_geometry (void)
{
  const size_t skipped[] = { 9, 2, 14, 10 }, all[] = { 9, 2, 24, 10 };
  g_autoptr (GlsModel) model = model_of_architecture ("default", skipped, 4);
  g_autoptr (GlsModel) model24 = model_of_architecture ("default", all, 4);

  assert_shape (model, "fold1", "14x10x18");
  assert_shape (model, "pack1.elu", "7x5x96");
  assert_shape (model, "pack4.elu", "1x1x96");
  assert_shape (model, "conv2d1", "1x1x5");
  assert_shape (model24, "pack1.elu", "12x5x96");
  assert_shape (model24, "conv2d1", "1x1x5");
}

/* SAVING AND READING */

/* Stored as F32 nothing changes, to the last bit. */
static void
test_f32_is_exact (void)
{
  g_autoptr (GlsModel) model = small_model (3), again = NULL;
  g_autoptr (GBytes) bytes = model_bytes (model, GLS_DTYPE_F32);
  g_autofree float *frames = random_floats (SMALL_SEGMENT, 5);
  g_autoptr (GError) error = NULL;
  float p[SMALL_LABELS], q[SMALL_LABELS];

  again = gls_model_load_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (again->weights, model->graph->n_weights * sizeof (float),
      model->weights, model->graph->n_weights * sizeof (float));
  predict (model, frames, p);
  predict (again, frames, q);
  g_assert_cmpmem (p, sizeof p, q, sizeof q);
  g_assert_cmpfloat (p[0], !=, p[1]);
}

/* Stored as F16 weights are rounded to halves; biases, norms and statistics
 * are not. */
static void
test_f16_rounds_weights_only (void)
{
  g_autoptr (GlsModel) model = small_model (3), again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (size_t i = 0; i < model->graph->n_weights; i++)
    model->weights[i] += 0.1f;
  bytes = model_bytes (model, GLS_DTYPE_F16);
  again = gls_model_load_bytes (bytes, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < model->graph->layers->len; i++) {
    const GlsLayer *layer = gls_graph_layer (model->graph, i);

    for (size_t k = 0; k < layer->n_tensors; k++) {
      const GlsTensor *tensor = &layer->tensors[k];

      for (size_t j = tensor->offset; j < tensor->offset + tensor->n; j++) {
        float kept = model->weights[j];

        if (tensor->role == GLS_TENSOR_WEIGHT)
          kept = gls_half_to_float (gls_float_to_half (kept));
        g_assert_cmpfloat (again->weights[j], ==, kept);
      }
    }
  }
}

static gboolean
strv_has (const char *const *strv, const char *text)
{
  return g_strv_contains (strv, text);
}

/* What the model says of itself survives, and every type of front-end value. */
static void
test_description_round_trip (void)
{
  g_autoptr (GlsModel) model = small_model (1), again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  const char *const *front_end, *const *labels;
  const size_t *shape;
  size_t n;

  g_assert_true (gls_model_set_provenance (model,
      "{\"seed\":7,\"metrics\":{\"auc\":0.5}}", &error));
  g_assert_true (gls_model_set_name (model, "other", &error));
  bytes = model_bytes (model, GLS_DTYPE_F16);
  again = gls_model_load_bytes (bytes, &error);
  g_assert_no_error (error);

  front_end = gls_model_get_front_end (again);
  g_assert_cmpuint (g_strv_length ((GStrv) front_end), ==, 5);
  g_assert_true (strv_has (front_end, "transform=jtfst"));
  g_assert_true (strv_has (front_end, "rate=16000"));
  g_assert_true (strv_has (front_end, "q=12,2"));
  g_assert_true (strv_has (front_end, "normalise=true"));
  g_assert_true (strv_has (front_end, "scale=0.5"));
  labels = gls_model_get_labels (again, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (labels[2], ==, "no vocals");
  g_assert_null (labels[3]);
  shape = gls_model_get_frame_shape (again, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (shape[0], ==, 2);
  g_assert_cmpuint (shape[2], ==, 3);
  g_assert_cmpuint (gls_model_get_n_frames (again), ==, SMALL_FRAMES);
  g_assert_cmpuint (gls_model_get_hop_frames (again), ==, 3);
  g_assert_cmpstr (gls_model_get_name (again), ==, "other");
  g_assert_nonnull (strstr (gls_model_get_description (again), "\"auc\""));
  g_assert_nonnull (strstr (gls_model_get_description (again), "CC0-1.0"));
  g_assert_cmpstr (gls_model_get_description (again), ==,
      gls_model_get_description (model));
}

/* Thresholds come back to the bit, whatever they are; what was never said is
 * not there, and a file without them has the bytes that it always had. */
static void
test_thresholds_round_trip (void)
{
  const float thresholds[] = { 0.41376221f, NAN, 1.0f / 3 };
  const float wrong[] = { 0.5f, 1.5f, 0.5f }, none[] = { NAN, NAN, NAN };
  g_autoptr (GlsModel) model = small_model (1), again = NULL;
  g_autoptr (GBytes) plain = model_bytes (model, GLS_DTYPE_F16), bytes = NULL;
  g_autoptr (GBytes) plain_again = NULL;
  g_autoptr (GError) error = NULL;
  const float *got;

  g_assert_null (gls_model_get_thresholds (model));
  g_assert_false (gls_model_set_thresholds (model, wrong, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  g_clear_error (&error);
  g_assert_true (gls_model_set_thresholds (model, thresholds, &error));
  bytes = model_bytes (model, GLS_DTYPE_F16);
  again = gls_model_load_bytes (bytes, &error);
  g_assert_no_error (error);
  got = gls_model_get_thresholds (again);
  g_assert_cmpfloat (got[0], ==, thresholds[0]);
  g_assert_true (isnan (got[1]));
  g_assert_cmpfloat (got[2], ==, thresholds[2]);
  g_assert_nonnull (strstr (gls_model_get_description (again), "0.4137622"));

  g_assert_true (gls_model_set_thresholds (again, none, &error));
  g_assert_null (gls_model_get_thresholds (again));
  plain_again = model_bytes (again, GLS_DTYPE_F16);
  g_assert_true (g_bytes_equal (plain, plain_again));
}

/* What a model could not learn comes back, and has no threshold; what all models
 * could learn is not there. */
static void
test_untaught_round_trip (void)
{
  const gboolean untaught[] = { FALSE, TRUE, FALSE }, none[] = { 0, 0, 0 };
  const float thresholds[] = { 0.25f, 0.5f, NAN };
  g_autoptr (GlsModel) model = small_model (1), again = NULL;
  g_autoptr (GBytes) plain = model_bytes (model, GLS_DTYPE_F16), bytes = NULL;
  g_autoptr (GBytes) plain_again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (gls_model_get_untaught (model));
  g_assert_true (gls_model_set_thresholds (model, thresholds, &error));
  gls_model_set_untaught (model, untaught);
  g_assert_true (isnan (gls_model_get_thresholds (model)[1]));
  g_assert_true (gls_model_set_thresholds (model, thresholds, &error));
  bytes = model_bytes (model, GLS_DTYPE_F16);
  again = gls_model_load_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (gls_model_get_untaught (again), sizeof untaught, untaught,
      sizeof untaught);
  g_assert_cmpfloat (gls_model_get_thresholds (again)[0], ==, 0.25f);
  g_assert_true (isnan (gls_model_get_thresholds (again)[1]));

  gls_model_set_untaught (again, none);
  g_assert_null (gls_model_get_untaught (again));
  gls_model_set_thresholds (again, NULL, &error);
  plain_again = model_bytes (again, GLS_DTYPE_F16);
  g_assert_true (g_bytes_equal (plain, plain_again));
}

static float
scaled (float p, float slope, float offset)
{
  double logit = log ((double) p / (1 - (double) p));

  return (float) (1 / (1 + exp (-(double) slope * logit - (double) offset)));
}

/* All that it says is scaled as asked for, and so is from when on it is there. */
static void
test_logits (void)
{
  const float slope[] = { 0.5f, 1, 3 }, offset[] = { -1, 0, 0.25f };
  const float thresholds[] = { 0.25f, NAN, 0.6f };
  g_autoptr (GlsModel) model = small_model (1);
  g_autofree float *frames = g_new (float, SMALL_SEGMENT);
  float before[SMALL_LABELS], after[SMALL_LABELS];
  g_autoptr (GError) error = NULL;
  const float *got;

  for (size_t i = 0; i < SMALL_SEGMENT; i++)
    frames[i] = sinf ((float) i);
  predict (model, frames, before);
  gls_model_set_thresholds (model, thresholds, &error);
  g_assert_no_error (error);
  g_assert_true (gls_model_scale_logits (model, slope, offset, &error));
  g_assert_no_error (error);
  predict (model, frames, after);
  got = gls_model_get_thresholds (model);
  for (size_t k = 0; k < SMALL_LABELS; k++) {
    g_assert_cmpfloat_with_epsilon (after[k],
        scaled (before[k], slope[k], offset[k]), 1e-5);
    g_assert_true (isnan (thresholds[k])
            ? isnan (got[k])
            : ABS (got[k] - scaled (thresholds[k], slope[k], offset[k]))
                < 1e-6f);
  }
  g_assert_cmpfloat (ABS (after[0] - before[0]), >, 0.05);
}

/* What is not linear behind the last weights cannot be undone. */
static void
test_logits_of_nothing (void)
{
  static const char *const labels[] = { "a", "b", NULL };
  const char *architecture =
      "{ \"architecture\": 1, \"name\": \"elu\", \"front_end\": {},"
      "  \"frames\": 1, \"layers\": ["
      "    { \"type\": \"dense\", \"units\": \"labels\" },"
      "    { \"type\": \"elu\" }, { \"type\": \"sigmoid\" } ],"
      "  \"training\": {} }";
  const size_t shape[] = { 4 };
  const float slope[] = { 2, 2 }, offset[] = { 0, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model =
      model_from_text (architecture, shape, 1, labels, 1, &error);

  g_assert_no_error (error);
  g_assert_false (gls_model_scale_logits (model, slope, offset, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
}

/* A model for events says so in its file; others say nothing. */
static void
test_output_round_trip (void)
{
  static const char *const labels[] = { "a", NULL };
  const size_t shape[] = { 2, 5, 3 };
  g_autofree char *text =
      g_strconcat ("{ \"output\": \"events\",", SMALL_ARCHITECTURE + 1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) tags = small_model (1), again = NULL;
  g_autoptr (GlsModel) model =
      model_from_text (text, shape, 3, labels, 1, &error);
  g_autoptr (GBytes) bytes = NULL;

  g_assert_no_error (error);
  bytes = model_bytes (model, GLS_DTYPE_F32);
  again = gls_model_load_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gls_model_get_output (again), ==, GLS_OUTPUT_EVENTS);
  g_assert_cmpint (gls_model_get_output (tags), ==, GLS_OUTPUT_TAGS);
  g_assert_null (strstr (gls_model_get_description (tags), "output"));
}

/* The front end that a model is made with is the one it carries. */
static void
test_front_end_is_replaced (void)
{
  const char *const front_end[] = { "transform=jtfst", "octaves=13", "gain=-7",
    "id=007", NULL };
  const char *const labels[] = { "a", NULL };
  const size_t shape[] = { 2, 5, 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsArchitecture) arch = gls_architecture_parse (SMALL_ARCHITECTURE,
      strlen (SMALL_ARCHITECTURE), &error);
  g_autoptr (GlsModel) model =
      gls_model_new_from_arch (arch, front_end, labels, shape, 3, 1, &error);
  g_autoptr (GlsModel) again = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_no_error (error);
  bytes = model_bytes (model, GLS_DTYPE_F32);
  again = gls_model_load_bytes (bytes, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i <= G_N_ELEMENTS (front_end) - 1; i++)
    g_assert_cmpstr (gls_model_get_front_end (again)[i], ==, front_end[i]);
}

/* The same seed gives the same weights, another gives others. */
static void
test_seed (void)
{
  g_autoptr (GlsModel) a = small_model (1), b = small_model (1),
                       c = small_model (2);
  const size_t size = a->graph->n_weights * sizeof (float);

  g_assert_true (memcmp (a->weights, b->weights, size) == 0);
  g_assert_true (memcmp (a->weights, c->weights, size) != 0);
}

/* Several at once are the same as one after the other, but for rounding. */
static void
test_many_at_once (void)
{
  const size_t n = 7;
  g_autoptr (GlsModel) model = small_model (3);
  g_autoptr (GlsPredictor) one = gls_predictor_new (model);
  g_autoptr (GlsPredictor) many = gls_predictor_new_many (model, n);
  g_autofree float *frames = random_floats (n * SMALL_SEGMENT, 5);
  float p[7 * SMALL_LABELS], q[7 * SMALL_LABELS];

  gls_predictor_run_many (many, n, frames, p);
  for (size_t i = 0; i < n; i++)
    gls_predictor_run (one, frames + i * SMALL_SEGMENT, q + i * SMALL_LABELS);
  for (size_t i = 0; i < G_N_ELEMENTS (p); i++) {
    g_assert_cmpfloat_with_epsilon (p[i], q[i], 1e-6);
    g_assert_true (p[i] > 0.0f && p[i] < 1.0f);
  }
  gls_predictor_run_many (many, 2, frames, p);
  g_assert_cmpfloat_with_epsilon (p[3], q[3], 1e-6);
}

/* What the last layer with weights makes of the embedding is the tags; it is
 * there for each of several. */
static void
test_embedding (void)
{
  g_autoptr (GlsModel) model = small_model (3);
  g_autoptr (GlsPredictor) predictor = gls_predictor_new_many (model, 3);
  g_autofree float *frames = random_floats (3 * SMALL_SEGMENT, 5);
  const size_t n = gls_model_get_n_embedding (model);
  const size_t n_layers = model->graph->layers->len;
  size_t last = n_layers - 1;
  float p[3 * SMALL_LABELS];
  GlsWorkspace *head;
  GlsPass pass = { .weights = model->weights };

  while (gls_graph_layer (model->graph, last)->n_tensors == 0)
    last--;
  g_assert_cmpuint (n, ==,
      gls_shape_size (&gls_graph_layer (model->graph, last)->in));
  gls_predictor_run_many (predictor, 3, frames, p);
  head = gls_workspace_new (model->graph, last, n_layers, 3, FALSE);
  g_assert_true (memcmp (p,
                     gls_workspace_forward (head, &pass, 3,
                         gls_predictor_get_embedding (predictor)),
                     sizeof p)
      == 0);
  gls_workspace_free (head);
}

/* The digest is that of what a model computes, not of what is said of it. */
static void
test_digest (void)
{
  g_autoptr (GlsModel) a = small_model (1), b = small_model (1),
                       c = small_model (2);
  g_autofree char *before = gls_model_make_digest (a);
  g_autofree char *other = gls_model_make_digest (c);
  g_autofree char *named = NULL, *changed = NULL;

  g_assert_true (gls_model_set_name (b, "another", NULL));
  named = gls_model_make_digest (b);
  g_assert_cmpuint (strlen (before), ==, 64);
  g_assert_cmpstr (before, ==, named);
  g_assert_cmpstr (before, !=, other);
  b->description->labels[0][0] ^= 1;
  changed = gls_model_make_digest (b);
  g_assert_cmpstr (before, !=, changed);
}

/* DAMAGE */

/* A file that ends anywhere is refused with a sentence. */
static void
test_truncated_everywhere (void)
{
  g_autoptr (GlsModel) model = small_model (3);
  g_autoptr (GBytes) bytes = model_bytes (model, GLS_DTYPE_F16);

  for (size_t n = 0; n < g_bytes_get_size (bytes); n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) part = g_bytes_new (g_bytes_get_data (bytes, NULL), n);

    g_assert_null (gls_model_load_bytes (part, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    g_assert_true (g_str_has_prefix (error->message, "cannot use the model: "));
  }
}

/* A new file with @from replaced by @to in the header; the first occurrence. */
static GBytes *
replace_in_header (GBytes *bytes, const char *from, const char *to)
{
  const char *data = g_bytes_get_data (bytes, NULL);
  size_t size = g_bytes_get_size (bytes);
  guint64 length;
  g_autoptr (GString) header = NULL;
  GByteArray *file = g_byte_array_new ();

  memcpy (&length, data, 8);
  length = GUINT64_FROM_LE (length);
  header = g_string_new_len (data + 8, (gssize) length);
  if (g_string_replace (header, from, to, 1) != 1)
    g_error ("no %s in %s", from, header->str);
  data += 8 + length;
  size -= 8 + (size_t) length;
  length = GUINT64_TO_LE ((guint64) header->len);
  g_byte_array_append (file, (const guint8 *) &length, 8);
  g_byte_array_append (file, (const guint8 *) header->str, (guint) header->len);
  g_byte_array_append (file, (const guint8 *) data, (guint) size);
  return g_byte_array_free_to_bytes (file);
}

#define Q(text)                                                                \
  "\\\"" text                                                                  \
  "\\\"" /* as the description stands in the header                \
                      */

static void
test_damaged_headers (void)
{
  static const struct
  {
    const char *from, *to, *reason;
  } damage[] = {
    { "\"glissando\"", "\"other\"", "no \"glissando\"" },
    { Q ("format") ":1", Q ("format") ":2", "reads format 1" },
    { Q ("format") ":1", Q ("format") ":true", "whole number" },
    { Q ("frames") ":6", Q ("frames") ":0", "\"frames\"" },
    { Q ("frames") ":6", Q ("frames") ":-6", "\"frames\"" },
    { Q ("frames") ":6", Q ("frames") ":1", "\"chunks\"" },
    { Q ("hop") ":3", Q ("hop") ":0", "\"hop\"" },
    { Q ("hop") ":3", Q ("hopp") ":3", "unknown member" },
    { Q ("frame_shape") ":[2,5,3]", Q ("frame_shape") ":[]", "frame_shape" },
    { Q ("frame_shape") ":[2,5,3]", Q ("frame_shape") ":[2,5,3,1,1]",
        "frame_shape" },
    { Q ("frame_shape") ":[2,5,3]", Q ("frame_shape") ":[4096,4096,4096]",
        "frame_shape" },
    { Q ("frame_shape") ":[2,5,3]", Q ("frame_shape") ":[262145,1,1]",
        "a frame has more than 262144 values" },
    { Q ("frame_shape") ":[2,5,3]", Q ("frame_shape") ":[2,5,4]",
        "its layer needs" },
    { Q ("frame_shape") ":[2,5,3]", Q ("frame_shape") ":[2,9,3]",
        "its layer needs" },
    { Q ("front_end") ":{", Q ("front_end") ":{\\\"A\\\":1,",
        "front end is not" },
    { Q ("front_end") ":{", Q ("front_end") ":{\\\"a\\\":[],",
        "front end is not" },
    { Q ("front_end") ":{", Q ("front_end") ":{\\\"a\\\":\\\"\\\\n\\\",",
        "front end is not" },
    { Q ("no vocals"), Q ("slow"), "occurs twice" },
    { Q ("no vocals"), Q (""), "label 2" },
    { Q ("no vocals"), "7", "label 2" },
    { "," Q ("no vocals"), "", "its layer needs" },
    { Q ("layers") ":", Q ("thresholds") ":[0.5]," Q ("layers") ":",
        "an object" },
    { Q ("layers") ":",
        Q ("thresholds") ":{" Q ("fist") ":0.5}," Q ("layers") ":",
        "the name of a label" },
    { Q ("layers") ":",
        Q ("thresholds") ":{" Q ("fast") ":-0.5}," Q ("layers") ":",
        "from 0 to 1" },
    { Q ("layers") ":",
        Q ("thresholds") ":{" Q ("fast") ":null}," Q ("layers") ":",
        "from 0 to 1" },
    { Q ("layers") ":", Q ("untaught") ":{}," Q ("layers") ":",
        "\"untaught\"" },
    { Q ("layers") ":", Q ("untaught") ":[" Q ("fist") "]," Q ("layers") ":",
        "\"untaught\" must be labels" },
    { Q ("layers") ":", Q ("untaught") ":[1]," Q ("layers") ":",
        "\"untaught\" must be labels" },
    { Q ("layers") ":",
        Q ("untaught") ":[" Q ("fast") "," Q ("fast") "]," Q ("layers") ":",
        "each once" },
    { Q ("layers") ":",
        Q ("thresholds") ":{" Q ("fast") ":0.5}," Q ("untaught") ":[" Q (
            "fast") "]," Q ("layers") ":",
        "none that has a threshold" },
    { Q ("layers") ":", Q ("output") ":" Q ("sounds") "," Q ("layers") ":",
        "one of tags, events" },
    { Q ("name") ":\\\"small", Q ("name") ":\\\"a\\\\nb", "\"name\"" },
    { Q ("type") ":\\\"fold", Q ("type") ":\\\"fald", "of type \"fald\"" },
    { "{" Q ("type") ":\\\"fold\\\"},", "", "is a fold layer missing" },
    { Q ("kernels") ":2", Q ("kernels") ":0", "its layer needs" },
    { Q ("kernels") ":2", Q ("kernels") ":257", "\"kernels\"" },
    { Q ("kernels") ":2", Q ("kernels") ":4", "its layer needs" },
    { Q ("kernels") ":2", Q ("kernels") ":2,\\\"groups\\\":3",
        "cannot be divided into 3 groups" },
    { Q ("kernels") ":2", Q ("kernels") ":2,\\\"kernel\\\":2",
        "cannot keep the size" },
    { Q ("kernels") ":2", Q ("kernels") ":2,\\\"colour\\\":2",
        "unknown member" },
    { Q ("channels") ":8", Q ("channels") ":65536", "asks for more than" },
    { Q ("channels") ":8", Q ("channels") ":9", "its layer needs" },
    { Q ("channels") ":8", Q ("channels") ":100000", "\"channels\"" },
    { Q ("chunks") ":2", Q ("chunks") ":7", "\"chunks\"" },
    { Q ("shared_axes") ":1", Q ("shared_axes") ":4", "\"shared_axes\"" },
    { Q ("rate") ":0.1", Q ("rate") ":1", "\"rate\"" },
    { Q ("all"), Q ("none"), "\"kernel\"" },
    { Q ("all"), "[2,2]", "gives 2x1x3 values for 3 labels" },
    { Q ("valid"), Q ("same"), "must be odd" },
    { ",{" Q ("type") ":\\\"sigmoid\\\"}", "", "does not end in a sigmoid" },
    { "pack1.conv2d.weight", "pack1.conv2d.weighs", "lacks tensor" },
    { "pack1.conv2d.weight", "pack1.conv2d.wei\\\\\\\"", "lacks tensor" },
    { Q ("layers") ":[{", Q ("layers") ":[{" Q ("name") ":\\\"a b\\\",",
        "layer name" },
    { Q ("layers") ":[", Q ("layers") ":[7,", "not an object" },
    { Q ("layers") ":[", Q ("layers") ":7,\\\"x\\\":[", "unknown member" },
  };
  g_autoptr (GlsModel) model = small_model (3);
  g_autoptr (GBytes) bytes = model_bytes (model, GLS_DTYPE_F16);

  for (size_t i = 0; i < G_N_ELEMENTS (damage); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) damaged =
        replace_in_header (bytes, damage[i].from, damage[i].to);

    if (gls_model_load_bytes (damaged, &error) != NULL)
      g_error ("%s -> %s is accepted", damage[i].from, damage[i].to);
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    if (strstr (error->message, damage[i].reason) == NULL)
      g_error ("%s -> %s: \"%s\" instead of \"%s\"", damage[i].from,
          damage[i].to, error->message, damage[i].reason);
    /* One sentence: no line break, no stop at its end. */
    g_assert_null (strchr (error->message, '\n'));
    g_assert_false (g_str_has_suffix (error->message, "."));
  }
}

/* A tensor that no layer uses is no innocent addition: perhaps the layer list
 * is not the one that the weights were trained with. */
static void
test_superfluous_tensor (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = small_model (3);
  g_autoptr (GBytes) bytes = model_bytes (model, GLS_DTYPE_F32);
  g_autoptr (GBytes) with_header = NULL, more = NULL;
  g_autofree char *entry = NULL;
  g_autofree guint8 *data = NULL;
  size_t n, end = 4 * model->graph->n_weights;

  entry = g_strdup_printf ("\"fold1.weight\":{\"dtype\":\"F32\",\"shape\":[1]"
                           ",\"data_offsets\":[%zu,%zu]},\"standardise1.mean\"",
      end, end + 4);
  with_header = replace_in_header (bytes, "\"standardise1.mean\"", entry);
  n = g_bytes_get_size (with_header);
  data = g_malloc0 (n + 4);
  memcpy (data, g_bytes_get_data (with_header, NULL), n);
  more = g_bytes_new (data, n + 4);
  g_assert_null (gls_model_load_bytes (more, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "but its layer list uses"));
}

/* The harness itself: an innocent change is accepted. */
static void
test_harmless_headers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = small_model (3), again = NULL;
  g_autoptr (GBytes) bytes = model_bytes (model, GLS_DTYPE_F16);
  g_autoptr (GBytes) changed =
      replace_in_header (bytes, Q ("no vocals"), Q ("yes vocals"));

  again = gls_model_load_bytes (changed, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gls_model_get_labels (again, NULL)[2], ==, "yes vocals");
}

/* A weight that is no number would make every prediction NaN. */
static void
test_nan_weight (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = small_model (3);
  g_autoptr (GBytes) bytes = model_bytes (model, GLS_DTYPE_F16);
  g_autoptr (GBytes) damaged = NULL;
  size_t n = g_bytes_get_size (bytes);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), n);

  data[n - 1] = 0x7e; /* the last half */
  damaged = g_bytes_new (data, n);
  g_assert_null (gls_model_load_bytes (damaged, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "not a finite number"));
}

/* Networks that would take more memory or time than any model should. */
static void
test_excessive_networks (void)
{
  static const struct
  {
    const char *layers, *reason;
  } cases[] = {
    { "{\"type\":\"dense\",\"units\":65536},{\"type\":\"dense\","
      "\"units\":65536}",
        "weights" },
    { "{\"type\":\"fold\"},{\"type\":\"conv3d\",\"kernels\":256},"
      "{\"type\":\"conv3d\",\"kernels\":256},{\"type\":\"conv3d\","
      "\"kernels\":256},{\"type\":\"conv3d\",\"kernels\":256}",
        "asks for more than" },
    { "{\"type\":\"fold\"},{\"type\":\"conv2d\",\"channels\":65536,"
      "\"kernel\":63}",
        "weights" },
  };
  static const char *const labels[] = { "a", NULL };
  const size_t shape[] = { 23, 9 };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text =
        g_strdup_printf ("{\"architecture\":1,\"name\":\"x\",\"front_end\":{},"
                         "\"frames\":56,"
                         "\"layers\":[%s,{\"type\":\"sigmoid\"}]}",
            cases[i].layers);

    g_assert_null (model_from_text (text, shape, 2, labels, 1, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    if (strstr (error->message, cases[i].reason) == NULL)
      g_error ("%s: \"%s\" instead of \"%s\"", cases[i].layers, error->message,
          cases[i].reason);
  }
}

/* Each layer may be cheap enough, and all together not: 100 times 343 taps at
 * 16 million places. */
static void
test_expensive_network (void)
{
  static const char *const labels[] = { "a", NULL };
  const size_t shape[] = { 500, 500 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("{\"architecture\":1,\"name\":\"x\","
                                           "\"front_end\":{},\"frames\":64,"
                                           "\"layers\":[{\"type\":\"fold\"}");

  for (size_t i = 0; i < 100; i++)
    g_string_append (text, ",{\"type\":\"conv3d\",\"kernels\":1,\"kernel\":7}");
  g_string_append (text, ",{\"type\":\"sigmoid\"}]}");
  g_assert_null (model_from_text (text->str, shape, 2, labels, 1, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "multiplications"));
}

/* FILES */

static void
test_files (void)
{
  g_autofree char *missing = file_in_folder ("missing.safetensors");
  g_autofree char *empty = file_in_folder ("empty.safetensors");
  g_autofree char *unwritable = file_in_folder ("no/such/folder.safetensors");
  g_autoptr (GlsModel) model = small_model (1);
  g_autoptr (GError) error = NULL;

  g_assert_null (gls_model_load (missing, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_assert_nonnull (strstr (error->message, missing));
  g_clear_error (&error);

  g_assert_null (gls_model_load (folder, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  g_assert_null (gls_model_load (empty, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, empty));
  g_clear_error (&error);

  g_assert_false (gls_model_save (model, unwritable, GLS_DTYPE_F32, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
}

static void
test_architectures_are_refused (void)
{
  static const struct
  {
    const char *text, *reason;
  } bad[] = {
    { "", "not valid JSON" },
    { "{}", "no \"architecture\"" },
    { "{\"architecture\":2}", "from 1 to 1" },
    { "{\"architecture\":1,\"name\":\"x\",\"front_end\":{},\"frames\":1}",
        "no \"layers\"" },
    { "{\"architecture\":1,\"name\":\"x\",\"front_end\":{},\"frames\":1,"
      "\"layers\":[],\"lairs\":[]}",
        "unknown member \"lairs\"" },
    { "{\"architecture\":1,\"name\":\"x\",\"front_end\":{},\"frames\":1,"
      "\"layers\":[]}",
        "0 layers" },
  };
  static const char *const labels[] = { "a", NULL };
  const size_t shape[] = { 2, 2 };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (model_from_text (bad[i].text, shape, 2, labels, 1, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    if (strstr (error->message, bad[i].reason) == NULL)
      g_error ("%s: \"%s\" instead of \"%s\"", bad[i].text, error->message,
          bad[i].reason);
  }
}

int
main (int argc, char **argv)
{
  int status;

  openblas_set_num_threads (1);
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("gls-test-model-XXXXXX", NULL);
  g_test_add_func ("/model/paper", test_paper_geometry);
  g_test_add_func ("/model/default", test_default_geometry);
  g_test_add_func ("/model/f32", test_f32_is_exact);
  g_test_add_func ("/model/f16", test_f16_rounds_weights_only);
  g_test_add_func ("/model/description", test_description_round_trip);
  g_test_add_func ("/model/thresholds", test_thresholds_round_trip);
  g_test_add_func ("/model/untaught", test_untaught_round_trip);
  g_test_add_func ("/model/logits", test_logits);
  g_test_add_func ("/model/logits/of-nothing", test_logits_of_nothing);
  g_test_add_func ("/model/output", test_output_round_trip);
  g_test_add_func ("/model/front-end", test_front_end_is_replaced);
  g_test_add_func ("/model/seed", test_seed);
  g_test_add_func ("/model/many", test_many_at_once);
  g_test_add_func ("/model/embedding", test_embedding);
  g_test_add_func ("/model/digest", test_digest);
  g_test_add_func ("/model/truncated", test_truncated_everywhere);
  g_test_add_func ("/model/damaged", test_damaged_headers);
  g_test_add_func ("/model/superfluous", test_superfluous_tensor);
  g_test_add_func ("/model/harmless", test_harmless_headers);
  g_test_add_func ("/model/nan", test_nan_weight);
  g_test_add_func ("/model/excessive", test_excessive_networks);
  g_test_add_func ("/model/expensive", test_expensive_network);
  g_test_add_func ("/model/files", test_files);
  g_test_add_func ("/model/architectures", test_architectures_are_refused);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
