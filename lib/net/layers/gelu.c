/* gelu: y = x Phi (x), where Phi is the normal distribution function.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Hendrycks and Gimpel, "Gaussian error linear units", 2016, section 2, without
 * its approximations:
 *
 *   y  = x (1 + erf (x / sqrt 2)) / 2
 *   y' = (1 + erf (x / sqrt 2)) / 2 + x exp (-x^2 / 2) / sqrt (2 pi)
 */
#include "net/layer.h"

#include <math.h>

#define ROOT_HALF 0.70710678118654752f
#define ROOT_TWO_PI_INVERSE 0.39894228040143268f

static inline float
phi (float x)
{
  return 0.5f * (1.0f + erff (x * ROOT_HALF));
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const size_t size = n * gls_shape_size (&layer->in);

  for (size_t i = 0; i < size; i++)
    y[i] = x[i] * phi (x[i]);
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const size_t size = n * gls_shape_size (&layer->in);

  if (dx == NULL)
    return;
  for (size_t i = 0; i < size; i++)
    dx[i] = dy[i]
        * (phi (x[i])
            + x[i] * ROOT_TWO_PI_INVERSE * expf (-0.5f * x[i] * x[i]));
}

const GlsLayerClass gls_gelu_class = {
  .type = "gelu",
  .members = gls_layer_no_members,
  .instance_size = sizeof (GlsLayer),
  .configure = gls_layer_keep_shape,
  .forward = forward,
  .backward = backward,
};
