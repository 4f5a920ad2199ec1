/* Labels that mean the same: [["vocal", "vocals", "voice"], …].
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_SYNONYMS_H
#define GLS_NET_SYNONYMS_H

#include "json.h"

G_BEGIN_DECLS

/**
 * gls_synonyms_parse:
 * @groups: lists of labels; each of two or more, and none in two lists
 * @labels: %NULL-terminated
 * @all_known: whether a text that is no label is an error, and not passed over
 * @what: whose they are, for messages
 *
 * Fails with %GLS_ERROR_MODEL.
 *
 * Returns: (transfer full) (nullable): size_t[n_labels], for each label the
 *   place of the first one that means the same, which may be its own
 */
size_t *gls_synonyms_parse (const json_t *groups, const char *const *labels,
    gboolean all_known, const char *what,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full): the lists of more than one label */
json_t *gls_synonyms_to_json (const size_t *synonyms,
    const char *const *labels);

G_END_DECLS

#endif
