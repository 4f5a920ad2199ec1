/* average_frames: the frames of a segment, averaged in equal parts.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * [N][...] -> [chunks][...]. Chunk k is the mean of the frames from
 * floor (k N / chunks) to floor ((k + 1) N / chunks), without the last.
 */
#include "net/layer.h"

typedef struct
{
  GlsLayer layer;
  size_t n_frames, n_chunks;
  size_t frame_size; /* floats */
} AverageFrames;

static const char *const members[] = { "chunks", NULL };

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  AverageFrames *self = (AverageFrames *) layer;

  self->n_frames = layer->in.dim[0];
  if (!gls_json_get_size (entry, what, "chunks", 1, self->n_frames,
          &self->n_chunks, error))
    return FALSE;
  self->frame_size = gls_shape_size (&layer->in) / self->n_frames;
  layer->out = layer->in;
  layer->out.dim[0] = self->n_chunks;
  return TRUE;
}

static size_t
chunk_begin (const AverageFrames *self, size_t k)
{
  return k * self->n_frames / self->n_chunks;
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const AverageFrames *self = (const AverageFrames *) layer;
  const size_t size = self->frame_size;

  for (size_t b = 0; b < n; b++, x += self->n_frames * size) {
    for (size_t k = 0; k < self->n_chunks; k++, y += size) {
      size_t begin = chunk_begin (self, k), end = chunk_begin (self, k + 1);
      float scale = 1.0f / (float) (end - begin);

      for (size_t i = 0; i < size; i++)
        y[i] = 0.0f;
      for (size_t t = begin; t < end; t++)
        for (size_t i = 0; i < size; i++)
          y[i] += x[t * size + i];
      for (size_t i = 0; i < size; i++)
        y[i] *= scale;
    }
  }
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const AverageFrames *self = (const AverageFrames *) layer;
  const size_t size = self->frame_size;

  if (dx == NULL)
    return;
  for (size_t b = 0; b < n; b++, dx += self->n_frames * size) {
    for (size_t k = 0; k < self->n_chunks; k++, dy += size) {
      size_t begin = chunk_begin (self, k), end = chunk_begin (self, k + 1);
      float scale = 1.0f / (float) (end - begin);

      for (size_t t = begin; t < end; t++)
        for (size_t i = 0; i < size; i++)
          dx[t * size + i] = scale * dy[i];
    }
  }
}

const GlsLayerClass gls_average_frames_class = {
  .type = "average_frames",
  .members = members,
  .instance_size = sizeof (AverageFrames),
  .configure = configure,
  .forward = forward,
  .backward = backward,
};
