/* Half precision, random numbers, and the .safetensors container.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/half.h"
#include "net/rng.h"
#include "net/safetensors.h"

#include <math.h>
#include <string.h>

/* HALF */

/* Every half is a float and comes back as the same half. */
static void
test_halves_come_back (void)
{
  for (guint i = 0; i < 65536; i++) {
    float value = gls_half_to_float ((guint16) i);

    if (isnan (value))
      g_assert_true ((gls_float_to_half (value) & 0x7fff) > 0x7c00);
    else
      g_assert_cmphex (gls_float_to_half (value), ==, i);
  }
}

/* Many at once become what each becomes by itself, wherever they lie. */
static void
test_halves_many (void)
{
  enum
  {
    N = 65536
  };
  g_autofree guint8 *bytes = g_new (guint8, 2 * N + 1);
  g_autofree float *x = g_new (float, N);

  for (guint i = 0; i < N; i++) {
    bytes[2 * i + 1] = i & 0xff;
    bytes[2 * i + 2] = (guint8) (i >> 8);
  }
  gls_halves_to_floats (bytes + 1, N, x);
  for (guint i = 0; i < N; i++) {
    float one = gls_half_to_float ((guint16) i);

    g_assert_cmpmem (&x[i], sizeof *x, &one, sizeof one);
  }
}

/* A float becomes the nearest half, of two equally near ones the even: checked
 * around the middle of every pair of neighbours. */
static void
test_halves_round_to_nearest_even (void)
{
  for (guint i = 0; i < 0x7bff; i++) {
    float below = gls_half_to_float ((guint16) i);
    float above = gls_half_to_float ((guint16) (i + 1));
    float middle = 0.5f * (below + above);
    guint even = i % 2 == 0 ? i : i + 1;

    g_assert_cmphex (gls_float_to_half (middle), ==, even);
    g_assert_cmphex (gls_float_to_half (nextafterf (middle, 0)), ==, i);
    g_assert_cmphex (gls_float_to_half (nextafterf (middle, INFINITY)), ==,
        i + 1);
    g_assert_cmphex (gls_float_to_half (-middle), ==, even | 0x8000);
  }
}

static void
test_half_values (void)
{
  g_assert_cmpfloat (gls_half_to_float (0x3c00), ==, 1.0f);
  g_assert_cmpfloat (gls_half_to_float (0xc000), ==, -2.0f);
  g_assert_cmpfloat (gls_half_to_float (0x7bff), ==, GLS_HALF_MAX);
  g_assert_cmpfloat (gls_half_to_float (0x0001), ==, 0x1p-24f);
  g_assert_cmphex (gls_float_to_half (65519.0f), ==, 0x7bff);
  g_assert_cmphex (gls_float_to_half (65520.0f), ==, 0x7c00);
  g_assert_cmphex (gls_float_to_half (-1e30f), ==, 0xfc00);
}

/* RANDOM NUMBERS */

/* The published first outputs of SplitMix64 with state 1234567 are these (the
 * generator's own test vector), so ours is that generator. */
static void
test_rng_is_splitmix64 (void)
{
  GlsRng rng = { 1234567 };

  g_assert_cmpuint (gls_rng_next (&rng), ==,
      G_GUINT64_CONSTANT (6457827717110365317));
  g_assert_cmpuint (gls_rng_next (&rng), ==,
      G_GUINT64_CONSTANT (3203168211198807973));
  g_assert_cmpuint (gls_rng_next (&rng), ==,
      G_GUINT64_CONSTANT (9817491932198370423));
}

/* Streams of another seed, purpose or number are others; the same is the same.
 */
static void
test_rng_streams_differ (void)
{
  GlsRng a, b[4];
  guint64 first;

  gls_rng_init (&a, 1, GLS_RNG_INIT, 2, 3);
  first = gls_rng_next (&a);
  gls_rng_init (&b[0], 2, GLS_RNG_INIT, 2, 3);
  gls_rng_init (&b[1], 1, GLS_RNG_SHUFFLE, 2, 3);
  gls_rng_init (&b[2], 1, GLS_RNG_INIT, 3, 3);
  gls_rng_init (&b[3], 1, GLS_RNG_INIT, 2, 4);
  for (size_t i = 0; i < 4; i++)
    g_assert_cmpuint (gls_rng_next (&b[i]), !=, first);
  gls_rng_init (&a, 1, GLS_RNG_INIT, 2, 3);
  g_assert_cmpuint (gls_rng_next (&a), ==, first);
}

