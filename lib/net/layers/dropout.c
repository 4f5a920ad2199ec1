/* dropout: while training, drops each value with probability "rate".
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Srivastava et al., JMLR 15, 2014, inverted: what stays is divided by
 * 1 - rate, so that in inference the layer does nothing. The mask of an example
 * depends on seed, layer and example alone, not on the thread that computes it.
 */
#include "net/layer.h"
#include "net/rng.h"

#include <string.h>

typedef struct
{
  GlsLayer layer;
  float rate;
  size_t n; /* values of one example */
} Dropout;

static const char *const members[] = { "rate", NULL };

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  Dropout *self = (Dropout *) layer;
  double rate = 0.5;

  if (!gls_json_may_get_double (entry, what, "rate", 0.0, 0.95, &rate, error))
    return FALSE;
  self->rate = (float) rate;
  self->n = gls_shape_size (&layer->in);
  layer->out = layer->in;
  layer->n_saved = self->n; /* 0 or 1 / (1 - rate) */
  return TRUE;
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const Dropout *self = (const Dropout *) layer;
  const float keep = 1.0f / (1.0f - self->rate);

  if (!pass->training) {
    memcpy (y, x, n * self->n * sizeof *y);
    return;
  }
  for (size_t b = 0; b < n; b++) {
    GlsRng rng;

    gls_rng_init (&rng, pass->seed, GLS_RNG_DROPOUT, g_str_hash (layer->name),
        pass->examples != NULL ? pass->examples[b] : b);
    for (size_t i = 0; i < self->n; i++, x++, y++, saved++) {
      *saved = gls_rng_uniform (&rng) < self->rate ? 0.0f : keep;
      *y = *x * *saved;
    }
  }
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const Dropout *self = (const Dropout *) layer;

  if (dx == NULL)
    return;
  for (size_t i = 0; i < n * self->n; i++)
    dx[i] = pass->training ? dy[i] * saved[i] : dy[i];
}

const GlsLayerClass gls_dropout_class = {
  .type = "dropout",
  .members = members,
  .instance_size = sizeof (Dropout),
  .random = TRUE,
  .configure = configure,
  .forward = forward,
  .backward = backward,
};
