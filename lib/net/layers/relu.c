/* relu: y = x where x > 0, else 0.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nair and Hinton, "Rectified linear units improve restricted Boltzmann
 * machines", ICML 2010.
 */
#include "net/layer.h"

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const size_t size = n * gls_shape_size (&layer->in);

  for (size_t i = 0; i < size; i++)
    y[i] = x[i] > 0.0f ? x[i] : 0.0f;
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const size_t size = n * gls_shape_size (&layer->in);

  if (dx == NULL)
    return;
  for (size_t i = 0; i < size; i++)
    dx[i] = y[i] > 0.0f ? dy[i] : 0.0f;
}

const GlsLayerClass gls_relu_class = {
  .type = "relu",
  .members = gls_layer_no_members,
  .instance_size = sizeof (GlsLayer),
  .configure = gls_layer_keep_shape,
  .forward = forward,
  .backward = backward,
};
