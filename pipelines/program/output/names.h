/* Where the output of each of several inputs goes.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_NAMES_H
#define GLISSANDO_NAMES_H

#include <glib.h>

/* Whether one of the arguments is a folder, so that there may be many inputs.
 */
gboolean names_have_folder (char **arguments);

/* Whether what was given for an output is a folder: it is one, or ends as one.
 */
gboolean names_is_folder (const char *target);

/**
 * names_in_folder:
 * @inputs: (element-type Input): what the arguments stand for
 * @arguments: %NULL-terminated; below a folder among them, paths are kept
 * @folder: where to
 * @suffix: e.g. ".npy"
 *
 * Names outputs as their inputs: a.npy of a.flac. Where two would be the same,
 * the later ones have the whole name, a.mp3.npy, or a number.
 *
 * Returns: (transfer full): [inputs] paths, no two of them the same
 */
GStrv names_in_folder (const GPtrArray *inputs, char **arguments,
    const char *folder, const char *suffix);

/* What to call an output in a sentence: “-” is standard output. */
const char *names_to_text (const char *path);

/* Makes the folders above @path. Says why on stderr if they cannot be made. */
gboolean names_make_folders (const char *path);

#endif
