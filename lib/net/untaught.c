/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net/untaught.h"

#include <math.h>

/* Returns: how often a label stands there */
static size_t
count (const json_t *array, const char *label)
{
  size_t n = 0, k;
  json_t *text;

  json_array_foreach (array, k, text)
  {
    n += g_strcmp0 (json_string_value (text), label) == 0;
  }
  return n;
}

gboolean
gls_untaught_parse (const json_t *array, const char *const *labels,
    const float *thresholds, const char *what, gboolean **untaught,
    GError **error)
{
  const size_t n = g_strv_length ((GStrv) labels);
  g_autofree gboolean *found = g_new (gboolean, MAX (n, 1));
  size_t n_found = 0;

  for (size_t i = 0; i < n; i++) {
    found[i] = count (array, labels[i]) == 1
        && (thresholds == NULL || isnan (thresholds[i]));
    n_found += (size_t) found[i];
  }
  if (n_found != json_array_size (array)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: \"untaught\" must be labels, each once, and none that has a "
        "threshold",
        what);
    return FALSE;
  }
  *untaught = n_found > 0 ? g_steal_pointer (&found) : NULL;
  return TRUE;
}

json_t *
gls_untaught_to_json (const gboolean *untaught, const char *const *labels)
{
  json_t *array = json_array ();

  for (size_t i = 0; labels[i] != NULL; i++)
    if (untaught[i])
      json_array_append_new (array, json_string (labels[i]));
  return array;
}

gboolean *
gls_untaught_copy (const gboolean *untaught, size_t n)
{
  for (size_t i = 0; untaught != NULL && i < n; i++)
    if (untaught[i])
      return g_memdup2 (untaught, n * sizeof *untaught);
  return NULL;
}
