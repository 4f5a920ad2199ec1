/* What is written must not take the place of what is read.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_OUTPUTS_H
#define GLISSANDO_OUTPUTS_H

#include <glib.h>

/**
 * outputs_are_safe:
 * @outputs: (element-type filename): [n] files to be written; %NULL where there
 *   is none
 * @inputs: (element-type filename): files to be read; %NULL where there is none
 *
 * To be asked before anything is written.
 *
 * Returns: %FALSE, having said why, if an output is also an input, by whatever
 *   name, or another output
 */
gboolean outputs_are_safe (const char *const *outputs, size_t n,
    const GPtrArray *inputs);

#endif
