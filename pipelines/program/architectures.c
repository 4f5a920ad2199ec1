/* A name is looked for among the program's resources.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "architectures.h"

#include <gio/gio.h>
#include <string.h>

#define FOLDER "/org/glissando/architectures/"

static void
set_unknown (GError **error)
{
  g_auto (GStrv) known = g_resources_enumerate_children (FOLDER,
      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *list = NULL;

  for (size_t i = 0; known != NULL && known[i] != NULL; i++)
    *g_strrstr (known[i], ".json") = '\0';
  list = known ? g_strjoinv (", ", known) : g_strdup ("");
  g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
      "there is no architecture of this name, only %s; a file must end in "
      ".json",
      list);
}

GlsArchitecture *
architectures_open (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (FOLDER, name, ".json", NULL);
  g_autoptr (GBytes) bytes = NULL;
  const char *text;
  gsize length;

  if (strchr (name, G_DIR_SEPARATOR) != NULL
      || g_str_has_suffix (name, ".json"))
    return gls_architecture_load (name, error);
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL) {
    set_unknown (error);
    return NULL;
  }
  text = g_bytes_get_data (bytes, &length);
  return gls_architecture_parse (text, length, error);
}
