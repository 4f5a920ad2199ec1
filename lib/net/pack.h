/* The packing layer, written as one entry of a layer list.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_PACK_H
#define GLS_NET_PACK_H

#include "json.h"

G_BEGIN_DECLS

/**
 * gls_layer_list_expand:
 * @list: as a file has it
 *
 * Replaces each "pack" by the layers that it stands for, and gives a name to
 * every layer that has none: its type and its number among those of its type.
 * Fails with %GLS_ERROR_MODEL.
 *
 * Returns: (transfer full) (nullable): a list of simple layers
 */
json_t *gls_layer_list_expand (json_t *list,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#endif
