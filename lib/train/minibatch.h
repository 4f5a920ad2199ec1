/* One mini-batch, shared out to threads: the same bits however many there are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A mini-batch is cut into parts of so many examples whatever the number of
 * threads, and the parts' gradients are added in order.
 */
#ifndef GLS_TRAIN_MINIBATCH_H
#define GLS_TRAIN_MINIBATCH_H

#include "net/graph.h"
#include "train/adam.h"
#include "train/augment.h"
#include "train/train-set.h"

G_BEGIN_DECLS

/* Threads with all the memory that they need. */
typedef struct _GlsMinibatchRunner GlsMinibatchRunner;

/**
 * GlsMinibatch:
 * @set: where its examples are
 * @order: size_t[n], which of them
 * @n: how many, up to options.batch
 * @position: of the first one, counted over all epochs
 * @adam: what to do with the gradients
 * @running_rate: by which part running statistics go to those of the mini-batch
 * @weights: float[n_weights] of the graph, changed, and so the next two
 * @moment1: first moments
 * @moment2: second moments
 * @average: (nullable): a running mean of the weights, which decays by
 * @average_decay
 */
typedef struct
{
  const GlsTrainSet *set;
  const size_t *order;
  size_t n;
  guint64 position;
  GlsAdamStep adam;
  float running_rate;
  float *weights, *moment1, *moment2, *average;
  float average_decay;
} GlsMinibatch;

/**
 * gls_minibatch_runner_new:
 * @graph: lives longer
 * @n_prefix: layers at its beginning that sets have behind them
 * @options: loss, seed, batch and threads count
 * @augment: what is done to examples to learn from; lives longer
 * @set: of the size that all sets have
 */
GlsMinibatchRunner *gls_minibatch_runner_new (const GlsGraph *graph,
    size_t n_prefix, const GlsTrainOptions *options, const GlsAugment *augment,
    const GlsTrainSet *set) G_GNUC_WARN_UNUSED_RESULT;
void gls_minibatch_runner_free (GlsMinibatchRunner *self);

/* Forward, backward and one step of Adam. Returns: the sum of the losses of the
 * mini-batch, before the step */
double gls_minibatch_runner_learn (GlsMinibatchRunner *self,
    const GlsMinibatch *batch);

/* Forward only, of a whole set. logits: (out): float[set->n][n_labels] */
void gls_minibatch_runner_predict (GlsMinibatchRunner *self,
    const GlsTrainSet *set, const float *weights, float *logits);

G_END_DECLS

#endif
