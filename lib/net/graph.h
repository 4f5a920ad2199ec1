/* A network: a list of layers, run forward and backward.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_GRAPH_H
#define GLS_NET_GRAPH_H

#include "net/layer.h"

G_BEGIN_DECLS

/**
 * GlsGraph:
 * @layers: of #GlsLayer, in the order in which they run; 1 or more
 * @in: shape of one example that goes in
 * @out: shape of what comes out of the last layer
 * @n_weights: floats of all tensors together
 * @n_kept: floats of one example that residuals keep until they are added
 * @n_macs: multiply-adds that forward takes for one example
 *
 * A network without its weights. Immutable, so threads may share it.
 */
typedef struct
{
  GPtrArray *layers;
  GlsShape in, out;
  size_t n_weights;
  size_t n_kept;
  guint64 n_macs;
} GlsGraph;

/**
 * gls_graph_new:
 * @list: the layer list, as a file has it
 * @in: shape of a segment, 1 or more axes
 * @n_labels: what "labels" stands for, and how many values must come out
 *
 * Fails with %GLS_ERROR_MODEL if a layer is unknown, does not fit the one
 * before it, or asks for more than a file may; the message names it.
 *
 * Returns: (transfer full) (nullable): a graph whose last layer is a sigmoid
 */
GlsGraph *gls_graph_new (const json_t *list, const GlsShape *in,
    size_t n_labels, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void gls_graph_free (GlsGraph *self);
/* Returns: (transfer none): layer i of 0 .. layers->len - 1 */
const GlsLayer *gls_graph_layer (const GlsGraph *self, size_t i);
/* Whether layers before i and those from i on may run apart, which they may
 * unless a residual spans i. */
gboolean gls_graph_can_cut (const GlsGraph *self, size_t i);
/* weights: (out): float[n_weights], random; the same seed gives the same ones */
void gls_graph_init_weights (const GlsGraph *self, guint64 seed,
    float *weights);

/* Memory to run layers first .. last - 1 for up to n_max examples; belongs to
 * one thread. What only backward needs is NULL without it. */
typedef struct
{
  const GlsGraph *graph;
  size_t first, last;
  size_t n_max;
  gboolean for_backward;
  /* [n_layers + 1]: [i] is float[n_max][in of layer i], [i + 1] its output */
  float **activations;
  /* [n_layers]: float[n_max][n_saved], what forward leaves for backward */
  float **saved;
  /* [n_layers]: of a layer that adds, the gradient of what it adds, until
   * backward comes to where that was made: float[n_max][in]; else NULL */
  float **skipped;
  /* float[n_max][largest out]: of a layer's input and output, in turn */
  float *gradient[2];
  float *scratch;    /* of the layer that needs the most */
  GPtrArray *memory; /* all of the above, to be freed */
} GlsWorkspace;

/**
 * gls_workspace_new:
 * @first: first layer to be run
 * @last: one past the last
 * @n_max: most examples at once, 1 .. GLS_MAX_EXAMPLES
 * @for_backward: whether gls_workspace_backward() will be called
 *
 * Takes all the memory that running takes. @graph must live as long, and no
 * residual may span @first.
 *
 * Returns: (transfer full): a workspace
 */
GlsWorkspace *gls_workspace_new (const GlsGraph *graph, size_t first,
    size_t last, size_t n_max, gboolean for_backward);
void gls_workspace_free (GlsWorkspace *self);

/**
 * gls_workspace_forward:
 * @pass: weights and mode; its scratch is ours to set
 * @n: examples
 * @x: float[n][input of first]; borrowed until backward is done
 *
 * Returns: (transfer none): float[n][output of last - 1], until the next call
 */
const float *gls_workspace_forward (GlsWorkspace *self, GlsPass *pass, size_t n,
    const float *x);

/**
 * gls_workspace_backward:
 * @pass: that of the forward call just before, with gradients set
 * @dy: float[n][output of last - 1]
 *
 * Adds the gradients of all weights of the layers to pass->gradients.
 */
void gls_workspace_backward (GlsWorkspace *self, GlsPass *pass, size_t n,
    const float *dy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsGraph, gls_graph_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsWorkspace, gls_workspace_free)

G_END_DECLS

#endif
