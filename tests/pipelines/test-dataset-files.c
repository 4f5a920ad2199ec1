/* What the files of published data sets are made of: tables, pickled lists,
 * truth values of NumPy's, lists of Python's.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib.h>
#include <string.h>

#include "data/datasets/boolarray.h"
#include "data/datasets/literal.h"
#include "data/datasets/pickle.h"
#include "data/datasets/table.h"
#include "gls.h"
#include "scratch.h"

static char *folder;

static char *
write_file (const char *name, const char *text, gssize n)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, n, &error);
  g_assert_no_error (error);
  return path;
}

/* --- tables --- */

/* Returns: "line:field|field;…", a broken row being "line!" */
static char *
read_table (const char *text, gssize n, char separator, gboolean multiline)
{
  g_autofree char *path = write_file ("table", text, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (Table) table = table_open (path, separator, multiline, &error);
  GString *out = g_string_new (NULL);
  TableRow row;

  g_assert_no_error (error);
  while (table_next (table, &row, &error)) {
    g_string_append_printf (out, "%zu%s", row.line, row.fields ? ":" : "!");
    for (guint i = 0; row.fields != NULL && i < row.fields->len; i++)
      g_string_append_printf (out, "%s%s", i > 0 ? "|" : "",
          table_row_get (&row, i));
    g_string_append_c (out, ';');
    g_assert_true ((row.fields == NULL) == (row.fault != NULL));
  }
  g_assert_no_error (error);
  return g_string_free (out, FALSE);
}

static void
check_table (const char *text, char separator, gboolean multiline,
    const char *expected)
{
  g_autofree char *read = read_table (text, -1, separator, multiline);

  g_assert_cmpstr (read, ==, expected);
}

/* With LF or CR LF, with or without the last one, with empty lines and a byte
 * order mark; quotes hide separators, and line breaks where they may. */
static void
test_table_rows (void)
{
  check_table ("", '\t', FALSE, "");
  check_table ("\n\r\n", '\t', FALSE, "");
  check_table ("\xEF\xBB\xBFid\ta b\n\n1\t\n", '\t', FALSE, "1:id|a b;3:1|;");
  check_table ("a,b\tc\r\n\"d\te\"\tf", '\t', FALSE, "1:a,b|c;2:d\te|f;");
  check_table ("a,\"b\nc\nd\",e\nf\n", ',', TRUE, "1:a|b\nc\nd|e;4:f;");
}

/* A row that is broken is told, and those after it are read. */
static void
test_table_broken_rows (void)
{
  g_autofree char *zero = read_table ("a\nb\0c\nd\n", 8, '\t', FALSE);

  check_table ("a\n\"b\nc\n", '\t', FALSE, "1:a;2!;3:c;");
  check_table ("a\n\"b\nc\n", '\t', TRUE, "1:a;2!;");
  check_table ("a\nb\xFF\nc\n", '\t', FALSE, "1:a;2!;3:c;");
  g_assert_cmpstr (zero, ==, "1:a;2!;3:d;");
}

/* Rows that lie across the pieces in which a file is read are whole. */
static void
test_table_long_rows (void)
{
  static const gsize lengths[] = { 65533, 65534, 65535, 65536, 65537, 200000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree char *field = g_strnfill (lengths[i], 'x');
    g_autofree char *text = g_strdup_printf ("%s\ty\nz\n", field);
    g_autofree char *expected = g_strdup_printf ("1:%s|y;2:z;", field);

    check_table (text, '\t', FALSE, expected);
  }
}

/* What never ends is no table. */
static void
test_table_without_end (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Table) table = table_open ("/dev/zero", '\t', FALSE, &error);
  g_autoptr (Table) none = NULL;
  TableRow row;

  g_assert_false (table_next (table, &row, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  g_clear_error (&error);
  none = table_open ("/nosuch/table", '\t', FALSE, &error);
  g_assert_null (none);
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "/nosuch/table"));
}

/* --- pickles --- */

