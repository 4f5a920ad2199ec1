/* A name is looked for among the program's resources.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "architectures.h"

#include <gio/gio.h>
#include <string.h>

#include "json.h"
#include "textfile.h"

#define FOLDER "/org/glissando/architectures/"
#define EXTENDS "extends"
#define WHAT "the architecture"
/* A file that is larger, or never ends, is none. */
#define MOST_BYTES ((size_t) 16 << 20)
/* Of those that extend one another */
#define MOST_DEPTH 4

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
architectures_list (void)
{
  g_auto (GStrv) known = g_resources_enumerate_children (FOLDER,
      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (known == NULL)
    return g_strdup ("");
  for (size_t i = 0; known[i] != NULL; i++)
    *g_strrstr (known[i], ".json") = '\0';
  qsort (known, g_strv_length (known), sizeof *known, compare_names);
  return g_strjoinv (", ", known);
}

static void
set_unknown (GError **error)
{
  g_autofree char *list = architectures_list ();

  g_set_error (error, GLS_ERROR, GLS_ERROR_IO,
      "there is no architecture of this name, only %s; a file must end in "
      ".json",
      list);
}

/* Returns: (transfer full) (nullable) */
static json_t *
read_builtin (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (FOLDER, name, ".json", NULL);
  g_autoptr (GBytes) bytes =
      g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize length;
  const char *text;

  if (bytes == NULL) {
    set_unknown (error);
    return NULL;
  }
  text = g_bytes_get_data (bytes, &length);
  return gls_json_parse_object (text, length, WHAT, error);
}

static json_t *
read_file (const char *path, GError **error)
{
  size_t length;
  g_autofree char *text = gls_textfile_read (path, MOST_BYTES, &length, error);

  return text != NULL ? gls_json_parse_object (text, length, WHAT, error)
                      : NULL;
}

/* Takes what @object does not have from what it extends, and that from what it
 * extends itself. */
static gboolean
extend (json_t *object, GError **error)
{
  const char *name;

  for (guint depth = 0; json_object_get (object, EXTENDS) != NULL; depth++) {
    g_autoptr (json_t) base = NULL;

    if (depth == MOST_DEPTH) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          WHAT " extends one that extends one, more than %d times", MOST_DEPTH);
      return FALSE;
    }
    if (!gls_json_get_string (object, WHAT, EXTENDS, 64, &name, error))
      return FALSE;
    base = read_builtin (name, error);
    if (base == NULL) {
      g_prefix_error (error, WHAT " extends “%s”: ", name);
      return FALSE;
    }
    json_object_del (object, EXTENDS);
    json_object_update_missing (object, base);
  }
  return TRUE;
}

GlsArchitecture *
architectures_open (const char *name, GError **error)
{
  const gboolean is_file = strchr (name, G_DIR_SEPARATOR) != NULL
      || g_str_has_suffix (name, ".json");
  g_autoptr (json_t) object =
      is_file ? read_file (name, error) : read_builtin (name, error);
  GlsArchitecture *self = NULL;

  if (object != NULL && extend (object, error)) {
    g_autofree char *text = gls_json_to_text (object, 0);

    self = gls_architecture_parse (text, strlen (text), error);
  }
  if (self == NULL && is_file)
    g_prefix_error (error, "cannot use architecture file \"%s\": ", name);
  return self;
}
