/* Audio in, tags out: a model, its front end and its segments.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What `glissando tag` does with one input, for programs that have samples: to
 * the last digit the same.
 */
#ifndef GLS_TAGGER_H
#define GLS_TAGGER_H

#include "net/model.h"
#include "tags/prediction.h"

G_BEGIN_DECLS

typedef struct _GlsTagger GlsTagger;

/**
 * gls_tagger_new:
 * @model: what to ask, e.g. gls_models_open (NULL, &error), the built-in model
 * @error: return location for an error, or %NULL
 *
 * A stream: it belongs to one thread, takes all its memory here, and holds a
 * reference to @model, which any number of taggers may share.
 *
 * Fails with %GLS_ERROR_INVALID_SPEC if the model's front end is not known
 * here, or with %GLS_ERROR_SHAPE if it makes other frames than the model takes.
 *
 * Returns: (transfer full) (nullable): a tagger
 */
GLS_API GlsTagger *gls_tagger_new (GlsModel *model,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * gls_tagger_ref: (skip)
 *
 * For languages whose memory is collected.
 *
 * Returns: @self, which as many calls of gls_tagger_free() end
 */
GLS_API GlsTagger *gls_tagger_ref (GlsTagger *self);
/**
 * gls_tagger_free: (skip)
 * @self: (nullable): a tagger
 */
GLS_API void gls_tagger_free (GlsTagger *self);

/**
 * gls_tagger_get_rate:
 *
 * Returns: samples per second that the model was trained on, and that push()
 *   wants
 */
GLS_API guint gls_tagger_get_rate (const GlsTagger *self);

/**
 * gls_tagger_push: (skip)
 * @x: float[n], mono at gls_tagger_get_rate(), full scale -1 .. +1
 * @n: how many samples
 *
 * Returns: how many it took: fewer than @n when a segment is ready, which
 *   gls_tagger_pull() must take first
 */
GLS_API size_t gls_tagger_push (GlsTagger *self, const float *x, size_t n);

/**
 * gls_tagger_pull: (skip)
 * @segment: (out): what the model says of one segment. Its labels and
 *   probabilities belong to @self and stay until the next call; it has no input
 *
 * Audio that is shorter than a segment is repeated to fill one, and the
 * prediction is padded. What is left over at the end is heard in a last segment
 * that overlaps the one before.
 *
 * Returns: %FALSE, with nothing written, when it needs more samples, or when
 * all is out after gls_tagger_drain()
 */
GLS_API gboolean gls_tagger_pull (GlsTagger *self, GlsPrediction *segment);

/**
 * gls_tagger_sum_up: (skip)
 * @whole: (out): the mean over all segments that were pulled. Its labels and
 *   probabilities belong to @self and stay until the next call
 *
 * Returns: %FALSE, with nothing written, if none was pulled
 */
GLS_API gboolean gls_tagger_sum_up (GlsTagger *self, GlsPrediction *whole);

/**
 * gls_tagger_drain: (skip)
 *
 * The audio has ended: pull until it returns FALSE.
 */
GLS_API void gls_tagger_drain (GlsTagger *self);
/**
 * gls_tagger_reset:
 *
 * Forgets all samples and predictions: what comes next is another audio.
 */
GLS_API void gls_tagger_reset (GlsTagger *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GlsTagger, gls_tagger_free)

G_END_DECLS

#endif
