/* Fuzz target of what “glissando query” is asked.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever the text: what is taken has terms at rising places within it, and a
 * strength from 0 to 1.
 */
#include "fuzz.h"

#include <string.h>

#include "catalogue/expression.h"

static void
check (const GlsExpression *expression, const char *text)
{
  const size_t n = gls_expression_get_n_terms (expression);
  g_autofree float *p = g_new (float, n), *thresholds = g_new (float, n);
  size_t position = 0;
  float strength;

  g_assert_true (n >= 1 && n <= GLS_EXPRESSION_MAX_TERMS);
  for (size_t i = 0; i < n; i++) {
    const GlsTerm *term = gls_expression_get_term (expression, i);
    const char *at =
        g_utf8_offset_to_pointer (text, (glong) term->position - 1);

    g_assert_cmpuint (term->position, >, position);
    g_assert_true (g_str_has_prefix (at, term->name)
        || g_str_has_prefix (at + 1, term->name));
    g_assert_true (term->value >= 0 && term->value <= 1);
    position = term->position;
    p[i] = (float) (i % 11) / 10;
    thresholds[i] = 0.5f;
  }
  gls_expression_holds (expression, p, thresholds, &strength);
  g_assert_true (strength >= 0 && strength <= 1);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GlsExpression) expression = gls_expression_parse (text, &error);

  if (expression != NULL)
    check (expression, text);
  else
    fuzz_check_error (error);
  return 0;
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "guitar & calm & !vocals",
    "(\"new age\" >= 0.25 | 'r&b' < .5) & !!(a | b<=1) & c>0",
  };

  return fuzz_seeds_from_texts (texts, G_N_ELEMENTS (texts));
}

void
fuzz_try_more (GBytes *seed)
{
}
