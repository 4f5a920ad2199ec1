/* sigmoid: y = 1 / (1 + exp (-x)), the probability that belongs to a logit.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As the last layer it is also known to the losses (net/loss.c), which start
 * from the logits.
 */
#include "net/layer.h"

#include <math.h>

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const size_t size = n * gls_shape_size (&layer->in);

  for (size_t i = 0; i < size; i++)
    y[i] = 1.0f / (1.0f + expf (-x[i]));
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const size_t size = n * gls_shape_size (&layer->in);

  if (dx == NULL)
    return;
  for (size_t i = 0; i < size; i++)
    dx[i] = dy[i] * y[i] * (1.0f - y[i]);
}

const GlsLayerClass gls_sigmoid_class = {
  .type = "sigmoid",
  .members = gls_layer_no_members,
  .instance_size = sizeof (GlsLayer),
  .configure = gls_layer_keep_shape,
  .forward = forward,
  .backward = backward,
};
