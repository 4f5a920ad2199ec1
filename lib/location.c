/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "location.h"

#include <gio/gio.h>
#include <string.h>

gboolean
gls_location_is_uri (const char *text)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);

  return scheme != NULL && g_str_has_prefix (text + strlen (scheme), "://");
}

char *
gls_location_get_path (const char *text)
{
  return gls_location_is_uri (text) ? g_filename_from_uri (text, NULL, NULL)
                                    : g_strdup (text);
}

char *
gls_location_get_uri (const char *text)
{
  g_autofree char *path = NULL;

  if (gls_location_is_uri (text))
    return g_strdup (text);
  path = g_canonicalize_filename (text, NULL);
  return g_filename_to_uri (path, NULL, NULL);
}
