/* One step of Adam on a run of weights.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_ADAM_H
#define GLS_TRAIN_ADAM_H

#include "train/options.h"

G_BEGIN_DECLS

/* The numbers of one step, the same for all weights. */
typedef struct
{
  float learning_rate, beta1, beta2, epsilon;
  float correction1, correction2; /* 1 / (1 - beta^step) */
  float decay;                    /* of weights that decay */
  gboolean decoupled;
} GlsAdamStep;

/* @step counts from 1. */
GlsAdamStep gls_adam_step (const GlsTrainOptions *options, guint64 step,
    double learning_rate);

/* w, m, v: [n], changed; g: [n], the gradient */
void gls_adam_update (const GlsAdamStep *step, gboolean decays, size_t n,
    const float *g, float *w, float *m, float *v);

G_END_DECLS

#endif
