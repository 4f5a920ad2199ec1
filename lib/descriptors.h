/* How many files may be open at once.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_DESCRIPTORS_H
#define GLISSANDO_DESCRIPTORS_H

#include <glib.h>

/* Whether as many file descriptors are left as a pipeline takes. GStreamer does
 * without checking, and complains in many lines or stops the program. */
gboolean gls_descriptors_are_left (void);

#endif
