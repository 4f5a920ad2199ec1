/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/synonyms.h"

/* Returns: its place, or n */
static size_t
find_label (const char *const *labels, size_t n, const json_t *text)
{
  const char *wanted = json_string_value (text);
  size_t i = 0;

  while (i < n && g_strcmp0 (labels[i], wanted) != 0)
    i++;
  return i;
}

static gboolean
fail (const char *what, GError **error)
{
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "%s: \"synonyms\" must be lists of two or more labels, each label in one "
      "of them at most",
      what);
  return FALSE;
}

/* taken: [n] labels that stand in a list */
static gboolean
read_group (const json_t *group, const char *const *labels, size_t n,
    gboolean all_known, gboolean *taken, size_t *synonyms)
{
  size_t first = n, k;
  json_t *text;

  if (!json_is_array (group) || json_array_size (group) < 2)
    return FALSE;
  json_array_foreach (group, k, text)
  {
    size_t i = find_label (labels, n, text);

    if (!json_is_string (text) || (i < n ? taken[i] : all_known))
      return FALSE;
    if (i < n)
      taken[i] = TRUE;
    first = MIN (first, i);
  }
  json_array_foreach (group, k, text)
  {
    size_t i = find_label (labels, n, text);

    if (i < n)
      synonyms[i] = first;
  }
  return TRUE;
}

size_t *
gls_synonyms_parse (const json_t *groups, const char *const *labels,
    gboolean all_known, const char *what, GError **error)
{
  size_t n = g_strv_length ((GStrv) labels), k;
  g_autofree size_t *synonyms = g_new (size_t, n);
  g_autofree gboolean *taken = g_new0 (gboolean, n);
  json_t *group;

  for (size_t i = 0; i < n; i++)
    synonyms[i] = i;
  json_array_foreach (groups, k,
      group) if (!read_group (group, labels, n, all_known, taken, synonyms))
  {
    fail (what, error);
    return NULL;
  }
  return g_steal_pointer (&synonyms);
}

json_t *
gls_synonyms_to_json (const size_t *synonyms, const char *const *labels)
{
  size_t n = g_strv_length ((GStrv) labels);
  json_t *groups = json_array ();

  for (size_t i = 0; i < n; i++) {
    g_autoptr (json_t) group = json_array ();

    for (size_t k = i; synonyms[i] == i && k < n; k++)
      if (synonyms[k] == i)
        json_array_append_new (group, json_string (labels[k]));
    if (json_array_size (group) > 1)
      json_array_append (groups, group);
  }
  return groups;
}
