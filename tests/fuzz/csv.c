/* Fuzz target of the CSV reader and writer.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the text, its rows end, and a row that is written again reads the
 * same.
 */
#include "fuzz.h"

#include <string.h>

#include "tags/csv.h"

/* A single empty field is an empty line, which is none. */
static gboolean
is_blank (const GPtrArray *fields)
{
  return fields->len == 1 && *(const char *) fields->pdata[0] == '\0';
}

static void
check_round_trip (const GPtrArray *fields)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) again = NULL;
  const char *text;

  for (guint i = 0; i < fields->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    gls_csv_append_field (out, fields->pdata[i]);
  }
  g_string_append_c (out, '\n');
  text = out->str;
  g_assert_true (gls_csv_next_row (&text, NULL, &again, &error));
  g_assert_cmpuint (again->len, ==, fields->len);
  for (guint i = 0; i < fields->len; i++)
    g_assert_cmpstr (again->pdata[i], ==, fields->pdata[i]);
  g_assert_true (text == out->str + out->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  const char *at = text, *before = text;
  g_autoptr (GError) error = NULL;
  size_t line = 1;
  GPtrArray *fields;

  for (; gls_csv_next_row (&at, &line, &fields, &error); before = at) {
    g_assert_true (at > before);
    g_assert_cmpuint (fields->len, >, 0);
    if (!is_blank (fields))
      check_round_trip (fields);
    g_ptr_array_unref (fields);
  }
  if (error != NULL)
    fuzz_check_error (error);
  else
    g_assert_cmpint (*at, ==, '\0');
  g_assert_cmpuint (line, <=, size + 1);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "path,a\nx.wav,1\n",
    "\"a, \"\"b\"\"\",\"two\nlines\"\r\n\n,, \n\"\"\n",
  };

  return fuzz_seeds_from_texts (texts, G_N_ELEMENTS (texts));
}

void
fuzz_try_more (GBytes *seed)
{
}
