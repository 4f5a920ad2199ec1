/* What a model says of each row, as a file in a manifest's own form.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PREDICTIONS_H
#define GLISSANDO_PREDICTIONS_H

#include "data/comparison.h"

/**
 * predictions_write:
 * @path: replaced only when all is written; "-" is standard output
 *
 * Writes CSV: path, start_s, end_s and split as in the manifest, and then a
 * column for each tag of the model. The numbers have all digits of a float, so
 * that the file can be a manifest of soft labels. Rows that the model did not
 * hear are left out.
 *
 * Fails with %GLS_ERROR_IO.
 */
gboolean predictions_write (const Comparison *comparison, const char *path,
    GError **error);

#endif
