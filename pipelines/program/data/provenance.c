/* One JSON object.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/provenance.h"

#include "gls.h"
#include "data/comparison.h"

char *
provenance_to_json (const Provenance *self)
{
  g_autofree char *training = gls_train_options_to_json (self->options);
  g_autoptr (json_t) json =
      json_pack ("{s:s}", "program", "glissando " GLS_VERSION);

  if (self->commit != NULL && *self->commit != '\0')
    json_object_set_new (json, "commit", gls_json_text (self->commit));
  json_object_set_new (json, "architecture",
      gls_json_text (self->architecture));
  json_object_set_new (json, "data", gls_json_text (self->data));
  json_object_set_new (json, "data_sha256", gls_json_text (self->data_sha256));
  json_object_set_new (json, "train_segments",
      json_integer ((json_int_t) self->n_train));
  json_object_set_new (json, "valid_segments",
      json_integer ((json_int_t) self->n_valid));
  json_object_set_new (json, "seed",
      json_integer ((json_int_t) self->options->seed));
  json_object_set_new (json, "training", json_loads (training, 0, NULL));
  if (self->mean != NULL) {
    json_t *metrics = json_object ();

    comparison_add_mean (metrics, self->mean, self->n_rows);
    json_object_set_new (json, "metrics", metrics);
  }
  return gls_json_to_text (json, 0);
}
