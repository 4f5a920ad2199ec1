/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tagnames.h"

#include <string.h>

#define SEPARATOR "---"

const char *
gls_tagname_get_short (const char *label)
{
  const char *at = strstr (label, SEPARATOR);
  const char *tag = at != NULL ? at + strlen (SEPARATOR) : "";

  return at != label && *tag != '\0' ? tag : label;
}

/* Whether the tags alone are enough to tell all labels apart. */
static gboolean
can_shorten (const char *const *labels, size_t n)
{
  g_autoptr (GHashTable) seen = NULL;

  for (size_t i = 0; i < n; i++)
    if (gls_tagname_get_short (labels[i]) == labels[i])
      return FALSE;
  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (size_t i = 0; i < n; i++)
    if (!g_hash_table_add (seen, (gpointer) gls_tagname_get_short (labels[i])))
      return FALSE;
  return TRUE;
}

const char **
gls_tagnames_new (const char *const *labels, size_t n)
{
  const gboolean is_short = can_shorten (labels, n);
  const char **names = g_new (const char *, MAX (n, 1));

  for (size_t i = 0; i < n; i++)
    names[i] = is_short ? gls_tagname_get_short (labels[i]) : labels[i];
  return names;
}
