/* Builds a network from a layer list, and runs it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/graph.h"
#include "net/pack.h"
#include "net/rng.h"

#include <math.h>
#include <string.h>

/* A segment must not cost minutes, whatever a file asks for. */
#define MAX_MACS ((guint64) 1 << 38)

void
gls_graph_free (GlsGraph *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->layers, g_ptr_array_unref);
  g_free (self);
}

const GlsLayer *
gls_graph_layer (const GlsGraph *self, size_t i)
{
  return g_ptr_array_index (self->layers, i);
}

/* Gives each tensor its place among the weights. */
static gboolean
place_tensors (GlsGraph *self, GlsLayer *layer, GError **error)
{
  for (size_t i = 0; i < layer->n_tensors; i++) {
    layer->tensors[i].offset = self->n_weights;
    self->n_weights += layer->tensors[i].n;
    if (self->n_weights > GLS_MAX_WEIGHTS) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "the network has more than %zu weights", GLS_MAX_WEIGHTS);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
append_layer (GlsGraph *self, json_t *entry, size_t n_labels, GError **error)
{
  const char *name = json_string_value (json_object_get (entry, "name"));
  GlsLayer *layer;

  layer = gls_layer_new (entry, name, &self->out, n_labels, error);
  if (layer == NULL)
    return FALSE;
  for (guint i = 0; i < self->layers->len; i++) {
    if (strcmp (gls_graph_layer (self, i)->name, layer->name) == 0) {
      g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
          "two layers are named \"%s\"", layer->name);
      gls_layer_free (layer);
      return FALSE;
    }
  }
  g_ptr_array_add (self->layers, layer);
  self->out = layer->out;
  self->n_macs += layer->n_macs;
  if (layer->n_macs > MAX_MACS || self->n_macs > MAX_MACS) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "the network asks for more than %" G_GUINT64_FORMAT
        " multiplications for one segment",
        MAX_MACS);
    return FALSE;
  }
  return place_tensors (self, layer, error);
}

GlsGraph *
gls_graph_new (json_t *list, const GlsShape *in, size_t n_labels,
    GError **error)
{
  g_autoptr (GlsGraph) self = g_new0 (GlsGraph, 1);
  g_autoptr (json_t) expanded = NULL;
  g_autofree char *shape = NULL;
  size_t n;

  self->layers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gls_layer_free);
  self->in = self->out = *in;
  if (in->n_axes == 0 || !gls_shape_count (in, GLS_MAX_ELEMENTS, &n)) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "a segment has more than %zu values", GLS_MAX_ELEMENTS);
    return NULL;
  }
  expanded = gls_layer_list_expand (list, error);
  if (expanded == NULL)
    return NULL;
  for (guint i = 0; i < json_array_size (expanded); i++)
    if (!append_layer (self, json_array_get (expanded, i), n_labels, error))
      return NULL;

  if (gls_shape_size (&self->out) != n_labels) {
    shape = gls_shape_to_string (&self->out);
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "the network gives %s values for %zu labels", shape, n_labels);
    return NULL;
  }
  if (gls_graph_layer (self, self->layers->len - 1)->klass
      != &gls_sigmoid_class) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "the network does not end in a sigmoid layer, so its outputs are no "
        "probabilities");
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
gls_graph_init_weights (const GlsGraph *self, guint64 seed, float *weights)
{
  for (guint i = 0; i < self->layers->len; i++) {
    const GlsLayer *layer = gls_graph_layer (self, i);

    for (size_t k = 0; k < layer->n_tensors; k++) {
      const GlsTensor *tensor = &layer->tensors[k];
      GlsRng rng;

      gls_rng_init (&rng, seed, GLS_RNG_INIT, i, k);
      for (size_t j = 0; j < tensor->n; j++)
        weights[tensor->offset + j] = (float) (tensor->init_mean
            + (tensor->init_deviation > 0
                    ? tensor->init_deviation * gls_rng_normal (&rng)
                    : 0));
    }
  }
}

/* RUNNING */

