/* Builds a network from a layer list, and runs it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/graph.h"
#include "net/layer-list.h"
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

gboolean
gls_graph_can_cut (const GlsGraph *self, size_t i)
{
  for (size_t k = i; k < self->layers->len; k++)
    if (k - gls_graph_layer (self, k)->n_skipped < i)
      return FALSE;
  return TRUE;
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

/* A prediction must not take memory without bound, whatever a file asks for. */
static gboolean
count_kept (GlsGraph *self, const GlsShape *shape, GError **error)
{
  self->n_kept += gls_shape_size (shape);
  if (self->n_kept <= GLS_MAX_ELEMENTS)
    return TRUE;
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "the residuals of the network keep more than %zu values",
      GLS_MAX_ELEMENTS);
  return FALSE;
}

/* What is added must be there, and have the same shape. */
static gboolean
check_skip (GlsGraph *self, const GlsLayer *layer, GError **error)
{
  const size_t n = self->layers->len;
  g_autofree char *sum = NULL, *x = NULL;
  const GlsShape *skipped;

  if (layer->n_skipped == 0)
    return TRUE;
  if (layer->n_skipped > n) {
    g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
        "layer \"%s\" adds the input of %zu layers before, but there are %zu",
        layer->name, layer->n_skipped, n);
    return FALSE;
  }
  skipped = &gls_graph_layer (self, n - layer->n_skipped)->in;
  if (gls_shape_equal (skipped, &layer->in))
    return count_kept (self, skipped, error);
  x = gls_shape_to_string (skipped);
  sum = gls_shape_to_string (&layer->in);
  g_set_error (error, GLS_ERROR, GLS_ERROR_MODEL,
      "layer \"%s\" cannot add %s to %s: the layers of a residual must keep "
      "the shape",
      layer->name, x, sum);
  return FALSE;
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
  if (!check_skip (self, layer, error)) {
    gls_layer_free (layer);
    return FALSE;
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
gls_graph_new (const json_t *list, const GlsShape *in, size_t n_labels,
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

/* Whether a later layer adds what goes into layer i. */
static gboolean
is_skipped (const GlsWorkspace *self, size_t i)
{
  for (size_t k = i + 1; k < self->last; k++)
    if (gls_graph_layer (self->graph, k)->n_skipped == k - i)
      return TRUE;
  return FALSE;
}

/* Backward keeps every activation; inference has two buffers in turn, and one
 * for what is to be added later. */
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

    self->activations[i + 1] = self->for_backward || is_skipped (self, i + 1)
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

  g_assert (n_max >= 1 && n_max <= GLS_MAX_EXAMPLES);
  g_assert (first <= last && last <= graph->layers->len);
  g_assert (gls_graph_can_cut (graph, first));
  self->graph = graph;
  self->first = first;
  self->last = last;
  self->n_max = n_max;
  self->for_backward = for_backward;
  self->memory = g_ptr_array_new_with_free_func (g_aligned_free);
  self->activations = g_new0 (float *, graph->layers->len + 1);
  self->saved = g_new0 (float *, graph->layers->len);
  self->skipped = g_new0 (float *, graph->layers->len);
  for (size_t i = first; i < last; i++) {
    const GlsLayer *layer = gls_graph_layer (graph, i);

    max_size = MAX (max_size, gls_shape_size (&layer->out));
    max_saved = MAX (max_saved, layer->n_saved);
    max_scratch =
        MAX (max_scratch, layer->n_scratch + n_max * layer->n_example_scratch);
  }
  take_activations (self, max_size, max_saved);
  self->scratch = take_memory (self, max_scratch);
  for (size_t i = first; i < last && for_backward; i++) {
    const GlsLayer *layer = gls_graph_layer (graph, i);

    if (layer->n_skipped > 0)
      self->skipped[i] =
          take_memory (self, n_max * gls_shape_size (&layer->in));
  }
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
  g_free (self->skipped);
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

    pass->skipped = self->activations[i - layer->n_skipped];
    layer->klass->forward (layer, pass, n, self->activations[i],
        self->activations[i + 1], self->saved[i]);
  }
  return self->activations[self->last];
}

/* To the gradient of what layer i takes in, adds those of its later uses. */
static void
add_skipped (const GlsWorkspace *self, size_t i, size_t n, float *dx)
{
  const size_t size =
      n * gls_shape_size (&gls_graph_layer (self->graph, i)->in);

  for (size_t k = i + 1; k < self->last; k++) {
    if (gls_graph_layer (self->graph, k)->n_skipped != k - i)
      continue;
    for (size_t j = 0; j < size; j++)
      dx[j] += self->skipped[k][j];
  }
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

    if (layer->n_skipped > 0)
      memcpy (self->skipped[i], dy,
          n * gls_shape_size (&layer->out) * sizeof *dy);
    layer->klass->backward (layer, pass, n, self->activations[i],
        self->activations[i + 1], self->saved[i], dy, dx);
    if (dx != NULL)
      add_skipped (self, i, n, dx);
    dy = dx;
  }
}
