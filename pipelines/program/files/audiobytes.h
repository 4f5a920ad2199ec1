/* Whether a change leaves a file's audio alone.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_AUDIOBYTES_H
#define GLISSANDO_AUDIOBYTES_H

#include "files/overlay.h"

/**
 * audio_bytes_are_same:
 * @original: a file
 * @changed: the same, with other metadata
 *
 * Finds the audio by the layout of the container, without TagLib, and compares.
 * What lies beside it in front or behind, such as tags of another kind, counts
 * as audio: none of it is to be changed either.
 *
 * Fails with %GLS_ERROR_DATA if it is not the same, or cannot be found.
 */
gboolean audio_bytes_are_same (Overlay *original, Overlay *changed,
    GError **error);

#endif
