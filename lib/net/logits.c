/* A model that is surer, or less sure, of what it says.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>

#include "net/model-private.h"

/* What comes out of these follows what goes in, in the same order. */
static gboolean
lets_through (const GlsLayer *layer)
{
  return layer->klass == &gls_sigmoid_class
      || layer->klass == &gls_dropout_class
      || layer->klass == &gls_average_pool_class
      || layer->klass == &gls_max_pool_class;
}

/* Returns: (nullable): the layer that makes the logits */
static const GlsLayer *
find_last (const GlsGraph *graph)
{
  for (guint i = graph->layers->len; i > 0; i--) {
    const GlsLayer *layer = gls_graph_layer (graph, i - 1);

    if (layer->klass->scale_outputs != NULL)
      return layer;
    if (!lets_through (layer))
      return NULL;
  }
  return NULL;
}

static float
scale (float p, float slope, float offset)
{
  double logit = log ((double) p / (1 - (double) p));

  /* No logit is too large: exp gives 0 or infinity. */
  return (float) (1 / (1 + exp (-(double) slope * logit - (double) offset)));
}

static gboolean
scale_thresholds (GlsModel *model, const float *slope, const float *offset,
    GError **error)
{
  const float *thresholds = gls_model_get_thresholds (model);
  const size_t n = model->description->n_labels;
  g_autofree float *scaled = NULL;

  if (thresholds == NULL)
    return TRUE;
  scaled = g_memdup2 (thresholds, n * sizeof *thresholds);
  for (size_t k = 0; k < n; k++)
    if (!isnan (scaled[k]))
      scaled[k] = scale (scaled[k], slope[k], offset[k]);
  return gls_model_set_thresholds (model, scaled, error);
}

gboolean
gls_model_scale_logits (GlsModel *model, const float *slope,
    const float *offset, GError **error)
{
  const GlsLayer *layer;

  g_return_val_if_fail (model != NULL && slope != NULL && offset != NULL,
      FALSE);
  g_return_val_if_fail (model->shared_as == NULL, FALSE);
  layer = model->graph != NULL ? find_last (model->graph) : NULL;
  if (layer == NULL) {
    g_set_error_literal (error, GLS_ERROR, GLS_ERROR_MODEL,
        "its probabilities come from no layer with weights, which could be "
        "scaled");
    return FALSE;
  }
  layer->klass->scale_outputs (layer, slope, offset, model->weights);
  return scale_thresholds (model, slope, offset, error);
}
