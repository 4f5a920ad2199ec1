/* The state of a training run.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_TRAINER_PRIVATE_H
#define GLS_TRAIN_TRAINER_PRIVATE_H

#include "net/model-private.h"
#include "team.h"
#include "train/train-set.h"
#include "train/trainer.h"

/* A run of weights that one task updates. */
typedef struct
{
  size_t begin, end;
  gboolean decays;
} GlsSpan;

struct _GlsTrainer
{
  GlsModel *model;
  GlsTrainOptions options;
  GlsMetricFunc metric;
  gpointer metric_data;
  GlsTrainProgressFunc progress;
  gpointer progress_data;

  size_t n_prefix; /* layers applied once, when loading */
  GlsTrainSet *train, *valid;
  guint64 data_hash;
  size_t n_read, n_to_read; /* while loading */

  /* The state that a checkpoint keeps: [n_weights] each */
  size_t n_weights;
  float *weights, *best, *moment1, *moment2;
  guint epoch;       /* done */
  guint best_epoch;  /* from 1; 0: none */
  double best_score; /* smaller is better */

  /* A mini-batch is cut into parts of so many examples whatever the number of
   * threads, and the parts' gradients are added in order: hence the same bits.
   */
  size_t part_size, n_parts_max;
  float **part_gradients; /* [n_parts_max][n_weights] */
  double *part_loss;      /* [n_parts_max] */
  GArray *spans;          /* GlsSpan */

  GlsTeam *team;
  GlsWorkspace **workspaces; /* [n_threads] */
  float **inputs;            /* [n_threads][part_size][size] */
  float **targets;           /* [n_threads][part_size][n_labels] */
  float **logit_gradients;   /* [n_threads][part_size][n_labels] */

  float *valid_logits; /* [valid->n][n_labels] */
  size_t *order;       /* [train->n] */
};

#endif
