/* fold: the last two axes become an image, all others its channels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * [frame]...[mu][ell] -> [mu][ell][channels], where the channel counts through
 * the other axes in their order: (frame * n_lambda + lambda) * n_theta + theta.
 */
#include "net/layer.h"

typedef struct
{
  GlsLayer layer;
  size_t n_channels, n_places;
} Fold;

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  Fold *self = (Fold *) layer;
  const GlsShape *in = &layer->in;

  if (in->n_axes < 2) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s needs at least two axes", what);
    return FALSE;
  }
  self->n_places = in->dim[in->n_axes - 2] * in->dim[in->n_axes - 1];
  self->n_channels = gls_shape_size (in) / self->n_places;
  layer->out = GLS_SHAPE (in->dim[in->n_axes - 2], in->dim[in->n_axes - 1],
      self->n_channels);
  return TRUE;
}

/* y[columns][rows] = x[rows][columns] */
static void
transpose (size_t rows, size_t columns, const float *x, float *y)
{
  for (size_t j = 0; j < columns; j++)
    for (size_t i = 0; i < rows; i++)
      y[j * rows + i] = x[i * columns + j];
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const Fold *self = (const Fold *) layer;
  const size_t size = self->n_channels * self->n_places;

  for (size_t b = 0; b < n; b++, x += size, y += size)
    transpose (self->n_channels, self->n_places, x, y);
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const Fold *self = (const Fold *) layer;
  const size_t size = self->n_channels * self->n_places;

  if (dx == NULL)
    return;
  for (size_t b = 0; b < n; b++, dx += size, dy += size)
    transpose (self->n_places, self->n_channels, dy, dx);
}

const GlsLayerClass gls_fold_class = {
  .type = "fold",
  .members = gls_layer_no_members,
  .instance_size = sizeof (Fold),
  .configure = configure,
  .forward = forward,
  .backward = backward,
};
