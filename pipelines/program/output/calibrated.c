/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/calibrated.h"

#include "output/record.h"

/* Returns: (transfer full): what its provenance says of it */
static json_t *
describe (const Comparison *comparison, const char *data, const char *split,
    size_t n_calibrated)
{
  g_autofree char *name = g_path_get_basename (data);

  return json_pack ("{s:o, s:o, s:I, s:I, s:o}", "data", gls_json_text (name),
      "split", gls_json_text (split), "rows", (json_int_t) comparison->n_scored,
      "tags", (json_int_t) n_calibrated, "calibration_error_before",
      gls_json_number (comparison->mean.calibration_error));
}

static gboolean
calibrate (const Comparison *comparison, GlsModel *model, size_t *n_calibrated,
    GError **error)
{
  const size_t n = comparison->n_outputs;
  g_autofree GlsCalibration *calibrations = g_new (GlsCalibration, n);
  g_autofree float *slope = g_new (float, n), *offset = g_new (float, n);

  *n_calibrated = comparison_calibrate (comparison, calibrations);
  for (size_t i = 0; i < n; i++) {
    slope[i] = (float) calibrations[i].slope;
    offset[i] = (float) calibrations[i].offset;
  }
  return gls_model_scale_logits (model, slope, offset, error);
}

gboolean
calibrated_write (const Comparison *comparison, const char *model,
    const char *data, const char *split, const char *output,
    size_t *n_calibrated, GError **error)
{
  g_autoptr (GlsModel) copy = gls_model_load (model, error);
  g_autoptr (json_t) provenance = NULL;
  g_autofree char *text = NULL;

  if (copy == NULL || !calibrate (comparison, copy, n_calibrated, error))
    return FALSE;
  provenance = record_get_provenance (copy);
  json_object_set_new (provenance, "calibration",
      describe (comparison, data, split, *n_calibrated));
  text = gls_json_to_text (provenance, 0);
  return gls_model_set_provenance (copy, text, error)
      && gls_model_save (copy, output, gls_model_get_dtype (copy), error);
}
