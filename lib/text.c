/* What may be shown, and how.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "text.h"

#include <string.h>

gboolean
gls_text_is_printable (const char *text, size_t max_length)
{
  size_t n = strlen (text);

  if (n == 0 || n > max_length || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

char *
gls_text_make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_sized_new (strlen (valid));

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);

    g_string_append_unichar (line,
        g_unichar_iscntrl (character) ? '?' : character);
  }
  return g_string_free (line, FALSE);
}

char *
gls_text_tidy (const char *message)
{
  g_autofree char *stripped = g_strstrip (g_strdup (message));
  char *line;

  g_strdelimit (stripped, "\t\n\r", ' ');
  line = gls_text_make_printable (stripped);
  for (size_t n = strlen (line); n > 0 && line[n - 1] == '.'; n--)
    line[n - 1] = '\0';
  return line;
}

void
gls_text_append_number (GString *out, const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE * 2];

  g_string_append (out, g_ascii_formatd (text, sizeof text, format, value));
}

gboolean
gls_text_to_number (const char *text, double min, double max, double *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *value >= min && *value <= max;
}

char *
gls_text_clock (double seconds, guint decimals)
{
  static const guint64 units[] = { 1, 10, 100, 1000 };
  GString *text = g_string_new (NULL);
  guint64 unit, t, s;

  g_assert (decimals < G_N_ELEMENTS (units));
  unit = units[decimals];
  t = seconds > 0 ? (guint64) (MIN (seconds, 1e9) * (double) unit + 0.5) : 0;
  s = t / unit;
  if (s >= 3600)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT ":%02u:%02u", s / 3600,
        (guint) (s / 60 % 60), (guint) (s % 60));
  else
    g_string_append_printf (text, "%u:%02u", (guint) (s / 60),
        (guint) (s % 60));
  if (decimals > 0)
    g_string_append_printf (text, ".%0*u", (int) decimals, (guint) (t % unit));
  return g_string_free (text, FALSE);
}

static char *
format_moment (gint64 moment_us, const char *format)
{
  gint64 second = moment_us / G_USEC_PER_SEC - (moment_us % G_USEC_PER_SEC < 0);
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (second);

  return local != NULL ? g_date_time_format (local, format) : g_strdup ("");
}

char *
gls_text_moment (gint64 moment_us)
{
  return format_moment (moment_us, "%Y-%m-%dT%H:%M:%S%:z");
}

char *
gls_text_day (gint64 moment_us)
{
  return format_moment (moment_us, "%Y-%m-%d");
}

char *
gls_text_time_of_day (gint64 moment_us)
{
  return format_moment (moment_us, "%H:%M:%S");
}
