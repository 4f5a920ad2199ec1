/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gls.h"

static size_t n_tried;

void
fuzz_try (const void *data, size_t size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy, size);
  n_tried++;
}

size_t
fuzz_get_n_tried (void)
{
  return n_tried;
}

GPtrArray *
fuzz_seeds_from_texts (const char *const *texts, size_t n)
{
  GPtrArray *seeds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (size_t i = 0; i < n; i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));
  return seeds;
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

void
fuzz_try_sizes (GBytes *seed)
{
  static const guint8 values[][4] = { { 0xff, 0xff, 0xff, 0xff },
    { 0, 0, 0, 0x80 }, { 0x80, 0, 0, 0 }, { 0, 0, 0xff, 0x7f },
    { 0x7f, 0xff, 0, 0 }, { 0, 0, 0, 0 }, { 0, 0, 1, 0 }, { 0, 1, 0, 0 },
    { 0xf8, 0xff, 0xff, 0xff } };
  gsize size;
  const guint8 *data = g_bytes_get_data (seed, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);

  for (size_t i = 0; i + 4 <= size; i++) {
    for (size_t k = 0; k < G_N_ELEMENTS (values); k++) {
      memcpy (copy + i, values[k], 4);
      fuzz_try (copy, size);
    }
    memcpy (copy + i, data + i, 4);
  }
}

const char *
fuzz_write_file (const void *data, size_t size)
{
  static char *path;
  static int fd;

  if (path == NULL) {
    fd = memfd_create ("fuzz", 0);
    path = g_strdup_printf ("/proc/self/fd/%d", fd);
  }
  if (ftruncate (fd, 0) != 0 || pwrite (fd, data, size, 0) != (gssize) size)
    g_error ("a file in memory cannot be written");
  return path;
}

void
fuzz_check_error (const GError *error)
{
  g_assert_true (error->domain == GLS_ERROR);
  g_assert_cmpuint (strlen (error->message), >, 0);
}
