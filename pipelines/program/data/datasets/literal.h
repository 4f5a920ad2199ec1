/* Lists of whole numbers as Python writes them: “[21, 45]”.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_LITERAL_H
#define GLISSANDO_LITERAL_H

#include <glib.h>

/**
 * literal_read_numbers:
 *
 * Returns: (transfer full) (element-type guint) (nullable): the numbers; %NULL
 *   if it is no such list
 */
GArray *literal_read_numbers (const char *text) G_GNUC_WARN_UNUSED_RESULT;

#endif
