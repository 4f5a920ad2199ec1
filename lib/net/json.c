/* A strict check in front of json-glib, and typed access to members.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Grammar: RFC 8259, sections 2 to 7.
 */
#include "net/json.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 32
#define LARGEST "9223372036854775807" /* of gint64 */

typedef struct
{
  const char *at, *end;
  const char *reason;
} Scan;

static void
skip_space (Scan *s)
{
  while (s->at < s->end
      && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r'))
    s->at++;
}

static gboolean
refuse (Scan *s, const char *reason)
{
  s->reason = reason;
  return FALSE;
}

static gboolean
take (Scan *s, char c)
{
  if (s->at == s->end || *s->at != c)
    return FALSE;
  s->at++;
  return TRUE;
}

static gboolean
scan_word (Scan *s, const char *word)
{
  size_t n = strlen (word);

  if ((size_t) (s->end - s->at) < n || memcmp (s->at, word, n) != 0)
    return refuse (s, "an unknown word");
  s->at += n;
  return TRUE;
}

static size_t
scan_digits (Scan *s)
{
  const char *start = s->at;

  while (s->at < s->end && g_ascii_isdigit (*s->at))
    s->at++;
  return (size_t) (s->at - start);
}

static gboolean
scan_number (Scan *s)
{
  gboolean leading_zero;
  size_t n;

  take (s, '-');
  leading_zero = s->at < s->end && *s->at == '0';
  n = scan_digits (s);
  if (n == 0 || (leading_zero && n > 1))
    return refuse (s, "a malformed number");
  if (n > strlen (LARGEST)
      || (n == strlen (LARGEST) && memcmp (s->at - n, LARGEST, n) > 0))
    return refuse (s, "a number that is too large");
  if (take (s, '.') && scan_digits (s) == 0)
    return refuse (s, "a malformed number");
  if (take (s, 'e') || take (s, 'E')) {
    if (!take (s, '+'))
      take (s, '-');
    n = scan_digits (s);
    if (n == 0 || n > 3)
      return refuse (s, "a malformed exponent");
  }
  return TRUE;
}

/* After \u: four hexadecimal digits */
static gboolean
scan_unit (Scan *s, guint *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++, s->at++) {
    if (s->at == s->end || !g_ascii_isxdigit (*s->at))
      return refuse (s, "a malformed \\u escape");
    *unit = *unit << 4 | (guint) g_ascii_xdigit_value (*s->at);
  }
  return TRUE;
}

static gboolean
scan_escape (Scan *s)
{
  guint unit, low;

  if (s->at < s->end && *s->at != 'u') {
    if (*s->at == '\0' || strchr ("\"\\/bfnrt", *s->at) == NULL)
      return refuse (s, "an unknown escape");
    s->at++;
    return TRUE;
  }
  if (!take (s, 'u'))
    return refuse (s, "an escape without end");
  if (!scan_unit (s, &unit))
    return FALSE;
  if (unit == 0)
    return refuse (s, "a zero character");
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return refuse (s, "a lone surrogate");
  if (unit >= 0xd800 && unit <= 0xdbff) {
    if (!take (s, '\\') || !take (s, 'u') || !scan_unit (s, &low)
        || low < 0xdc00 || low > 0xdfff)
      return refuse (s, "a lone surrogate");
  }
  return TRUE;
}

static gboolean
scan_string (Scan *s)
{
  if (!take (s, '"'))
    return refuse (s, "no string where one must be");
  while (s->at < s->end) {
    char c = *s->at++;

    if (c == '"')
      return TRUE;
    if (c == '\\' && !scan_escape (s))
      return FALSE;
    if ((guchar) c < 0x20)
      return refuse (s, "a control character in a string");
  }
  return refuse (s, "a string without end");
}

/* "name" : */
static gboolean
scan_name (Scan *s)
{
  skip_space (s);
  if (!scan_string (s))
    return FALSE;
  skip_space (s);
  if (!take (s, ':'))
    return refuse (s, "a member without value");
  return TRUE;
}

static gboolean
scan_scalar (Scan *s)
{
  if (s->at == s->end)
    return refuse (s, "no value where one must be");
  switch (*s->at) {
    case '"':
      return scan_string (s);
    case 't':
      return scan_word (s, "true");
    case 'f':
      return scan_word (s, "false");
    case 'n':
      return scan_word (s, "null");
    default:
      return scan_number (s);
  }
}

