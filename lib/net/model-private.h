/* What a model is made of, for predictor and training.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_MODEL_PRIVATE_H
#define GLS_NET_MODEL_PRIVATE_H

#include "net/description.h"
#include "net/graph.h"
#include "net/model.h"

/**
 * GlsEnsemble:
 * @models: of #GlsModel, two or more
 * @place: [models], size_t[labels of it], where each of its labels is among all
 * @n_knowing: size_t[n_labels], how many of the models know it
 * @n_labels: of all
 *
 * What a model is made of that is several; see net/ensemble.h.
 */
typedef struct
{
  GPtrArray *models;
  size_t **place;
  size_t *n_knowing;
  size_t n_labels;
} GlsEnsemble;

struct _GlsModel
{
  gatomicrefcount refs;
  GlsDescription *description;
  GlsGraph *graph;
  float *weights;        /* [graph->n_weights] */
  GlsEnsemble *ensemble; /* in the place of both; or NULL */
  GlsDtype dtype;        /* of weights in the file */
  char *text;            /* the description, for people */
  char *shared_as;       /* where gls_models_open() finds it, or NULL */
};

/* Takes the description; there are no weights yet. Fails with %GLS_ERROR_MODEL.
 */
GlsModel *gls_model_new_from_description (GlsDescription *description,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes both. */
GlsModel *gls_model_new_from_ensemble (GlsEnsemble *ensemble,
    GlsDescription *description) G_GNUC_WARN_UNUSED_RESULT;
/* Returns: (transfer none): model i of 0 .. models->len - 1 */
static inline GlsModel *
gls_ensemble_get (const GlsEnsemble *self, size_t i)
{
  return self->models->pdata[i];
}

/* Takes memory for weights and gives them random values, the same for the same
 * seed. */
void gls_model_start_weights (GlsModel *model, guint64 seed);

/* Gives one reference to a shared model back. Returns: whether it was the last
 * one, so that the caller must free it. */
gboolean gls_models_release (GlsModel *model);

#endif
