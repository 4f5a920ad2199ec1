/* Predictions with a finished model.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/model-private.h"

#include <string.h>

struct _GlsPredictor
{
  GlsModel *model;
  GlsWorkspace *workspace;
  size_t segment_size; /* floats */
};

GlsPredictor *
gls_predictor_new_many (GlsModel *model, size_t n_max)
{
  GlsPredictor *self;

  g_return_val_if_fail (model != NULL, NULL);
  g_return_val_if_fail (n_max >= 1 && n_max <= GLS_MAX_EXAMPLES, NULL);
  self = g_new0 (GlsPredictor, 1);
  self->model = gls_model_ref (model);
  self->workspace = gls_workspace_new (model->graph, 0,
      model->graph->layers->len, n_max, FALSE);
  self->segment_size = gls_shape_size (&model->graph->in);
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
  gls_workspace_free (self->workspace);
  gls_model_unref (self->model);
  g_free (self);
}

void
gls_predictor_run_many (GlsPredictor *self, size_t n, const float *frames,
    float *p)
{
  GlsPass pass = { 0 };
  const float *y;

  g_return_if_fail (self != NULL && n >= 1 && n <= self->workspace->n_max);
  g_return_if_fail (frames != NULL && p != NULL);
  pass.weights = self->model->weights;
  y = gls_workspace_forward (self->workspace, &pass, n, frames);
  memcpy (p, y, n * self->model->description->n_labels * sizeof *p);
}

void
gls_predictor_run (GlsPredictor *self, const float *frames, float *p)
{
  gls_predictor_run_many (self, 1, frames, p);
}
