/* Architectures by name: those in the program, or files.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_ARCHITECTURES_H
#define GLISSANDO_ARCHITECTURES_H

#include "train/architecture.h"

/**
 * architectures_open:
 * @name: of one in the program; or a file, which has a folder in its name or
 *   ends in .json
 *
 * Where it has a member "extends", with the name of one in the program, it has
 * all members of that one that it does not have itself.
 *
 * Fails with %GLS_ERROR_IO or %GLS_ERROR_MODEL.
 */
GlsArchitecture *architectures_open (const char *name,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Returns: (transfer full): names of those in the program: "default, paper" */
char *architectures_list (void);

#endif
