/* A sound's way through elements of GStreamer and back.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_THROUGH_H
#define GLISSANDO_THROUGH_H

#include "disturb/sound.h"

/**
 * through:
 * @line: the elements, from raw audio at the sound's rate to raw audio, as for
 *   gst-launch-1.0
 * @delay: by how many samples what comes out is later
 * @tail: zeros that are sent after the sound, so that all of it comes out; more
 *   than @delay
 *
 * Changes the sound, which stays as long as it was. Any thread may call it.
 * Fails with what GStreamer says.
 */
gboolean through (Sound *sound, const char *line, guint delay, guint tail,
    GError **error);

/* elements: %NULL-terminated. Whether GStreamer has all of these */
gboolean through_has_elements (const char *const *elements);

#endif
