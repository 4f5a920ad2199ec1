/* A model: one .safetensors file that describes itself.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_MODEL_H
#define GLS_NET_MODEL_H

#include "net/dtype.h"
#include "net/output.h"

G_BEGIN_DECLS

typedef struct _GlsModel GlsModel;
/**
 * gls_model_load:
 * @path: (type filename): a file
 * @error: return location for an error, or %NULL
 *
 * Reads a model and checks every length, offset, shape and name in it before
 * use. Fails with %GLS_ERROR_IO or %GLS_ERROR_MODEL.
 *
 * Returns: (transfer full) (nullable): a model, immutable
 */
GLS_API GlsModel *gls_model_load (const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * gls_model_load_bytes:
 * @bytes: what stands in such a file
 * @error: return location for an error, or %NULL
 *
 * The same from memory, e.g. a GResource.
 *
 * Returns: (transfer full): a model, immutable
 */
GLS_API GlsModel *gls_model_load_bytes (GBytes *bytes,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * gls_model_ref: (skip)
 */
GLS_API GlsModel *gls_model_ref (GlsModel *model);
/**
 * gls_model_unref: (skip)
 */
GLS_API void gls_model_unref (GlsModel *model);

/**
 * gls_model_get_front_end:
 *
 * The features that the model was trained on, as "name=value" strings; what
 * they mean is the front end's business (see gls_spec_from_strv()).
 *
 * Returns: (transfer none) (array zero-terminated=1): a %NULL-terminated array
 */
GLS_API const char *const *gls_model_get_front_end (const GlsModel *model);

/**
 * gls_model_get_frame_shape:
 * @n_axes: (out): how many axes one frame has
 *
 * Returns: (transfer none) (array length=n_axes): length of each axis, slowest
 *   first
 */
GLS_API const size_t *gls_model_get_frame_shape (const GlsModel *model,
    size_t *n_axes);
/**
 * gls_model_get_n_frames:
 *
 * Returns: N, the frames in a segment
 */
GLS_API size_t gls_model_get_n_frames (const GlsModel *model);
/**
 * gls_model_get_hop_frames:
 *
 * Returns: frames from one segment to the next
 */
GLS_API size_t gls_model_get_hop_frames (const GlsModel *model);
/**
 * gls_model_get_labels:
 * @n: (out) (optional): how many
 *
 * Returns: (transfer none) (array length=n): names of its tags,
 *   %NULL-terminated
 */
GLS_API const char *const *gls_model_get_labels (const GlsModel *model,
    size_t *n);
/**
 * gls_model_get_synonyms: (skip)
 *
 * Returns: (transfer none) (nullable): size_t[n_labels], for each label the
 *   place of the first one that means the same; %NULL if none do
 */
GLS_API const size_t *gls_model_get_synonyms (const GlsModel *model);
/**
 * gls_model_get_thresholds: (skip)
 *
 * For each label the probability from which on it is said to be there: the one
 * with the largest F-measure on the validation rows, where “glissando train”
 * made the model.
 *
 * Returns: (transfer none) (nullable): float[n_labels], 0 .. 1, NAN for a label
 *   of which it is not known; %NULL if it is known of none
 */
GLS_API const float *gls_model_get_thresholds (const GlsModel *model);
/**
 * gls_model_get_untaught: (skip)
 *
 * Which of its labels say nothing, because the model had nothing to learn them
 * from: those of its training rows never varied. They have no threshold.
 *
 * Returns: (transfer none) (nullable): gboolean[n_labels]; %NULL if all could be
 *   learnt
 */
GLS_API const gboolean *gls_model_get_untaught (const GlsModel *model);
/**
 * gls_model_get_output:
 *
 * Returns: what people want of it
 */
GLS_API GlsOutput gls_model_get_output (const GlsModel *model);
/**
 * gls_model_get_description:
 *
 * Returns: (transfer none): the whole description as JSON text, for people
 */
GLS_API const char *gls_model_get_description (const GlsModel *model);
/* What its weights were stored as; F32 of a model that was in no file yet */
GLS_API GlsDtype gls_model_get_dtype (const GlsModel *model);
/**
 * gls_model_get_name:
 *
 * Returns: (transfer none) (nullable): its name, e.g. "default"
 */
GLS_API const char *gls_model_get_name (const GlsModel *model);
GLS_API size_t gls_model_get_n_weights (const GlsModel *model);
/* Multiply-adds that one prediction takes */
GLS_API guint64 gls_model_get_n_macs (const GlsModel *model);
/* Floats of an embedding, see gls_predictor_get_embedding() */
GLS_API size_t gls_model_get_n_embedding (const GlsModel *model);
/**
 * gls_model_make_digest:
 *
 * Models of one digest make the same probabilities of the same audio: it is
 * that of the front end, the segments, the labels, the layers and the weights.
 * Names, scores, thresholds and the like do not count.
 *
 * Returns: (transfer full): a SHA-256 in hexadecimal
 */
GLS_API char *gls_model_make_digest (const GlsModel *model);

/**
 * gls_model_save:
 * @path: (type filename): file to be written; replaced only when all is written
 * @dtype: of the weights; biases and statistics are always stored as F32
 *
 * Fails with %GLS_ERROR_IO, or with %GLS_ERROR_MODEL if a weight is not finite
 * or too large for @dtype.
 */
GLS_API gboolean gls_model_save (const GlsModel *model, const char *path,
    GlsDtype dtype, GError **error);

/**
 * gls_model_set_provenance: (skip)
 * @json: a JSON object: data, seed, commit, metrics, date, whatever is known
 *
 * For the maker of a model, before anybody else has it.
 * Fails with %GLS_ERROR_MODEL.
 */
GLS_API gboolean gls_model_set_provenance (GlsModel *model, const char *json,
    GError **error);
/**
 * gls_model_set_name: (skip)
 * @name: printable, up to 256 bytes
 *
 * Fails with %GLS_ERROR_MODEL.
 */
GLS_API gboolean gls_model_set_name (GlsModel *model, const char *name,
    GError **error);
/**
 * gls_model_set_thresholds: (skip)
 * @thresholds: (nullable): float[n_labels], 0 .. 1, or NAN for a label that has
 *   none; %NULL: none has one. Copied, but for those of labels that the model
 *   could not learn, which have none
 *
 * Fails with %GLS_ERROR_MODEL if one is out of range.
 */
GLS_API gboolean gls_model_set_thresholds (GlsModel *model,
    const float *thresholds, GError **error);
/**
 * gls_model_set_untaught: (skip)
 * @untaught: (nullable): gboolean[n_labels], those that the model could not
 *   learn; %NULL: it could learn all. Copied; what thresholds they had are gone
 *
 * For the maker of a model, before anybody else has it.
 */
GLS_API void gls_model_set_untaught (GlsModel *model, const gboolean *untaught);
/**
 * gls_model_scale_logits: (skip)
 * @slope: float[n_labels], above 0
 * @offset: float[n_labels]
 *
 * From now on σ (@slope logit (p) + @offset) is what it says where it said p:
 * the weights of its last layer change, and thresholds with them.
 * Fails with %GLS_ERROR_MODEL if there is something between that layer and the
 * probabilities that is not linear.
 */
GLS_API gboolean gls_model_scale_logits (GlsModel *model, const float *slope,
    const float *offset, GError **error);
/**
 * gls_model_set_licence: (skip)
 * @licence: e.g. "GPL-2.0-or-later"
 *
 * Fails with %GLS_ERROR_MODEL.
 */
GLS_API gboolean gls_model_set_licence (GlsModel *model, const char *licence,
    GError **error);

#ifndef __GI_SCANNER__ /* GlsTagger does it */

typedef struct _GlsPredictor GlsPredictor;

/* Working memory for predictions with one model; belongs to one thread. */
GLS_API GlsPredictor *gls_predictor_new (GlsModel *model);
GLS_API void gls_predictor_free (GlsPredictor *self);

/**
 * gls_predictor_run:
 * @frames: float[n_frames][frame shape], one segment
 * @p: (out): float[n_labels], probabilities 0 .. 1
 */
GLS_API void gls_predictor_run (GlsPredictor *self, const float *frames,
    float *p);

/**
 * gls_predictor_new_many:
 * @n_max: most segments at once, 1 .. 64
 *
 * As gls_predictor_new(), for gls_predictor_run_many(), which is faster by far
 * than as many single runs: the weights are read once.
 */
GLS_API GlsPredictor *gls_predictor_new_many (GlsModel *model, size_t n_max);
/* frames: float[n][n_frames][frame shape]; p: float[n][n_labels]; n <= n_max.
 * The last bits may differ from those of single runs. */
GLS_API void gls_predictor_run_many (GlsPredictor *self, size_t n,
    const float *frames, float *p);

/**
 * gls_predictor_get_embedding:
 *
 * What the network knew of the segments of the last run just before it decided
 * on tags: what went into the last layer that has weights, or into the residual
 * that this layer is within.
 *
 * Returns: (transfer none): float[n][gls_model_get_n_embedding()], until the
 *   next run
 */
GLS_API const float *gls_predictor_get_embedding (const GlsPredictor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsPredictor, gls_predictor_free)

#endif

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsModel, gls_model_unref)

G_END_DECLS

#endif