static void
test_pickle (void)
{
  /* As Python 2.7 writes ["f/a.npy", "it's", 'a "b"\\', "caf\xc3\xa9"]. */
  g_autofree char *path = write_file ("list.cP",
      "(lp1\nS'f/a.npy'\np2\naS\"it's\"\np3\naS'a \"b\"\\\\'\np4\n"
      "aS'caf\\xc3\\xa9'\np5\na.",
      -1);
  g_autofree char *none = write_file ("none.cP", "(lp1\n.", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = pickle_read_texts (path, &error);
  g_autoptr (GPtrArray) empty = pickle_read_texts (none, NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (texts->len, ==, 4);
  g_assert_cmpstr (texts->pdata[0], ==, "f/a.npy");
  g_assert_cmpstr (texts->pdata[1], ==, "it's");
  g_assert_cmpstr (texts->pdata[2], ==, "a \"b\"\\");
  g_assert_cmpstr (texts->pdata[3], ==, "café");
  g_assert_cmpuint (empty->len, ==, 0);
}

/* Everything that is not a list of texts: numbers, calls, other protocols, what
 * is cut off, what follows the end. */
static void
test_pickle_refuses (void)
{
  static const char *const texts[] = { "", "(", "(l", "(lp1\n", "(lp1\nS'a'\na",
    "(lp1\nI1\na.", "(lp1\nS'a'\np2\n.", "(lp1\nS'a\np2\na.",
    "(lp1\nS'a\\q'\np2\na.", "(lp1\nS'\\xff'\np2\na.", "(lp1\nS'\\x00'\np2\na.",
    "(lp1\nS'a'\np2\na.x", "cos\nsystem\n(S'true'\ntR.",
    "(lp1\ncos\nsystem\n(S'true'\ntRa.", "\x80\x02]q\x01.", "(dp1\n.",
    "(lp1\nV\\u00e9\np2\na.", "(lp\nS'a'\na." };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *path = write_file ("bad.cP", texts[i], -1);
    g_autoptr (GError) error = NULL;

    g_assert_null (pickle_read_texts (path, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  }
}

/* --- truth values --- */

#define HEADER(descr, order, shape)                                            \
  "\x93NUMPY\x01\x00\x76\x00{'descr': '" descr "', 'fortran_order': " order    \
  ", 'shape': " shape ", }"

/* header: of less than 128 bytes; it is filled up with spaces to 128 */
static char *
write_array (const char *header, gsize n_header, const char *values, gsize n)
{
  g_autoptr (GString) text = g_string_new_len (header, (gssize) n_header);

  while (text->len < 127)
    g_string_append_c (text, ' ');
  g_string_append_c (text, '\n');
  g_string_append_len (text, values, (gssize) n);
  return write_file ("y.npy", text->str, (gssize) text->len);
}

static gboolean
opens (const char *header, gsize n_header, const char *values, gsize n)
{
  g_autofree char *path = write_array (header, n_header, values, n);
  g_auto (BoolArray) array = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean ok = boolarray_open (&array, path, &error);

  if (ok) {
    g_assert_cmpuint (array.n_rows * array.n_columns, ==, n);
    g_assert_cmpmem (array.values, n, values, n);
  } else
    g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  return ok;
}

#define OPENS(header, values, n) opens (header, sizeof (header) - 1, values, n)

static void
test_boolarray (void)
{
  static const char values[] = { 1, 0, 0, 1, 1, 0 };
  static const char odd[] = { 1, 0, 2, 1, 1, 0 };
  g_auto (BoolArray) array = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (OPENS (HEADER ("|b1", "False", "(2, 3)"), values, 6));
  g_assert_true (OPENS (HEADER ("|b1", "False", "(3,2)"), values, 6));
  g_assert_true (OPENS (HEADER ("|b1", "False", "(0, 2)"), values, 0));
  g_assert_false (OPENS (HEADER ("|b1", "True", "(2, 3)"), values, 6));
  g_assert_false (OPENS (HEADER ("<f8", "False", "(2, 3)"), values, 6));
  g_assert_false (OPENS (HEADER ("|b1", "False", "(6,)"), values, 6));
  g_assert_false (OPENS (HEADER ("|b1", "False", "(1, 2, 3)"), values, 6));
  g_assert_false (OPENS (HEADER ("|b1", "False", "(2, 4)"), values, 6));
  g_assert_false (OPENS (HEADER ("|b1", "False", "(2, 3)"), values, 5));
  g_assert_false (OPENS (HEADER ("|b1", "False", "(2, 3)"), odd, 6));
  g_assert_false (OPENS ("\x93NUMPY\x01", values, 6));
  g_assert_false (OPENS ("NUMPY", values, 6));
  g_assert_false (boolarray_open (&array, "/nosuch/y.npy", &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_IO);
}

/* --- lists of numbers --- */

static void
test_literal (void)
{
  static const char *const bad[] = { "", "[", "]", "21", "[21", "[21 45]",
    "[,]", "[-1]", "['a']", "[1]x", "[4294967296]", "[1,,2]", "(1, 2)" };
  g_autoptr (GArray) two = literal_read_numbers ("[21, 45]");
  g_autoptr (GArray) none = literal_read_numbers ("[]");
  g_autoptr (GArray) odd = literal_read_numbers ("[ 1,2 , 4294967295,]");

  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpuint (g_array_index (two, guint, 0), ==, 21);
  g_assert_cmpuint (g_array_index (two, guint, 1), ==, 45);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (odd->len, ==, 3);
  g_assert_cmpuint (g_array_index (odd, guint, 2), ==, G_MAXUINT);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (literal_read_numbers (bad[i]));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("glissando-data-XXXXXX", NULL);
  g_test_add_func ("/table/rows", test_table_rows);
  g_test_add_func ("/table/broken", test_table_broken_rows);
  g_test_add_func ("/table/long", test_table_long_rows);
  g_test_add_func ("/table/without-end", test_table_without_end);
  g_test_add_func ("/pickle", test_pickle);
  g_test_add_func ("/pickle/refuses", test_pickle_refuses);
  g_test_add_func ("/boolarray", test_boolarray);
  g_test_add_func ("/literal", test_literal);
  status = g_test_run ();
  scratch_remove (folder);
  g_free (folder);
  return status;
}
