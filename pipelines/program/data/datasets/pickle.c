/* (lp1 S'first' p2 a S'second' p3 a . with a line break where one of these
 * ends: a mark and a list, texts and their numbers in the memo, each appended,
 * and a stop (Python's pickletools, protocol 0).
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/pickle.h"

#include <string.h>

#include "gls.h"
#include "textfile.h"

/* Passes over “pN” and its line break, if that is what stands there. */
static gboolean
pass_number (const char **at)
{
  const char *c = *at;

  if (*c++ != 'p' || !g_ascii_isdigit (*c))
    return FALSE;
  while (g_ascii_isdigit (*c))
    c++;
  if (*c != '\n')
    return FALSE;
  *at = c + 1;
  return TRUE;
}

/* One character as repr() of Python 2 writes it. */
static gboolean
read_character (const char **at, GString *text)
{
  const char *c = *at;
  char value = *c++;

  if (value == '\0' || value == '\n')
    return FALSE;
  if (value == '\\') {
    int high = g_ascii_xdigit_value (*c == 'x' ? c[1] : '\0');
    int low = high >= 0 ? g_ascii_xdigit_value (c[2]) : -1;

    if (low >= 0 && high + low > 0) {
      value = (char) (high << 4 | low);
      c += 3;
    } else if (*c == '\\' || *c == '\'' || *c == '"')
      value = *c++;
    else
      return FALSE;
  }
  g_string_append_c (text, value);
  *at = c;
  return TRUE;
}

/* “S” and a quoted text to the end of the line.
 * Returns: (transfer full) (nullable): the text */
static char *
read_text (const char **at)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *c = *at;
  char quote;

  if (*c++ != 'S')
    return NULL;
  quote = *c++;
  if (quote != '\'' && quote != '"')
    return NULL;
  while (*c != quote)
    if (!read_character (&c, text))
      return NULL;
  if (c[1] != '\n' || !g_utf8_validate (text->str, (gssize) text->len, NULL))
    return NULL;
  *at = c + 2;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_items (const char **at, GPtrArray *texts)
{
  while (**at == 'S') {
    char *text = read_text (at);

    if (text == NULL)
      return FALSE;
    g_ptr_array_add (texts, text);
    pass_number (at);
    if (*(*at)++ != 'a')
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_list (const char *text, size_t length, GPtrArray *texts)
{
  const char *at = text;

  if (!g_str_has_prefix (at, "(l"))
    return FALSE;
  at += 2;
  pass_number (&at);
  return read_items (&at, texts) && *at == '.'
      && (at + 1 == text + length
          || (at[1] == '\n' && at + 2 == text + length));
}

GPtrArray *
pickle_read_texts (const char *path, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  gsize length;

  text = gls_textfile_read (path, PICKLE_MAX_BYTES, &length, error);
  if (text == NULL)
    return NULL;
  if (!read_list (text, length, texts)) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_DATA,
        "it is no list of texts as Python 2 pickles it with protocol 0");
    return NULL;
  }
  return g_steal_pointer (&texts);
}
