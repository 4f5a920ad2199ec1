/* What every layer is: a shape in, a shape out, tensors, forward, backward.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A layer is made from one entry of the layer list and is then immutable: its
 * weights and all that changes are passed in, so that threads can share it. An
 * activation of n examples is float[n][shape], and images are
 * [rows][columns][channels]: the channels of one place lie side by side, so a
 * convolution over all examples is one matrix product.
 */
#ifndef GLS_NET_LAYER_H
#define GLS_NET_LAYER_H

#include "json.h"
#include "net/shape.h"

G_BEGIN_DECLS

typedef struct _GlsLayer GlsLayer;
typedef struct _GlsLayerClass GlsLayerClass;

/* How a tensor is treated in training and in files. */
typedef enum
{
  GLS_TENSOR_WEIGHT,    /* trained, decays, may be stored as F16 */
  GLS_TENSOR_BIAS,      /* trained, does not decay; norms' scales too */
  GLS_TENSOR_STATISTIC, /* computed from the training set, never by gradient */
  /* follows the mean, over mini-batches, of what backward adds to its gradient,
   * once for each example */
  GLS_TENSOR_RUNNING,
} GlsTensorRole;

/* Whether a gradient moves it. */
static inline gboolean
gls_tensor_is_trained (GlsTensorRole role)
{
  return role == GLS_TENSOR_WEIGHT || role == GLS_TENSOR_BIAS;
}

typedef struct
{
  char *name; /* layer's name, a dot, what it is: "pack1.conv2d.weight" */
  GlsTensorRole role;
  GlsShape shape;
  size_t n;      /* elements */
  size_t offset; /* in the weights of the graph, floats */
  /* Random start: normal of this mean and standard deviation. */
  double init_mean, init_deviation;
} GlsTensor;

#define GLS_LAYER_MAX_TENSORS 8
/* What one pass may take at once */
#define GLS_MAX_EXAMPLES 64
/* Most kernels of a 3-D convolution, and the longest side of a 2-D kernel */
#define GLS_MAX_KERNELS 256
#define GLS_MAX_KERNEL 63

struct _GlsLayer
{
  const GlsLayerClass *klass;
  char *name;
  GlsShape in, out;
  GlsTensor tensors[GLS_LAYER_MAX_TENSORS];
  size_t n_tensors;
  /* What is added to the input: the input of the layer so many before; 0: none
   */
  size_t n_skipped;
  /* Floats kept from forward to backward, for each example */
  size_t n_saved;
  /* Floats of scratch, however many examples, and more for each one */
  size_t n_scratch, n_example_scratch;
  /* Multiply-adds of forward for one example */
  guint64 n_macs;
};

typedef enum
{
  GLS_KERNELS_FAST,
  GLS_KERNELS_REFERENCE, /* the definition: plain loops, double sums */
} GlsKernels;

/* What forward and backward work with, beside their input. */
typedef struct
{
  const float *weights; /* of the whole graph */
  float *gradients;     /* the same layout, added to; backward only */
  float *scratch;
  const float *skipped; /* [n][in] of a layer with n_skipped: what is added */
  gboolean training;    /* whether dropout drops */
  GlsKernels kernels;
  guint64 seed;            /* of dropout */
  const guint64 *examples; /* [n]: a number of each, for dropout; or NULL */
} GlsPass;

/**
 * GlsLayerClass:
 * @type: its name in the layer list
 * @members: what an entry may hold beside "type" and "name"; %NULL-terminated
 * @instance_size: bytes of the struct that begins with #GlsLayer
 * @random: changes from epoch to epoch when training
 * @configure: reads @entry, whose member names are known ones; sets all
 *   fields of #GlsLayer from out on; fails with %GLS_ERROR_MODEL
 * @forward: y[n][out] from x[n][in]; saved[n][n_saved]
 * @backward: adds the gradients of the tensors to pass->gradients and, where
 *   dx is not %NULL, writes dx[n][in], from dy[n][out]
 * @fit: (nullable): computes statistics from what comes in for the whole
 *   training set, x[n][in], into the weights of the graph
 * @set_prior: (nullable): before training, lets the layer give these n logits
 *   where its input says nothing; where it has other than n outputs, it stays
 *   as it is
 * @scale_outputs: (nullable): lets output k of the last axis become slope[k]
 *   times what it was, plus offset[k]
 */
