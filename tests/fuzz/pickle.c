/* Fuzz target of the reader of pickled lists.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, the answer is a list of texts, or an error with a sentence.
 */
#include "fuzz.h"

#include "data/datasets/pickle.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts =
      pickle_read_texts (fuzz_write_file (data, size), &error);

  g_assert_true ((texts == NULL) == (error != NULL));
  if (texts == NULL) {
    fuzz_check_error (error);
    return 0;
  }
  g_assert_cmpuint (texts->len, <=, size);
  for (guint i = 0; i < texts->len; i++)
    g_assert_true (g_utf8_validate (texts->pdata[i], -1, NULL));
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "(lp1\nS'd/"
    "ambient-0-29.npy'\np2\naS\"it's\"\np3\naS'\\xc3\\xa9\\\\'\np4\na.",
    "(lp1\n.",
  };

  return fuzz_seeds_from_texts (texts, G_N_ELEMENTS (texts));
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_numbers (seed);
}
