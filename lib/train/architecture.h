/* An architecture file: a model without weights, and how to train it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON: name, front_end, frames, hop, layers, training, licence; see
 * docs/model-format.md, and pipelines/training/architectures for examples.
 */
#ifndef GLS_TRAIN_ARCHITECTURE_H
#define GLS_TRAIN_ARCHITECTURE_H

#include "net/model.h"
#include "train/options.h"

G_BEGIN_DECLS

typedef struct _GlsArchitecture GlsArchitecture;

/**
 * gls_architecture_load:
 * @path: a JSON file
 *
 * Fails with %GLS_ERROR_IO or %GLS_ERROR_MODEL. The layers are checked only
 * when a model is made, since that takes a frame shape and labels.
 *
 * Returns: (transfer full) (nullable): an architecture, immutable
 */
GLS_API GlsArchitecture *gls_architecture_load (const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same from text in memory. */
GLS_API GlsArchitecture *gls_architecture_parse (const char *text,
    size_t length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GLS_API void gls_architecture_free (GlsArchitecture *self);

GLS_API const char *gls_architecture_get_name (const GlsArchitecture *self);
/* Returns: (transfer none): "name=value" strings, for gls_spec_from_strv() */
GLS_API const char *const *
gls_architecture_get_front_end (const GlsArchitecture *self);
/* N: frames in a segment */
GLS_API size_t gls_architecture_get_n_frames (const GlsArchitecture *self);

/**
 * gls_model_new_from_arch:
 * @architecture: layers, N and hop
 * @front_end: (nullable): "name=value" strings that the model will carry
 *   instead of the architecture's, e.g. from gls_spec_to_strv(), which names
 *   every parameter and so does not depend on defaults
 * @labels: %NULL-terminated tags, all different
 * @frame_shape: length of each axis of a frame, slowest first
 * @n_axes: how many, 1 .. 4
 * @seed: of the random weights; the same seed gives the same weights
 *
 * Fails with %GLS_ERROR_MODEL if the layers do not fit the shape or the labels.
 *
 * Returns: (transfer full) (nullable): a model with random weights
 */
GLS_API GlsModel *gls_model_new_from_arch (const GlsArchitecture *architecture,
    const char *const *front_end, const char *const *labels,
    const size_t *frame_shape, size_t n_axes, guint64 seed,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * gls_train_options_set_from_arch:
 *
 * Takes over what the "training" of an architecture file says; the rest stays.
 * Fails with %GLS_ERROR_MODEL.
 */
GLS_API gboolean gls_train_options_set_from_arch (GlsTrainOptions *options,
    const GlsArchitecture *architecture, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsArchitecture, gls_architecture_free)

G_END_DECLS

#endif
