/* Fuzz target of the reader of tables.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the bytes, rows end, lines go up, and a row has fields or a fault.
 */
#include "fuzz.h"

#include "data/datasets/table.h"

static void
check (const char *path, char separator, gboolean multiline)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Table) table = table_open (path, separator, multiline, &error);
  size_t line = 0;
  TableRow row;

  g_assert_no_error (error);
  while (table_next (table, &row, &error)) {
    g_assert_cmpuint (row.line, >, line);
    g_assert_true ((row.fields == NULL) == (row.fault != NULL));
    g_assert_true (row.fields == NULL || row.fields->len > 0);
    for (guint i = 0; row.fields != NULL && i <= row.fields->len; i++)
      g_assert_true (g_utf8_validate (table_row_get (&row, i), -1, NULL));
    line = row.line;
  }
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *path = fuzz_write_file (data, size);

  check (path, '\t', FALSE);
  check (path, ',', TRUE);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "\"clip_id\"\t\"no voice\"\t\"mp3_path\"\n\"2\"\t\"0\"\t\"f/a-0-29.mp3\"\n",
    "TRACK_ID\tPATH\tTAGS\r\ntrack_1\t15/1.mp3\tgenre---a\tgenre---b\r\n",
    ",album,track\n,title,\"a, \"\"b\"\"\"\ntrack_id,,\n2,\"two\nlines\",[21, "
    "4]",
  };

  return fuzz_seeds_from_texts (texts, G_N_ELEMENTS (texts));
}

void
fuzz_try_more (GBytes *seed)
{
}
