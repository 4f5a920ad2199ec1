/* What the user asks of glissando train.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TRAIN_OPTIONS_H
#define GLISSANDO_TRAIN_OPTIONS_H

#include "data/copies.h"
#include "data/present.h"
#include "train/options.h"

/* As given on the command line; strings are %NULL where nothing was said. */
typedef struct
{
  char *data, *audio, *arch, *output, *cache, *memory, *checkpoint;
  char *name, *licence, *commit; /* of the model */
  char **training;               /* by the rows of gls_train_parameters() */
  char **front_end; /* "name=value", beside the architecture's; or NULL */
  guint64
      memory_bytes; /* what @memory says, or what holds if it says nothing */
  CopiesOptions copies;
  char *present_text;
  Present present;
  double context_s, label_std;
  gboolean resume, features_only, full_precision;
} TrainOptions;

/* Returns: %FALSE, having said why, if the program must end with
 * %GLISSANDO_USAGE; to be cleared in any case */
gboolean train_options_parse (TrainOptions *self, char **given);
void train_options_clear (TrainOptions *self);

/**
 * train_options_apply:
 * @how: (inout): what holds where nothing was said
 *
 * Fails with %GLS_ERROR_INVALID_SPEC; not after train_options_parse() went
 * well.
 */
gboolean train_options_apply (const TrainOptions *self, GlsTrainOptions *how,
    GError **error);

#endif