/* The stack holds the closing character of what is open; no recursion. */
static gboolean
scan_document (Scan *s)
{
  char open[MAX_DEPTH];
  int depth = 0;

  skip_space (s);
  if (s->at == s->end || *s->at != '{')
    return refuse (s, "no object at its start");
  do {
    /* A value begins here. */
    skip_space (s);
    if (s->at < s->end && (*s->at == '{' || *s->at == '[')) {
      char close = *s->at == '{' ? '}' : ']';

      if (depth == MAX_DEPTH)
        return refuse (s, "nesting deeper than 32");
      s->at++;
      skip_space (s);
      if (!take (s, close)) {
        open[depth++] = close;
        if (close == '}' && !scan_name (s))
          return FALSE;
        continue;
      }
    } else if (!scan_scalar (s)) {
      return FALSE;
    }

    /* A value has ended: close what ends with it, or go on to the next. */
    skip_space (s);
    while (depth > 0 && take (s, open[depth - 1])) {
      depth--;
      skip_space (s);
    }
    if (depth > 0) {
      if (!take (s, ','))
        return refuse (s, "a missing comma or bracket");
      if (open[depth - 1] == '}' && !scan_name (s))
        return FALSE;
    }
  } while (depth > 0);
  skip_space (s);
  if (s->at != s->end)
    return refuse (s, "more text after its end");
  return TRUE;
}

gboolean
gls_json_check (const char *text, size_t length, const char *what,
    GError **error)
{
  Scan s = { text, text + length, NULL };

  if (length > G_MAXSSIZE / 2
      || !g_utf8_validate (text, (gssize) length, NULL)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s is not valid UTF-8 text", what);
    return FALSE;
  }
  if (!scan_document (&s)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s is not valid JSON: %s at byte %td", what, s.reason, s.at - text);
    return FALSE;
  }
  return TRUE;
}

JsonObject *
gls_json_parse_object (const char *text, size_t length, const char *what,
    GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) reason = NULL;
  JsonNode *root;

  if (!gls_json_check (text, length, what, error))
    return NULL;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, &reason)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL, "%s is not valid JSON: %s",
        what, reason->message);
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL, "%s is not a JSON object",
        what);
    return NULL;
  }
  return json_node_dup_object (root);
}

/* json-glib 1.6 makes sure that a double looks like one by adding ".0", also to
 * "1e-08", and what comes out is no JSON. Takes that off again, outside
 * strings.
 */
static void
repair_exponents (char *text)
{
  gboolean in_string = FALSE;
  char *to = text;

  for (const char *from = text; *from != '\0';) {
    gboolean exponent = !in_string && (*from == 'e' || *from == 'E')
        && from > text && g_ascii_isdigit (from[-1]);

    if (in_string && *from == '\\')
      *to++ = *from++;
    else if (*from == '"')
      in_string = !in_string;
    *to++ = *from++;
    if (!exponent)
      continue;
    while (*from == '+' || *from == '-' || g_ascii_isdigit (*from))
      *to++ = *from++;
    if (from[0] == '.' && from[1] == '0')
      from += 2;
  }
  *to = '\0';
}

char *
gls_json_object_to_text (JsonObject *object, gboolean pretty)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  char *text;

  json_node_set_object (node, object);
  text = json_to_string (node, pretty);
  repair_exponents (text);
  return text;
}

/* MEMBERS */

static gboolean
wrong (const char *what, const char *name, const char *wanted, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL, "%s: \"%s\" must be %s", what,
      name, wanted);
  return FALSE;
}

static gboolean
require (JsonObject *object, const char *what, const char *name, GError **error)
{
  if (json_object_has_member (object, name))
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL, "%s has no \"%s\"", what,
      name);
  return FALSE;
}

gboolean
gls_json_node_get_size (JsonNode *node, size_t min, size_t max, size_t *value)
{
  gint64 number;

  if (!JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  number = json_node_get_int (node);
  if (number < 0 || (guint64) number < min || (guint64) number > max)
    return FALSE;
  *value = (size_t) number;
  return TRUE;
}

gboolean
gls_json_node_is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_STRING;
}

