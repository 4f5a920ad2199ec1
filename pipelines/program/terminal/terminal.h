/* What is known of a terminal.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_TERMINAL_H
#define GLISSANDO_TERMINAL_H

#include <glib.h>

/* Returns: how many columns it has; 80 if it does not say; 0 if the descriptor
 *   is none */
size_t terminal_get_columns (int descriptor);

/* Whether nobody reads any more what goes into a pipe. */
gboolean terminal_is_gone (int descriptor);

#endif
