/* A parser that goes down as the grammar does, and a tree that it leaves.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "catalogue/expression.h"

#include <math.h>
#include <string.h>

typedef enum
{
  TERM,
  NOT,
  AND,
  OR,
} Kind;

typedef struct _Node Node;
struct _Node
{
  Kind kind;
  size_t term;        /* of a term: which */
  Node *first, *next; /* its first part; the part beside it */
};

struct _GlsExpression
{
  GArray *terms; /* of GlsTerm */
  Node *top;
};

typedef struct
{
  const char *text, *at;
  guint depth;
  GArray *terms;
  GError **error;
} Parser;

static Node *parse_either (Parser *parser);

/* --- life --- */

static void
node_free (Node *self)
{
  while (self != NULL) {
    Node *next = self->next;

    node_free (self->first);
    g_free (self);
    self = next;
  }
}

static void
clear_term (gpointer term)
{
  g_free (((GlsTerm *) term)->name);
}

void
gls_expression_free (GlsExpression *self)
{
  if (self == NULL)
    return;
  node_free (self->top);
  g_array_unref (self->terms);
  g_free (self);
}

/* parts: (transfer full): one or more, in order */
static Node *
node_new (Kind kind, Node *parts)
{
  Node *self = g_new0 (Node, 1);

  self->kind = kind;
  self->first = parts;
  return self;
}

/* --- words --- */

static size_t
get_position (const Parser *self, const char *at)
{
  return (size_t) g_utf8_strlen (self->text, at - self->text) + 1;
}

static Node *
fail (Parser *self, const char *at, const char *why)
{
  g_set_error (self->error, GLS_ERROR, GLS_ERROR_DATA, "at character %zu: %s",
      get_position (self, at), why);
  return NULL;
}

static void
skip_spaces (Parser *self)
{
  while (g_ascii_isspace (*self->at))
    self->at++;
}

static gboolean
accept (Parser *self, char sign)
{
  skip_spaces (self);
  if (*self->at != sign)
    return FALSE;
  self->at++;
  return TRUE;
}

/* Returns: (transfer full) (nullable): a name, or NULL with an error */
static char *
parse_quoted (Parser *self)
{
  const char *begin = self->at + 1;
  const char *end = strchr (begin, *self->at);

  if (end == NULL)
    fail (self, self->at, "this quotation mark has no second one");
  else if (end == begin)
    fail (self, self->at, "there is no name between these quotation marks");
  else {
    self->at = end + 1;
    return g_strndup (begin, (gsize) (end - begin));
  }
  return NULL;
}

static char *
parse_word (Parser *self)
{
  static const char ends[] = " \t\n\r\f\v&|!()<>=\"";
  const char *begin = self->at;
  size_t length = strcspn (begin, ends);

  if (*begin == '\0')
    fail (self, begin, "it ends where a tag, “!” or “(” must follow");
  else if (length == 0)
    fail (self, begin, "a tag, “!” or “(” is missing here");
  if (length == 0)
    return NULL;
  self->at += length;
  return g_strndup (begin, length);
}

static GlsComparison
parse_comparison (Parser *self)
{
  gboolean above;

  skip_spaces (self);
  if (*self->at != '<' && *self->at != '>')
    return GLS_COMPARISON_NONE;
  above = *self->at++ == '>';
  if (*self->at != '=')
    return above ? GLS_COMPARISON_ABOVE : GLS_COMPARISON_BELOW;
  self->at++;
  return above ? GLS_COMPARISON_AT_LEAST : GLS_COMPARISON_AT_MOST;
}

/* Digits and a point: what else C takes for a number is none here. */
static gboolean
parse_value (Parser *self, float *value)
{
  const char *begin;
  char *end;
  double number;

  skip_spaces (self);
  begin = self->at;
  self->at += strspn (begin, "0123456789.");
  number = g_ascii_strtod (begin, &end);
  if (end == self->at && end > begin && number <= 1) {
    *value = (float) number;
    return TRUE;
  }
  fail (self, begin, "a number from 0 to 1 must stand here");
  return FALSE;
}

/* --- the grammar --- */

static Node *
parse_term (Parser *self)
{
  GlsTerm term = { .position = get_position (self, self->at) };
  Node *node;

  if (self->terms->len == GLS_EXPRESSION_MAX_TERMS)
    return fail (self, self->at, "there are too many tags before this one");
  term.name = *self->at == '"' || *self->at == '\'' ? parse_quoted (self)
                                                    : parse_word (self);
  if (term.name == NULL)
    return NULL;
  term.comparison = parse_comparison (self);
  if (term.comparison != GLS_COMPARISON_NONE
      && !parse_value (self, &term.value)) {
    g_free (term.name);
    return NULL;
  }
  node = node_new (TERM, NULL);
  node->term = self->terms->len;
  g_array_append_val (self->terms, term);
  return node;
}

