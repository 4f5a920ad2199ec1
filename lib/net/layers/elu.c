/* elu: y = x where x > 0, else exp (x) - 1.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Clevert, Unterthiner and Hochreiter, ICLR 2016, equation 15 with alpha = 1.
 * The derivative below zero is exp (x) = y + 1.
 */
#include "net/layer.h"

#include <math.h>

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const size_t size = n * gls_shape_size (&layer->in);

  for (size_t i = 0; i < size; i++)
    y[i] = x[i] > 0.0f ? x[i] : expm1f (x[i]);
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const size_t size = n * gls_shape_size (&layer->in);

  if (dx == NULL)
    return;
  for (size_t i = 0; i < size; i++)
    dx[i] = dy[i] * (x[i] > 0.0f ? 1.0f : y[i] + 1.0f);
}

const GlsLayerClass gls_elu_class = {
  .type = "elu",
  .members = gls_layer_no_members,
  .instance_size = sizeof (GlsLayer),
  .configure = gls_layer_keep_shape,
  .forward = forward,
  .backward = backward,
};
