/* What training makes small.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_LOSS_H
#define GLS_TRAIN_LOSS_H

#include "train/options.h"

G_BEGIN_DECLS

/**
 * gls_loss_sum:
 * @n: number of values
 * @z: float[n], logits
 * @targets: float[n], 0 .. 1; NAN where it is not known, which is no loss
 * @scale: factor for @dz, usually 1 / (labels * examples)
 * @dz: (out) (nullable): float[n], @scale times the derivative of the sum
 *
 * Returns: the sum of the losses of all values
 */
double gls_loss_sum (GlsLoss loss, size_t n, const float *z,
    const float *targets, double scale, float *dz);

G_END_DECLS

#endif
