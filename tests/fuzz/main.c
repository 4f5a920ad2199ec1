/* Runs a fuzz target on what follows from its seeds, or with --seeds FOLDER
 * writes them there.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define N_SPLICED 4000

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
  static const guint8 values[] = { 0, 1, 0x7f, 0x80, 0xfe, 0xff, '"', '\\', '[',
    '}', '9', ',' };
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

/* For libFuzzer to start from. */
static void
write_seeds (GPtrArray *seeds, const char *folder)
{
  for (guint i = 0; i < seeds->len; i++) {
    g_autofree char *path = g_strdup_printf ("%s/seed%u", folder, i);
    g_autoptr (GError) error = NULL;

    if (!g_file_set_contents (path, g_bytes_get_data (seeds->pdata[i], NULL),
            (gssize) g_bytes_get_size (seeds->pdata[i]), &error))
      g_error ("%s", error->message);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) seeds = NULL;
  GRand *random = g_rand_new_with_seed (1);

  seeds = fuzz_make_seeds ();
  if (argc == 3 && strcmp (argv[1], "--seeds") == 0) {
    g_rand_free (random);
    write_seeds (seeds, argv[2]);
    return 0;
  }
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
  g_print ("%zu tried\n", fuzz_get_n_tried ());
  return 0;
}
