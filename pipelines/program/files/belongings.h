/* What belongs to a file beside its content.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_BELONGINGS_H
#define GLISSANDO_BELONGINGS_H

#include "gls.h"

/**
 * belongings_copy:
 * @from: a file, open
 * @to: another one, open, which is to take its place
 * @times: the times of reading and writing, too
 *
 * Owner, group, permissions, access control lists and extended attributes. What
 * the system keeps for itself in attributes stays as it has set it.
 *
 * Fails with %GLS_ERROR_IO if anything cannot be kept.
 */
gboolean belongings_copy (int from, int to, gboolean times, GError **error);

#endif
