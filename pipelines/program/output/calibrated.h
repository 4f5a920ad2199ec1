/* A copy of a model whose probabilities fit labels.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_CALIBRATED_H
#define GLISSANDO_CALIBRATED_H

#include "data/comparison.h"

/**
 * calibrated_write:
 * @model: the file of the model that was compared
 * @data: what it was compared with, and
 * @split: which rows of that, for its provenance
 * @output: where the copy goes
 * @n_calibrated: (out): how many of the tags that were compared are calibrated
 *
 * Fails with %GLS_ERROR_MODEL or %GLS_ERROR_IO.
 */
gboolean calibrated_write (const Comparison *comparison, const char *model,
    const char *data, const char *split, const char *output,
    size_t *n_calibrated, GError **error);

#endif
