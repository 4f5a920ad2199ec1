/* Several models that hear the same, as one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_ENSEMBLE_H
#define GLS_NET_ENSEMBLE_H

#include "net/model-private.h"

G_BEGIN_DECLS

/**
 * gls_ensemble_new_model:
 * @models: (transfer full): of #GlsModel, two or more, none an ensemble
 * @names: how their user calls each, for messages
 *
 * Makes a model of the labels of all. Of a label that several know it says the
 * mean of what they say, and so of thresholds; labels mean the same if one of
 * the models says so, and could be learnt if one of them could learn them. An
 * embedding is one after the other.
 * Fails with %GLS_ERROR_MODEL unless they have the same front end, frames, hop
 * and output.
 *
 * Returns: (transfer full) (nullable): a model without layers of its own, which
 *   cannot be saved
 */
GlsModel *gls_ensemble_new_model (GPtrArray *models, const char *const *names,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* p: (inout): float[n][n_labels], to which @part is added: float[n][labels of
 * model i], what it says */
void gls_ensemble_add (const GlsEnsemble *self, size_t i, size_t n,
    const float *part, float *p);
/* p: (inout): float[n][n_labels], sums that become means */
void gls_ensemble_divide (const GlsEnsemble *self, size_t n, float *p);

G_END_DECLS

#endif
