/* max_pool and average_pool: one value for each window, channel by channel.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * [H][W][C] -> [H'][W'][C]: windows of K_h x K_w places, S_h and S_w apart, and
 * only those that lie inside: H' = floor ((H - K_h) / S_h) + 1. A window of
 * "all" is the whole image. Of equal values the first is the largest, so that
 * backward knows which one it was without being told.
 */
#include "net/layer.h"

#include <string.h>

typedef struct
{
  GlsLayer layer;
  size_t H, W, C;      /* of the input */
  size_t H_out, W_out; /* of the output */
  size_t window[2], stride[2];
} Pool;

static const char *const members[] = { "window", "stride", NULL };

static gboolean
is_all (json_t *node)
{
  return json_is_string (node) && strcmp (json_string_value (node), "all") == 0;
}

static gboolean
get_window (Pool *self, json_t *entry, const char *what, GError **error)
{
  json_t *node = json_object_get (entry, "window");

  if (node == NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL, "%s has no \"window\"",
        what);
    return FALSE;
  }
  self->window[0] = self->H;
  self->window[1] = self->W;
  if (!is_all (node)
      && !gls_layer_get_sides (entry, what, "window", self->window, error))
    return FALSE;
  if (self->window[0] <= self->H && self->window[1] <= self->W)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "%s: a window of %zu x %zu does not fit into %zu x %zu places", what,
      self->window[0], self->window[1], self->H, self->W);
  return FALSE;
}

static gboolean
configure (GlsLayer *layer, json_t *entry, size_t n_labels, const char *what,
    GError **error)
{
  Pool *self = (Pool *) layer;

  if (!gls_layer_needs_image (layer, what, error))
    return FALSE;
  self->H = layer->in.dim[0];
  self->W = layer->in.dim[1];
  self->C = layer->in.dim[2];
  if (!get_window (self, entry, what, error))
    return FALSE;
  memcpy (self->stride, self->window, sizeof self->stride);
  if (!gls_layer_get_sides (entry, what, "stride", self->stride, error))
    return FALSE;
  self->H_out = (self->H - self->window[0]) / self->stride[0] + 1;
  self->W_out = (self->W - self->window[1]) / self->stride[1] + 1;
  layer->out = GLS_SHAPE (self->H_out, self->W_out, self->C);
  /* Not multiplications, but as many values are looked at. */
  layer->n_macs = (guint64) self->H_out * self->W_out * self->C
      * self->window[0] * self->window[1];
  return TRUE;
}

/* Calls CODE at each window: x + @at is its first place, y + @to its output. */
#define FOR_EACH_WINDOW(self, n, at, to, CODE)                                 \
  for (size_t b_ = 0; b_ < (n); b_++)                                          \
    for (size_t h_ = 0; h_ < (self)->H_out; h_++)                              \
      for (size_t w_ = 0; w_ < (self)->W_out; w_++) {                          \
        const size_t at =                                                      \
            ((b_ * (self)->H + h_ * (self)->stride[0]) * (self)->W             \
                + w_ * (self)->stride[1])                                      \
            * (self)->C;                                                       \
        const size_t to =                                                      \
            ((b_ * (self)->H_out + h_) * (self)->W_out + w_) * (self)->C;      \
                                                                               \
        CODE;                                                                  \
      }

/* MAXIMUM */

static void
take_max (const Pool *self, const float *x, float *y)
{
  const size_t C = self->C;

  memcpy (y, x, C * sizeof *y);
  for (size_t i = 0; i < self->window[0]; i++)
    for (size_t j = 0; j < self->window[1]; j++) {
      const float *at = x + (i * self->W + j) * C;

      for (size_t c = 0; c < C; c++)
        y[c] = at[c] > y[c] ? at[c] : y[c];
    }
}

static void
max_forward (const GlsLayer *layer, const GlsPass *pass, size_t n,
    const float *x, float *y, float *saved)
{
  const Pool *self = (const Pool *) layer;

  FOR_EACH_WINDOW (self, n, at, to, take_max (self, x + at, y + to));
}

/* To the first place that is as large as the largest one. left: float[C], what
 * is still to be given */
static void
give_to_max (const Pool *self, const float *x, const float *y, const float *dy,
    float *left, float *dx)
{
  const size_t C = self->C;

  memcpy (left, dy, C * sizeof *left);
  for (size_t i = 0; i < self->window[0]; i++)
    for (size_t j = 0; j < self->window[1]; j++) {
      const size_t at = (i * self->W + j) * C;

      for (size_t c = 0; c < C; c++) {
        const float d = x[at + c] == y[c] ? left[c] : 0.0f;

        dx[at + c] += d;
        left[c] -= d;
      }
    }
}

static void
max_backward (const GlsLayer *layer, const GlsPass *pass, size_t n,
    const float *x, const float *y, const float *saved, const float *dy,
    float *dx)
{
  const Pool *self = (const Pool *) layer;

  if (dx == NULL)
    return;
  memset (dx, 0, n * self->H * self->W * self->C * sizeof *dx);
  FOR_EACH_WINDOW (self, n, at, to,
      give_to_max (self, x + at, y + to, dy + to, pass->scratch, dx + at));
}

static gboolean
max_configure (GlsLayer *layer, json_t *entry, size_t n_labels,
    const char *what, GError **error)
{
  if (!configure (layer, entry, n_labels, what, error))
    return FALSE;
  layer->n_scratch = layer->out.dim[2];
  return TRUE;
}

const GlsLayerClass gls_max_pool_class = {
  .type = "max_pool",
  .members = members,
  .instance_size = sizeof (Pool),
  .configure = max_configure,
  .forward = max_forward,
  .backward = max_backward,
};

/* MEAN */

static void
take_mean (const Pool *self, const float *x, float *y)
{
  const size_t C = self->C;
  const float scale = 1.0f / (float) (self->window[0] * self->window[1]);

  memset (y, 0, C * sizeof *y);
  for (size_t i = 0; i < self->window[0]; i++)
    for (size_t j = 0; j < self->window[1]; j++)
      for (size_t c = 0; c < C; c++)
        y[c] += x[(i * self->W + j) * C + c];
  for (size_t c = 0; c < C; c++)
    y[c] *= scale;
}

static void
mean_forward (const GlsLayer *layer, const GlsPass *pass, size_t n,
    const float *x, float *y, float *saved)
{
  const Pool *self = (const Pool *) layer;

  FOR_EACH_WINDOW (self, n, at, to, take_mean (self, x + at, y + to));
}

static void
give_to_all (const Pool *self, const float *dy, float *dx)
{
  const size_t C = self->C;
  const float scale = 1.0f / (float) (self->window[0] * self->window[1]);

  for (size_t i = 0; i < self->window[0]; i++)
    for (size_t j = 0; j < self->window[1]; j++)
      for (size_t c = 0; c < C; c++)
        dx[(i * self->W + j) * C + c] += scale * dy[c];
}

static void
mean_backward (const GlsLayer *layer, const GlsPass *pass, size_t n,
    const float *x, const float *y, const float *saved, const float *dy,
    float *dx)
{
  const Pool *self = (const Pool *) layer;

  if (dx == NULL)
    return;
  memset (dx, 0, n * self->H * self->W * self->C * sizeof *dx);
  FOR_EACH_WINDOW (self, n, at, to, give_to_all (self, dy + to, dx + at));
}

const GlsLayerClass gls_average_pool_class = {
  .type = "average_pool",
  .members = members,
  .instance_size = sizeof (Pool),
  .configure = configure,
  .forward = mean_forward,
  .backward = mean_backward,
};
