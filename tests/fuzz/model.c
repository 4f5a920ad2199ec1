/* Fuzz target of the model loader, and a run of its seeds as a plain test.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For libFuzzer, compile with clang -fsanitize=fuzzer,address,undefined
 * -DGLS_LIBFUZZER together with lib/gls.c, lib/json.c, lib/text.c and lib/net,
 * and -ljansson. Without GLS_LIBFUZZER
 * main() tries a small valid file, the file with every byte changed and with
 * every number replaced, cut and spliced at many places, and then the files
 * named on the command line. Whatever the bytes, the loader answers with a
 * model or with an error; criticals are fatal, and a model that is accepted
 * predicts.
 */
#include "train/architecture.h"
#include "net/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SEGMENT 100000
#define MAX_MACS 10000000

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

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

  if ((model == NULL) != (error != NULL))
    abort ();
  if (model == NULL) {
    if (error->domain != GLS_ERROR || error->code != GLS_ERROR_MODEL
        || error->message[0] == '\0')
      abort ();
    return 0;
  }
  if (gls_model_get_front_end (model) == NULL
      || gls_model_get_description (model) == NULL)
    abort ();
  predict (model);
  return 0;
}

#ifndef GLS_LIBFUZZER

#include <glib/gstdio.h>
#include <unistd.h>

static size_t n_tried;

static void
try_bytes (const GByteArray *file)
{
  /* An exact copy, so that a sanitiser sees a read past the end. */
  g_autofree guint8 *copy = g_memdup2 (file->data, file->len);

  LLVMFuzzerTestOneInput (copy, file->len);
  n_tried++;
}

static GByteArray *
copy_of (const GByteArray *file)
{
  GByteArray *copy = g_byte_array_new ();

  return g_byte_array_append (copy, file->data, file->len);
}

/* A valid model of a few hundred bytes of weights */
static GByteArray *
make_seed (GlsDtype dtype)
{
  static const char arch_text[] =
      "{\"architecture\":1,\"name\":\"seed\",\"front_end\":"
      "{\"transform\":\"jtfst\",\"rate\":8000,\"normalise\":true,"
      "\"x\":0.5},\"frames\":3,\"hop\":2,\"layers\":["
      "{\"type\":\"average_frames\",\"chunks\":2},"
      "{\"type\":\"standardise\",\"shared_axes\":1},{\"type\":\"fold\"},"
      "{\"type\":\"pack\",\"kernels\":1,\"channels\":2,\"groups\":1},"
      "{\"type\":\"residual\",\"layers\":[{\"type\":\"conv2d\","
      "\"channels\":2,\"kernel\":1},{\"type\":\"elu\"}]},"
      "{\"type\":\"dropout\",\"rate\":0.1},{\"type\":\"dense\",\"units\":4},"
      "{\"type\":\"dense\",\"units\":\"labels\"},{\"type\":\"sigmoid\"}]}";
  static const char *const labels[] = { "a", "b c", "\xc3\xa9", NULL };
  const size_t shape[] = { 3, 2 };
  g_autofree char *path = NULL, *data = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsArchitecture) arch =
      gls_architecture_parse (arch_text, strlen (arch_text), &error);
  g_autoptr (GlsModel) model = NULL;
  GByteArray *file = g_byte_array_new ();
  size_t length;
  int fd;

  g_assert_no_error (error);
  model = gls_model_new_from_arch (arch, NULL, labels, shape, 2, 1, &error);
  g_assert_no_error (error);
  fd = g_file_open_tmp ("gls-fuzz-XXXXXX", &path, &error);
  g_assert_no_error (error);
  close (fd);
  gls_model_save (model, path, dtype, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return g_byte_array_append (file, (const guint8 *) data, (guint) length);
}

static void
cut_everywhere (const GByteArray *seed)
{
  g_autoptr (GByteArray) file = copy_of (seed);

  while (file->len > 0) {
    g_byte_array_set_size (file, file->len - 1);
    try_bytes (file);
  }
}

