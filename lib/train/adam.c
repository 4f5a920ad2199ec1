/* Adam and AdamW.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kingma and Ba, "Adam", ICLR 2015, algorithm 1; with decay outside of the
 * moments, Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR
 * 2019, algorithm 2 (decay times learning rate, as is usual):
 *
 *   m = beta1 m + (1 - beta1) g          v = beta2 v + (1 - beta2) g^2
 *   w = w - rate (m / (1 - beta1^t) / (sqrt (v / (1 - beta2^t)) + eps)
 *                 + decay w)
 */
#include "train/adam.h"

#include <math.h>

GlsAdamStep
gls_adam_step (const GlsTrainOptions *options, guint64 step,
    double learning_rate)
{
  return (GlsAdamStep){
    .learning_rate = (float) learning_rate,
    .beta1 = (float) options->beta1,
    .beta2 = (float) options->beta2,
    .epsilon = (float) options->epsilon,
    .correction1 = (float) (1.0 / (1.0 - pow (options->beta1, (double) step))),
    .correction2 = (float) (1.0 / (1.0 - pow (options->beta2, (double) step))),
    .decay = (float) options->weight_decay,
    .decoupled = options->optimiser == GLS_OPTIMISER_ADAMW,
  };
}

void
gls_adam_update (const GlsAdamStep *step, gboolean decays, size_t n,
    const float *g, float *w, float *m, float *v)
{
  const float beta1 = step->beta1, beta2 = step->beta2;
  const float in_gradient = decays && !step->decoupled ? step->decay : 0.0f;
  const float outside = decays && step->decoupled ? step->decay : 0.0f;

  for (size_t i = 0; i < n; i++) {
    const float d = g[i] + in_gradient * w[i];

    m[i] = beta1 * m[i] + (1.0f - beta1) * d;
    v[i] = beta2 * v[i] + (1.0f - beta2) * d * d;
    w[i] -= step->learning_rate
        * (m[i] * step->correction1
                / (sqrtf (v[i] * step->correction2) + step->epsilon)
            + outside * w[i]);
  }
}
