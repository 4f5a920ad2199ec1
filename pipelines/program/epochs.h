/* The epochs of a training run, one line of a table each.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_EPOCHS_H
#define GLISSANDO_EPOCHS_H

#include "data/dataset.h"
#include "train/trainer.h"

/**
 * Epochs:
 * @model: gets the best weights
 * @train: what to learn from
 * @valid: what to choose the best epoch by; may be empty
 * @folder: for segments that are too many for memory
 * @memory: bytes of segments that may be in memory
 * @checkpoint: (nullable): file that keeps all state after each epoch
 * @resume: go on from it if it is there
 * @best: (out): the epoch that was chosen, from 1
 */
typedef struct
{
  GlsModel *model;
  const GlsTrainOptions *options;
  Dataset *train, *valid;
  const char *folder;
  guint64 memory;
  const char *checkpoint;
  gboolean resume;
  guint best;
} Epochs;

/* Trains. Fails with what GlsTrainer fails with. */
gboolean epochs_run (Epochs *self, GError **error);

#endif
