/* Digits, commas and spaces between brackets.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/datasets/literal.h"

static void
pass_spaces (const char **at)
{
  while (**at == ' ')
    ++*at;
}

static gboolean
read_number (const char **at, guint *number)
{
  char *end;
  guint64 value;

  if (!g_ascii_isdigit (**at))
    return FALSE;
  value = g_ascii_strtoull (*at, &end, 10);
  *at = end;
  *number = (guint) value;
  return value <= G_MAXUINT;
}

GArray *
literal_read_numbers (const char *text)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  guint number;

  if (*text++ != '[')
    return NULL;
  pass_spaces (&text);
  while (*text != ']') {
    if (!read_number (&text, &number))
      return NULL;
    g_array_append_val (numbers, number);
    pass_spaces (&text);
    if (*text == ',')
      text++;
    else if (*text != ']')
      return NULL;
    pass_spaces (&text);
  }
  return text[1] == '\0' ? g_steal_pointer (&numbers) : NULL;
}
