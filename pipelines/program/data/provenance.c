/* One JSON object.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "data/provenance.h"

#include <math.h>

#include "data/comparison.h"
#include "gls.h"

/* What was not done is null. */
static json_t *
describe_amount (double db)
{
  return gls_json_number (db == COPIES_NONE ? NAN : db);
}

static json_t *
describe_copies (const CopiesOptions *o)
{
  return json_pack ("{s:I, s:f, s:o, s:o, s:f, s:f, s:I}", "copies",
      (json_int_t) o->n, "gain", o->gain, "noise", describe_amount (o->noise),
      "mix", describe_amount (o->mix), "pitch", o->pitch, "tempo", o->tempo,
      "seed", (json_int_t) o->seed);
}

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
  if (self->copies->n > 0)
    json_object_set_new (json, "copies", describe_copies (self->copies));
  if (present_is_bounded (&self->present))
    json_object_set_new (json, "present",
        json_pack ("[f,f]", self->present.least, self->present.most));
  if (self->mean != NULL) {
    json_t *metrics = json_object ();

    comparison_add_mean (metrics, self->mean, self->n_rows);
    json_object_set_new (json, "metrics", metrics);
  }
  return gls_json_to_text (json, 0);
}
