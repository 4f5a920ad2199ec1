/* Standard input, output and error, whatever the caller made of them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_STANDARD_H
#define GLISSANDO_STANDARD_H

/* To be called first. Files that are opened later never take the places of
 * those that are closed, and what cannot be written to standard output ends in
 * a sentence and %GLISSANDO_SOME_FAILED, also after exit(). */
void standard_guard (void);

#endif
