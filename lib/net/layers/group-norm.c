/* group_norm: mean 0 and variance 1 in each group of channels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wu and He, "Group normalization", ECCV 2018, equations 1, 2 and 7: the G
 * groups are runs of C / G channels, statistics are taken over a group and all
 * places of one example, and
 *
 *   y = gamma[c] (x - m) / sqrt (v + eps) + beta[c].
 *
 * Backward, with h = (x - m) r, r = 1 / sqrt (v + eps), e = gamma dy and means
 * over the group:
 *
 *   dx = r (e - mean (e) - h mean (e h)).
 */
#include "net/layer.h"

#include <math.h>

#define EPSILON 1e-5 /* as in the paper's code */

typedef struct
{
  GlsLayer layer;
  size_t n_places, n_channels, n_groups;
} GroupNorm;

static const char *const members[] = { "groups", NULL };

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  GroupNorm *self = (GroupNorm *) layer;

  if (!gls_layer_needs_image (layer, what, error))
    return FALSE;
  self->n_places = layer->in.dim[0] * layer->in.dim[1];
  self->n_channels = layer->in.dim[2];
  if (!gls_json_get_size (entry, what, "groups", 1, self->n_channels,
          &self->n_groups, error))
    return FALSE;
  if (self->n_channels % self->n_groups != 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "%s: %zu channels cannot be divided into %zu groups", what,
        self->n_channels, self->n_groups);
    return FALSE;
  }
  layer->out = layer->in;
  layer->n_saved = 2 * self->n_groups; /* m and r of each group */
  return gls_layer_add_tensor (layer, "scale", GLS_TENSOR_BIAS,
             GLS_SHAPE (self->n_channels), 1, 0, error)
      && gls_layer_add_tensor (layer, "bias", GLS_TENSOR_BIAS,
          GLS_SHAPE (self->n_channels), 0, 0, error);
}

/* x: [n_places][n_channels], from the group's first channel on */
static void
group_statistics (const GroupNorm *self, const float *x, float *m, float *r)
{
  const size_t size = self->n_channels / self->n_groups;
  const double count = (double) (size * self->n_places);
  double sum = 0.0, squares = 0.0;

  for (size_t p = 0; p < self->n_places; p++)
    for (size_t c = 0; c < size; c++)
      sum += (double) x[p * self->n_channels + c];
  sum /= count;
  for (size_t p = 0; p < self->n_places; p++)
    for (size_t c = 0; c < size; c++) {
      double d = (double) x[p * self->n_channels + c] - sum;

      squares += d * d;
    }
  *m = (float) sum;
  *r = (float) (1.0 / sqrt (squares / count + EPSILON));
}

static void
forward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    float *y, float *saved)
{
  const GroupNorm *self = (const GroupNorm *) layer;
  const float *gamma = gls_layer_weights (layer, pass, 0);
  const float *beta = gls_layer_weights (layer, pass, 1);
  const size_t C = self->n_channels, size = C / self->n_groups;

  for (size_t b = 0; b < n; b++) {
    for (size_t g = 0; g < self->n_groups; g++, saved += 2)
      group_statistics (self, x + g * size, &saved[0], &saved[1]);
    saved -= 2 * self->n_groups;
    for (size_t p = 0; p < self->n_places; p++, x += C, y += C)
      for (size_t g = 0; g < self->n_groups; g++)
        for (size_t c = g * size; c < (g + 1) * size; c++)
          y[c] =
              gamma[c] * ((x[c] - saved[2 * g]) * saved[2 * g + 1]) + beta[c];
    saved += 2 * self->n_groups;
  }
}

/* One example. */
static void
backward_one (const GlsLayer *layer, const GlsPass *pass, const float *x,
    const float *saved, const float *dy, float *dx)
{
  const GroupNorm *self = (const GroupNorm *) layer;
  const float *gamma = gls_layer_weights (layer, pass, 0);
  float *d_gamma = gls_layer_gradients (layer, pass, 0);
  float *d_beta = gls_layer_gradients (layer, pass, 1);
  const size_t C = self->n_channels, size = C / self->n_groups;
  const double count = (double) (size * self->n_places);

  for (size_t g = 0; g < self->n_groups; g++) {
    const float m = saved[2 * g], r = saved[2 * g + 1];
    double mean_e = 0.0, mean_eh = 0.0;

    for (size_t c = g * size; c < (g + 1) * size; c++) {
      double sum = 0.0, sum_h = 0.0;

      for (size_t p = 0; p < self->n_places; p++) {
        double d = (double) dy[p * C + c];

        sum += d;
        sum_h += d * (double) ((x[p * C + c] - m) * r);
      }
      d_beta[c] += (float) sum;
      d_gamma[c] += (float) sum_h;
      mean_e += (double) gamma[c] * sum;
      mean_eh += (double) gamma[c] * sum_h;
    }
    mean_e /= count;
    mean_eh /= count;
    if (dx == NULL)
      continue;
    for (size_t p = 0; p < self->n_places; p++)
      for (size_t c = g * size; c < (g + 1) * size; c++) {
        float h = (x[p * C + c] - m) * r;

        dx[p * C + c] = r
            * (gamma[c] * dy[p * C + c] - (float) mean_e - h * (float) mean_eh);
      }
  }
}

static void
backward (const GlsLayer *layer, const GlsPass *pass, size_t n, const float *x,
    const float *y, const float *saved, const float *dy, float *dx)
{
  const size_t size = gls_shape_size (&layer->in);

  for (size_t b = 0; b < n; b++)
    backward_one (layer, pass, x + b * size, saved + b * layer->n_saved,
        dy + b * size, dx != NULL ? dx + b * size : NULL);
}

const GlsLayerClass gls_group_norm_class = {
  .type = "group_norm",
  .members = members,
  .instance_size = sizeof (GroupNorm),
  .configure = configure,
  .forward = forward,
  .backward = backward,
  .set_prior = gls_layer_set_bias,
};
