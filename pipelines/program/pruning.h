/* Tracks whose files are no longer there.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_PRUNING_H
#define GLISSANDO_PRUNING_H

#include "audio/inputs.h"
#include "catalogue/catalogue.h"

/**
 * pruning_run:
 * @catalogue: loses what was tagged below the folders among @arguments and is no
 *   longer there, by whatever model
 * @arguments: %NULL-terminated, as of inputs_collect()
 * @inputs: (element-type Input): what was found there
 *
 * A disk that is not mounted has lost nothing. So a track stays where the folder
 * it was in, or the nearest one above that is there, is empty or cannot be read,
 * and where nothing at all is left below the folder that was given. What goes
 * and what stays is said.
 *
 * Returns: whether that could be done; if not, that has been said
 */
gboolean pruning_run (GlsCatalogue *catalogue, char **arguments,
    const GPtrArray *inputs);

#endif
