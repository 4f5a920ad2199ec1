/* What is odd about an input, in words for those who gave it.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_EXPLAIN_H
#define GLISSANDO_EXPLAIN_H

#include "audio/source.h"

/**
 * explain_report:
 * @name: the input, as the user calls it
 *
 * Says on stderr what is odd about an input that was read to its end: silence,
 * values that are no numbers, an end before it should be.
 *
 * Returns: %FALSE if the input is damaged
 */
gboolean explain_report (const char *name, const SourceReport *report);

#endif
