/* Rows by the name of their split.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A split is any name. By convention, train learns from "train", chooses by
 * "valid", and leaves all others alone; a row that names none is for training.
 */
#ifndef GLISSANDO_SPLIT_H
#define GLISSANDO_SPLIT_H

#include "data/manifest.h"

#define SPLIT_TRAIN "train"
#define SPLIT_VALID "valid"
#define SPLIT_ALL "all"

/**
 * split_choose:
 * @name: (nullable): a split, or %SPLIT_ALL for every row; %NULL for what is
 *   evaluated if nothing is said: %SPLIT_VALID, or all rows of a manifest
 *   without splits
 * @chosen: (out): the name that was meant
 *
 * Fails with %GLS_ERROR_DATA if no row has the split; the message says which
 * splits there are.
 *
 * Returns: (transfer full) (nullable): gboolean[n_rows], which rows
 */
gboolean *split_choose (const Manifest *manifest, const char *name,
    const char **chosen, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
