/* One line a row.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/predictions.h"

#include <math.h>

#include "outfile.h"
#include "tags/csv.h"

static void
append_head (GString *out, const Comparison *comparison)
{
  const char *const *labels = gls_model_get_labels (comparison->model, NULL);

  g_string_append (out, "path,start_s,end_s,split");
  for (; *labels != NULL; labels++) {
    g_string_append_c (out, ',');
    gls_csv_append_field (out, *labels);
  }
  g_string_append_c (out, '\n');
}

static void
append_row (GString *out, const Comparison *comparison, size_t i)
{
  const ManifestRow *row = manifest_get_row (comparison->manifest, i);
  const float *p = comparison->outputs + i * comparison->n_outputs;

  gls_csv_append_field (out, row->name);
  gls_csv_append_number (out, "%.10g", row->start_s);
  if (isinf (row->end_s))
    g_string_append_c (out, ',');
  else
    gls_csv_append_number (out, "%.10g", row->end_s);
  g_string_append_c (out, ',');
  if (comparison->manifest->has_splits)
    gls_csv_append_field (out, row->split);
  for (size_t t = 0; t < comparison->n_outputs; t++)
    gls_csv_append_number (out, "%.9g", (double) p[t]);
  g_string_append_c (out, '\n');
}

gboolean
predictions_write (const Comparison *comparison, const char *path,
    GError **error)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  append_head (out, comparison);
  for (size_t i = 0; i < comparison->manifest->rows->len; i++)
    if (comparison->has[i])
      append_row (out, comparison, i);
  bytes = g_string_free_to_bytes (out);
  return gls_outfile_replace (path, bytes, error);
}
