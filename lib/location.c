/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "location.h"

#include <gio/gio.h>
#include <string.h>

#include "timespan.h"

gboolean
gls_location_is_uri (const char *text)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);

  return scheme != NULL && g_str_has_prefix (text + strlen (scheme), "://");
}

/* The part of a file is in the file. */
char *
gls_location_get_path (const char *text)
{
  g_autofree char *whole = NULL;
  size_t length;

  if (!gls_location_is_uri (text))
    return g_strdup (text);
  gls_timespan_split (text, &length, NULL);
  whole = g_strndup (text, length);
  return g_filename_from_uri (whole, NULL, NULL);
}

/* A file may be called what looks like a part of another one. */
static gboolean
names_part (const char *path, size_t *length, GlsTimespan *span)
{
  g_autofree char *whole = NULL;

  if (!gls_timespan_split (path, length, span)
      || g_file_test (path, G_FILE_TEST_EXISTS))
    return FALSE;
  whole = g_strndup (path, *length);
  return g_file_test (whole, G_FILE_TEST_IS_REGULAR);
}

char *
gls_location_get_uri (const char *text)
{
  g_autofree char *name = NULL, *path = NULL, *uri = NULL;
  GlsTimespan span;
  size_t length;

  if (gls_location_is_uri (text))
    return g_strdup (text);
  if (!names_part (text, &length, &span)) {
    length = strlen (text);
    span = GLS_TIMESPAN_WHOLE;
  }
  name = g_strndup (text, length);
  path = g_canonicalize_filename (name, NULL);
  uri = g_filename_to_uri (path, NULL, NULL);
  return gls_timespan_join (uri, &span);
}

char *
gls_location_get_prefix (const char *folder)
{
  return g_strconcat (folder, g_str_has_suffix (folder, "/") ? "" : "/", NULL);
}
