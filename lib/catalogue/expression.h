/* What is asked of a library: guitar & calm & !vocals.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     either  =  both { "|" both }
 *     both    =  one { "&" one }
 *     one     =  "!" one  |  "(" either ")"  |  term
 *     term    =  name [ ( ">=" | ">" | "<=" | "<" ) number ]
 *
 * A name is a word without spaces or any of & | ! ( ) < > = " ', which may have
 * ' within; or anything between two " or two '. Numbers are 0 .. 1.
 */
#ifndef GLS_EXPRESSION_H
#define GLS_EXPRESSION_H

#include "gls.h"

G_BEGIN_DECLS

/* More terms than anyone has a use for */
#define GLS_EXPRESSION_MAX_TERMS 256
/* Parentheses and “!” within each other */
#define GLS_EXPRESSION_MAX_DEPTH 256

typedef struct _GlsExpression GlsExpression;

typedef enum
{
  GLS_COMPARISON_NONE, /* at least the threshold of the tag */
  GLS_COMPARISON_ABOVE,
  GLS_COMPARISON_AT_LEAST,
  GLS_COMPARISON_BELOW,
  GLS_COMPARISON_AT_MOST,
} GlsComparison;

/**
 * GlsTerm:
 * @name: of a tag
 * @position: of its first character in the text, from 1 on
 * @comparison: of its probability, with
 * @value: this
 */
typedef struct
{
  char *name;
  size_t position;
  GlsComparison comparison;
  float value;
} GlsTerm;

/**
 * gls_expression_parse:
 * @text: UTF-8
 *
 * Fails with %GLS_ERROR_DATA, in a sentence that says at which character and
 * what would be right there.
 *
 * Returns: (transfer full) (nullable): an expression, immutable
 */
GlsExpression *gls_expression_parse (const char *text,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* self: (nullable) */
void gls_expression_free (GlsExpression *self);

size_t gls_expression_get_n_terms (const GlsExpression *self);
/* Returns: (transfer none): term i, in the order of the text */
const GlsTerm *gls_expression_get_term (const GlsExpression *self, size_t i);

/**
 * gls_expression_holds:
 * @p: float[n_terms], the probability of each term's tag, 0 .. 1
 * @thresholds: float[n_terms], of terms without a comparison
 * @strength: (out): how well it holds, 0 .. 1, as in Zadeh, Fuzzy Sets,
 *   Information and Control 8, 1965: of a term p, or 1 - p where it asks for
 *   less; of “!” 1 minus what it is before; of “&” the least, of “|” the most
 */
gboolean gls_expression_holds (const GlsExpression *self, const float *p,
    const float *thresholds, float *strength);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsExpression, gls_expression_free)

G_END_DECLS

#endif
