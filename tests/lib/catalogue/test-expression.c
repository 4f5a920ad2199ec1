/* Expressions: what is one, what it says, and where one is wrong.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/expression.h"

#include <string.h>

/* a to d have these probabilities; each holds from 0.5 on. */
static const char names[] = "abcd";
static const float values[] = { 0.9f, 0.6f, 0.25f, 0.0f };

static GlsExpression *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GlsExpression *self = gls_expression_parse (text, &error);

  g_assert_no_error (error);
  return self;
}

/* Returns: whether it holds of these */
static gboolean
holds (const char *text, float *strength)
{
  g_autoptr (GlsExpression) self = parse (text);
  const size_t n = gls_expression_get_n_terms (self);
  g_autofree float *p = g_new (float, n), *thresholds = g_new (float, n);

  for (size_t i = 0; i < n; i++) {
    p[i] = values[strchr (names, *gls_expression_get_term (self, i)->name)
        - names];
    thresholds[i] = 0.5f;
  }
  return gls_expression_holds (self, p, thresholds, strength);
}

/* ! binds before &, and & before |; strengths are Zadeh's. */
static void
test_meaning (void)
{
  static const struct
  {
    const char *text;
    gboolean holds;
    float strength;
  } cases[] = {
    { "a", TRUE, 0.9f },
    { " c ", FALSE, 0.25f },
    { "!c", TRUE, 0.75f },
    { "!!a", TRUE, 0.9f },
    { "a & b", TRUE, 0.6f },
    { "a&c", FALSE, 0.25f },
    { "c | b | a", TRUE, 0.9f },
    { "a | b & c", TRUE, 0.9f },
    { "(a | b) & c", FALSE, 0.25f },
    { "c & b | a", TRUE, 0.9f },
    { "c & (b | a)", FALSE, 0.25f },
    { "!c & d", FALSE, 0 },
    { "!(c & d)", TRUE, 1 },
    { "!c | d", TRUE, 0.75f },
    { "((a))", TRUE, 0.9f },
    { "c > 0.2", TRUE, 0.25f },
    { "c>0.25", FALSE, 0.25f },
    { "c >= 0.25", TRUE, 0.25f },
    { "c < 0.25", FALSE, 0.75f },
    { "c <= .25", TRUE, 0.75f },
    { "a < 1", TRUE, 0.1f },
    { "!a < 1", FALSE, 0.9f },
    { "a & !c>0.2", FALSE, 0.75f },
    { "a & b & c | d & a | !d & b", TRUE, 0.6f },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    float strength;

    if (holds (cases[i].text, &strength) != cases[i].holds)
      g_error ("%s", cases[i].text);
    g_assert_cmpfloat_with_epsilon (strength, cases[i].strength, 1e-6);
  }
}

/* Names with signs and spaces stand in quotation marks of either kind. */
static void
test_names (void)
{
  g_autoptr (GlsExpression) self =
      parse ("\"new age\"&'a \"b\"' | r'n'b & hip-hop>0.5&Дождь &\"!(x)\"");
  static const struct
  {
    const char *name;
    size_t position;
  } terms[] = { { "new age", 1 }, { "a \"b\"", 11 }, { "r'n'b", 21 },
    { "hip-hop", 29 }, { "Дождь", 41 }, { "!(x)", 48 } };

  g_assert_cmpuint (gls_expression_get_n_terms (self), ==,
      G_N_ELEMENTS (terms));
  for (guint i = 0; i < G_N_ELEMENTS (terms); i++) {
    const GlsTerm *term = gls_expression_get_term (self, i);

    g_assert_cmpstr (term->name, ==, terms[i].name);
    g_assert_cmpuint (term->position, ==, terms[i].position);
  }
  g_assert_cmpint (gls_expression_get_term (self, 3)->comparison, ==,
      GLS_COMPARISON_ABOVE);
  g_assert_cmpfloat (gls_expression_get_term (self, 3)->value, ==, 0.5f);
}

static void
assert_wrong (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gls_expression_parse (text, &error));
  g_assert_error (error, GLS_ERROR, GLS_ERROR_DATA);
  if (!g_str_has_prefix (error->message, expected))
    g_error ("%s: %s", text, error->message);
}

/* What is wrong is said, and at which character. */
static void
test_mistakes (void)
{
  static const char *const cases[][2] = {
    { "", "at character 1: it ends where a tag" },
    { "   ", "at character 4: it ends" },
    { "a &", "at character 4: it ends" },
    { "a & & b", "at character 5: a tag, “!” or “(” is missing" },
    { "a b", "at character 3: “&” or “|” must stand here; a name with spaces" },
    { "ä ö", "at character 3: “&” or “|”" },
    { "(a", "at character 1: this parenthesis is not closed" },
    { "b & (a & (c)", "at character 5: this parenthesis is not closed" },
    { "(a b)", "at character 4: “&”, “|” or “)”" },
    { "a)", "at character 2: this parenthesis was not opened" },
    { "()", "at character 2: a tag" },
    { "!", "at character 2: it ends" },
    { "\"a", "at character 1: this quotation mark has no second one" },
    { "a & ''", "at character 5: there is no name" },
    { "a > b", "at character 5: a number from 0 to 1" },
    { "a > 1.5", "at character 5: a number" },
    { "a > -1", "at character 5: a number" },
    { "a > 0.1.2", "at character 5: a number" },
    { "a > 0x1", "at character 5: a number" },
    { "a > .", "at character 5: a number" },
    { "a >", "at character 4: a number" },
    { "a = 1", "at character 3: “&” or “|”" },
    { "a > 0.1 > 0.2", "at character 9: “&” or “|”" },
    { "\xff", "it is no UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_wrong (cases[i][0], cases[i][1]);
}

static char *
repeat (const char *text, guint n, const char *end)
{
  GString *out = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (out, text);
  g_string_append (out, end);
  return g_string_free (out, FALSE);
}

/* Nothing grows without bound. */
static void
test_bounds (void)
{
  g_autofree char *many = repeat ("a|", GLS_EXPRESSION_MAX_TERMS - 1, "a");
  g_autofree char *too_many = repeat ("a|", GLS_EXPRESSION_MAX_TERMS, "a");
  g_autofree char *deep = repeat ("!", GLS_EXPRESSION_MAX_DEPTH - 1, "a");
  g_autofree char *too_deep = repeat ("!", 100000, "a");
  g_autofree char *open = repeat ("(", 100000, "");
  float strength;

  g_assert_true (holds (many, &strength));
  g_assert_false (holds (deep, &strength));
  assert_wrong (too_many, "at character 513: there are too many tags");
  assert_wrong (too_deep, "at character 257: too much stands within");
  assert_wrong (open, "at character 257: too much stands within");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expression/meaning", test_meaning);
  g_test_add_func ("/expression/names", test_names);
  g_test_add_func ("/expression/mistakes", test_mistakes);
  g_test_add_func ("/expression/bounds", test_bounds);
  return g_test_run ();
}
