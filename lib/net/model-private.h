/* What a model is made of, for the rest of net.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_MODEL_PRIVATE_H
#define GLS_NET_MODEL_PRIVATE_H

#include "net/description.h"
#include "net/graph.h"
#include "net/model.h"

struct _GlsModel
{
  gatomicrefcount refs;
  GlsDescription *description;
  GlsGraph *graph;
  float *weights; /* [graph->n_weights] */
  char *text;     /* the description, for people */
};

/* Takes the description; weights are zero. Fails with %GLS_ERROR_MODEL. */
GlsModel *gls_model_new_from_description (GlsDescription *description,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* To be called when the description has changed. */
void gls_model_renew_text (GlsModel *model);

#endif