static float *
take_memory (GlsWorkspace *self, size_t n)
{
  /* What vector instructions like; never empty. */
  float *memory = g_aligned_alloc0 (MAX (n, 1), sizeof (float), 64);

  g_ptr_array_add (self->memory, memory);
  return memory;
}

/* Backward keeps every activation; inference has two buffers in turn. */
static void
take_activations (GlsWorkspace *self, size_t max_size, size_t max_saved)
{
  float *turns[2] = { NULL, NULL }, *saved = NULL;

  if (!self->for_backward) {
    turns[0] = take_memory (self, self->n_max * max_size);
    turns[1] = take_memory (self, self->n_max * max_size);
    saved = take_memory (self, self->n_max * max_saved);
  }
  for (size_t i = self->first; i < self->last; i++) {
    const GlsLayer *layer = gls_graph_layer (self->graph, i);

    self->activations[i + 1] = self->for_backward
        ? take_memory (self, self->n_max * gls_shape_size (&layer->out))
        : turns[i % 2];
    self->saved[i] = self->for_backward
        ? take_memory (self, self->n_max * layer->n_saved)
        : saved;
  }
}

GlsWorkspace *
gls_workspace_new (const GlsGraph *graph, size_t first, size_t last,
    size_t n_max, gboolean for_backward)
{
  GlsWorkspace *self = g_new0 (GlsWorkspace, 1);
  size_t max_size = 0, max_saved = 0, max_scratch = 0;

  g_assert (n_max >= 1 && n_max <= 64);
  g_assert (first <= last && last <= graph->layers->len);
  self->graph = graph;
  self->first = first;
  self->last = last;
  self->n_max = n_max;
  self->for_backward = for_backward;
  self->memory = g_ptr_array_new_with_free_func (g_aligned_free);
  self->activations = g_new0 (float *, graph->layers->len + 1);
  self->saved = g_new0 (float *, graph->layers->len);
  for (size_t i = first; i < last; i++) {
    const GlsLayer *layer = gls_graph_layer (graph, i);

    max_size = MAX (max_size, gls_shape_size (&layer->out));
    max_saved = MAX (max_saved, layer->n_saved);
    max_scratch = MAX (max_scratch, layer->n_scratch);
  }
  take_activations (self, max_size, max_saved);
  self->scratch = take_memory (self, max_scratch);
  if (for_backward) {
    self->gradient[0] = take_memory (self, n_max * max_size);
    self->gradient[1] = take_memory (self, n_max * max_size);
  }
  return self;
}

void
gls_workspace_free (GlsWorkspace *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->memory);
  g_free (self->activations);
  g_free (self->saved);
  g_free (self);
}

const float *
gls_workspace_forward (GlsWorkspace *self, GlsPass *pass, size_t n,
    const float *x)
{
  g_assert (n <= self->n_max);
  pass->scratch = self->scratch;
  /* The cast is for the array's type only: nobody writes to an input. */
  self->activations[self->first] = (float *) x;
  for (size_t i = self->first; i < self->last; i++) {
    const GlsLayer *layer = gls_graph_layer (self->graph, i);

    layer->klass->forward (layer, pass, n, self->activations[i],
        self->activations[i + 1], self->saved[i]);
  }
  return self->activations[self->last];
}

/* Below the first layer that learns nobody needs a gradient. */
static size_t
first_trainable (const GlsWorkspace *self)
{
  size_t i = self->first;

  while (i < self->last
      && !gls_layer_is_trainable (gls_graph_layer (self->graph, i)))
    i++;
  return i;
}

void
gls_workspace_backward (GlsWorkspace *self, GlsPass *pass, size_t n,
    const float *dy)
{
  const size_t first = first_trainable (self);

  g_assert (self->for_backward && n <= self->n_max);
  for (size_t i = self->last; i-- > first;) {
    const GlsLayer *layer = gls_graph_layer (self->graph, i);
    float *dx = i > first ? self->gradient[i % 2] : NULL;

    layer->klass->backward (layer, pass, n, self->activations[i],
        self->activations[i + 1], self->saved[i], dy, dx);
    dy = dx;
  }
}
