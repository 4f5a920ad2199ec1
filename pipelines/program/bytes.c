/* A number and a letter.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes.h"

#include <math.h>
#include <string.h>

#define UNITS "KMGT"

gboolean
bytes_parse (const char *text, guint64 *bytes)
{
  char *end;
  double value;
  const char *unit;

  if (!g_ascii_isdigit (*text))
    return FALSE;
  value = g_ascii_strtod (text, &end);
  if (*end != '\0') {
    unit = strchr (UNITS, g_ascii_toupper (*end));
    if (unit == NULL || end[1] != '\0')
      return FALSE;
    value = ldexp (value, 10 * (int) (unit - UNITS + 1));
  }
  if (!(value < 0x1p63))
    return FALSE;
  *bytes = (guint64) value;
  return TRUE;
}
