/* Which labels a model could not learn: ["opera", "choir", …].
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_UNTAUGHT_H
#define GLS_NET_UNTAUGHT_H

#include "json.h"

G_BEGIN_DECLS

/**
 * gls_untaught_parse:
 * @array: labels, each once
 * @labels: %NULL-terminated
 * @thresholds: (nullable): float[n_labels], see thresholds.h: NAN of what could
 *   not be learnt
 * @what: whose they are, for messages
 * @untaught: (out) (transfer full) (nullable): gboolean[n_labels]; %NULL if all
 *   could be learnt
 *
 * Fails with %GLS_ERROR_MODEL.
 */
gboolean gls_untaught_parse (const json_t *array, const char *const *labels,
    const float *thresholds, const char *what, gboolean **untaught,
    GError **error);

/* Returns: (transfer full): those that could not be learnt */
json_t *gls_untaught_to_json (const gboolean *untaught,
    const char *const *labels);

/**
 * gls_untaught_copy:
 * @untaught: (nullable): gboolean[n]
 *
 * Returns: (transfer full) (nullable): the same; %NULL if there is none
 */
gboolean *gls_untaught_copy (const gboolean *untaught, size_t n);

G_END_DECLS

#endif