/* Means and variances within five deviations of 10^5 draws; a permutation has
 * every number once. */
static void
test_rng_distributions (void)
{
  const size_t n = 100000;
  double sum = 0, squares = 0, uniform = 0;
  size_t order[100], seen = 0, moved = 0;
  GlsRng rng;

  gls_rng_init (&rng, 5, GLS_RNG_INIT, 0, 0);
  for (size_t i = 0; i < n; i++) {
    double x = gls_rng_normal (&rng);
    float u = gls_rng_uniform (&rng);

    g_assert_true (u >= 0.0f && u < 1.0f);
    g_assert_cmpuint (gls_rng_below (&rng, 7), <, 7);
    sum += x;
    squares += x * x;
    uniform += (double) u;
  }
  g_assert_cmpfloat_with_epsilon (sum / (double) n, 0, 0.016);
  g_assert_cmpfloat_with_epsilon (squares / (double) n, 1, 0.023);
  g_assert_cmpfloat_with_epsilon (uniform / (double) n, 0.5, 0.005);

  gls_rng_permutation (&rng, G_N_ELEMENTS (order), order);
  for (size_t i = 0; i < G_N_ELEMENTS (order); i++) {
    moved += order[i] != i;
    for (size_t k = 0; k < G_N_ELEMENTS (order); k++)
      seen += order[k] == i;
  }
  g_assert_cmpuint (seen, ==, G_N_ELEMENTS (order));
  g_assert_cmpuint (moved, >, 80);
}

/* SAFETENSORS */

static GBytes *
make_file (const char *header, size_t n_data)
{
  GByteArray *file = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE ((guint64) strlen (header));
  g_autofree guint8 *data = g_malloc0 (n_data + 1);

  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (file, data, (guint) n_data);
  return g_byte_array_free_to_bytes (file);
}

#define T(name, dtype, shape, begin, end)                                      \
  "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape                     \
  ",\"data_offsets\":[" #begin "," #end "]}"

