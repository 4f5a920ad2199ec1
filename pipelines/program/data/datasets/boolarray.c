/* Reads the format as NumPy defines it (numpy.lib.format, versions 1 to 3): a
 * magic, a version, the length of the header, a Python dictionary, the values.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/boolarray.h"

#include <string.h>

#include "gls.h"

#define MAGIC "\x93NUMPY"
#define MAGIC_BYTES 6
#define MAX_HEADER_BYTES 4096

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
      "it is no array of truth values: %s", why);
  return FALSE;
}

/* The header's text, and where the values begin.
 * Returns: (transfer full) (nullable): the text */
static char *
take_header (const guint8 *data, gsize size, gsize *values)
{
  gsize at, n;

  if (size < 12 || memcmp (data, MAGIC, MAGIC_BYTES) != 0
      || data[MAGIC_BYTES] < 1 || data[MAGIC_BYTES] > 3)
    return NULL;
  at = data[MAGIC_BYTES] == 1 ? 10 : 12;
  n = data[8] | (gsize) data[9] << 8;
  if (at == 12)
    n |= (gsize) data[10] << 16 | (gsize) data[11] << 24;
  if (n > MAX_HEADER_BYTES || n > size - at)
    return NULL;
  *values = at + n;
  return g_strndup ((const char *) data + at, n);
}

/* The shape of “{'descr': '|b1', 'fortran_order': False, 'shape': (2, 50), }”. */
static gboolean
read_shape (const char *header, size_t *n_rows, size_t *n_columns)
{
  static const char *const pattern =
      "^\\{(?=.*'descr': *'\\|b1')(?=.*'fortran_order': *False).*"
      "'shape': *\\( *(\\d{1,9}), *(\\d{1,9}) *\\).*\\}\\s*$";
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *rows = NULL, *columns = NULL;

  if (!g_utf8_validate (header, -1, NULL)
      || !g_regex_match (regex, header, 0, &match))
    return FALSE;
  rows = g_match_info_fetch (match, 1);
  columns = g_match_info_fetch (match, 2);
  *n_rows = (size_t) g_ascii_strtoull (rows, NULL, 10);
  *n_columns = (size_t) g_ascii_strtoull (columns, NULL, 10);
  return TRUE;
}

static gboolean
are_truth_values (const guint8 *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (values[i] > 1)
      return FALSE;
  return TRUE;
}

static gboolean
read_array (BoolArray *self, GError **error)
{
  const guint8 *data = (const guint8 *) g_mapped_file_get_contents (self->map);
  gsize size = g_mapped_file_get_length (self->map), at = 0;
  g_autofree char *header = take_header (data, size, &at);

  if (header == NULL)
    return refuse (error, "it has no header of NumPy's");
  if (!read_shape (header, &self->n_rows, &self->n_columns))
    return refuse (error, "NumPy would say dtype bool, C order and two axes");
  if (size - at != self->n_rows * self->n_columns)
    return refuse (error, "it is shorter or longer than its shape");
  self->values = data + at;
  if (!are_truth_values (self->values, size - at))
    return refuse (error, "a value is neither 0 nor 1");
  return TRUE;
}

gboolean
boolarray_open (BoolArray *self, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;

  *self = (BoolArray){ 0 };
  self->map = g_mapped_file_new (path, FALSE, &cause);
  if (self->map == NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_IO, "it cannot be read: %s",
        cause->message);
    return FALSE;
  }
  if (read_array (self, error))
    return TRUE;
  boolarray_clear (self);
  return FALSE;
}

void
boolarray_clear (BoolArray *self)
{
  g_clear_pointer (&self->map, g_mapped_file_unref);
  *self = (BoolArray){ 0 };
}
