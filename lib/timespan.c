/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "timespan.h"

#include <string.h>

#include "text.h"

#define MARK "#t="

/* A century is more than any recording has. */
#define MAX_S 3.2e9

gboolean
gls_timespan_is_whole (const GlsTimespan *self)
{
  return self->start_s <= 0 && isinf (self->end_s);
}

/* Digits and a point, unlike what strtod() takes. */
static gboolean
read_seconds (const char *text, double *seconds)
{
  return text[strspn (text, "0123456789.")] == '\0'
      && gls_text_to_number (text, 0, MAX_S, seconds);
}

static gboolean
read_span (const char *text, GlsTimespan *span)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 2);

  *span = GLS_TIMESPAN_WHOLE;
  if (parts[0] == NULL || (parts[0][0] == '\0' && parts[1] == NULL))
    return FALSE;
  return (parts[0][0] == '\0' || read_seconds (parts[0], &span->start_s))
      && (parts[1] == NULL || read_seconds (parts[1], &span->end_s))
      && span->start_s < span->end_s;
}

gboolean
gls_timespan_split (const char *name, size_t *length, GlsTimespan *span)
{
  const char *mark = strrchr (name, '#');
  GlsTimespan part = GLS_TIMESPAN_WHOLE;
  const gboolean is_part = mark != NULL && g_str_has_prefix (mark, MARK)
      && read_span (mark + strlen (MARK), &part);

  if (length != NULL)
    *length = is_part ? (size_t) (mark - name) : strlen (name);
  if (span != NULL)
    *span = is_part ? part : GLS_TIMESPAN_WHOLE;
  return is_part;
}

static void
append_seconds (GString *out, double seconds)
{
  gls_text_append_number (out, "%.6f", seconds);
  while (out->str[out->len - 1] == '0')
    g_string_truncate (out, out->len - 1);
  if (out->str[out->len - 1] == '.')
    g_string_truncate (out, out->len - 1);
}

char *
gls_timespan_join (const char *name, const GlsTimespan *span)
{
  GString *out = g_string_new (name);

  if (!gls_timespan_is_whole (span)) {
    g_string_append (out, MARK);
    append_seconds (out, span->start_s);
    if (!isinf (span->end_s)) {
      g_string_append_c (out, ',');
      append_seconds (out, span->end_s);
    }
  }
  return g_string_free (out, FALSE);
}
