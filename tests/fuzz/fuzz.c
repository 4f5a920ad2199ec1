/* Runs a fuzz target on what follows from its seeds.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define N_SPLICED 4000

static size_t n_tried;

void
fuzz_try (const void *data, size_t size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy, size);
  n_tried++;
}

static void
try_array (const GByteArray *file)
{
  fuzz_try (file->data, file->len);
}

static GByteArray *
copy_of (GBytes *seed)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (seed, &size);

  return g_byte_array_append (g_byte_array_new (), data, (guint) size);
}

static void
cut_everywhere (GBytes *seed)
{
  g_autoptr (GByteArray) file = copy_of (seed);

  while (file->len > 0) {
    g_byte_array_set_size (file, file->len - 1);
    try_array (file);
  }
}

static void
change_every_byte (GBytes *seed)
{
  static const guint8 values[] = { 0xff, '"', '\\', '[', '}', '9', ',' };
  g_autoptr (GByteArray) file = copy_of (seed);

  for (guint i = 0; i < file->len; i++) {
    const guint8 kept = file->data[i];

    for (size_t k = 0; k < G_N_ELEMENTS (values); k++) {
      file->data[i] = values[k];
      try_array (file);
    }
    for (guint bit = 0; bit < 8; bit += 5) {
      file->data[i] = (guint8) (kept ^ 1u << bit);
      try_array (file);
    }
    file->data[i] = kept;
  }
}

/* Up to four pieces copied over, into or out of other places. */
static void
splice (GBytes *seed, GRand *random)
{
  g_autoptr (GByteArray) file = copy_of (seed);

  for (gint k = g_rand_int_range (random, 1, 5); k > 0 && file->len > 0; k--) {
    guint from = (guint) g_rand_int_range (random, 0, (gint32) file->len);
    guint to = (guint) g_rand_int_range (random, 0, (gint32) file->len);
    guint size = (guint) g_rand_int_range (random, 1, 41);

    size = MIN (size, file->len - MAX (from, to));
    if (g_rand_boolean (random) && file->len > size + file->len / 8)
      g_byte_array_remove_range (file, from, size);
    else
      memmove (file->data + to, file->data + from, size);
  }
  try_array (file);
}

const char *const *
fuzz_get_numbers (size_t *n)
{
  static const char *const values[] = { "0", "1", "2", "63", "64", "65536",
    "67108864", "16777216", "2147483647", "2147483648", "4294967295",
    "4294967296", "4611686018427387904", "9223372036854775807",
    "18446744073709551615", "-1", "-9223372036854775807", "0.5", "1e308", "nan",
    "\"1\"", "null", "[]", "{}" };

  *n = G_N_ELEMENTS (values);
  return values;
}

void
fuzz_try_numbers (GBytes *seed)
{
  gsize size, end;
  const char *text = g_bytes_get_data (seed, &size);
  size_t n;
  const char *const *values = fuzz_get_numbers (&n);

  for (gsize i = 0; i < size; i = MAX (end, i + 1)) {
    for (end = i; end < size && g_ascii_isdigit (text[end]);)
      end++;
    for (size_t k = 0; end > i && k < n; k++) {
      g_autoptr (GString) changed = g_string_new_len (text, (gssize) i);

      g_string_append (changed, values[k]);
      g_string_append_len (changed, text + end, (gssize) (size - end));
      fuzz_try (changed->str, changed->len);
    }
  }
}

static void
try_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, &error))
    g_error ("%s", error->message);
  fuzz_try (data, length);
}

/* Splices until the time is up that a long run is given. */
static void
go_on (GPtrArray *seeds)
{
  const char *seconds = g_getenv ("GLISSANDO_FUZZ_SECONDS");
  gint64 end = g_get_monotonic_time ()
      + (seconds != NULL ? atoi (seconds) : 0) * G_USEC_PER_SEC;
  guint32 start = g_random_int ();
  GRand *random = g_rand_new_with_seed (start);

  if (seconds != NULL)
    g_print ("random seed %u\n", start);
  for (guint i = 0; g_get_monotonic_time () < end; i++)
    splice (seeds->pdata[i % seeds->len], random);
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) seeds = NULL;
  GRand *random = g_rand_new_with_seed (1);

  seeds = fuzz_make_seeds ();
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL
      | G_LOG_LEVEL_WARNING);
  for (guint i = 0; i < seeds->len; i++) {
    GBytes *seed = seeds->pdata[i];

    fuzz_try (g_bytes_get_data (seed, NULL), g_bytes_get_size (seed));
    cut_everywhere (seed);
    change_every_byte (seed);
    fuzz_try_more (seed);
    for (size_t k = 0; k < N_SPLICED; k++)
      splice (seed, random);
  }
  go_on (seeds);
  for (int i = 1; i < argc; i++)
    try_file (argv[i]);
  g_rand_free (random);
  g_print ("%zu tried\n", n_tried);
  return 0;
}
