/* What the user asks of glissando train.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TRAIN_OPTIONS_H
#define GLISSANDO_TRAIN_OPTIONS_H

#include "train/trainer.h"

/* As given on the command line; strings are %NULL where nothing was said. */
typedef struct
{
  char *data, *arch, *output, *cache, *checkpoint;
  char *name, *licence, *commit; /* of the model */
  char *loss, *choose, *epochs, *batch, *patience, *learning_rate,
      *weight_decay;
  gint64 seed;
  int n_jobs;
  double context_s, label_std;
  gboolean resume, features_only, full_precision;
} TrainOptions;

/* Returns: %FALSE, having said why, if the program must end with
 * %GLISSANDO_USAGE; to be cleared in any case */
gboolean train_options_parse (TrainOptions *self, char **given);
void train_options_clear (TrainOptions *self);

/* Takes over what was asked for; the rest stays as the architecture has it.
 * Returns: %FALSE, having said why, if a value is out of its range */
gboolean train_options_apply (const TrainOptions *self, GlsTrainOptions *out);

#endif
