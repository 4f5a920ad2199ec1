/* Takes tags out of files again.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_UNDOING_H
#define GLISSANDO_UNDOING_H

#include "writing.h"

/* arguments, shard: as of inputs_collect(); json: how to say what is done.
 * Returns: the exit status */
int undoing_run (const WritingOptions *options, gboolean json,
    char **arguments, const Shard *shard);

#endif