static void
change_every_byte (const GByteArray *seed)
{
  static const guint8 values[] = { 0xff, '"', '\\', '[', '}', '9' };
  g_autoptr (GByteArray) file = copy_of (seed);

  for (guint i = 0; i < file->len; i++) {
    const guint8 kept = file->data[i];

    for (size_t k = 0; k < G_N_ELEMENTS (values); k++) {
      file->data[i] = values[k];
      try_bytes (file);
    }
    for (guint bit = 0; bit < 8; bit += 3) {
      file->data[i] = (guint8) (kept ^ 1u << bit);
      try_bytes (file);
    }
    file->data[i] = kept;
  }
}

/* Bytes begin .. end - 1 of the header become @text, and its length follows. */
static void
try_replaced (const GByteArray *seed, guint begin, guint end, const char *text)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  guint64 length;

  memcpy (&length, seed->data, sizeof length);
  length = GUINT64_FROM_LE (length) - (end - begin) + strlen (text);
  length = GUINT64_TO_LE (length);
  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, seed->data + 8, begin - 8);
  g_byte_array_append (file, (const guint8 *) text, (guint) strlen (text));
  g_byte_array_append (file, seed->data + end, seed->len - end);
  try_bytes (file);
}

/* Every size, offset, axis and parameter at the values where arithmetic on
 * sizes goes wrong. */
static void
replace_every_number (const GByteArray *seed)
{
  static const char *const values[] = { "0", "1", "2", "63", "64", "65536",
    "67108864", "16777216", "2147483647", "2147483648", "4294967295",
    "4294967296", "4611686018427387904", "9223372036854775807",
    "18446744073709551615", "-1", "-9223372036854775807", "0.5", "1e308",
    "\"1\"", "null", "[]", "{}" };
  guint64 length;

  memcpy (&length, seed->data, sizeof length);
  length = GUINT64_FROM_LE (length);
  for (guint i = 8; i < 8 + length; i++) {
    guint end = i;

    while (end < 8 + length && g_ascii_isdigit (seed->data[end]))
      end++;
    if (end == i)
      continue;
    for (size_t k = 0; k < G_N_ELEMENTS (values); k++)
      try_replaced (seed, i, end, values[k]);
    i = end;
  }
}

/* Pieces of the file copied over, into or out of other places. */
static void
splice (const GByteArray *seed, size_t n)
{
  GlsRng rng;

  gls_rng_init (&rng, 1, GLS_RNG_SHUFFLE, 0, 0);
  for (size_t i = 0; i < n; i++) {
    g_autoptr (GByteArray) file = copy_of (seed);

    for (size_t k = gls_rng_below (&rng, 4) + 1; k > 0; k--) {
      guint from = (guint) gls_rng_below (&rng, file->len);
      guint to = (guint) gls_rng_below (&rng, file->len);
      guint size = (guint) gls_rng_below (&rng, 40) + 1;

      size = MIN (size, file->len - MAX (from, to));
      if (gls_rng_below (&rng, 3) == 0 && file->len > size + 100)
        g_byte_array_remove_range (file, from, size);
      else
        memmove (file->data + to, file->data + from, size);
    }
    try_bytes (file);
  }
}

static void
try_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  size_t length;

  if (!g_file_get_contents (path, &data, &length, &error))
    g_error ("%s", error->message);
  LLVMFuzzerTestOneInput ((const uint8_t *) data, length);
  n_tried++;
}

int
main (int argc, char **argv)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL
      | G_LOG_LEVEL_WARNING);
  for (GlsDtype dtype = GLS_DTYPE_F32; dtype <= GLS_DTYPE_F16; dtype++) {
    g_autoptr (GByteArray) seed = make_seed (dtype);
    g_autoptr (GBytes) bytes = g_bytes_new (seed->data, seed->len);
    g_autoptr (GError) error = NULL;
    g_autoptr (GlsModel) model = gls_model_load_bytes (bytes, &error);

    g_assert_no_error (error);
    g_assert_nonnull (model);
    try_bytes (seed);
    cut_everywhere (seed);
    if (dtype == GLS_DTYPE_F16)
      change_every_byte (seed);
    replace_every_number (seed);
    splice (seed, 4000);
  }
  for (int i = 1; i < argc; i++)
    try_file (argv[i]);
  g_print ("%zu files tried\n", n_tried);
  return 0;
}

#endif