static Node *
parse_group (Parser *self, const char *open)
{
  Node *node = parse_either (self);

  if (node == NULL || accept (self, ')'))
    return node;
  node_free (node);
  return *self->at == '\0' ? fail (self, open, "this parenthesis is not closed")
                           : fail (self, self->at,
                               "“&”, “|” or “)” must stand here; a name with "
                               "spaces stands in quotation marks");
}

static Node *
parse_one (Parser *self)
{
  const char *begin;
  Node *node;

  skip_spaces (self);
  begin = self->at;
  if (++self->depth > GLS_EXPRESSION_MAX_DEPTH)
    return fail (self, begin, "too much stands within each other here");
  if (accept (self, '!')) {
    node = parse_one (self);
    node = node != NULL ? node_new (NOT, node) : NULL;
  } else if (accept (self, '('))
    node = parse_group (self, begin);
  else
    node = parse_term (self);
  self->depth--;
  return node;
}

/* One or more parts with a sign between them. */
static Node *
parse_list (Parser *self, Node *(*parse_part) (Parser *), char sign, Kind kind)
{
  Node *first = parse_part (self), *last = first;

  while (last != NULL && accept (self, sign)) {
    last->next = parse_part (self);
    if (last->next == NULL)
      g_clear_pointer (&first, node_free);
    last = first != NULL ? last->next : NULL;
  }
  return first == NULL || first->next == NULL ? first : node_new (kind, first);
}

static Node *
parse_both (Parser *self)
{
  return parse_list (self, parse_one, '&', AND);
}

static Node *
parse_either (Parser *self)
{
  return parse_list (self, parse_both, '|', OR);
}

static Node *
parse_all (Parser *self)
{
  Node *top = parse_either (self);

  skip_spaces (self);
  if (top == NULL || *self->at == '\0')
    return top;
  node_free (top);
  return *self->at == ')'
      ? fail (self, self->at, "this parenthesis was not opened")
      : fail (self, self->at,
          "“&” or “|” must stand here; a name with spaces "
          "stands in quotation marks");
}

GlsExpression *
gls_expression_parse (const char *text, GError **error)
{
  g_autoptr (GlsExpression) self = g_new0 (GlsExpression, 1);
  Parser parser = { .text = text, .at = text, .error = error };

  self->terms = parser.terms = g_array_new (FALSE, FALSE, sizeof (GlsTerm));
  g_array_set_clear_func (self->terms, clear_term);
  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA, "it is no UTF-8");
    return NULL;
  }
  self->top = parse_all (&parser);
  return self->top != NULL ? g_steal_pointer (&self) : NULL;
}

/* --- what it says --- */

size_t
gls_expression_get_n_terms (const GlsExpression *self)
{
  return self->terms->len;
}

const GlsTerm *
gls_expression_get_term (const GlsExpression *self, size_t i)
{
  return &g_array_index (self->terms, GlsTerm, i);
}

static gboolean
term_holds (const GlsTerm *term, float p, float threshold, float *strength)
{
  *strength = p;
  switch (term->comparison) {
    case GLS_COMPARISON_ABOVE:
      return p > term->value;
    case GLS_COMPARISON_AT_LEAST:
      return p >= term->value;
    case GLS_COMPARISON_BELOW:
      *strength = 1 - p;
      return p < term->value;
    case GLS_COMPARISON_AT_MOST:
      *strength = 1 - p;
      return p <= term->value;
    default:
      return p >= threshold;
  }
}

static gboolean
node_holds (const GlsExpression *self, const Node *node, const float *p,
    const float *thresholds, float *strength)
{
  const gboolean is_or = node->kind == OR;
  gboolean holds;

  if (node->kind == TERM)
    return term_holds (gls_expression_get_term (self, node->term),
        p[node->term], thresholds[node->term], strength);
  holds = node_holds (self, node->first, p, thresholds, strength);
  if (node->kind == NOT) {
    *strength = 1 - *strength;
    return !holds;
  }
  for (node = node->first->next; node != NULL; node = node->next) {
    float other;
    gboolean other_holds = node_holds (self, node, p, thresholds, &other);

    holds = is_or ? holds || other_holds : holds && other_holds;
    *strength = is_or ? fmaxf (*strength, other) : fminf (*strength, other);
  }
  return holds;
}

gboolean
gls_expression_holds (const GlsExpression *self, const float *p,
    const float *thresholds, float *strength)
{
  return node_holds (self, self->top, p, thresholds, strength);
}
