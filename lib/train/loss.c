/* Losses of logits, and their gradients.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * With p = 1 / (1 + exp (-z)) and target y:
 *
 *   mse   (p - y)^2                            d/dz = 2 (p - y) p (1 - p)
 *   bce   -y log p - (1 - y) log (1 - p)
 *         = max (z, 0) - y z + log (1 + exp (-|z|))     d/dz = p - y
 *
 * the last form never takes the logarithm of 0.
 */
#include "train/loss.h"

#include <math.h>

double
gls_loss_sum (GlsLoss loss, size_t n, const float *z, const float *targets,
    double scale, float *dz)
{
  double sum = 0.0;

  for (size_t i = 0; i < n; i++) {
    const double logit = (double) z[i], y = (double) targets[i];
    const double p = 1.0 / (1.0 + exp (-logit));
    double d;

    if (isnan (y))
      d = 0.0;
    else if (loss == GLS_LOSS_MSE) {
      sum += (p - y) * (p - y);
      d = 2.0 * (p - y) * p * (1.0 - p);
    } else {
      sum += fmax (logit, 0.0) - y * logit + log1p (exp (-fabs (logit)));
      d = p - y;
    }
    if (dz != NULL)
      dz[i] = (float) (scale * d);
  }
  return sum;
}
