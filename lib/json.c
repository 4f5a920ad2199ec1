/* Strict reading and typed access to members over jansson, and the writer.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * jansson's own writer gives every number 17 digits or every number fewer;
 * ours gives each what it needs.
 */
#include "json.h"

#include <math.h>
#include <string.h>

#include "text.h"

/* READING */

json_t *
gls_json_parse_object (const char *text, size_t length, const char *what,
    GError **error)
{
  g_autofree char *printable = NULL;
  json_error_t reason;
  json_t *root;

  if (length == 0)
    text = "";
  /* jansson overlooks one that follows a number. */
  if (memchr (text, '\0', length) != NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s is not valid JSON: it holds a zero byte", what);
    return NULL;
  }
  root = json_loadb (text, length, JSON_REJECT_DUPLICATES, &reason);
  if (json_is_object (root))
    return root;
  if (root != NULL) {
    json_decref (root);
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL, "%s is not a JSON object",
        what);
  } else if (json_error_code (&reason) == json_error_invalid_utf8) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s is not valid UTF-8 text: it breaks at byte %d", what,
        reason.position);
  } else {
    printable = gls_text_make_printable (reason.text);
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s is not valid JSON: %s, line %d, column %d", what, printable,
        reason.line, reason.column);
  }
  return NULL;
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
require (const json_t *object, const char *what, const char *name,
    GError **error)
{
  if (json_object_get (object, name) != NULL)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL, "%s has no \"%s\"", what,
      name);
  return FALSE;
}

gboolean
gls_json_to_size (const json_t *value, size_t min, size_t max, size_t *size)
{
  json_int_t number = json_integer_value (value);

  if (!json_is_integer (value) || number < 0 || (guint64) number < min
      || (guint64) number > max)
    return FALSE;
  *size = (size_t) number;
  return TRUE;
}

gboolean
gls_json_may_get_size (const json_t *object, const char *what, const char *name,
    size_t min, size_t max, size_t *value, GError **error)
{
  const json_t *member = json_object_get (object, name);

  if (member == NULL || gls_json_to_size (member, min, max, value))
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "%s: \"%s\" must be a whole number from %zu to %zu", what, name, min,
      max);
  return FALSE;
}

gboolean
gls_json_get_size (const json_t *object, const char *what, const char *name,
    size_t min, size_t max, size_t *value, GError **error)
{
  return require (object, what, name, error)
      && gls_json_may_get_size (object, what, name, min, max, value, error);
}

gboolean
gls_json_may_get_double (const json_t *object, const char *what,
    const char *name, double min, double max, double *value, GError **error)
{
  const json_t *member = json_object_get (object, name);
  double number = json_number_value (member);

  if (member == NULL)
    return TRUE;
  if (!json_is_number (member))
    return wrong (what, name, "a number", error);
  if (!(number >= min && number <= max)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: \"%s\" must be from %g to %g", what, name, min, max);
    return FALSE;
  }
  *value = number;
  return TRUE;
}

gboolean
gls_json_may_get_string (const json_t *object, const char *what,
    const char *name, size_t max_length, const char **value, GError **error)
{
  const json_t *member = json_object_get (object, name);

  if (member == NULL)
    return TRUE;
  if (!json_is_string (member))
    return wrong (what, name, "text", error);
  if (!gls_text_is_printable (json_string_value (member), max_length)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: \"%s\" must be text of 1 to %zu bytes without control characters",
        what, name, max_length);
    return FALSE;
  }
  *value = json_string_value (member);
  return TRUE;
}

gboolean
gls_json_get_string (const json_t *object, const char *what, const char *name,
    size_t max_length, const char **value, GError **error)
{
  return require (object, what, name, error)
      && gls_json_may_get_string (object, what, name, max_length, value, error);
}

gboolean
gls_json_may_get_enum (const json_t *object, const char *what, const char *name,
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
gls_json_may_get_array (const json_t *object, const char *what,
    const char *name, json_t **value, GError **error)
{
  json_t *member = json_object_get (object, name);

  if (member == NULL)
    return TRUE;
  if (!json_is_array (member))
    return wrong (what, name, "a list", error);
  *value = member;
  return TRUE;
}

gboolean
gls_json_get_array (const json_t *object, const char *what, const char *name,
    json_t **value, GError **error)
{
  return require (object, what, name, error)
      && gls_json_may_get_array (object, what, name, value, error);
}

gboolean
gls_json_may_get_object (const json_t *object, const char *what,
    const char *name, json_t **value, GError **error)
{
  json_t *member = json_object_get (object, name);

  if (member == NULL)
    return TRUE;
  if (!json_is_object (member))
    return wrong (what, name, "an object", error);
  *value = member;
  return TRUE;
}

gboolean
gls_json_get_object (const json_t *object, const char *what, const char *name,
    json_t **value, GError **error)
{
  return require (object, what, name, error)
      && gls_json_may_get_object (object, what, name, value, error);
}

gboolean
gls_json_only_has (const json_t *object, const char *what,
    const char *const *known, GError **error)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) object, name, value)
  {
    if (!g_strv_contains (known, name)) {
      g_autofree char *shown =
          g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 64));
      g_autofree char *printable = gls_text_make_printable (shown);

      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "%s has an unknown member \"%s\"", what, printable);
      return FALSE;
    }
  }
  return TRUE;
}

