/* A network: a list of layers, run forward and backward.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_GRAPH_H
#define GLS_NET_GRAPH_H

#include "net/layer.h"

G_BEGIN_DECLS

/* Immutable. */
typedef struct
{
  GPtrArray *layers; /* GlsLayer */
  GlsShape in, out;
  size_t n_weights; /* floats, of all tensors together */
  size_t n_kept;    /* values of one example that are kept to be added later */
  guint64 n_macs;   /* multiply-adds of forward for one example */
} GlsGraph;

/**
 * gls_graph_new:
 * @list: the layer list
 * @in: shape of a segment
 * @n_labels: what "labels" stands for, and how many values must come out
 *
 * Fails with %GLS_ERROR_MODEL.
 */
GlsGraph *gls_graph_new (const json_t *list, const GlsShape *in,
    size_t n_labels, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void gls_graph_free (GlsGraph *self);
const GlsLayer *gls_graph_layer (const GlsGraph *self, size_t i);
/* Whether a run of layers may end before layer i: no residual is open there. */
gboolean gls_graph_can_cut (const GlsGraph *self, size_t i);
/* Writes random weights[n_weights]; the same seed gives the same ones. */
void gls_graph_init_weights (const GlsGraph *self, guint64 seed,
    float *weights);

/* Working memory to run layers first .. last - 1; belongs to one thread. */
typedef struct
{
  const GlsGraph *graph;
  size_t first, last;
  size_t n_max;
  gboolean for_backward;
  float **activations; /* [n_layers + 1]: input of each layer, and the output */
  float **saved;       /* [n_layers] */
  float **skipped;     /* [n_layers], backward only: of a layer that adds, the
                        * gradient of what it adds; else NULL */
  float *gradient[2];  /* backward only */
  float *scratch;
  GPtrArray *memory;
} GlsWorkspace;

/**
 * gls_workspace_new:
 * @first: first layer to be run
 * @last: one past the last
 * @n_max: most examples at once, 1 .. 64
 * @for_backward: whether gls_workspace_backward() will be called
 *
 * Takes all the memory that running takes.
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
