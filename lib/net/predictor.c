/* Predictions with a finished model.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/ensemble.h"

#include <string.h>

/* The layers run in two parts, so that what goes from one to the other is still
 * there at the end. */
struct _GlsPredictor
{
  GlsModel *model;
  size_t n_max;
  GlsWorkspace *body;     /* all layers before */
  GlsWorkspace *head;     /* the last one that has weights, and those behind */
  const float *embedding; /* float[n_max], between them */

  /* of an ensemble, which has none of these three */
  GPtrArray *parts; /* of GlsPredictor, of each of its models */
  float *p;         /* [n_max][labels of one of them] */
  size_t n;         /* segments of the last run */
  float *joined;    /* [n_max][n_embedding], when somebody asks for it */
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
  size_t n = 0;

  g_return_val_if_fail (model != NULL, 0);
  graph = model->graph;
  if (graph != NULL)
    return gls_shape_size (&gls_graph_layer (graph, find_head (graph))->in);
  for (guint i = 0; i < model->ensemble->models->len; i++)
    n += gls_model_get_n_embedding (gls_ensemble_get (model->ensemble, i));
  return n;
}

static void
prepare_layers (GlsPredictor *self, size_t n_max)
{
  const GlsGraph *graph = self->model->graph;
  const size_t cut = find_head (graph);

  self->body = gls_workspace_new (graph, 0, cut, n_max, FALSE);
  self->head = gls_workspace_new (graph, cut, graph->layers->len, n_max, FALSE);
}

static void
prepare_parts (GlsPredictor *self, size_t n_max)
{
  const GlsEnsemble *ensemble = self->model->ensemble;

  self->parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gls_predictor_free);
  for (guint i = 0; i < ensemble->models->len; i++)
    g_ptr_array_add (self->parts,
        gls_predictor_new_many (gls_ensemble_get (ensemble, i), n_max));
  self->p = g_new (float, n_max * ensemble->n_labels);
  self->joined = g_new (float, n_max *gls_model_get_n_embedding (self->model));
}

GlsPredictor *
gls_predictor_new_many (GlsModel *model, size_t n_max)
{
  GlsPredictor *self;

  g_return_val_if_fail (model != NULL, NULL);
  g_return_val_if_fail (n_max >= 1 && n_max <= GLS_MAX_EXAMPLES, NULL);
  self = g_new0 (GlsPredictor, 1);
  self->model = gls_model_ref (model);
  self->n_max = n_max;
  if (model->ensemble != NULL)
    prepare_parts (self, n_max);
  else
    prepare_layers (self, n_max);
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
  if (self->parts != NULL)
    g_ptr_array_unref (self->parts);
  g_free (self->p);
  g_free (self->joined);
  gls_workspace_free (self->body);
  gls_workspace_free (self->head);
  gls_model_unref (self->model);
  g_free (self);
}

static void
run_parts (GlsPredictor *self, size_t n, const float *frames, float *p)
{
  const GlsEnsemble *ensemble = self->model->ensemble;

  memset (p, 0, n * ensemble->n_labels * sizeof *p);
  for (guint i = 0; i < self->parts->len; i++) {
    gls_predictor_run_many (self->parts->pdata[i], n, frames, self->p);
    gls_ensemble_add (ensemble, i, n, self->p, p);
  }
  gls_ensemble_divide (ensemble, n, p);
  self->n = n;
}

static void
run_layers (GlsPredictor *self, size_t n, const float *frames, float *p)
{
  GlsPass pass = { .weights = self->model->weights };
  const float *y;

  self->embedding = gls_workspace_forward (self->body, &pass, n, frames);
  y = gls_workspace_forward (self->head, &pass, n, self->embedding);
  memcpy (p, y, n * self->model->description->n_labels * sizeof *p);
}

void
gls_predictor_run_many (GlsPredictor *self, size_t n, const float *frames,
    float *p)
{
  g_return_if_fail (self != NULL && n >= 1 && n <= self->n_max);
  g_return_if_fail (frames != NULL && p != NULL);
  if (self->parts != NULL)
    run_parts (self, n, frames, p);
  else
    run_layers (self, n, frames, p);
}

void
gls_predictor_run (GlsPredictor *self, const float *frames, float *p)
{
  gls_predictor_run_many (self, 1, frames, p);
}

/* Of each segment, the embeddings of all models come one after the other.
 * at: where those of the part begin. Returns: where they end */
static size_t
join_embeddings (const GlsPredictor *self, const GlsPredictor *part, size_t at)
{
  const size_t n_part = gls_model_get_n_embedding (part->model);
  const size_t n_all = gls_model_get_n_embedding (self->model);

  for (size_t b = 0; b < self->n; b++)
    memcpy (self->joined + b * n_all + at, part->embedding + b * n_part,
        n_part * sizeof *self->joined);
  return at + n_part;
}

const float *
gls_predictor_get_embedding (const GlsPredictor *self)
{
  size_t at = 0;

  g_return_val_if_fail (self != NULL, NULL);
  if (self->parts == NULL)
    return self->embedding;
  for (guint i = 0; i < self->parts->len; i++)
    at = join_embeddings (self, self->parts->pdata[i], at);
  return self->joined;
}
