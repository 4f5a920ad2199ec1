/* Labelled music by the name that a user gives it: KIND[,OPTION=VALUE…]:PATH.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A path alone is a manifest. docs/datasets.md has the kinds and their options.
 */
#ifndef GLISSANDO_DATASETS_H
#define GLISSANDO_DATASETS_H

#include "data/manifest.h"

/* For the help of a command. */
#define DATASETS_PLACEHOLDER "[KIND:]PATH"
#define DATASETS_HELP                                                          \
  "Labelled music: a manifest, or a data set as it is published, of kind "     \
  "mtat, msd, jamendo, fma or openmic"
#define DATASETS_AUDIO_HELP                                                    \
  "Where the audio is (beside the labels; of a manifest, its own folder)"

/**
 * datasets_load:
 * @data: what the user wrote
 * @audio: (nullable): the folder that the names of audio files start from
 * @problems: gets each row that cannot be used, which is left out
 *
 * Fails with %GLS_ERROR_INVALID_SPEC if the kind has no such option, with
 * %GLS_ERROR_IO, saying what was looked for and where, or with %GLS_ERROR_DATA.
 */
Manifest *datasets_load (const char *data, const char *audio,
    Problems *problems, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full): the same without the folders that the path is in,
 *   for the record */
char *datasets_get_short_name (const char *data);

#endif
