/* space2depth: each block of 2 x 2 places becomes one of 4 times the channels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * [H][W][C] -> [ceil (H/2)][ceil (W/2)][4 C], zeros where a side is odd:
 *
 *   y[h][w][4 c + 2 i + j] = x[2 h + i][2 w + j][c]
 *
 * The four places of one channel are neighbours among the new channels, as in
 * Guizilini et al., "3D packing for self-supervised monocular depth
 * estimation", CVPR 2020, section 4.1 (after Shi et al., CVPR 2016): so a 3-D
 * kernel that follows sees them side by side. No value is lost.
 */
#include "net/layer.h"

#include <string.h>

#define BLOCK 2

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  const size_t *in = layer->in.dim;

  if (!gls_layer_needs_image (layer, what, error))
    return FALSE;
  layer->out = GLS_SHAPE ((in[0] + BLOCK - 1) / BLOCK,
      (in[1] + BLOCK - 1) / BLOCK, in[2] * BLOCK * BLOCK);
  return TRUE;
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const size_t H = layer->in.dim[0], W = layer->in.dim[1], C = layer->in.dim[2];
  const size_t H2 = layer->out.dim[0], W2 = layer->out.dim[1];

  memset (y, 0, n * gls_shape_size (&layer->out) * sizeof *y);
  for (size_t b = 0; b < n; b++, y += H2 * W2 * 4 * C)
    for (size_t h = 0; h < H; h++)
      for (size_t w = 0; w < W; w++, x += C) {
        float *to = y + ((h / 2) * W2 + w / 2) * 4 * C + 2 * (h % 2) + w % 2;

        for (size_t c = 0; c < C; c++)
          to[4 * c] = x[c];
      }
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const size_t H = layer->in.dim[0], W = layer->in.dim[1], C = layer->in.dim[2];
  const size_t H2 = layer->out.dim[0], W2 = layer->out.dim[1];

  if (dx == NULL)
    return;
  for (size_t b = 0; b < n; b++, dy += H2 * W2 * 4 * C)
    for (size_t h = 0; h < H; h++)
      for (size_t w = 0; w < W; w++, dx += C) {
        const float *from =
            dy + ((h / 2) * W2 + w / 2) * 4 * C + 2 * (h % 2) + w % 2;

        for (size_t c = 0; c < C; c++)
          dx[c] = from[4 * c];
      }
}

const GlsLayerClass gls_space2depth_class = {
  .type = "space2depth",
  .members = gls_layer_no_members,
  .instance_size = sizeof (GlsLayer),
  .configure = configure,
  .forward = forward,
  .backward = backward,
};
