/* JSON: what is refused and why, and what is written and read back.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "json.h"

static json_t *
parse (const char *text, GError **error)
{
  return gls_json_parse_object (text, strlen (text), "it", error);
}

/* READING */

static void
test_accepts (void)
{
  static const char *const good[] = {
    "{}",
    " \n\t\r{ \"a\" : [ ] , \"b\":{}}  ",
    "{\"a\":[1,-2,0,3.5,-0.25e-3,1E+10,true,false,null,\"\"]}",
    "{\"\\u00e9\\n\\\"\\\\\\/\":\"\\ud83d\\ude00\"}",
    "{\"a\":[[[{\"b\":[{}]}]],[]]}",
    "{\"a\":9223372036854775807,\"b\":-9223372036854775808}",
    "{\"a\":1.7976931348623157e308,\"b\":5e-324}",
    "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) object = parse (good[i], &error);

    g_assert_no_error (error);
    g_assert_nonnull (object);
  }
}

/* Each is refused in one printable sentence that says why and where. */
static void
test_refuses (void)
{
  static const struct
  {
    const char *text, *reason;
  } bad[] = {
    { "", "'[' or '{' expected" },
    { "7", "'[' or '{' expected" },
    { "[]", "not a JSON object" },
    { "{", "string or '}' expected" },
    { "{\"a\":1", "'}' expected" },
    { "{\"a\":1,}", "string or '}' expected near '}'" },
    { "{\"a\":[1,]}", "unexpected token" },
    { "{\"a\":[1 2]}", "']' expected near '2'" },
    { "{\"a\":1]", "'}' expected" },
    { "{\"a\" 1}", "':' expected" },
    { "{a:1}", "near 'a'" },
    { "{'a':1}", "near '''" },
    { "{\"a\":1} x", "end of file expected" },
    { "{\"a\":1}{}", "end of file expected" },
    { "{/* no */\"a\":1}", "near '/'" },
    { "{\"a\":01}", "near '0'" },
    { "{\"a\":+1}", "near '+'" },
    { "{\"a\":.5}", "near '.'" },
    { "{\"a\":1.}", "near '1.'" },
    { "{\"a\":0x10}", "'}' expected near 'x'" },
    { "{\"a\":NaN}", "near 'NaN'" },
    { "{\"a\":Infinity}", "near 'Infinity'" },
    { "{\"a\":1e}", "near '1e'" },
    { "{\"a\":1e999}", "real number overflow near '1e999'" },
    { "{\"a\":9223372036854775808}", "too big integer" },
    { "{\"a\":-9223372036854775809}", "too big negative integer" },
    { "{\"a\":True}", "near 'True'" },
    { "{\"a\":1,\"b\":2,\"a\":3}", "duplicate object key near '\"a\"'" },
    { "{\"b\":{\"key\":1,\"key\":1}}", "duplicate object key near '\"key\"'" },
    { "{\"a\":\"\\ud800\"}", "invalid Unicode '\\uD800'" },
    { "{\"a\":\"\\ud800\\u0041\"}", "invalid Unicode '\\uD800\\u0041'" },
    { "{\"a\":\"\\udc00\"}", "invalid Unicode '\\uDC00'" },
    { "{\"a\":\"\\u0000\"}", "\\u0000 is not allowed" },
    { "{\"\\u0000\":1}", "NUL byte in object key" },
    { "{\"a\":\"\\u12g4\"}", "invalid escape" },
    { "{\"a\":\"\\x41\"}", "invalid escape" },
    { "{\"a\":\"\t\"}", "control character 0x9" },
    { "{\"a\":\"\n\"}", "unexpected newline" },
    { "{\"a\":\"", "premature end of input" },
    { "{\"a\":\"\xff\"}", "not valid UTF-8 text: it breaks at byte" },
    { "{\"a\":\"\xc0\x80\"}", "not valid UTF-8" },
    { "{\"a\":\"\xed\xa0\x80\"}", "not valid UTF-8" },
    { "\xef\xbb\xbf{}", "'[' or '{' expected" },
    { "{\"a\":\x01}", "invalid token near '?'" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (bad[i].text, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    if (strstr (error->message, bad[i].reason) == NULL)
      g_error ("%s: \"%s\" instead of \"%s\"", bad[i].text, error->message,
          bad[i].reason);
    for (const char *c = error->message; *c != '\0'; c++)
      g_assert_false (g_ascii_iscntrl (*c));
  }
}

/* A megabyte of brackets must not take the stack. */
static void
test_refuses_deep_nesting (void)
{
  static const char *const opening[] = { "[", "{\"a\":" };

  for (size_t k = 0; k < G_N_ELEMENTS (opening); k++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GString) text = g_string_new ("{\"a\":");

    for (size_t i = 0; i < 1000000; i++)
      g_string_append (text, opening[k]);
    g_assert_null (parse (text->str, &error));
    g_assert_error (error, GLS_ERROR, GLS_ERROR_MODEL);
    g_assert_nonnull (strstr (error->message, "depth"));
  }
}

/* A text that ends where it has no zero is not read past its end, and a zero
 * within it ends nothing. */
static void
test_respects_length (void)
{
  static const char text[] = "{\"a\":123456}", zero[] = "{\"a\":1\0}";
  g_autoptr (GError) error = NULL;

  for (size_t n = 0; n < sizeof text - 1; n++) {
    g_autofree char *exact = g_memdup2 (text, n);

    g_assert_null (gls_json_parse_object (exact, n, "it", NULL));
  }
  g_assert_null (gls_json_parse_object (zero, sizeof zero - 1, "it", &error));
  g_assert_nonnull (strstr (error->message, "zero byte"));
}

static void
assert_says (GError **error, const char *sentence)
{
  g_assert_error (*error, GLS_ERROR, GLS_ERROR_MODEL);
  g_assert_cmpstr ((*error)->message, ==, sentence);
  g_clear_error (error);
}

/* What is wrong with a member is said with its name. */
static void
test_members (void)
{
  static const char *const known[] = { "size", "text", NULL };
  static const char *const names[] = { "mse", "bce", NULL };
  g_autoptr (json_t) object =
      parse ("{\"size\":7,\"real\":0.5,\"text\":\"bce\","
             "\"bell\":\"\\u0007\"}",
          NULL);
  g_autoptr (GError) error = NULL;
  const char *text = NULL;
  size_t size = 3;
  double real = 3;
  guint index = 3;
  json_t *list;

  g_assert_true (gls_json_get_size (object, "it", "size", 7, 7, &size, NULL));
  g_assert_cmpuint (size, ==, 7);
  g_assert_false (gls_json_get_size (object, "it", "size", 8, 9, &size,
      &error));
  assert_says (&error, "it: \"size\" must be a whole number from 8 to 9");
  g_assert_false (gls_json_get_size (object, "it", "real", 0, 9, &size,
      &error));
  assert_says (&error, "it: \"real\" must be a whole number from 0 to 9");
  g_assert_false (gls_json_get_size (object, "it", "none", 0, 9, &size,
      &error));
  assert_says (&error, "it has no \"none\"");
  g_assert_true (gls_json_may_get_size (object, "it", "none", 0, 9, &size,
      NULL));
  g_assert_cmpuint (size, ==, 7);

  g_assert_true (gls_json_may_get_double (object, "it", "size", 0, 9, &real,
      NULL));
  g_assert_cmpfloat (real, ==, 7);
  g_assert_false (gls_json_may_get_double (object, "it", "real", 1, 2, &real,
      &error));
  assert_says (&error, "it: \"real\" must be from 1 to 2");
  g_assert_false (gls_json_may_get_double (object, "it", "text", 1, 2, &real,
      &error));
  assert_says (&error, "it: \"text\" must be a number");

  g_assert_true (gls_json_get_string (object, "it", "text", 3, &text, NULL));
  g_assert_cmpstr (text, ==, "bce");
  g_assert_false (gls_json_get_string (object, "it", "bell", 9, &text, &error));
  assert_says (&error,
      "it: \"bell\" must be text of 1 to 9 bytes without control characters");
  g_assert_true (gls_json_may_get_enum (object, "it", "text", names, &index,
      NULL));
  g_assert_cmpuint (index, ==, 1);
  g_assert_false (gls_json_get_array (object, "it", "text", &list, &error));
  assert_says (&error, "it: \"text\" must be a list");
  g_assert_false (gls_json_may_get_object (object, "it", "text", &list,
      &error));
  assert_says (&error, "it: \"text\" must be an object");
  g_assert_false (gls_json_only_has (object, "it", known, &error));
  assert_says (&error, "it has an unknown member \"real\"");
}

/* WRITING */

/* Each with the fewest digits that read back as the same double. */
static void
test_numbers (void)
{
  static const struct
  {
    double value;
    const char *text;
  } cases[] = {
    { 0, "0.0" },
    { -0.0, "-0.0" },
    { 1, "1.0" },
    { 0.1, "0.1" },
    { 0.05, "0.05" },
    { 1e-8, "1e-08" },
    { 1.0000000000000002e-08, "1.0000000000000002e-08" },
    { -1e-8, "-1e-08" },
    { 0.512, "0.512" },
    { 1e30, "1e+30" },
    { 1.0 / 3.0, "0.3333333333333333" },
    { 0.1 + 0.2, "0.30000000000000004" },
    { DBL_MAX, "1.7976931348623157e+308" },
    { 5e-324, "5e-324" },
    { NAN, "null" },
    { INFINITY, "null" },
    { -INFINITY, "null" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (json_t) value = gls_json_number (cases[i].value);
    g_autofree char *text = gls_json_to_text (value, 0);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

/* Every double comes back as it was, whatever the locale thinks of points. */
static void
test_numbers_come_back (void)
{
  GRand *random = g_rand_new_with_seed (7);
  const char *locale = setlocale (LC_NUMERIC, "de_DE.UTF-8");

  g_test_message ("locale %s", locale != NULL ? locale : "C");
  for (size_t i = 0; i < 20000; i++) {
    guint64 bits = (guint64) g_rand_int (random) << 32 | g_rand_int (random);
    g_autoptr (json_t) object = NULL, again = NULL;
    g_autofree char *text = NULL;
    double x;

    memcpy (&x, &bits, sizeof x);
    if (!isfinite (x))
      continue;
    object = json_pack ("{s:f}", "x", x);
    text = gls_json_to_text (object, 0);
    again = parse (text, NULL);
    g_assert_true (json_equal (object, again));
  }
  setlocale (LC_NUMERIC, "C");
  g_rand_free (random);
}

/* Text that is no text, and all that a terminal or a parser could stumble
 * over. */
static void
test_texts (void)
{
  static const struct
  {
    const char *text, *json;
  } cases[] = {
    { "", "\"\"" },
    { "m\xc3\xa9lancolie \xf0\x9f\x98\x80",
        "\"m\xc3\xa9lancolie \xf0\x9f\x98\x80\"" },
    { "\"\\/", "\"\\\"\\\\/\"" },
    { "\n\t\r\b\x01\x1b\x7f", "\"\\n\\t\\u000d\\u0008\\u0001\\u001b\\u007f\"" },
    { "\xc2\x9b"
      "31m",
        "\"\\u009b31m\"" },
    { "\xff", "\"\xef\xbf\xbd\"" },
    { "1e-08.0 \\\" 1e-08.0", "\"1e-08.0 \\\\\\\" 1e-08.0\"" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (json_t) value = gls_json_text (cases[i].text);
    g_autoptr (json_t) again = NULL;
    g_autofree char *text = gls_json_to_text (value, 0);

    g_assert_cmpstr (text, ==, cases[i].json);
    again = json_loads (text, JSON_DECODE_ANY, NULL);
    g_assert_true (json_equal (value, again));
  }
}

static void
test_lists_of_texts (void)
{
  static const char *const texts[] = { "slow", "", "a \"b\"\xff", NULL };
  g_autoptr (json_t) list = gls_json_texts (texts);
  g_autoptr (json_t) none = gls_json_texts (texts + 3);
  g_autofree char *text = gls_json_to_text (list, 0);
  g_autofree char *empty = gls_json_to_text (none, 0);

  g_assert_cmpstr (text, ==, "[\"slow\",\"\",\"a \\\"b\\\"\xef\xbf\xbd\"]");
  g_assert_cmpstr (empty, ==, "[]");
}

/* Members stay in their order; people get lines, but none for each number. */
static void
test_layout (void)
{
  static const char compact[] =
      "{\"z\":[1,2.5],\"a\":{},\"m\":[{\"b\":null},\"x\"],\"e\":[],\"t\":true,"
      "\"f\":false}";
  g_autoptr (json_t) object = parse (compact, NULL);
  g_autofree char *narrow = gls_json_to_text (object, 0);
  g_autofree char *wide = gls_json_to_text (object, 2);

  g_assert_cmpstr (narrow, ==, compact);
  g_assert_cmpstr (wide, ==,
      "{\n"
      "  \"z\": [1, 2.5],\n"
      "  \"a\": {},\n"
      "  \"m\": [\n"
      "    {\n"
      "      \"b\": null\n"
      "    },\n"
      "    \"x\"\n"
      "  ],\n"
      "  \"e\": [],\n"
      "  \"t\": true,\n"
      "  \"f\": false\n"
      "}");
}

static void
test_formatted (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  gls_json_append_formatted (out, "%.3f", 28.672);
  g_string_append_c (out, ' ');
  gls_json_append_formatted (out, "%.3f", NAN);
  g_assert_cmpstr (out->str, ==, "28.672 null");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/accepts", test_accepts);
  g_test_add_func ("/json/refuses", test_refuses);
  g_test_add_func ("/json/deep", test_refuses_deep_nesting);
  g_test_add_func ("/json/length", test_respects_length);
  g_test_add_func ("/json/members", test_members);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/numbers-come-back", test_numbers_come_back);
  g_test_add_func ("/json/texts", test_texts);
  g_test_add_func ("/json/texts/list", test_lists_of_texts);
  g_test_add_func ("/json/layout", test_layout);
  g_test_add_func ("/json/formatted", test_formatted);
  return g_test_run ();
}
