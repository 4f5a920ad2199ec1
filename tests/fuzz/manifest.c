/* Fuzz target of the manifest reader.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, the answer is rows that keep what manifest.h promises, or
 * an error with a sentence.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/manifest.h"
#include "gls.h"

/* A file in memory, made once. Returns: its path */
static const char *
write_file (const uint8_t *data, size_t size)
{
  static char *path;
  static int fd;

  if (path == NULL) {
    fd = memfd_create ("manifest", 0);
    path = g_strdup_printf ("/proc/self/fd/%d", fd);
  }
  if (ftruncate (fd, 0) != 0 || pwrite (fd, data, size, 0) != (gssize) size)
    abort ();
  return path;
}

static void
check_row (const ManifestRow *row, size_t n_labels)
{
  g_assert_nonnull (row->name);
  g_assert_nonnull (row->path);
  g_assert_true (row->start_s >= 0 && row->start_s <= MANIFEST_MAX_TIME_S);
  g_assert_true (row->end_s > row->start_s);
  g_assert_cmpuint (strlen (row->split), >, 0);
  for (size_t i = 0; i < n_labels; i++)
    g_assert_true (row->targets[i] >= 0 && row->targets[i] <= 1);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (Manifest) manifest =
      manifest_load (write_file (data, size), problems, &error);

  g_assert_true ((manifest == NULL) == (error != NULL));
  if (manifest == NULL) {
    g_assert_true (error->domain == GLS_ERROR);
    g_assert_cmpuint (strlen (error->message), >, 0);
    return 0;
  }
  g_assert_cmpuint (manifest->rows->len, >, 0);
  for (guint i = 0; i < manifest->rows->len; i++)
    check_row (manifest_get_row (manifest, i), manifest->n_labels);
  return 0;
}

#ifndef GLS_LIBFUZZER

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "path,start_s,end_s,split,a,\"b, c\"\n"
    "x.wav,0,29.1,train,0.25,1\n"
    "\"y \"\"z\"\".ogg\",29.1,58.2,valid,0,1e-3\n",
    "\xEF\xBB\xBFlow,path\r\n1,http://a/b\r\n0,file:///c\r\n",
  };
  GPtrArray *seeds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));
  return seeds;
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_numbers (seed);
}

#endif
