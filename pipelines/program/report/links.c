/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/links.h"

#include <string.h>

#include "location.h"

static gboolean
may_be_followed (const char *uri)
{
  static const char *const schemes[] = { "file://", "http://", "https://" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (uri, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

/* Returns: how many bytes both have in common, up to a slash */
static size_t
find_common (const char *a, const char *b)
{
  size_t common = 0;

  for (size_t i = 0; a[i] != '\0' && a[i] == b[i]; i++)
    if (a[i] == '/')
      common = i + 1;
  return common;
}

/* Begins with a point, so that no name is taken for a scheme. */
static char *
make_relative (const char *uri, const char *base)
{
  const size_t common = find_common (uri, base);
  GString *link = g_string_new ("./");

  for (const char *c = base + common; *c != '\0'; c++)
    if (*c == '/')
      g_string_append (link, "../");
  g_string_append (link, uri + common);
  return g_string_free (link, FALSE);
}

char *
links_make (const char *uri, const char *base)
{
  g_autofree char *ascii = NULL;

  if (!may_be_followed (uri))
    return NULL;
  /* What is no ASCII, or ends an attribute, has no place in an address. */
  ascii = g_uri_escape_string (uri, "!#$%&'()*+,/:;=?@[]", FALSE);
  if (base == NULL || !g_str_has_prefix (ascii, "file:///"))
    return g_steal_pointer (&ascii);
  return make_relative (ascii, base);
}

char *
links_find_base (const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *uri = g_filename_to_uri (folder, NULL, error);

  return uri != NULL ? gls_location_get_prefix (uri) : NULL;
}
