/* Fuzz target of the model loader.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, the loader answers with a model or with an error, and a
 * model that is accepted predicts.
 */
#include "fuzz.h"

#include "train/architecture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define MAX_SEGMENT 10000
#define MAX_MACS 100000

static void
predict (GlsModel *model)
{
  const size_t *shape;
  size_t n_axes, n_labels, n = gls_model_get_n_frames (model);
  g_autofree float *frames = NULL, *p = NULL;
  GlsPredictor *predictor;

  shape = gls_model_get_frame_shape (model, &n_axes);
  for (size_t i = 0; i < n_axes; i++)
    n *= shape[i];
  /* Larger ones are as legal, but take the fuzzer's time. */
  if (n > MAX_SEGMENT || gls_model_get_n_macs (model) > MAX_MACS)
    return;
  gls_model_get_labels (model, &n_labels);
  frames = g_new0 (float, n);
  p = g_new (float, n_labels);
  predictor = gls_predictor_new (model);
  gls_predictor_run (predictor, frames, p);
  gls_predictor_free (predictor);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsModel) model = gls_model_load_bytes (bytes, &error);

  g_assert_true ((model == NULL) == (error != NULL));
  if (model == NULL) {
    fuzz_check_error (error);
    g_assert_cmpint (error->code, ==, GLS_ERROR_MODEL);
    return 0;
  }
  g_assert_nonnull (gls_model_get_front_end (model));
  g_assert_nonnull (gls_model_get_description (model));
  predict (model);
  return 0;
}

/* Between them they have every layer. */
static const char *const arch_texts[] = {
  "{\"architecture\":1,\"name\":\"seed\",\"front_end\":"
  "{\"transform\":\"jtfst\",\"rate\":8000,\"normalise\":true,"
  "\"x\":0.5},\"frames\":3,\"hop\":2,\"layers\":["
  "{\"type\":\"average_frames\",\"chunks\":2},"
  "{\"type\":\"standardise\",\"shared_axes\":1},{\"type\":\"fold\"},"
  "{\"type\":\"pack\",\"kernels\":1,\"channels\":2,\"groups\":1},"
  "{\"type\":\"residual\",\"layers\":[{\"type\":\"conv2d\","
  "\"channels\":2,\"kernel\":1},{\"type\":\"elu\"}]},"
  "{\"type\":\"dropout\",\"rate\":0.1},{\"type\":\"dense\",\"units\":4},"
  "{\"type\":\"dense\",\"units\":\"labels\"},{\"type\":\"sigmoid\"}]}",
  "{\"architecture\":1,\"name\":\"seed\",\"front_end\":{},"
  "\"frames\":3,\"layers\":["
  "{\"type\":\"residual\",\"layers\":[{\"type\":\"self_attention\","
  "\"heads\":2,\"size\":1,\"positions\":\"learnt\"}]},"
  "{\"type\":\"fold\"},{\"type\":\"conv2d\",\"channels\":2,"
  "\"stride\":[2,1]},{\"type\":\"batch_norm\"},{\"type\":\"relu\"},"
  "{\"type\":\"max_pool\",\"window\":[1,2],\"stride\":1},"
  "{\"type\":\"average_pool\",\"window\":1},"
  "{\"type\":\"reshape\",\"shape\":[2,\"rest\"]},"
  "{\"type\":\"dense\",\"units\":2,\"axes\":1},{\"type\":\"gelu\"},"
  "{\"type\":\"gru\",\"units\":2},"
  "{\"type\":\"attention_pool\",\"units\":2},"
  "{\"type\":\"dense\",\"units\":\"labels\"},{\"type\":\"sigmoid\"}]}",
};

/* A valid model of a few hundred bytes of weights */
static GBytes *
make_seed (const char *arch_text, GlsDtype dtype)
{
  static const char *const labels[] = { "a", "b c", "\xc3\xa9", NULL };
  const size_t shape[] = { 3, 2 };
  const float thresholds[] = { 0.5f, NAN, NAN };
  const gboolean untaught[] = { FALSE, TRUE, FALSE };
  g_autofree char *path = NULL, *data = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsArchitecture) arch =
      gls_architecture_parse (arch_text, strlen (arch_text), &error);
  g_autoptr (GlsModel) model = NULL;
  size_t length;
  int fd;

  g_assert_no_error (error);
  model = gls_model_new_from_arch (arch, NULL, labels, shape, 2, 1, &error);
  g_assert_no_error (error);
  gls_model_set_thresholds (model, thresholds, &error);
  g_assert_no_error (error);
  gls_model_set_untaught (model, untaught);
  fd = g_file_open_tmp ("gls-fuzz-XXXXXX", &path, &error);
  g_assert_no_error (error);
  close (fd);
  gls_model_save (model, path, dtype, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (size_t i = 0; i < 2 * G_N_ELEMENTS (arch_texts) - 1; i++) {
    GBytes *seed = make_seed (arch_texts[i / 2],
        i % 2 == 0 ? GLS_DTYPE_F32 : GLS_DTYPE_F16);
    g_autoptr (GError) error = NULL;

    gls_model_unref (gls_model_load_bytes (seed, &error));
    g_assert_no_error (error);
    g_ptr_array_add (seeds, seed);
  }
  return seeds;
}

/* Bytes begin .. end - 1 of the header become @text, and its length follows. */
static void
try_replaced (GBytes *seed, gsize begin, gsize end, const char *text)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (seed, &size);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  guint64 length;

  memcpy (&length, data, sizeof length);
  length = GUINT64_FROM_LE (length) - (end - begin) + strlen (text);
  length = GUINT64_TO_LE (length);
  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, data + 8, (guint) (begin - 8));
  g_byte_array_append (file, (const guint8 *) text, (guint) strlen (text));
  g_byte_array_append (file, data + end, (guint) (size - end));
  fuzz_try (file->data, file->len);
}

/* Every size, offset, axis and parameter of the header. */
void
fuzz_try_more (GBytes *seed)
{
  const guint8 *data = g_bytes_get_data (seed, NULL);
  size_t n;
  const char *const *values = fuzz_get_numbers (&n);
  guint64 length;
  gsize end;

  memcpy (&length, data, sizeof length);
  length = GUINT64_FROM_LE (length);
  for (gsize i = 8; i < 8 + length; i = MAX (end, i + 1)) {
    for (end = i; end < 8 + length && g_ascii_isdigit (data[end]);)
      end++;
    for (size_t k = 0; end > i && k < n; k++)
      try_replaced (seed, i, end, values[k]);
  }
}
