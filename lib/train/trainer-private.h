/* The state of a training run.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_TRAINER_PRIVATE_H
#define GLS_TRAIN_TRAINER_PRIVATE_H

#include "net/model-private.h"
#include "train/minibatch.h"
#include "train/train-set.h"
#include "train/trainer.h"

struct _GlsTrainer
{
  GlsModel *model;
  GlsTrainOptions options;
  GlsMetricFunc metric;
  gpointer metric_data;
  GlsTrainProgressFunc progress;
  gpointer progress_data;

  size_t n_fixed;  /* layers before the first that is trained or random */
  size_t n_prefix; /* of them, those applied once, when loading */
  GlsAugment *augment;
  GlsRoom room; /* of the sets */
  GlsTrainSet *train, *valid;
  guint64 data_hash;
  size_t n_read, n_to_read; /* while loading */

  /* The state that a checkpoint keeps: [n_weights] each */
  size_t n_weights;
  float *weights, *best, *moment1, *moment2;
  float *average;    /* of the weights, or NULL */
  guint epoch;       /* done */
  guint best_epoch;  /* from 1; 0: none */
  double best_score; /* smaller is better */

  GlsMinibatchRunner *runner; /* once loaded */
  float *valid_logits;        /* [valid->n][n_labels] */
  size_t *order;              /* [train->n] */
};

#endif
