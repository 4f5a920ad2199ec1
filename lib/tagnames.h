/* What people call tags whose labels say of which kind they are.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A label may be category---tag, as MTG-Jamendo has it: genre---rock,
 * mood/theme---film. Programs, files and databases have labels. People are told
 * the tag alone where that is clear.
 */
#ifndef GLS_TAGNAMES_H
#define GLS_TAGNAMES_H

#include "gls.h"

G_BEGIN_DECLS

/**
 * gls_tagname_get_short:
 *
 * Returns: (transfer none): what stands behind the category; @label where there
 *   is none
 */
const char *gls_tagname_get_short (const char *label);

/**
 * gls_tagnames_new:
 * @labels: [n]
 *
 * The tags alone if all labels have a category and no two would be called the
 * same, else the labels: so “rock” beside “genre---rock” is another vocabulary's.
 *
 * Returns: (transfer container): [n], which point into @labels
 */
const char **gls_tagnames_new (const char *const *labels, size_t n);

G_END_DECLS

#endif
