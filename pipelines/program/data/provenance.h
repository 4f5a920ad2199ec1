/* How a model came about, as it says of itself.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PROVENANCE_H
#define GLISSANDO_PROVENANCE_H

#include <glib.h>

#include "data/copies.h"
#include "data/present.h"
#include "tags/agreement.h"
#include "train/trainer.h"

/**
 * Provenance:
 * @commit: (nullable): of the source
 * @architecture: its name
 * @data: what the data is called
 * @data_sha256: of the data, as Manifest has it
 * @n_train: segments that it learnt from
 * @n_valid: segments that the best epoch was chosen by
 * @options: how it was trained
 * @copies: by what copies of what it learnt from differed
 * @present: from which label on a row has a tag, where thresholds were chosen
 * @mean: (nullable): how well it agrees with the validation rows
 * @n_rows: how many of these
 */
typedef struct
{
  const char *commit;
  const char *architecture;
  const char *data;
  const char *data_sha256;
  size_t n_train, n_valid;
  const GlsTrainOptions *options;
  const CopiesOptions *copies;
  Present present;
  const GlsAgreement *mean;
  size_t n_rows;
} Provenance;

/* Returns: (transfer full): JSON for gls_model_set_provenance(); nothing in it
 * depends on when or where */
char *provenance_to_json (const Provenance *self);

#endif