/* Order in the header is free; a scalar has no axes; both dtypes. */
static void
test_container_reads (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      make_file ("{" T ("b", "F16", "[3]", 28, 34) "," T ("a", "F32", "[2,3]",
                     4, 28) "," T ("s", "F32", "[]", 0,
                     4) ",\"__metadata__\":{\"k\":\"v\"}}   ",
          34);
  g_autoptr (GlsSafetensors) file = gls_safetensors_parse (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (file->tensors->len, ==, 3);
  g_assert_cmpstr (g_hash_table_lookup (file->metadata, "k"), ==, "v");
  g_assert_cmpuint (gls_safetensors_find (file, "a")->n_elements, ==, 6);
  g_assert_cmpuint (gls_safetensors_find (file, "s")->n_elements, ==, 1);
  g_assert_cmpint (gls_safetensors_find (file, "b")->dtype, ==, GLS_DTYPE_F16);
  g_assert_null (gls_safetensors_find (file, "c"));
}

static void
test_container_refuses (void)
{
  static const struct
  {
    const char *header;
    size_t n_data;
    const char *reason;
  } bad[] = {
    { "{", 0, "not valid JSON" },
    { "{" T ("a", "F64", "[1]", 0, 8) "}", 8, "must be one of F32, F16" },
    { "{" T ("a", "F32", "[1]", 0, 4) "}", 3, "data_offsets" },
    { "{" T ("a", "F32", "[1]", 0, 4) "}", 5, "but the file has 5" },
    { "{" T ("a", "F32", "[1]", 0, 8) "}", 8, "its shape asks for 4" },
    { "{" T ("a", "F32", "[1]", 4, 0) "}", 4, "data_offsets" },
    { "{" T ("a", "F32", "[1]", -4, 0) "}", 4, "data_offsets" },
    { "{" T ("a", "F32", "[1]", 4, 8) "}", 8, "a hole in the data" },
    { "{" T ("a", "F32", "[2]", 0, 8) "," T ("b", "F32", "[1]", 4, 8) "}", 8,
        "two tensors overlap" },
    { "{" T ("a", "F32", "[1]", 0, 4) "," T ("b", "F32", "[1]", 0, 4) "}", 4,
        "two tensors overlap" },
    { "{" T ("a", "F32", "[0]", 0, 0) "}", 0, "axis 0 of its shape" },
    { "{" T ("a", "F32", "[-1]", 0, 4) "}", 4, "axis 0 of its shape" },
    { "{" T ("a", "F32", "[1.5]", 0, 4) "}", 4, "axis 0 of its shape" },
    { "{" T ("a", "F32", "[\"1\"]", 0, 4) "}", 4, "axis 0 of its shape" },
    { "{" T ("a", "F32", "1", 0, 4) "}", 4, "must be a list" },
    { "{" T ("a", "F32", "[1,1,1,1,1,1,1,1,1]", 0, 4) "}", 4, "9 axes" },
    /* 2^26 * 2^26 * 2^12 = 2^64: overflows to 0 elements */
    { "{" T ("a", "F32", "[67108864,67108864,4096]", 0, 0) "}", 0,
        "more than" },
    { "{" T ("a", "F32", "[4294967296,4294967296]", 0, 0) "}", 0,
        "axis 0 of its shape" },
    { "{" T ("", "F32", "[1]", 0, 4) "}", 4, "name" },
    { "{" T ("a\\u0001", "F32", "[1]", 0, 4) "}", 4, "name" },
    { "{\"a\":1}", 0, "not described by an object" },
    { "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "no \"dtype\"" },
    { "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "no \"shape\"" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "no \"data_offsets\"" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4,
        "data_offsets" },
    { "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
        "must be text" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],"
      "\"x\":1}}",
        4, "unknown member" },
    { "{\"__metadata__\":[]}", 0, "not an object" },
    { "{\"__metadata__\":{\"a\":1}}", 0, "not text" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = make_file (bad[i].header, bad[i].n_data);

    g_assert_null (gls_safetensors_parse (bytes, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    if (strstr (error->message, bad[i].reason) == NULL)
      g_error ("%s: \"%s\" instead of \"%s\"", bad[i].header, error->message,
          bad[i].reason);
  }
}

/* The header's length is the first thing that may lie. */
static void
test_container_refuses_header_lengths (void)
{
  static const guint64 lengths[] = { 9, 16, 100, G_MAXUINT32, G_MAXINT64,
    G_MAXUINT64, G_MAXUINT64 - 7, G_MAXUINT64 - 8 };

  for (size_t i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autoptr (GError) error = NULL;
    guint64 file[2] = { GUINT64_TO_LE (lengths[i]), 0 };
    g_autoptr (GBytes) bytes = NULL;

    memcpy (&file[1], "{}      ", 8);
    bytes = g_bytes_new (file, sizeof file);
    g_assert_null (gls_safetensors_parse (bytes, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    g_assert_nonnull (strstr (error->message,
        lengths[i] <= 100 ? "but only 8 follow" : "no .safetensors file"));
  }
}

/* What is written is read back; data begins at a multiple of 8, and F32 before
 * F16, so that every array is aligned. */
static void
test_container_round_trip (void)
{
  const float a[] = { 1.5f, -2.25f, 3.0f }, b[] = { 0.5f, 1e-3f };
  const GlsSafetensorSource sources[] = { { "half", GLS_DTYPE_F16,
                                              GLS_SHAPE (3), a },
    { "single", GLS_DTYPE_F32, GLS_SHAPE (2, 1), b } };
  const char *const metadata[] = { "k", "a \"quoted\" v\xc3\xa9", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      gls_safetensors_write (metadata, sources, 2, &error);
  g_autoptr (GlsSafetensors) file = NULL;
  const GlsSafetensor *half, *single;
  float x[3];

  g_assert_no_error (error);
  file = gls_safetensors_parse (bytes, &error);
  g_assert_no_error (error);
  half = gls_safetensors_find (file, "half");
  single = gls_safetensors_find (file, "single");
  g_assert_cmpuint (single->begin, ==, 0);
  g_assert_cmpuint (half->begin, ==, 8);
  g_assert_cmpuint ((size_t) (single->data
                        - (const guint8 *) g_bytes_get_data (bytes, NULL))
          % 8,
      ==, 0);
  g_assert_true (gls_safetensor_read (half, x, &error));
  g_assert_cmpmem (x, sizeof a, a, sizeof a);
  g_assert_true (gls_safetensor_read (single, x, &error));
  g_assert_cmpmem (x, sizeof b, b, sizeof b);
  g_assert_cmpstr (g_hash_table_lookup (file->metadata, "k"), ==, metadata[1]);
}

/* However long the header is. */
static void
test_container_aligns (void)
{
  const float x = 1.0f;
  const GlsSafetensorSource source = { "x", GLS_DTYPE_F32, GLS_SHAPE (1), &x };

  for (size_t n = 1; n < 9; n++) {
    g_autofree char *text = g_strnfill (n, 'v');
    const char *const metadata[] = { "k", text, NULL };
    g_autoptr (GBytes) bytes =
        gls_safetensors_write (metadata, &source, 1, NULL);

    g_assert_cmpuint ((g_bytes_get_size (bytes) - sizeof x) % 8, ==, 0);
  }
}

static void
test_container_refuses_to_write (void)
{
  const float values[] = { NAN, INFINITY, 65520.0f };

  for (size_t i = 0; i < G_N_ELEMENTS (values); i++) {
    const GlsSafetensorSource source = { "x", GLS_DTYPE_F16, GLS_SHAPE (1),
      &values[i] };
    g_autoptr (GError) error = NULL;

    g_assert_null (gls_safetensors_write (NULL, &source, 1, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  }
}

/* NaN and infinities in a file are refused in both dtypes. */
static void
test_container_refuses_values (void)
{
  static const struct
  {
    const char *header;
    guint8 data[4];
    size_t n;
  } bad[] = {
    { "{" T ("a", "F32", "[1]", 0, 4) "}", { 0, 0, 0xc0, 0x7f }, 4 },
    { "{" T ("a", "F32", "[1]", 0, 4) "}", { 0, 0, 0x80, 0xff }, 4 },
    { "{" T ("a", "F16", "[2]", 0, 4) "}", { 0, 0, 0, 0x7c }, 4 },
    { "{" T ("a", "F16", "[2]", 0, 4) "}", { 1, 0xfc, 0, 0 }, 4 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) zeros = make_file (bad[i].header, bad[i].n);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GlsSafetensors) file = NULL;
    const size_t length = g_bytes_get_size (zeros);
    g_autofree guint8 *copy =
        g_memdup2 (g_bytes_get_data (zeros, NULL), length);
    float x[2];

    memcpy (copy + length - 4, bad[i].data, 4);
    bytes = g_bytes_new (copy, length);
    file = gls_safetensors_parse (bytes, &error);
    g_assert_no_error (error);
    g_assert_false (gls_safetensor_read (gls_safetensors_find (file, "a"), x,
        &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/half/come-back", test_halves_come_back);
  g_test_add_func ("/half/many", test_halves_many);
  g_test_add_func ("/half/nearest-even", test_halves_round_to_nearest_even);
  g_test_add_func ("/half/values", test_half_values);
  g_test_add_func ("/rng/splitmix64", test_rng_is_splitmix64);
  g_test_add_func ("/rng/streams", test_rng_streams_differ);
  g_test_add_func ("/rng/distributions", test_rng_distributions);
  g_test_add_func ("/container/reads", test_container_reads);
  g_test_add_func ("/container/refuses", test_container_refuses);
  g_test_add_func ("/container/header-length",
      test_container_refuses_header_lengths);
  g_test_add_func ("/container/round-trip", test_container_round_trip);
  g_test_add_func ("/container/aligns", test_container_aligns);
  g_test_add_func ("/container/refuses-to-write",
      test_container_refuses_to_write);
  g_test_add_func ("/container/refuses-values", test_container_refuses_values);
  return g_test_run ();
}