/* WRITING */

json_t *
gls_json_number (double value)
{
  return isfinite (value) ? json_real (value) : json_null ();
}

json_t *
gls_json_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return json_string (valid);
}

json_t *
gls_json_texts (const char *const *texts)
{
  json_t *list = json_array ();

  for (; *texts != NULL; texts++)
    json_array_append_new (list, gls_json_text (*texts));
  return list;
}

/* As RFC 8259 has it, and no control character of any kind in the clear. */
static void
append_character (GString *out, gunichar c)
{
  switch (c) {
    case '"':
    case '\\':
      g_string_append_printf (out, "\\%c", (char) c);
      break;
    case '\n':
      g_string_append (out, "\\n");
      break;
    case '\t':
      g_string_append (out, "\\t");
      break;
    default:
      if (g_unichar_iscntrl (c))
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_unichar (out, c);
  }
}

void
gls_json_append_text (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    append_character (out, g_utf8_get_char (c));
  g_string_append_c (out, '"');
}

void
gls_json_append_formatted (GString *out, const char *format, double value)
{
  if (isfinite (value))
    gls_text_append_number (out, format, value);
  else
    g_string_append (out, "null");
}

/* With a point or an exponent, so that a reader knows it from a whole number.
 */
static void
append_real (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE], format[8];
  int digits = 1;

  do {
    g_snprintf (format, sizeof format, "%%.%dg", digits);
    g_ascii_formatd (text, sizeof text, format, value);
  } while (digits++ < 17 && g_ascii_strtod (text, NULL) != value);
  g_string_append (out, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (out, ".0");
}

static gboolean
holds_only_numbers (const json_t *array)
{
  for (size_t i = 0; i < json_array_size (array); i++)
    if (!json_is_number (json_array_get (array, i)))
      return FALSE;
  return TRUE;
}

/* Before an element, or before the closing bracket */
static void
break_line (GString *out, guint indent, guint level)
{
  if (indent > 0)
    g_string_append_printf (out, "\n%*s", (int) (indent * level), "");
}

static void append_value (GString *out, const json_t *value, guint indent,
    guint level);

static void
append_array (GString *out, const json_t *array, guint indent, guint level)
{
  const gboolean inline_list = holds_only_numbers (array);

  g_string_append_c (out, '[');
  for (size_t i = 0; i < json_array_size (array); i++) {
    if (i > 0)
      g_string_append (out, inline_list && indent > 0 ? ", " : ",");
    if (!inline_list)
      break_line (out, indent, level + 1);
    append_value (out, json_array_get (array, i), indent, level + 1);
  }
  if (!inline_list)
    break_line (out, indent, level);
  g_string_append_c (out, ']');
}

static void
append_object (GString *out, const json_t *object, guint indent, guint level)
{
  gboolean first = TRUE;
  const char *name;
  json_t *value;

  g_string_append_c (out, '{');
  json_object_foreach ((json_t *) object, name, value)
  {
    if (!first)
      g_string_append_c (out, ',');
    first = FALSE;
    break_line (out, indent, level + 1);
    gls_json_append_text (out, name);
    g_string_append (out, indent > 0 ? ": " : ":");
    append_value (out, value, indent, level + 1);
  }
  if (!first)
    break_line (out, indent, level);
  g_string_append_c (out, '}');
}

static void
append_value (GString *out, const json_t *value, guint indent, guint level)
{
  switch (json_typeof (value)) {
    case JSON_OBJECT:
      append_object (out, value, indent, level);
      break;
    case JSON_ARRAY:
      append_array (out, value, indent, level);
      break;
    case JSON_STRING:
      gls_json_append_text (out, json_string_value (value));
      break;
    case JSON_INTEGER:
      g_string_append_printf (out, "%" JSON_INTEGER_FORMAT,
          json_integer_value (value));
      break;
    case JSON_REAL:
      append_real (out, json_real_value (value));
      break;
    case JSON_TRUE:
      g_string_append (out, "true");
      break;
    case JSON_FALSE:
      g_string_append (out, "false");
      break;
    case JSON_NULL:
    default:
      g_string_append (out, "null");
  }
}

void
gls_json_append (GString *out, const json_t *value, guint indent)
{
  append_value (out, value, indent, 0);
}

char *
gls_json_to_text (const json_t *value, guint indent)
{
  GString *out = g_string_new (NULL);

  gls_json_append (out, value, indent);
  return g_string_free (out, FALSE);
}
