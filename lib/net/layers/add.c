/* add: the sum of its input and that of a layer before it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a residual ends in: "layers" says how many layers f has. The workspace
 * hands over what is added, and hands the gradient on to where it came from.
 */
#include "net/layer.h"

#include <string.h>

static const char *const members[] = { "layers", NULL };

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  layer->out = layer->in;
  return gls_json_get_size (entry, what, "layers", 1, G_MAXUINT16,
      &layer->n_skipped, error);
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const size_t size = n * gls_shape_size (&layer->in);

  for (size_t i = 0; i < size; i++)
    y[i] = x[i] + pass->skipped[i];
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  if (dx != NULL)
    memcpy (dx, dy, n * gls_shape_size (&layer->in) * sizeof *dx);
}

const GlsLayerClass gls_add_class = {
  .type = "add",
  .members = members,
  .configure = configure,
  .instance_size = sizeof (GlsLayer),
  .forward = forward,
  .backward = backward,
};
