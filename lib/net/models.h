/* Models by name, each in memory once.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLS_NET_MODELS_H
#define GLS_NET_MODELS_H

#include "net/model.h"

G_BEGIN_DECLS

/* What else the built-in model is called that is meant where none is named:
 * “mtat”, unless whoever built the library had another one in mind. */
#define GLS_MODELS_DEFAULT "default"

/**
 * gls_models_open:
 * @name: (nullable) (type filename): path of a model file, or the name of a
 *   built-in model; %NULL means %GLS_MODELS_DEFAULT. Or several of these with
 *   commas between, if it is no file: together they are one model that has the
 *   labels of all, and says of a label that several know the mean of what they
 *   say
 * @error: return location for an error, or %NULL
 *
 * Opens a model that is shared: as long as anyone holds it, who opens the same
 * file gets the same model, and nothing is read again. A file that has been
 * replaced since is another one. A name without a folder is that of a built-in
 * model first; “./default” is a file.
 *
 * Any thread may call it. Fails with %GLS_ERROR_IO or %GLS_ERROR_MODEL.
 *
 * Returns: (transfer full) (nullable): a model, to be released with
 *   gls_model_unref(); it must not be changed
 */
GLS_API GlsModel *gls_models_open (const char *name,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * gls_models_resolve:
 * @name: (nullable) (type filename): as of gls_models_open()
 *
 * Returns: (transfer full) (type filename): the same with a built-in model's own
 *   name in the place of %GLS_MODELS_DEFAULT
 */
GLS_API char *gls_models_resolve (const char *name);

/**
 * gls_models_list_built_in:
 *
 * Returns: (transfer full): names of the built-in models, %NULL-terminated, the
 *   default one first
 */
GLS_API char **gls_models_list_built_in (void);

G_END_DECLS

#endif
