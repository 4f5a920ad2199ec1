/* For languages other than C, by GObject introspection.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the rest of the library leaves to the caller's memory comes here as
 * something that is owned, so that no language can be handed what is gone by the
 * next call; samples and frames come as bytes, since most languages make those
 * of an array without touching each number. docs/library.md has examples.
 */
#ifndef GLS_BINDINGS_H
#define GLS_BINDINGS_H

#include "scattering/transform.h"
#include "tagger.h"

G_BEGIN_DECLS

/* Reference counted, or copied. */
#define GLS_TYPE_MODEL (gls_model_get_type ())
GLS_API GType gls_model_get_type (void);
#define GLS_TYPE_TAGGER (gls_tagger_get_type ())
GLS_API GType gls_tagger_get_type (void);
#define GLS_TYPE_PREDICTION (gls_prediction_get_type ())
GLS_API GType gls_prediction_get_type (void);
#define GLS_TYPE_TRANSFORM_PLAN (gls_transform_plan_get_type ())
GLS_API GType gls_transform_plan_get_type (void);

/**
 * gls_tagger_hear:
 * @self: a tagger
 * @samples: float32 in this machine's byte order, one after the other: mono, at
 *   gls_tagger_get_rate(), full scale -1 .. +1; less than four bytes at the end
 *   are left out
 *
 * As gls_tagger_push() of all of them, with a gls_tagger_pull() whenever one is
 * due.
 *
 * Returns: (transfer full) (element-type GlsPrediction): what is said of the
 *   segments that are complete, in order
 */
GLS_API GList *gls_tagger_hear (GlsTagger *self, GBytes *samples);

/**
 * gls_tagger_end:
 * @self: a tagger
 *
 * The audio has ended: nothing more is heard until gls_tagger_reset().
 *
 * Returns: (transfer full) (element-type GlsPrediction): what is said of the
 *   segments that were left, in order
 */
GLS_API GList *gls_tagger_end (GlsTagger *self);

/**
 * gls_tagger_get_whole:
 * @self: a tagger
 *
 * As gls_tagger_sum_up().
 *
 * Returns: (transfer full) (nullable): the mean over all segments until now
 */
GLS_API GlsPrediction *gls_tagger_get_whole (GlsTagger *self);

/**
 * gls_prediction_get_labels:
 * @self: a prediction
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): names of the tags
 */
GLS_API const char *const *gls_prediction_get_labels (const GlsPrediction *self,
    size_t *n);

/**
 * gls_prediction_get_probabilities:
 * @self: a prediction
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): of each tag, 0 .. 1
 */
GLS_API const float *
gls_prediction_get_probabilities (const GlsPrediction *self, size_t *n);

/**
 * gls_prediction_to_text:
 * @self: a prediction
 * @format: how to write
 * @top: at most so many tags, the most probable ones; 0 for all
 * @threshold: only tags of at least this probability; 0 for all
 *
 * Text is without tags that the model could not learn.
 *
 * Returns: (transfer full): the lines of gls_prediction_append()
 */
GLS_API char *gls_prediction_to_text (const GlsPrediction *self,
    GlsFormat format, size_t top, float threshold);

/**
 * gls_transform_plan_new_from_strv: (constructor)
 * @parameters: (array zero-terminated=1): “name=value” strings, as of
 *   gls_spec_from_strv(); gls_model_get_front_end() gives those of a model
 * @error: return location for an error, or %NULL
 *
 * Fails with %GLS_ERROR_INVALID_SPEC.
 *
 * Returns: (transfer full): a plan
 */
GLS_API GlsTransformPlan *
gls_transform_plan_new_from_strv (const char *const *parameters,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * gls_transform_plan_get_shape:
 * @plan: a plan
 * @n_axes: (out): how many axes a frame has
 *
 * Returns: (transfer full) (array length=n_axes): the length of each, the
 *   slowest first
 */
GLS_API size_t *gls_transform_plan_get_shape (const GlsTransformPlan *plan,
    size_t *n_axes);

/**
 * gls_transform_plan_apply:
 * @plan: a plan
 * @samples: as of gls_tagger_hear(), at the rate of the plan
 *
 * All frames of a whole piece of audio.
 *
 * Returns: (transfer full): float32[frames][gls_transform_plan_get_shape()] in
 *   this machine's byte order
 */
GLS_API GBytes *gls_transform_plan_apply (GlsTransformPlan *plan,
    GBytes *samples);

G_END_DECLS

#endif
