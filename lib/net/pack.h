/* The packing layer, written as one entry of a layer list.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_PACK_H
#define GLS_NET_PACK_H

#include "json.h"

G_BEGIN_DECLS

/* Appends to @out the five simple layers that the entry @pack stands for, each
 * named @name, a dot, its type. Fails with %GLS_ERROR_MODEL. */
gboolean gls_pack_expand (json_t *out, const json_t *pack, const char *name,
    GError **error);

G_END_DECLS

#endif
