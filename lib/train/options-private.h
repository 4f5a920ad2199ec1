/* Training options from JSON.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_TRAIN_OPTIONS_PRIVATE_H
#define GLS_TRAIN_OPTIONS_PRIVATE_H

#include "json.h"
#include "train/options.h"

G_BEGIN_DECLS

/* Takes over the members of @object, which are some of those that an
 * architecture may say. Fails with %GLS_ERROR_MODEL in a sentence that begins
 * with @what; @options are then as before. */
gboolean gls_train_options_set_from_json (GlsTrainOptions *options,
    const json_t *object, const char *what, GError **error);

G_END_DECLS

#endif