gboolean
gls_text_is_printable (const char *text, size_t max_length)
{
  size_t n = strlen (text);

  if (n == 0 || n > max_length || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

gboolean
gls_json_may_get_size (JsonObject *object, const char *what, const char *name,
    size_t min, size_t max, size_t *value, GError **error)
{
  if (!json_object_has_member (object, name))
    return TRUE;
  if (!gls_json_node_get_size (json_object_get_member (object, name), min, max,
          value)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: \"%s\" must be a whole number from %zu to %zu", what, name, min,
        max);
    return FALSE;
  }
  return TRUE;
}

gboolean
gls_json_may_get_double (JsonObject *object, const char *what, const char *name,
    double min, double max, double *value, GError **error)
{
  JsonNode *node;
  double number;

  if (!json_object_has_member (object, name))
    return TRUE;
  node = json_object_get_member (object, name);
  if (!JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_INT64
          && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return wrong (what, name, "a number", error);
  number = json_node_get_double (node);
  if (!(number >= min && number <= max)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: \"%s\" must be from %g to %g", what, name, min, max);
    return FALSE;
  }
  *value = number;
  return TRUE;
}

gboolean
gls_json_may_get_boolean (JsonObject *object, const char *what,
    const char *name, gboolean *value, GError **error)
{
  JsonNode *node;

  if (!json_object_has_member (object, name))
    return TRUE;
  node = json_object_get_member (object, name);
  if (!JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return wrong (what, name, "true or false", error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
gls_json_may_get_string (JsonObject *object, const char *what, const char *name,
    size_t max_length, const char **value, GError **error)
{
  JsonNode *node;

  if (!json_object_has_member (object, name))
    return TRUE;
  node = json_object_get_member (object, name);
  if (!gls_json_node_is_string (node))
    return wrong (what, name, "text", error);
  if (!gls_text_is_printable (json_node_get_string (node), max_length)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: \"%s\" must be text of 1 to %zu bytes without control characters",
        what, name, max_length);
    return FALSE;
  }
  *value = json_node_get_string (node);
  return TRUE;
}

gboolean
gls_json_may_get_enum (JsonObject *object, const char *what, const char *name,
    const char *const *names, guint *value, GError **error)
{
  const char *text = NULL;
  g_autofree char *all = NULL;

  if (!gls_json_may_get_string (object, what, name, 64, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; names[i] != NULL; i++) {
    if (strcmp (names[i], text) == 0) {
      *value = i;
      return TRUE;
    }
  }
  all = g_strjoinv (", ", (char **) names);
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "%s: \"%s\" is \"%s\", but must be one of %s", what, name, text, all);
  return FALSE;
}

gboolean
gls_json_get_size (JsonObject *object, const char *what, const char *name,
    size_t min, size_t max, size_t *value, GError **error)
{
  return require (object, what, name, error)
      && gls_json_may_get_size (object, what, name, min, max, value, error);
}

gboolean
gls_json_get_string (JsonObject *object, const char *what, const char *name,
    size_t max_length, const char **value, GError **error)
{
  return require (object, what, name, error)
      && gls_json_may_get_string (object, what, name, max_length, value, error);
}

gboolean
gls_json_get_array (JsonObject *object, const char *what, const char *name,
    JsonArray **value, GError **error)
{
  if (!require (object, what, name, error))
    return FALSE;
  if (!JSON_NODE_HOLDS_ARRAY (json_object_get_member (object, name)))
    return wrong (what, name, "a list", error);
  *value = json_object_get_array_member (object, name);
  return TRUE;
}

gboolean
gls_json_get_object (JsonObject *object, const char *what, const char *name,
    JsonObject **value, GError **error)
{
  if (!require (object, what, name, error))
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (json_object_get_member (object, name)))
    return wrong (what, name, "an object", error);
  *value = json_object_get_object_member (object, name);
  return TRUE;
}

gboolean
gls_json_only_has (JsonObject *object, const char *what,
    const char *const *known, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    if (!g_strv_contains (known, name)) {
      g_autofree char *shown =
          g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 64));

      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s has an unknown member \"%s\"", what, shown);
      return FALSE;
    }
  }
  return TRUE;
}
