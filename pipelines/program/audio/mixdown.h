/* Any number of channels to one, as an element.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_MIXDOWN_H
#define GLISSANDO_MIXDOWN_H

#include <gst/gst.h>

#include "audio/mono.h"

/* Takes raw audio and gives mono float, buffer for buffer, with the times and
 * flags of each, up to %MONO_BLOCK_S late. */
#define MIXDOWN_TYPE (mixdown_get_type ())
G_DECLARE_FINAL_TYPE (Mixdown, mixdown, GLISSANDO, MIXDOWN, GstElement)

/* Returns: (transfer floating) */
GstElement *mixdown_new (void);

/* What was in the samples so far; any thread may ask. */
void mixdown_get_findings (Mixdown *self, MonoFindings *findings);

/* Whether what follows is at work on a buffer just now. */
gboolean mixdown_is_pushing (Mixdown *self);

#endif
