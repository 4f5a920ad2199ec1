/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "duration.h"

#include <string.h>

static const struct
{
  const char *name;
  double seconds;
} units[] = {
  { "min", 60 },
  { "s", 1 },
  { "m", 60 },
  { "h", 3600 },
  { "d", 24 * 3600 },
};

/* at: (inout): behind the name, if there is one. Returns: 0 if there is not */
static double
parse_unit (const char **at)
{
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (*at, units[i].name)) {
      *at += strlen (units[i].name);
      return units[i].seconds;
    }
  return 0;
}

/* g_ascii_strtod() would take signs, hexadecimal numbers, nan and inf. */
static gboolean
parse_number (const char **at, double *number)
{
  size_t n = strspn (*at, "0123456789.");
  g_autofree char *digits = g_strndup (*at, n);
  char *end;

  *at += n;
  *number = g_ascii_strtod (digits, &end);
  return n > 0 && *end == '\0';
}

double
duration_parse (const char *text)
{
  gboolean is_first = TRUE;
  double seconds = 0, number, unit;

  do {
    if (!parse_number (&text, &number))
      return 0;
    unit = parse_unit (&text);
    if (unit == 0 && !(is_first && *text == '\0'))
      return 0;
    seconds += number * (unit > 0 ? unit : 1);
    is_first = FALSE;
  } while (*text != '\0');
  return seconds <= DURATION_MAX_S ? seconds : 0;
}
