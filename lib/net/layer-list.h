/* The layer list of a file, and the simple layers that it stands for.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_LAYER_LIST_H
#define GLS_NET_LAYER_LIST_H

#include "json.h"

G_BEGIN_DECLS

/**
 * gls_layer_list_expand:
 * @list: as a file has it
 *
 * Replaces each "pack" and "residual" by the layers that it stands for, and
 * gives a name to every layer that has none: its type and its number among
 * those of its type. Layers of a residual are named after it.
 * Fails with %GLS_ERROR_MODEL.
 *
 * Returns: (transfer full) (nullable): a list of simple layers
 */
json_t *gls_layer_list_expand (const json_t *list,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
