/* From which probability on a label is there: {"vocal": 0.41, …}.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_THRESHOLDS_H
#define GLS_NET_THRESHOLDS_H

#include "json.h"

G_BEGIN_DECLS

/**
 * gls_thresholds_parse:
 * @object: a number from 0 to 1 for each label that has one
 * @labels: %NULL-terminated
 * @what: whose they are, for messages
 *
 * Fails with %GLS_ERROR_MODEL.
 *
 * Returns: (transfer full) (nullable): float[n_labels], NAN where there is none
 */
float *gls_thresholds_parse (const json_t *object, const char *const *labels,
    const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full): what parse() reads back to the bit; each number has
 * as few digits as that takes */
json_t *gls_thresholds_to_json (const float *thresholds,
    const char *const *labels);

/**
 * gls_thresholds_copy:
 * @thresholds: (nullable): float[n]
 * @copy: (out) (transfer full) (nullable): the same; %NULL if all are NAN
 *
 * Fails with %GLS_ERROR_MODEL if one is neither NAN nor from 0 to 1.
 */
gboolean gls_thresholds_copy (const float *thresholds, size_t n, float **copy,
    GError **error);

G_END_DECLS

#endif
