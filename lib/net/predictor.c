/* Predictions with a finished model.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/model-private.h"

#include <string.h>

/* The layers run in two parts, so that what goes from one to the other is still
 * there at the end. */
struct _GlsPredictor
{
  GlsModel *model;
  GlsWorkspace *body;     /* all layers before */
  GlsWorkspace *head;     /* the last one that has weights, and those behind */
  const float *embedding; /* float[n_max], between them */
};

/* The last layer that has weights; or, where it is within a residual, the first
 * one of that. */
static size_t
find_head (const GlsGraph *graph)
{
  size_t i = graph->layers->len - 1;

  while (i > 0 && gls_graph_layer (graph, i)->n_tensors == 0)
    i--;
  while (!gls_graph_can_cut (graph, i))
    i--;
  return i;
}

size_t
gls_model_get_n_embedding (const GlsModel *model)
{
  const GlsGraph *graph;

  g_return_val_if_fail (model != NULL, 0);
  graph = model->graph;
  return gls_shape_size (&gls_graph_layer (graph, find_head (graph))->in);
}

GlsPredictor *
gls_predictor_new_many (GlsModel *model, size_t n_max)
{
  GlsPredictor *self;
  size_t cut;

  g_return_val_if_fail (model != NULL, NULL);
  g_return_val_if_fail (n_max >= 1 && n_max <= GLS_MAX_EXAMPLES, NULL);
  self = g_new0 (GlsPredictor, 1);
  cut = find_head (model->graph);
  self->model = gls_model_ref (model);
  self->body = gls_workspace_new (model->graph, 0, cut, n_max, FALSE);
  self->head = gls_workspace_new (model->graph, cut, model->graph->layers->len,
      n_max, FALSE);
  return self;
}

GlsPredictor *
gls_predictor_new (GlsModel *model)
{
  return gls_predictor_new_many (model, 1);
}

void
gls_predictor_free (GlsPredictor *self)
{
  if (self == NULL)
    return;
  gls_workspace_free (self->body);
  gls_workspace_free (self->head);
  gls_model_unref (self->model);
  g_free (self);
}

void
gls_predictor_run_many (GlsPredictor *self, size_t n, const float *frames,
    float *p)
{
  GlsPass pass = { 0 };
  const float *y;

  g_return_if_fail (self != NULL && n >= 1 && n <= self->body->n_max);
  g_return_if_fail (frames != NULL && p != NULL);
  pass.weights = self->model->weights;
  self->embedding = gls_workspace_forward (self->body, &pass, n, frames);
  y = gls_workspace_forward (self->head, &pass, n, self->embedding);
  memcpy (p, y, n * self->model->description->n_labels * sizeof *p);
}

void
gls_predictor_run (GlsPredictor *self, const float *frames, float *p)
{
  gls_predictor_run_many (self, 1, frames, p);
}

const float *
gls_predictor_get_embedding (const GlsPredictor *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->embedding;
}
