/* The parameters of every transform as options of a command.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_SPEC_OPTIONS_H
#define GLISSANDO_SPEC_OPTIONS_H

#include "scattering/spec.h"

typedef struct _SpecOptions SpecOptions;

SpecOptions *spec_options_new (void);
void spec_options_free (SpecOptions *self);

/* entries: (element-type GOptionEntry): receives an option for every row of
 * gls_parameters(); they live as long as @self */
void spec_options_add_to (SpecOptions *self, GArray *entries);

/* Whether the option of a known parameter was given. */
gboolean spec_options_is_given (const SpecOptions *self, const char *name);

/**
 * spec_options_read:
 * @spec: (inout): what holds where no option was given
 *
 * Fails where a value is wrong, or an option is for other transforms, and says
 * so on stderr.
 */
gboolean spec_options_read (const SpecOptions *self, GlsSpec *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpecOptions, spec_options_free)

#endif
