/* Examples, as the first layer that is trained sees them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_TRAIN_SET_H
#define GLS_TRAIN_TRAIN_SET_H

#include "net/graph.h"
#include "train/room.h"
#include "train/train-data.h"

G_BEGIN_DECLS

typedef struct
{
  size_t n;
  size_t size; /* floats of one example */
  float *x;    /* [n][size], which lie in @block */
  GlsBlock block;
  size_t n_labels;
  float *targets; /* [n][n_labels] */
} GlsTrainSet;

/* Told of each example that has been read. */
typedef void (*GlsTrainSetRead) (gpointer user_data);

/**
 * gls_train_set_new:
 * @weights: of the graph
 * @n_layers: how many layers, from the first, are applied to each example
 * @what: "training" or "validation", for messages
 * @room: where examples are kept; outlives the set
 *
 * Fails with %GLS_ERROR_DATA, with %GLS_ERROR_IO, and with what data->read sets.
 */
GlsTrainSet *gls_train_set_new (const GlsTrainData *data, const GlsGraph *graph,
    const float *weights, size_t n_layers, const char *what, GlsRoom *room,
    GlsTrainSetRead read, gpointer user_data,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void gls_train_set_free (GlsTrainSet *self);

/* Returns: (transfer full) (nullable): another one of the same examples, in
 * the same room, without their targets. Fails as gls_train_set_apply() does. */
GlsTrainSet *gls_train_set_copy (const GlsTrainSet *self,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Applies layers first .. last - 1. Fails with %GLS_ERROR_DATA where memory is
 * short, and with %GLS_ERROR_IO where the disk is. */
gboolean gls_train_set_apply (GlsTrainSet *self, const GlsGraph *graph,
    const float *weights, size_t first, size_t last, GError **error);

/* Mean of each label's targets that are known; mean: [n_labels] */
void gls_train_set_mean_targets (const GlsTrainSet *self, double *mean);

/* A number that differs where data differs; goes on from @hash. */
guint64 gls_train_set_hash (const GlsTrainSet *self, guint64 hash);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsTrainSet, gls_train_set_free)

G_END_DECLS

#endif
