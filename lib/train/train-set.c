/* Reads examples once, and keeps what the layers before training make of them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "train/train-set.h"

#include <math.h>
#include <string.h>

void
gls_train_set_free (GlsTrainSet *self)
{
  if (self == NULL)
    return;
  gls_room_give_back (&self->block);
  g_free (self->targets);
  g_free (self);
}

static size_t
output_size (const GlsGraph *graph, size_t n_layers)
{
  return gls_shape_size (n_layers == 0
          ? &graph->in
          : &gls_graph_layer (graph, n_layers - 1)->out);
}

static gboolean
check_finite (const float *x, size_t n, const char *what, size_t example,
    GError **error)
{
  for (size_t i = 0; i < n; i++) {
    if (!isfinite (x[i])) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
          "%s example %zu: value %zu is not a finite number", what, example, i);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
copy_targets (GlsTrainSet *self, const GlsTrainData *data, const char *what,
    GError **error)
{
  self->targets = g_try_malloc_n (self->n, self->n_labels * sizeof (float));
  if (self->targets == NULL) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
        "the targets of %zu examples do not fit in memory", self->n);
    return FALSE;
  }
  for (size_t i = 0; i < self->n * self->n_labels; i++) {
    float y = data->targets[i];

    if (!isnan (y) && !(y >= 0.0f && y <= 1.0f)) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_DATA,
          "%s example %zu: the target of label %zu is %g, not within 0 and 1",
          what, i / self->n_labels, i % self->n_labels, (double) y);
      return FALSE;
    }
    self->targets[i] = y;
  }
  return TRUE;
}

GlsTrainSet *
gls_train_set_new (const GlsTrainData *data, const GlsGraph *graph,
    const float *weights, size_t n_layers, const char *what, GlsRoom *room,
    GlsTrainSetRead read, gpointer user_data, GError **error)
{
  g_autoptr (GlsTrainSet) self = g_new0 (GlsTrainSet, 1);
  g_autoptr (GlsWorkspace) workspace =
      gls_workspace_new (graph, 0, n_layers, 1, FALSE);
  const size_t raw_size = gls_shape_size (&graph->in);
  g_autofree float *raw = g_new (float, raw_size);
  GlsPass pass = { .weights = weights };

  if (data->n == 0) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_DATA, "there is no %s example",
        what);
    return NULL;
  }
  self->n = data->n;
  self->size = output_size (graph, n_layers);
  self->n_labels = gls_shape_size (&graph->out);
  if (!copy_targets (self, data, what, error))
    return NULL;
  if (!gls_room_take (room, self->n, self->size, &self->block, error))
    return NULL;
  self->x = self->block.x;
  for (size_t i = 0; i < self->n; i++) {
    const float *x = raw;

    if (data->frames != NULL)
      x = data->frames + i * raw_size;
    else if (!data->read (i, raw, data->user_data, error))
      return NULL;
    if (!check_finite (x, raw_size, what, i, error))
      return NULL;
    memcpy (self->x + i * self->size,
        gls_workspace_forward (workspace, &pass, 1, x),
        self->size * sizeof *self->x);
    if (read != NULL)
      read (user_data);
  }
  return g_steal_pointer (&self);
}

GlsTrainSet *
gls_train_set_copy (const GlsTrainSet *self, GError **error)
{
  g_autoptr (GlsTrainSet) copy = g_new0 (GlsTrainSet, 1);

  copy->n = self->n;
  copy->size = self->size;
  copy->n_labels = self->n_labels;
  if (!gls_room_take (self->block.room, self->n, self->size, &copy->block,
          error))
    return NULL;
  copy->x = copy->block.x;
  memcpy (copy->x, self->x, self->n * self->size * sizeof *self->x);
  return g_steal_pointer (&copy);
}

gboolean
gls_train_set_apply (GlsTrainSet *self, const GlsGraph *graph,
    const float *weights, size_t first, size_t last, GError **error)
{
  g_autoptr (GlsWorkspace) workspace = NULL;
  const size_t size = output_size (graph, last);
  GlsPass pass = { .weights = weights };
  GlsBlock y;

  if (first == last)
    return TRUE;
  if (!gls_room_take (self->block.room, self->n, size, &y, error))
    return FALSE;
  workspace = gls_workspace_new (graph, first, last, 1, FALSE);
  for (size_t i = 0; i < self->n; i++)
    memcpy (y.x + i * size,
        gls_workspace_forward (workspace, &pass, 1, self->x + i * self->size),
        size * sizeof *y.x);
  gls_room_give_back (&self->block);
  self->block = y;
  self->x = y.x;
  self->size = size;
  return TRUE;
}

void
gls_train_set_mean_targets (const GlsTrainSet *self, double *mean)
{
  for (size_t k = 0; k < self->n_labels; k++) {
    double sum = 0.0;
    size_t n_known = 0;

    for (size_t i = 0; i < self->n; i++) {
      float y = self->targets[i * self->n_labels + k];

      sum += isnan (y) ? 0.0 : (double) y;
      n_known += !isnan (y);
    }
    mean[k] = sum / (double) MAX (n_known, 1);
  }
}

/* FNV-1a (Fowler, Noll and Vo), a word at a time */
static guint64
hash_floats (const float *x, size_t n, guint64 hash)
{
  for (size_t i = 0; i < n; i++) {
    guint32 bits;

    memcpy (&bits, &x[i], sizeof bits);
    hash = (hash ^ bits) * G_GUINT64_CONSTANT (1099511628211);
  }
  return hash;
}

guint64
gls_train_set_hash (const GlsTrainSet *self, guint64 hash)
{
  hash = hash_floats (self->x, self->n * self->size, hash);
  return hash_floats (self->targets, self->n * self->n_labels, hash);
}