struct _GlsLayerClass
{
  const char *type;
  const char *const *members;
  size_t instance_size;
  gboolean random;
  gboolean (*configure) (GlsLayer *self, json_t *entry, size_t n_labels,
      const char *what, GError **error);
  void (*forward) (const GlsLayer *self, const GlsPass *pass, size_t n,
      const float *x, float *y, float *saved);
  void (*backward) (const GlsLayer *self, const GlsPass *pass, size_t n,
      const float *x, const float *y, const float *saved, const float *dy,
      float *dx);
  void (*fit) (const GlsLayer *self, size_t n, const float *x, float *weights);
  void (*set_prior) (const GlsLayer *self, size_t n, const float *logits,
      float *weights);
  void (*scale_outputs) (const GlsLayer *self, const float *slope,
      const float *offset, float *weights);
};

/**
 * gls_layer_new:
 * @entry: one entry of the layer list
 * @default_name: its name where the entry gives none
 * @in: shape of its input
 * @n_labels: what "labels" stands for
 *
 * Fails with %GLS_ERROR_MODEL; the message names the layer.
 */
GlsLayer *gls_layer_new (json_t *entry, const char *default_name,
    const GlsShape *in, size_t n_labels,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void gls_layer_free (GlsLayer *self);
gboolean gls_layer_is_trainable (const GlsLayer *self);

/* For layers' own use in configure() */

/* members of layers whose entry has none but its type */
extern const char *const gls_layer_no_members[];
/* configure() of layers that take each value by itself. */
gboolean gls_layer_keep_shape (GlsLayer *self, json_t *entry, size_t n_labels,
    const char *what, GError **error);
/* Appends a tensor; fails if it is too large. */
gboolean gls_layer_add_tensor (GlsLayer *self, const char *suffix,
    GlsTensorRole role, GlsShape shape, double init_mean, double init_deviation,
    GError **error);
/* An entry's number of channels: a whole number, or "labels". */
gboolean gls_layer_get_channels (json_t *entry, const char *what,
    const char *name, size_t n_labels, size_t *n, GError **error);
/* set_prior() of layers whose second tensor is a bias for each output. */
void gls_layer_set_bias (const GlsLayer *self, size_t n, const float *logits,
    float *weights);
/* scale_outputs() of layers whose first tensor has a row for each output, next to
 * each other, and whose second one is a bias for each. */
void gls_layer_scale_rows (const GlsLayer *self, const float *slope,
    const float *offset, float *weights);
/* An entry's window or stride: a whole number from 1 to GLS_MAX_KERNEL for both
 * directions, or two of them in a list; where it is absent, @size stays. */
gboolean gls_layer_get_sides (json_t *entry, const char *what, const char *name,
    size_t size[2], GError **error);
/* Floats that depend on the product of sizes from a file: fails, naming the
 * layer, beyond what a layer may ask for. factors: size_t[n] */
gboolean gls_layer_count (const char *what, const size_t *factors, size_t n,
    size_t *product, GError **error);
/* Fails, naming both, unless the input is [rows][columns][channels]. */
gboolean gls_layer_needs_image (const GlsLayer *self, const char *what,
    GError **error);

static inline const float *
gls_layer_weights (const GlsLayer *self, const GlsPass *pass, size_t i)
{
  return pass->weights + self->tensors[i].offset;
}

static inline float *
gls_layer_gradients (const GlsLayer *self, const GlsPass *pass, size_t i)
{
  return pass->gradients + self->tensors[i].offset;
}

/* All types; layer.c has the table. */
extern const GlsLayerClass gls_average_frames_class;
extern const GlsLayerClass gls_standardise_class;
extern const GlsLayerClass gls_fold_class;
extern const GlsLayerClass gls_space2depth_class;
extern const GlsLayerClass gls_conv3d_class;
extern const GlsLayerClass gls_conv2d_class;
extern const GlsLayerClass gls_group_norm_class;
extern const GlsLayerClass gls_elu_class;
extern const GlsLayerClass gls_dropout_class;
extern const GlsLayerClass gls_dense_class;
extern const GlsLayerClass gls_sigmoid_class;
extern const GlsLayerClass gls_add_class;
extern const GlsLayerClass gls_relu_class;
extern const GlsLayerClass gls_gelu_class;
extern const GlsLayerClass gls_reshape_class;
extern const GlsLayerClass gls_max_pool_class;
extern const GlsLayerClass gls_average_pool_class;
extern const GlsLayerClass gls_batch_norm_class;
extern const GlsLayerClass gls_self_attention_class;
extern const GlsLayerClass gls_attention_pool_class;
extern const GlsLayerClass gls_gru_class;

G_END_DECLS

#endif
