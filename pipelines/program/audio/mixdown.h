/* Any number of channels to one, as their plain mean.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GLISSANDO_MIXDOWN_H
#define GLISSANDO_MIXDOWN_H

#include <gst/gst.h>

/**
 * mixdown_install:
 * @audioconvert: an audioconvert whose output is mono
 *
 * Makes @audioconvert give 1/channels of each channel. Left to itself it weighs
 * surround channels by where their speakers stand, and leaves out the LFE.
 */
void mixdown_install (GstElement *audioconvert);

#endif
