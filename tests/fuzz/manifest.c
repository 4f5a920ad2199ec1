/* Fuzz target of the manifest reader.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, the answer is rows that keep what manifest.h promises, or
 * an error with a sentence.
 */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "data/manifest.h"

static void
check_row (const ManifestRow *row, size_t n_labels)
{
  g_assert_nonnull (row->name);
  g_assert_nonnull (row->path);
  g_assert_true (row->start_s >= 0 && row->start_s <= MANIFEST_MAX_TIME_S);
  g_assert_true (row->end_s > row->start_s);
  g_assert_cmpuint (strlen (row->split), >, 0);
  for (size_t i = 0; i < n_labels; i++)
    g_assert_true (isnan (row->targets[i])
        || (row->targets[i] >= 0 && row->targets[i] <= 1));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (Problems) problems = problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (Manifest) manifest =
      manifest_load (fuzz_write_file (data, size), NULL, problems, &error);

  g_assert_true ((manifest == NULL) == (error != NULL));
  if (manifest == NULL) {
    fuzz_check_error (error);
    return 0;
  }
  g_assert_cmpuint (manifest->rows->len, >, 0);
  for (guint i = 0; i < manifest->rows->len; i++)
    check_row (manifest_get_row (manifest, i), manifest->n_labels);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "path,start_s,end_s,split,a,\"b, c\"\n"
    "x.wav,0,29.1,train,0.25,1\n"
    "\"y \"\"z\"\".ogg\",29.1,58.2,valid,0,1e-3\n",
    "\xEF\xBB\xBFlow,path\r\n1,http://a/b\r\n0,file:///c\r\n",
  };

  return fuzz_seeds_from_texts (texts, G_N_ELEMENTS (texts));
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_numbers (seed);
}
