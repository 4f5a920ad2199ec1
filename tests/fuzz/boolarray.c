/* Fuzz target of the reader of truth values in NumPy's format.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, the answer is an array that lies in the file as a whole,
 * or an error with a sentence.
 */
#include "fuzz.h"

#include <string.h>

#include "data/datasets/boolarray.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (BoolArray) array = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean ok = boolarray_open (&array, fuzz_write_file (data, size), &error);

  g_assert_true (ok == (error == NULL));
  if (!ok) {
    fuzz_check_error (error);
    return 0;
  }
  g_assert_cmpuint (array.n_rows * array.n_columns, <, size);
  for (size_t i = 0; i < array.n_rows * array.n_columns; i++)
    g_assert_cmpuint (array.values[i], <=, 1);
  return 0;
}

/* version: of the format; 2 and 3 have two more bytes in the header's length */
static GBytes *
make_seed (char version)
{
  static const char header[] =
      "{'descr': '|b1', 'fortran_order': False, 'shape': (2, 3), }\n";
  static const char values[] = { 1, 0, 0, 1, 1, 0 };
  g_autoptr (GString) text = g_string_new ("\x93NUMPY");

  g_string_append_c (text, version);
  g_string_append_c (text, 0);
  g_string_append_c (text, (char) strlen (header));
  g_string_append_len (text, "\0\0\0", version == 1 ? 1 : 3);
  g_string_append (text, header);
  g_string_append_len (text, values, sizeof values);
  return g_bytes_new (text->str, text->len);
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, make_seed (1));
  g_ptr_array_add (seeds, make_seed (2));
  return seeds;
}

void
fuzz_try_more (GBytes *seed)
{
  fuzz_try_numbers (seed);
}
