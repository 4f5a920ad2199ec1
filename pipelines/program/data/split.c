/* Compares names.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/split.h"

#include "gls.h"

/* Returns: (transfer full): "train, valid, test", in order of first rows */
static char *
list_names (const Manifest *manifest)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < manifest->rows->len; i++) {
    char *split = manifest_get_row (manifest, i)->split;

    if (g_hash_table_add (seen, split))
      g_string_append_printf (list, "%s“%s”", list->len > 0 ? ", " : "", split);
  }
  return g_string_free (list, FALSE);
}

gboolean *
split_choose (const Manifest *manifest, const char *name, const char **chosen,
    GError **error)
{
  g_autofree gboolean *rows = g_new (gboolean, manifest->rows->len);
  gboolean any = FALSE;

  if (name == NULL)
    name = manifest->has_splits ? SPLIT_VALID : SPLIT_ALL;
  *chosen = name;
  for (guint i = 0; i < manifest->rows->len; i++) {
    rows[i] = g_str_equal (name, SPLIT_ALL)
        || g_str_equal (name, manifest_get_row (manifest, i)->split);
    any |= rows[i];
  }
  if (!any) {
    g_autofree char *names = list_names (manifest);

    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "it has no split “%s”, only %s; --split all takes every row", name,
        names);
    return NULL;
  }
  return g_steal_pointer (&rows);
}
